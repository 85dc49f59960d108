"""How what the secretariat does about reminders reads in a history."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guidelines.journal.history import Told, describe
from reminders.actions.calls import CALLED, MISSED
from reminders.states import CALLS


def _with_note(sentence: str, told: Told) -> str:
    note = told.words.get("note")
    return f"{sentence} {_('Note: %(text)s') % {'text': note}}" if note else sentence


def _called(told: Told) -> str:
    outcome = str(CALLS.get(told.facts["outcome"], told.facts["outcome"]))
    return _with_note(_("The secretariat called: %(outcome)s.") % {"outcome": outcome.lower()}, told)


def _missed(told: Told) -> str:
    return _with_note(_("The secretariat called and reached nobody."), told)


describe.update({CALLED: _called, MISSED: _missed})
