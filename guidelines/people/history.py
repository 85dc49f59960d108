"""How the verbs of people read in a history. Names and addresses stand in the erasable part of an event only."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from guidelines.journal.history import Told, describe
from guidelines.lists.dates import long_date
from guidelines.people.wording import role_name


def _named(told: Told, name: str) -> str:
    """Return a word of the event, or what stands for it once it is erased."""
    return str(told.words.get(name) or _("(erased)"))


def _from_to(told: Told, sentence: str) -> str:
    return sentence % {"from": _named(told, "from"), "to": _named(told, "to")}


def _day(told: Told, name: str) -> str:
    return long_date(date.fromisoformat(told.facts[name]))


def _address(told: Told) -> str:
    if not told.is_erased and not told.words.get("to"):
        return _("The mail address was taken away.")
    return _("The mail address was set to %(to)s.") % {"to": _named(told, "to")}


def _role_given(told: Told) -> str:
    return _("Role given: %(role)s, from %(date)s.") % {
        "role": role_name(told.facts["kind"]),
        "date": _day(told, "from"),
    }


def _absence(told: Told, sentence: str) -> str:
    return sentence % {"from": _day(told, "from"), "to": _day(told, "to")}


describe["person_added"] = lambda told: _("%(name)s was added.") % {"name": _named(told, "name")}
describe["person_renamed"] = lambda told: _from_to(told, _("The name was changed from %(from)s to %(to)s."))
describe["contact_set"] = lambda told: _("Language of mails or telephone was changed.")
describe["address_set"] = _address
describe["address_judged"] = lambda told: (
    _("Mail servers refused the address.") if told.facts["state"] == "refused" else _("Mail servers take the address.")
)
describe["person_invited"] = lambda told: _("Invited to sign in.")
describe["sign_in_stopped"] = lambda told: _("The sign-in was stopped.")
describe["role_given"] = _role_given
describe["role_ended"] = lambda told: _("The role ends on %(date)s.") % {"date": _day(told, "on")}
describe["absence_added"] = lambda told: _absence(told, _("Away from %(from)s to %(to)s."))
describe["absence_removed"] = lambda told: _absence(told, _("No longer away from %(from)s to %(to)s."))
describe["persons_merged"] = lambda told: _("%(name)s was merged into this person.") % {"name": _named(told, "name")}
describe["second_factor_set"] = lambda told: _("Two-step sign-in was set up.")
describe["second_factor_removed"] = lambda told: _("Two-step sign-in was removed.")
describe["group_changed"] = lambda told: _("The settings of the group were changed.")
describe["alias_added"] = lambda told: _("Spelling added: %(name)s.") % {"name": _named(told, "spelling")}
describe["alias_removed"] = lambda told: _("Spelling removed: %(name)s.") % {"name": _named(told, "spelling")}
