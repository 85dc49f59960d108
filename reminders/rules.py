"""Which reminders exist by a day: pure, over facts of one guideline (foundations 17-21).

The present rung alone is sent: rungs that were passed before anybody could be told are skipped with a reason.
A late rung is sent only so many days after the one that announced it, never fewer than 14.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reminders.early import before, early_reason
from reminders.ladder import COPY, DEFAULT, OF_STEP
from reminders.late import late, late_reason
from reminders.reasons import Action as Action
from reminders.reasons import Reason as Reason
from reminders.situation import History as History
from reminders.situation import People as People
from reminders.situation import Recipient as Recipient
from reminders.situation import Situation as Situation
from reminders.situation import Term as Term
from reminders.situation import Verdict as Verdict
from reminders.situation import follows_on as follows_on
from reminders.situation import slot_of as slot_of
from reminders.situation import told_on as told_on
from reminders.situation import way_to as way_to


@dataclass(frozen=True)
class Facts(Situation):
    """What the reminders of one guideline are derived from, and what the rules say of it."""

    def verdicts(self, people: People, history: History, day: date) -> list[Verdict]:
        """Return what is to be done by a day and has not been handled; the caller keeps it in the history."""
        return verdicts(self, people, history, day)

    def review(self, people: People, planned: Verdict, day: date) -> tuple[Action, Reason]:
        """Judge a planned reminder again as things stand (see `review`)."""
        return review(self, people, planned, day)


def verdicts(facts: Facts, people: People, history: History, day: date) -> list[Verdict]:
    """Return what is to be done by a day and has not been handled; the caller keeps it in the history."""
    if facts.begins_on > day:
        return []
    return [*before(facts, people, history, day), *late(facts, people, history, day)]


def review(facts: Facts | None, people: People, planned: Verdict, day: date) -> tuple[Action, Reason]:
    """Judge a planned reminder again as things stand when its mail is made (foundations 17: the state is read again).

    WAIT means that it is planned anew later: the person is away, somebody has answered, a late rung, which comes only
    once, has no point just now, or a copy says that somebody in charge was told today, and nobody can be.
    """
    who = people.get(planned.person)
    if facts is None or who is None:
        return dropped(planned.rung, Reason.NOT_IN_USE)
    rung = facts.ladder.rungs[planned.rung]
    if not facts.ladder.has(rung.key):
        return dropped(rung.key, Reason.SWITCHED_OFF)
    if (facts.cycle, facts.target) != (planned.cycle, planned.target):
        return dropped(rung.key, Reason.TARGET_CHANGED)
    reason = (late_reason if rung.is_late else early_reason)(facts, rung, planned.person, day)
    if reason is not Reason.NONE:
        return dropped(rung.key, reason)
    untold = rung.key == COPY and not any(facts.can_be_told(one, people, day) for one in facts.all_in_charge(day))
    if untold or not facts.can_be_told(planned.person, people, day) or facts.rests(day, rung.silent_days):
        return Action.WAIT, Reason.NONE
    return way_to(who)


def dropped(rung: str, reason: Reason) -> tuple[Action, Reason]:
    """Return what becomes of a planned reminder that has no point as things stand: an early one is skipped."""
    return (Action.WAIT, Reason.NONE) if DEFAULT.rungs[rung].is_late or rung in OF_STEP else (Action.SKIP, reason)
