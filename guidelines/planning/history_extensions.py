"""How requests for a new deadline read in a history."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from guidelines.journal.history import Told, describe
from guidelines.lists.dates import long_date


def _days(told: Told) -> dict[str, str]:
    return {
        name: long_date(date.fromisoformat(told.facts[name])) for name in ("from", "to", "asked") if name in told.facts
    }


def _asked(told: Told) -> str:
    return _("A new deadline was asked for: %(to)s instead of %(from)s.") % _days(told)


def _granted(told: Told) -> str:
    if told.facts["to"] != told.facts["asked"]:
        return _("A new deadline was granted: %(to)s, where %(asked)s was asked for.") % _days(told)
    return _("The new deadline was granted: %(to)s instead of %(from)s.") % _days(told)


def _agreed(told: Told) -> str:
    words = _days(told) | {name: told.words.get(name) or "" for name in ("asker", "decider")}
    if not (words["asker"] and words["decider"]):
        return _("A new deadline was agreed: %(to)s instead of %(from)s.") % words
    return _("%(asker)s asked for a new deadline and %(decider)s granted it: %(to)s instead of %(from)s.") % words


def _refused(told: Told) -> str:
    return _("A new deadline, %(asked)s, was refused. It stays %(from)s.") % _days(told)


def _withdrawn(told: Told) -> str:
    return _("The request for a new deadline, %(asked)s, was taken back.") % _days(told)


describe.update(
    {
        "extension_asked": _asked,
        "extension_granted": _granted,
        "extension_agreed": _agreed,
        "extension_refused": _refused,
        "extension_withdrawn": _withdrawn,
    }
)
