"""Which reminders exist by a day: pure, over facts of one guideline (foundations 17-21).

The present rung alone is sent: rungs that were passed before anybody could be told are skipped with a reason.
A late rung is sent only so many days after the one that announced it, never fewer than 14.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from guidelines.people.rules import is_in_force
from guidelines.planning.rules import HolderRole, Stage
from reminders.ladder import (
    BEGIN,
    CALL,
    CHAIR,
    CONFIRM,
    COPY,
    DEFAULT,
    LATE,
    OF_STEP,
    RULE,
    WITHOUT_LEADS,
    Counts,
    Ladder,
    Rung,
)
from reminders.reasons import Action as Action
from reminders.reasons import Reason as Reason
from reminders.slots import last_slot, next_slot

_DRAFTING = (None, Stage.AGREED, Stage.DRAFT)


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
    revision is under way; `active_on` is the last day on which anybody answered or acted. `resting` is until when
    somebody lets reminders of this target rest. `ladder` is the group's.
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
    ladder: Ladder = DEFAULT
    resting: Mapping[int, date] = field(default_factory=dict)

    @property
    def key(self) -> int:
        """By what its history is found."""
        return self.guideline

    @property
    def begins_on(self) -> date:
        """The day before which none of the guideline's rungs goes."""
        first = self.ladder.before[0] if self.ladder.before else self.ladder.rungs[LATE]
        return slot_of(first, self.target)

    def verdicts(self, people: People, history: History, day: date) -> list[Verdict]:
        """Return what is to be done by a day and has not been handled; the caller keeps it in the history."""
        return verdicts(self, people, history, day)

    def review(self, people: People, planned: Verdict, day: date) -> tuple[Action, Reason]:
        """Judge a planned reminder again as things stand (see `review`)."""
        return review(self, people, planned, day)

    def in_charge(self, day: date, *, chairs: bool) -> list[int]:
        """Return the chairs in force on a day, or the deputies."""
        return [
            term.person
            for term in self.terms
            if term.is_chair is chairs and is_in_force(term.starts_on, term.ends_on, day)
        ]

    def can_be_told(self, person: int, people: People, day: date) -> bool:
        """False while the person is away, or lets the reminders rest."""
        return not people[person].is_absent(day) and not self.is_resting(person, day)

    def is_resting(self, person: int, day: date) -> bool:
        """True while the person lets the reminders of this target rest; that day included."""
        return person in self.resting and day <= self.resting[person]

    def rests(self, day: date, days: int) -> bool:
        """True while so many days have not passed since the last activity."""
        return self.active_on is not None and day < self.active_on + timedelta(days=days)


History = dict[tuple[str, int], date | None]
"""(rung, person) -> the day the person was told, None where the reminder was skipped or has not gone yet."""

People = Mapping[int, Recipient]


@dataclass(frozen=True)
class Verdict:
    """What becomes of one rung for one person: the occurrence's key, and what to do.

    `cycle` and `target` are those of the guideline; of a step, its cause and the day that its rungs count from.
    """

    guideline: int
    cycle: str
    target: date
    rung: str
    person: int
    action: Action
    reason: Reason = Reason.NONE
    rule: str = RULE


@lru_cache(maxsize=8192)
def slot_of(rung: Rung, target: date) -> date:
    """Return the slot of a rung: the last on or before its day, for a late rung the first after it."""
    day = rung.on(target)
    return next_slot(day) if rung.is_late else last_slot(day)


def follows_on(ladder: Ladder, rung: Rung, told_on: date, target: date) -> date | None:
    """Return the earliest day on which the rung that this one announces can come; None where it announces none."""
    follows = ladder.announced_by(rung)
    if follows is None:
        return None
    soonest = told_on + ladder.announced
    return max(slot_of(follows, target), next_slot(soonest - timedelta(days=1)))


def verdicts(facts: Facts, people: People, history: History, day: date) -> list[Verdict]:
    """Return what is to be done by a day and has not been handled; the caller keeps it in the history."""
    if facts.begins_on > day:
        return []
    return [*_before(facts, people, history, day), *_late(facts, people, history, day)]


def irrelevant(rung: Rung, facts: Facts, person: int) -> Reason:
    """Return why a rung before the target has no point for a person as things stand; NONE where it has one."""
    if facts.holder not in (None, HolderRole.LEAD):
        return Reason.NOT_THEIR_MOVE
    if rung.key == CONFIRM and person in facts.confirmed:
        return Reason.CONFIRMED
    if rung.key == BEGIN and facts.stage is not None:
        return Reason.BEGUN
    if rung.counts is Counts.DRAFT and facts.stage not in _DRAFTING:
        return Reason.DRAFT_READY
    if rung.counts is Counts.CONSULTATION:
        return _consultation(rung, facts)
    return Reason.NONE


def _consultation(rung: Rung, facts: Facts) -> Reason:
    """The end of the consultation is the next deadline once the draft is handed over, or its own deadline is there."""
    if facts.stage is Stage.CONSULTATION:
        return Reason.NONE
    if facts.stage not in _DRAFTING:
        return Reason.CONSULTED
    is_next = rung.on(facts.target) >= facts.ladder.draft_deadline(facts.target)
    return Reason.NONE if is_next else Reason.DRAFT_FIRST


def _verdict(facts: Facts, rung: Rung, person: int, action: Action, reason: Reason = Reason.NONE) -> Verdict:
    return Verdict(facts.guideline, facts.cycle, facts.target, rung.key, person, action, reason)


def way_to(who: Recipient) -> tuple[Action, Reason]:
    """Return a mail, or a task and why where the person cannot be mailed."""
    if who.is_refused:
        return Action.TASK, Reason.REFUSED
    return (Action.MAIL, Reason.NONE) if who.has_address else (Action.TASK, Reason.NO_ADDRESS)


def _tell(facts: Facts, people: People, rung: Rung, person: int) -> Verdict:
    return _verdict(facts, rung, person, *way_to(people[person]))


def audience(facts: Facts, rung: Rung, day: date) -> tuple[int, ...]:
    """Return who a rung before the target is for: the tovholdere, or the chair of a guideline that has none."""
    if facts.leads or rung.key not in WITHOUT_LEADS:
        return facts.leads
    return tuple(facts.in_charge(day, chairs=True) or facts.in_charge(day, chairs=False))


def _before(facts: Facts, people: People, history: History, day: date) -> Iterator[Verdict]:
    reached = [rung for rung in facts.ladder.before if slot_of(rung, facts.target) <= day]
    for place, rung in enumerate(reached):
        for person in audience(facts, rung, day):
            if (rung.key, person) in history:
                continue
            is_past = place < _present(reached, facts, person)
            reason = Reason.SUPERSEDED if is_past else _why_not(rung, facts, person, day)
            if reason is not Reason.NONE:
                yield _verdict(facts, rung, person, Action.SKIP, reason)
            elif facts.can_be_told(person, people, day) and not facts.rests(day, rung.silent_days):
                yield _tell(facts, people, rung, person)


def _present(reached: Sequence[Rung], facts: Facts, person: int) -> int:
    """The place of the present rung, the last. One of an interim deadline that is not the next has no point, and does
    not overtake what came before it: the two deadlines overlap.
    """
    for place in range(len(reached) - 1, -1, -1):
        rung = reached[place]
        if rung.counts is Counts.TARGET or irrelevant(rung, facts, person) is Reason.NONE:
            return place
    return len(reached) - 1


def _why_not(rung: Rung, facts: Facts, person: int, day: date) -> Reason:
    if day > rung.deadline(facts.target):
        return Reason.DEADLINE_PASSED
    return irrelevant(rung, facts, person)


def _late(facts: Facts, people: People, history: History, day: date) -> Iterator[Verdict]:
    if facts.holder is HolderRole.SECRETARIAT or facts.rests(day, facts.ladder.rungs[LATE].silent_days):
        return
    notices = list(_notices(facts, people, history, day))
    yield from notices
    were_told = _leads_were_told(facts, history, day)
    escalation: list[Verdict] = []
    if not notices and _has_come(facts, CHAIR, day):
        escalation = list((_escalation if were_told else _leads_are_away)(facts, people, history, day))
    yield from escalation
    is_due = were_told and not escalation and _has_come(facts, CALL, day)
    if is_due and _told_long_ago(facts, history, CHAIR, day) and not _chair_rests(facts, history, day):
        yield from _calls(facts, history, day)


def _chair_rests(facts: Facts, history: History, day: date) -> bool:
    """True while somebody in charge who was told takes it up later, as on the group's next meeting."""
    return any((CHAIR, person) in history and facts.is_resting(person, day) for person in _all_in_charge(facts, day))


def _calls(facts: Facts, history: History, day: date) -> Iterator[Verdict]:
    """Each tovholder is called; without any the chair, where nobody was called before."""
    was_called = any(rung == CALL for rung, _person in history)
    for person in facts.leads or (() if was_called else facts.in_charge(day, chairs=True)):
        if (CALL, person) not in history and not facts.is_resting(person, day):
            yield _verdict(facts, facts.ladder.rungs[CALL], person, Action.TASK, Reason.CALL)


def _has_come(facts: Facts, key: str, day: date) -> bool:
    return facts.ladder.has(key) and slot_of(facts.ladder.rungs[key], facts.target) <= day


def _notices(facts: Facts, people: People, history: History, day: date) -> Iterator[Verdict]:
    """Tell each tovholder once that the deadline has passed, and what follows."""
    if facts.holder is HolderRole.CHAIR or not _has_come(facts, LATE, day):
        return
    for person in facts.leads:
        if (LATE, person) not in history and facts.can_be_told(person, people, day):
            yield _tell(facts, people, facts.ladder.rungs[LATE], person)


def told_on(history: History, rung: str) -> list[date]:
    """Return the days on which somebody was told of a rung."""
    return [on for (key, _), on in history.items() if key == rung and on is not None]


def _told_long_ago(facts: Facts, history: History, rung: str, day: date) -> bool:
    """True when somebody was told, and nobody within the days that an announcement needs."""
    days = told_on(history, rung)
    return bool(days) and max(days) + facts.ladder.announced <= day


def _leads_were_told(facts: Facts, history: History, day: date) -> bool:
    if facts.holder is HolderRole.CHAIR or not facts.leads:
        return True
    return _told_long_ago(facts, history, LATE, day)


def _escalation(facts: Facts, people: People, history: History, day: date) -> Iterator[Verdict]:
    """Tell the chair, or a deputy while the chair is away; the tovholdere get a copy at the same time."""
    chairs, deputies = facts.in_charge(day, chairs=True), facts.in_charge(day, chairs=False)
    if any((CHAIR, person) in history for person in (*chairs, *deputies)):
        return
    if not chairs and not deputies:
        yield from _nobody_to_tell(facts, history)
        return
    present = [person for person in chairs if not people[person].is_absent(day)]
    due = present or [person for person in deputies if not people[person].is_absent(day)]
    if not due:
        yield from _chair_is_away(facts, history, day)
    told = [person for person in due if not facts.is_resting(person, day)]
    yield from (_tell(facts, people, facts.ladder.rungs[CHAIR], person) for person in told)
    if told and facts.holder is not HolderRole.CHAIR and facts.ladder.has(COPY):
        for person in facts.leads:
            seen = person in told or (COPY, person) in history
            if not seen and facts.can_be_told(person, people, day):
                yield _tell(facts, people, facts.ladder.rungs[COPY], person)


def _nobody_to_tell(facts: Facts, history: History) -> Iterator[Verdict]:
    """A group without chair and deputy: the secretariat is told to find one, by a task on the first tovholder."""
    for person in facts.leads[:1]:
        if (CHAIR, person) not in history:
            yield _verdict(facts, facts.ladder.rungs[CHAIR], person, Action.TASK, Reason.NO_CHAIR)


def _leads_are_away(facts: Facts, people: People, history: History, day: date) -> Iterator[Verdict]:
    """Nobody who leads could be told up to the chair's slot: the secretariat is, and the rungs go on afterwards."""
    if not _has_come(facts, LATE, day):
        return
    if not any((LATE, lead) in history or facts.can_be_told(lead, people, day) for lead in facts.leads):
        yield from _task_instead(facts, history, Reason.LEADS_AWAY, day)


def _chair_is_away(facts: Facts, history: History, day: date) -> Iterator[Verdict]:
    """Whoever leads the group is told when they are back; after two weeks the secretariat is told meanwhile."""
    if slot_of(facts.ladder.rungs[CHAIR], facts.target) + facts.ladder.announced <= day:
        yield from _task_instead(facts, history, Reason.CHAIR_AWAY, day)


def _task_instead(facts: Facts, history: History, reason: Reason, day: date) -> Iterator[Verdict]:
    """A task for the secretariat once, on a tovholder who is not in charge where there is one."""
    in_charge = _all_in_charge(facts, day)
    others = [person for person in facts.leads if person not in in_charge]
    for person in (others or facts.leads or in_charge)[:1]:
        if (CHAIR, person) not in history:
            yield _verdict(facts, facts.ladder.rungs[CHAIR], person, Action.TASK, reason)


def _all_in_charge(facts: Facts, day: date) -> tuple[int, ...]:
    return (*facts.in_charge(day, chairs=True), *facts.in_charge(day, chairs=False))


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
    reason = (_late_reason if rung.is_late else _early_reason)(facts, rung, planned.person, day)
    if reason is not Reason.NONE:
        return dropped(rung.key, reason)
    untold = rung.key == COPY and not any(facts.can_be_told(one, people, day) for one in _all_in_charge(facts, day))
    if untold or not facts.can_be_told(planned.person, people, day) or facts.rests(day, rung.silent_days):
        return Action.WAIT, Reason.NONE
    return way_to(who)


def dropped(rung: str, reason: Reason) -> tuple[Action, Reason]:
    """Return what becomes of a planned reminder that has no point as things stand: an early one is skipped."""
    return (Action.WAIT, Reason.NONE) if DEFAULT.rungs[rung].is_late or rung in OF_STEP else (Action.SKIP, reason)


def _early_reason(facts: Facts, rung: Rung, person: int, day: date) -> Reason:
    if person not in audience(facts, rung, day):
        return Reason.NOT_RECIPIENT
    return _why_not(rung, facts, person, day)


def _late_reason(facts: Facts, rung: Rung, person: int, day: date) -> Reason:
    is_chairs = rung.key == CHAIR
    if person not in (_all_in_charge(facts, day) if is_chairs else facts.leads):
        return Reason.NOT_RECIPIENT
    others = (HolderRole.SECRETARIAT,) if is_chairs else (HolderRole.SECRETARIAT, HolderRole.CHAIR)
    return Reason.NOT_THEIR_MOVE if facts.holder in others else Reason.NONE
