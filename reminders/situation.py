"""What the rules are told of one guideline and its people, and what they answer (foundations 17-21)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from guidelines.people.rules import is_in_force
from guidelines.planning.rules import HolderRole, Stage
from reminders.ladder import DEFAULT, LATE, RULE, Ladder, Rung
from reminders.reasons import Action, Reason
from reminders.slots import last_slot, next_slot


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
class Situation:
    """What the reminders of one guideline are derived from.

    `cycle` is the same as long as the same version is to be replaced; `group` is the one whose release counts (the
    owner, else the first of several); `stage` and `holder` are None where no revision is under way; `active_on` is the
    last day on which anybody answered or acted. `resting` is until when somebody lets reminders of this target rest.
    `ladder` is the group's.
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

    def all_in_charge(self, day: date) -> tuple[int, ...]:
        """Return the chairs in force on a day and, after them, the deputies."""
        return (*self.in_charge(day, chairs=True), *self.in_charge(day, chairs=False))

    def has_come(self, key: str, day: date) -> bool:
        """True from the slot of a rung on, where the group's ladder has it."""
        return self.ladder.has(key) and slot_of(self.ladder.rungs[key], self.target) <= day

    def verdict(self, rung: Rung, person: int, action: Action, reason: Reason = Reason.NONE) -> Verdict:
        """Return what becomes of a rung for a person."""
        return Verdict(self.guideline, self.cycle, self.target, rung.key, person, action, reason)

    def tell(self, people: People, rung: Rung, person: int) -> Verdict:
        """Return that a person is told of a rung, on the way that reaches them."""
        return self.verdict(rung, person, *way_to(people[person]))

    def told_long_ago(self, history: History, rung: str, day: date) -> bool:
        """True when somebody was told of a rung, and nobody within the days that an announcement needs."""
        days = told_on(history, rung)
        return bool(days) and max(days) + self.ladder.announced <= day


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


def way_to(who: Recipient) -> tuple[Action, Reason]:
    """Return a mail, or a task and why where the person cannot be mailed."""
    if who.is_refused:
        return Action.TASK, Reason.REFUSED
    return (Action.MAIL, Reason.NONE) if who.has_address else (Action.TASK, Reason.NO_ADDRESS)


def told_on(history: History, rung: str) -> list[date]:
    """Return the days on which somebody was told of a rung."""
    return [on for (key, _), on in history.items() if key == rung and on is not None]
