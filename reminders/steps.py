"""What an open step owes (ux 5.2): an approval that was asked for, work that was returned, a step past its days. Pure.

A new deadline that was asked for is judged as a step, too: it waits for whoever decides on it.

An approval counts from the day on which its holder was asked, or asked again after a deferral: that mail announces that
it passes on to the deputy and the secretariat (foundations 20). Everything goes in the first weekly slot after its day.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from reminders.ladder import (
    ASKED_FIRST,
    ASKED_SECOND,
    DEFAULT,
    DEPUTY,
    EXTENSION_FIRST,
    EXTENSION_SECOND,
    RETURNED_CHAIR,
    RETURNED_LATE,
    STEP_LATE,
    STEPS,
    Ladder,
    Rung,
)
from reminders.rules import Action, History, People, Reason, Verdict, dropped, told_on, way_to
from reminders.slots import next_slot


class Kind(enum.StrEnum):
    """What a step waits for."""

    APPROVAL = "approval"
    RETURNED = "returned"
    LATE = "late"
    EXTENSION = "extension"


_KINDS = {
    Kind.APPROVAL: (ASKED_FIRST, ASKED_SECOND, DEPUTY),
    Kind.RETURNED: (RETURNED_LATE, RETURNED_CHAIR),
    Kind.LATE: (STEP_LATE,),
    Kind.EXTENSION: (EXTENSION_FIRST, EXTENSION_SECOND),
}
_DECISIONS = (Kind.APPROVAL, Kind.EXTENSION)
"""What waits for somebody who is not excused by what the authors do."""

ESCALATIONS = {DEPUTY: "", RETURNED_CHAIR: RETURNED_LATE}
"""The rungs that go to somebody else, and the rung that announced each; the first mail announced the deputy's."""


@dataclass(frozen=True)
class StepFacts:
    """What the reminders of one open step are derived from.

    `cause` names its row for good ("step:12"). `since` is the day on which the holder was asked, or on which the step
    was due. `holders` are those whose move it is, `stand_ins` those who are told next: the deputies, or the chair.
    `active_on` is the last day on which anybody answered or acted on the guideline; `is_case` is True for the
    administrative review. `resting` is until when somebody lets the guideline's reminders rest. `names` are the
    holders', where a text needs them.
    """

    cause: str
    kind: Kind
    guideline: int
    since: date
    group: int | None = None
    holders: tuple[int, ...] = ()
    stand_ins: tuple[int, ...] = ()
    active_on: date | None = None
    ladder: Ladder = DEFAULT
    is_case: bool = False
    resting: Mapping[int, date] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> str:
        """By what its history is found."""
        return self.cause

    @property
    def begins_on(self) -> date:
        """Return the day before which none of its rungs goes."""
        return next_slot(self.since)

    def verdicts(self, people: People, history: History, day: date) -> list[Verdict]:
        """Return what is to be done by a day and has not been handled; the caller keeps it in the history."""
        if self.begins_on > day or (self.kind not in _DECISIONS and self._rests(day)):
            return []
        return list(self._due(people, history, day))

    def review(self, people: People, planned: Verdict, day: date) -> tuple[Action, Reason]:
        """Judge a planned reminder again as things stand when its mail is made, as `rules.review` does."""
        if not self.ladder.has(planned.rung):
            return dropped(planned.rung, Reason.SWITCHED_OFF)
        if planned.target != self.since:
            return dropped(planned.rung, Reason.TARGET_CHANGED)
        if planned.person not in (self.stand_ins if planned.rung in ESCALATIONS else self.holders):
            return dropped(planned.rung, Reason.NOT_RECIPIENT)
        if not self._can_be_told(planned.person, people, day) or (self.kind not in _DECISIONS and self._rests(day)):
            return Action.WAIT, Reason.NONE
        return way_to(people[planned.person])

    def only(self, people: People) -> StepFacts:
        """Return the same with those persons alone who can be told at all, each once."""
        holders = tuple(person for person in dict.fromkeys(self.holders) if person in people)
        stand_ins = tuple(person for person in dict.fromkeys(self.stand_ins) if person in people)
        return replace(self, holders=holders, stand_ins=stand_ins)

    def slot_of(self, rung: Rung) -> date:
        """Return the slot of a rung: the first after its day."""
        return next_slot(self.since + timedelta(days=rung.days))

    def follows_on(self, rung: Rung, day: date) -> date | None:
        """Return the earliest day on which what this rung announces can come; None where it announces nothing."""
        follows = self.ladder.announced_by(rung)
        if follows is None:
            return None
        soonest = self.since if follows.key == DEPUTY else day
        return max(self.slot_of(follows), next_slot(soonest + self.ladder.announced - timedelta(days=1)))

    def _can_be_told(self, person: int, people: People, day: date) -> bool:
        """False while the person is away; an author also while they let the guideline's reminders rest."""
        until = self.resting.get(person) if self.kind not in _DECISIONS else None
        return not people[person].is_absent(day) and (until is None or until < day)

    def _rests(self, day: date) -> bool:
        """True while an answer is younger than the pause. Who is to decide is not excused by what authors do."""
        pause = self.ladder.rungs[STEP_LATE].silent_days
        return self.active_on is not None and day < self.active_on + timedelta(days=pause)

    def _due(self, people: People, history: History, day: date) -> Iterator[Verdict]:
        rungs = [self.ladder.rungs[key] for key in _KINDS[self.kind] if self.ladder.has(key)]
        reached = [rung for rung in rungs if self.slot_of(rung) <= day]
        reminders = [rung for rung in reached if rung.key not in ESCALATIONS]
        passing = [rung for rung in reached if rung.key in ESCALATIONS and self._may_escalate(rung, history, day)]
        present = reminders[-1:] if not passing or self.kind is Kind.RETURNED else []
        told = [verdict for rung in present for verdict in self._remind(rung, people, history, day)]
        for rung in reminders:
            if rung not in present:
                yield from self._skip(rung, history)
        yield from told
        for rung in passing if not told else []:
            yield from self._escalate(rung, people, history, day)

    def _skip(self, rung: Rung, history: History) -> Iterator[Verdict]:
        for person in self.holders:
            if (rung.key, person) not in history:
                yield self._verdict(rung, person, Action.SKIP, Reason.SUPERSEDED)

    def _remind(self, rung: Rung, people: People, history: History, day: date) -> Iterator[Verdict]:
        for person in self.holders:
            if (rung.key, person) not in history and self._can_be_told(person, people, day):
                yield self._verdict(rung, person, *way_to(people[person]))

    def _may_escalate(self, rung: Rung, history: History, day: date) -> bool:
        """True once the announcement is old enough: the first mail of an approval, the reminder of returned work."""
        announced_by = ESCALATIONS[rung.key]
        days = told_on(history, announced_by) if announced_by and self.holders else [self.since]
        return bool(days) and max(days) + self.ladder.announced <= day

    def _escalate(self, rung: Rung, people: People, history: History, day: date) -> Iterator[Verdict]:
        """Tell those who are next in line, once; what a chair lets lie is also a call for the secretariat."""
        if rung.key == DEPUTY or not self.stand_ins:
            reason = Reason.WAITS if rung.key == DEPUTY else Reason.NO_CHAIR
            for person in self.holders[:1]:
                if (rung.key, person) not in history:
                    yield self._verdict(rung, person, Action.TASK, reason)
        for person in self.stand_ins:
            if (rung.key, person) not in history and self._can_be_told(person, people, day):
                yield self._verdict(rung, person, *way_to(people[person]))

    def _verdict(self, rung: Rung, person: int, action: Action, reason: Reason = Reason.NONE) -> Verdict:
        return Verdict(self.guideline, self.cause, self.since, rung.key, person, action, reason, STEPS)
