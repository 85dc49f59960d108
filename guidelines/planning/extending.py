"""Pure rules of a new deadline: which day it becomes, how far it may move in all, and what it moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from guidelines.documents.dates import add_months
from guidelines.planning.rules import TargetBasis

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
