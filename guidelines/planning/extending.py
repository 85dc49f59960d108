"""Pure rules of a new deadline: which day it becomes, how far it may move in all, what it moves and what that does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from guidelines.documents.dates import FuzzyDate, add_months
from guidelines.planning.rules import TargetBasis
from guidelines.register.rules import Clock, Facts, assessment_due

Granted = tuple[date, date]
"""From which day to which an earlier request moved the deadline."""


def moved_by(basis: TargetBasis, *, is_underway: bool) -> TargetBasis:
    """Return which of the three dates a new deadline is written to (foundations 19).

    With a revision under way it is always the revision's: what a published version says of itself stays.
    """
    return TargetBasis.REVISION_DEADLINE if is_underway else basis


def planned_day(asked: date, deadline_day: tuple[int, int]) -> date:
    """Return the deadline of the first planned year that leaves time until `asked`: a plan speaks in years alone."""
    month, day = deadline_day
    own = date(asked.year, month, day)
    return own if asked <= own else date(asked.year + 1, month, day)


def latest_day(target: date, granted: Iterable[Granted], months: int) -> date:
    """Return the last day that extensions of `months` in all can reach, given what was granted before.

    Days granted are counted each from the deadline that they moved, so that a deadline corrected for other reasons
    is no extension.
    """
    used = sum((to - since for since, to in granted), timedelta())
    return add_months(target - used, months)


Span = tuple[date, date]
"""From one day to another, both included."""


@dataclass(frozen=True)
class ClockEffect:
    """How far one clock of the version reaches; `due` None where no document says. `overdue` is None while it holds."""

    clock: Clock
    due: FuzzyDate | None
    is_moved: bool
    overdue: Span | None


@dataclass(frozen=True)
class ValidityEffect:
    """What the version that holds is worth until a new deadline; `clocks` is empty where there is no version.

    `overdue` is the worse of the two clocks with its cause (foundations 4); None where the version holds throughout.
    """

    until: date
    clocks: tuple[ClockEffect, ...] = ()

    @property
    def worst(self) -> ClockEffect | None:
        """The clock that runs out first before the new deadline."""
        late = [clock for clock in self.clocks if clock.overdue is not None]
        return min(late, key=lambda clock: clock.due.last if clock.due else date.max, default=None)

    @property
    def overdue(self) -> Span | None:
        """The days on which the version is overdue before the new one is there."""
        return self.worst.overdue if self.worst else None

    @property
    def is_known(self) -> bool:
        """True where at least one clock says how long the version holds."""
        return any(clock.due is not None for clock in self.clocks)


def validity_effect(facts: Facts, *, until: date, moved: TargetBasis) -> ValidityEffect:
    """Return what a new deadline means for the version that holds; only a moved next due moves a clock with it."""
    if not facts.has_version:
        return ValidityEffect(until)
    moves = moved is TargetBasis.NEXT_DUE
    after = replace(facts, next_due=FuzzyDate.day(until)) if moves else facts
    dues = ((Clock.REVISION, after.next_due, moves), (Clock.ASSESSMENT, assessment_due(after), False))
    return ValidityEffect(until, tuple(ClockEffect(*clock, _overdue(clock[1], until)) for clock in dues))


def _overdue(due: FuzzyDate | None, until: date) -> Span | None:
    """The days after a clock has run out and up to the new deadline."""
    if due is None or due.last >= until:
        return None
    return due.last + timedelta(days=1), until


def quarter_of(day: date) -> Span:
    """Return the first and last day of the quarter that a day lies in."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first, add_months(first, 3) - timedelta(days=1)


def year_of(day: date) -> Span:
    """Return the first and last day of the year that a day lies in."""
    return date(day.year, 1, 1), date(day.year, 12, 31)
