"""How what the secretariat does about reminders reads in a history."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guidelines.journal.history import Told, describe
from guidelines.people.models import Person
from reminders.actions.calls import CALLED, MISSED
from reminders.actions.mails import LAID_ASIDE, NOTED
from reminders.actions.texts import TAKEN_BACK, WRITTEN
from reminders.ladder_names import kind_name
from reminders.states import CALLS

_LANGUAGES = dict(Person.Language.choices)


def _with_note(sentence: str, told: Told) -> str:
    note = told.words.get("note")
    return f"{sentence} {_('Note: %(text)s') % {'text': note}}" if note else sentence


def _called(told: Told) -> str:
    outcome = str(CALLS.get(told.facts["outcome"], told.facts["outcome"]))
    return _with_note(_("The secretariat called: %(outcome)s.") % {"outcome": outcome.lower()}, told)


def _missed(told: Told) -> str:
    return _with_note(_("The secretariat called and reached nobody."), told)


def _put_aside(told: Told) -> str:
    return _with_note(_("A mail about it that did not arrive was put aside."), told)


def _noted(told: Told) -> str:
    if not told.is_erased and not told.words.get("note"):
        return _("The note in the mail was taken away.")
    return _("The note in the mail was changed.")


def _kind(told: Told) -> dict[str, str]:
    return {"kind": kind_name(told.facts["kind"]), "language": _LANGUAGES[told.facts["language"]]}


def _written(told: Told) -> str:
    return _("The text of “%(kind)s” was changed (%(language)s).") % _kind(told)


def _taken_back(told: Told) -> str:
    return _("The text of “%(kind)s” is the product's own again (%(language)s).") % _kind(told)


describe.update({LAID_ASIDE: _put_aside, CALLED: _called, MISSED: _missed, NOTED: _noted})
describe.update({WRITTEN: _written, TAKEN_BACK: _taken_back})
