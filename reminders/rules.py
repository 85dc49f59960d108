"""Which reminders exist by a day: pure, over facts of one guideline (foundations 17-21).

The present rung alone is sent: rungs that were passed before anybody could be told are skipped with a reason.
A late rung is sent only 14 days after the one that announced it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from guidelines.people.rules import is_in_force
from guidelines.planning.rules import HolderRole, Stage
from reminders.ladder import (
    ANNOUNCE_DAYS,
    BEFORE,
    CHAIR_30,
    CHAIR_30_COPY,
    CONFIRM,
    LATE_14,
    RUNGS,
    SECRETARIAT_60,
    WITHOUT_LEADS,
    Counts,
    Rung,
)
from reminders.slots import last_slot, next_slot

ANNOUNCED = timedelta(days=ANNOUNCE_DAYS)
_DRAFTING = (None, Stage.AGREED, Stage.DRAFT)


class Action(enum.StrEnum):
    """What becomes of a reminder: part of a mail, a task for the secretariat, nothing, or nothing yet."""

    MAIL = "mail"
    TASK = "task"
    SKIP = "skip"
    WAIT = "wait"


class Reason(enum.StrEnum):
    """Why a reminder is skipped or is a task; "" for a mail."""

    NONE = ""
    SUPERSEDED = "superseded"
    DEADLINE_PASSED = "deadline_passed"
    TARGET_CHANGED = "target_changed"
    NOT_IN_USE = "not_in_use"
    NOT_RECIPIENT = "not_recipient"
    CONFIRMED = "confirmed"
    BEGUN = "begun"
    DRAFT_READY = "draft_ready"
    NOT_THEIR_MOVE = "not_their_move"
    NO_ADDRESS = "no_address"
    REFUSED = "refused"
    GAVE_UP = "gave_up"
    NO_CHAIR = "no_chair"
    CALL = "call"


@dataclass(frozen=True)
class Term:
    """A time as chair or deputy of the owning group."""

    person: int
    is_chair: bool
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class Recipient:
    """What the rules know of a person: an address that works or not, and absences with both days included."""

    has_address: bool = True
    is_refused: bool = False
    absences: tuple[tuple[date, date], ...] = ()

    def is_absent(self, day: date) -> bool:
        """True on the days of an absence: no tasks and no mails then (foundations 7)."""
        return any(first <= day <= last for first, last in self.absences)


@dataclass(frozen=True)
class Facts:
    """What the reminders of one guideline are derived from.

    `cycle` is the same as long as the same version is to be replaced; `group` is the one whose release counts (the
    owner, else the first of several); `stage` and `holder` are None where no
    revision is under way; `active_on` is the last day on which anybody answered or acted.
    """

    guideline: int
    cycle: str
    target: date
    group: int | None = None
    leads: tuple[int, ...] = ()
    confirmed: frozenset[int] = field(default_factory=frozenset)
    terms: tuple[Term, ...] = ()
    stage: Stage | None = None
    holder: HolderRole | None = None
    active_on: date | None = None

    def in_charge(self, day: date, *, chairs: bool) -> list[int]:
        """Return the chairs in force on a day, or the deputies."""
        return [
            term.person
            for term in self.terms
            if term.is_chair is chairs and is_in_force(term.starts_on, term.ends_on, day)
        ]

    def rests(self, day: date, days: int) -> bool:
        """True while so many days have not passed since the last activity."""
        return self.active_on is not None and day < self.active_on + timedelta(days=days)


History = dict[tuple[str, int], date | None]
"""(rung, person) -> the day the person was told, None where the reminder was skipped or has not gone yet."""

People = Mapping[int, Recipient]


@dataclass(frozen=True)
class Verdict:
    """What becomes of one rung for one person: the occurrence's key, and what to do."""

    guideline: int
    cycle: str
    target: date
    rung: str
    person: int
    action: Action
    reason: Reason = Reason.NONE


@lru_cache(maxsize=8192)
def slot_of(rung: Rung, target: date) -> date:
    """Return the slot of a rung: the last on or before its day, for a late rung the first after it."""
    day = rung.on(target)
    return next_slot(day) if rung.is_late else last_slot(day)


def follows_on(rung: Rung, told_on: date, target: date) -> date | None:
    """Return the earliest day on which the rung that this one announces can come; None where it announces none."""
    if not rung.announces:
        return None
    soonest = told_on + ANNOUNCED
    return max(slot_of(RUNGS[rung.announces], target), next_slot(soonest - timedelta(days=1)))


def verdicts(facts: Facts, people: People, history: History, day: date) -> list[Verdict]:
    """Return what is to be done by a day and has not been handled; the caller keeps it in the history."""
    if slot_of(BEFORE[0], facts.target) > day:
        return []
    return [*_before(facts, people, history, day), *_late(facts, people, history, day)]


def irrelevant(rung: Rung, facts: Facts, person: int) -> Reason:
    """Return why a rung before the target has no point for a person as things stand; NONE where it has one."""
    if facts.holder not in (None, HolderRole.LEAD):
        return Reason.NOT_THEIR_MOVE
    if rung is CONFIRM and person in facts.confirmed:
        return Reason.CONFIRMED
    if rung.months and rung is not CONFIRM and facts.stage is not None:
        return Reason.BEGUN
    if rung.counts is Counts.DRAFT and facts.stage not in _DRAFTING:
        return Reason.DRAFT_READY
    return Reason.NONE


def _verdict(facts: Facts, rung: Rung, person: int, action: Action, reason: Reason = Reason.NONE) -> Verdict:
    return Verdict(facts.guideline, facts.cycle, facts.target, rung.key, person, action, reason)


def _tell(facts: Facts, people: People, rung: Rung, person: int) -> Verdict:
    """Return a mail, or a task where the person cannot be mailed."""
    who = people[person]
    if who.is_refused:
        return _verdict(facts, rung, person, Action.TASK, Reason.REFUSED)
    if not who.has_address:
        return _verdict(facts, rung, person, Action.TASK, Reason.NO_ADDRESS)
    return _verdict(facts, rung, person, Action.MAIL)


def audience(facts: Facts, rung: Rung, day: date) -> tuple[int, ...]:
    """Return who a rung before the target is for: the tovholdere, or the chair of a guideline that has none."""
    if facts.leads or rung.key not in WITHOUT_LEADS:
        return facts.leads
    return tuple(facts.in_charge(day, chairs=True) or facts.in_charge(day, chairs=False))


def _before(facts: Facts, people: People, history: History, day: date) -> Iterator[Verdict]:
    reached = [rung for rung in BEFORE if slot_of(rung, facts.target) <= day]
    for rung in reached:
        for person in audience(facts, rung, day):
            if (rung.key, person) in history:
                continue
            reason = _why_not(rung, reached[-1], facts, person, day)
            if reason is not Reason.NONE:
                yield _verdict(facts, rung, person, Action.SKIP, reason)
            elif not people[person].is_absent(day) and not facts.rests(day, rung.silent_days):
                yield _tell(facts, people, rung, person)


def _why_not(rung: Rung, present: Rung, facts: Facts, person: int, day: date) -> Reason:
    if rung is not present:
        return Reason.SUPERSEDED
    if day > rung.deadline(facts.target):
        return Reason.DEADLINE_PASSED
    return irrelevant(rung, facts, person)


def _late(facts: Facts, people: People, history: History, day: date) -> Iterator[Verdict]:
    if facts.holder is HolderRole.SECRETARIAT or facts.rests(day, LATE_14.silent_days):
        return
    notices = list(_notices(facts, people, history, day))
    yield from notices
    if not notices and slot_of(CHAIR_30, facts.target) <= day and _leads_were_told(facts, history, day):
        yield from _escalation(facts, people, history, day)
    if slot_of(SECRETARIAT_60, facts.target) <= day and _chair_was_told(facts, history, day):
        for person in facts.leads or facts.in_charge(day, chairs=True):
            if (SECRETARIAT_60.key, person) not in history:
                yield _verdict(facts, SECRETARIAT_60, person, Action.TASK, Reason.CALL)


def _notices(facts: Facts, people: People, history: History, day: date) -> Iterator[Verdict]:
    """Tell each tovholder once that the deadline has passed, and what follows."""
    if facts.holder is HolderRole.CHAIR or slot_of(LATE_14, facts.target) > day:
        return
    for person in facts.leads:
        if (LATE_14.key, person) not in history and not people[person].is_absent(day):
            yield _tell(facts, people, LATE_14, person)


def _told(history: History, rung: Rung) -> list[date]:
    return [day for (key, _), day in history.items() if key == rung.key and day is not None]


def _long_ago(told: Iterable[date], day: date) -> bool:
    """True when somebody was told, and nobody within the last 14 days."""
    days = list(told)
    return bool(days) and max(days) + ANNOUNCED <= day


def _leads_were_told(facts: Facts, history: History, day: date) -> bool:
    if facts.holder is HolderRole.CHAIR or not facts.leads:
        return True
    return _long_ago(_told(history, LATE_14), day)


def _chair_was_told(facts: Facts, history: History, day: date) -> bool:
    return _long_ago(_told(history, CHAIR_30), day)


def _escalation(facts: Facts, people: People, history: History, day: date) -> Iterator[Verdict]:
    """Tell the chair, or a deputy while the chair is away; the tovholdere get a copy at the same time."""
    chairs, deputies = facts.in_charge(day, chairs=True), facts.in_charge(day, chairs=False)
    if any((CHAIR_30.key, person) in history for person in (*chairs, *deputies)):
        return
    if not chairs and not deputies:
        yield from _nobody_to_tell(facts, history)
        return
    present = [person for person in chairs if not people[person].is_absent(day)]
    told = present or [person for person in deputies if not people[person].is_absent(day)]
    yield from (_tell(facts, people, CHAIR_30, person) for person in told)
    if told and facts.holder is not HolderRole.CHAIR:
        for person in facts.leads:
            seen = person in told or (CHAIR_30_COPY.key, person) in history
            if not seen and not people[person].is_absent(day):
                yield _tell(facts, people, CHAIR_30_COPY, person)


def _nobody_to_tell(facts: Facts, history: History) -> Iterator[Verdict]:
    """A group without chair and deputy: the secretariat is told to find one, by a task on the first tovholder."""
    for person in facts.leads[:1]:
        if (CHAIR_30.key, person) not in history:
            yield _verdict(facts, CHAIR_30, person, Action.TASK, Reason.NO_CHAIR)


def review(facts: Facts | None, people: People, planned: Verdict, day: date) -> tuple[Action, Reason]:
    """Judge a planned reminder again as things stand when its mail is made (foundations 17: the state is read again).

    WAIT means that it is planned anew later: the person is away, or somebody has answered meanwhile.
    """
    rung = RUNGS[planned.rung]
    who = people.get(planned.person)
    if facts is None or who is None:
        return Action.SKIP, Reason.NOT_IN_USE
    if (facts.cycle, facts.target) != (planned.cycle, planned.target):
        return Action.SKIP, Reason.TARGET_CHANGED
    reason = (
        _late_reason(facts, rung, planned.person, day) if rung.is_late else _early_reason(facts, rung, planned, day)
    )
    if reason is not Reason.NONE:
        return Action.SKIP, reason
    if who.is_absent(day) or facts.rests(day, rung.silent_days):
        return Action.WAIT, Reason.NONE
    verdict = _tell(facts, people, rung, planned.person)
    return verdict.action, verdict.reason


def _early_reason(facts: Facts, rung: Rung, planned: Verdict, day: date) -> Reason:
    if planned.person not in audience(facts, rung, day):
        return Reason.NOT_RECIPIENT
    return _why_not(rung, rung, facts, planned.person, day)


def _late_reason(facts: Facts, rung: Rung, person: int, day: date) -> Reason:
    is_chairs = rung is CHAIR_30
    in_charge = (*facts.in_charge(day, chairs=True), *facts.in_charge(day, chairs=False))
    if person not in (in_charge if is_chairs else facts.leads):
        return Reason.NOT_RECIPIENT
    others = (HolderRole.SECRETARIAT,) if is_chairs else (HolderRole.SECRETARIAT, HolderRole.CHAIR)
    return Reason.NOT_THEIR_MOVE if facts.holder in others else Reason.NONE
