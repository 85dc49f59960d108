"""One verb for whatever a person answers to a reminder, on a page or by a link: it calls the verb of the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.actions.answers import ask_help, decline_lead, set_focus, snooze, suggest_withdrawal
from guidelines.planning.actions.extensions import ask_extension
from guidelines.planning.actions.leads import confirm_lead
from guidelines.planning.answering import Choice
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.register.models import Guideline


@dataclass(frozen=True)
class Asked:
    """What a person is asked about: `entry` is the line of the plan whose role it is, `target` the deadline."""

    guideline: Guideline
    person: Person
    entry: PlanEntry | None
    target: date | None


@dataclass(frozen=True)
class Given:
    """An answer: `day` is a new deadline or the last day of rest, `moment` when time is set aside."""

    choice: Choice
    text: str = ""
    suggested: str = ""
    day: date | None = None
    moment: datetime | None = None


def give_answer(asked: Asked, given: Given, *, by: Actor, now: datetime) -> None:
    """Write the answer. Raises Refused as the verb of the answer does, and where what it needs is missing."""
    about: dict[str, Any] = {"person": asked.person, "by": by, "now": now}
    match given.choice:
        case Choice.YES:
            confirm_lead(_assignment(asked), by=by, now=now)
        case Choice.NO:
            decline_lead(_entry(asked), suggested=given.suggested, text=given.text, **about)
        case Choice.HELP:
            ask_help(asked.guideline, text=given.text, **about)
        case Choice.WITHDRAW:
            suggest_withdrawal(asked.guideline, text=given.text, **about)
        case Choice.NEW_DATE if given.day is not None:
            ask_extension(asked.guideline, to_on=given.day, reason=given.text, **about)
        case Choice.FOCUS if given.moment is not None:
            set_focus(asked.guideline, focus_at=given.moment, **about)
        case Choice.REST | Choice.MEETING if given.day is not None and asked.target is not None:
            snooze(asked.guideline, target=asked.target, until=given.day, **about)
        case _:
            raise Refused(_("Choose a day."))


def _entry(asked: Asked) -> PlanEntry:
    if asked.entry is None:
        raise Refused(_("You are no longer down as lead author of this guideline."))
    return asked.entry


def _assignment(asked: Asked) -> Assignment:
    held = Assignment.objects.filter(
        plan_entry=_entry(asked), person=asked.person, role=Assignment.Role.LEAD, ended_on=None
    ).first()
    if held is None:
        raise Refused(_("You are no longer down as lead author of this guideline."))
    return held
