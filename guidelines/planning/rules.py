"""Pure rules of the plan: years, stages, totals and the target a guideline works towards."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 2000, 2100


class Kind(enum.StrEnum):
    """What a plan entry plans: a revision (Rev.), a new guideline (Ny), or a minor update."""

    REVISION = "revision"
    NEW = "new"
    MINOR = "minor"


class Outcome(enum.StrEnum):
    """What became of a plan entry (foundations 1)."""

    PLANNED = "planned"
    DONE = "done"
    MISSED = "missed"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"


class Stage(enum.StrEnum):
    """The one stage line of a revision (foundations 9), in its order."""

    AGREED = "agreed"
    DRAFT = "draft"
    CONSULTATION = "consultation"
    CLINICAL_APPROVAL = "clinical_approval"
    SUBMITTED = "submitted"
    ADMINISTRATIVE_APPROVAL = "administrative_approval"
    PUBLISHED = "published"


STAGES = tuple(Stage)
WRITING = (Stage.AGREED, Stage.DRAFT, Stage.CONSULTATION)
"""The stages at which the authors have the draft."""


class HolderRole(enum.StrEnum):
    """Whose move a step is."""

    LEAD = "lead"
    CHAIR = "chair"
    SECRETARIAT = "secretariat"


_HOLDERS = {
    Stage.CLINICAL_APPROVAL: HolderRole.CHAIR,
    Stage.SUBMITTED: HolderRole.SECRETARIAT,
    Stage.ADMINISTRATIVE_APPROVAL: HolderRole.SECRETARIAT,
}


def holder_role(stage: Stage, *, is_returned: bool) -> HolderRole:
    """Return who holds a step of this stage by default; returned work is always the authors' (foundations 8)."""
    return HolderRole.LEAD if is_returned else _HOLDERS.get(stage, HolderRole.LEAD)


def is_plan_year(year: int) -> bool:
    """True for the years a plan may hold, 2000 to 2100 (foundations 1)."""
    return FIRST_YEAR <= year <= LAST_YEAR


def is_over(year: int | None, today: date) -> bool:
    """True once a planned year has passed; never where the year is not known."""
    return year is not None and year < today.year


class TargetBasis(enum.StrEnum):
    """Where a guideline's target date comes from."""

    REVISION_DEADLINE = "revision_deadline"
    NEXT_DUE = "next_due"
    PLANNED_YEAR = "planned_year"


class Target(NamedTuple):
    """The one date a guideline works towards, and what it rests on."""

    on: date
    basis: TargetBasis


def target(
    *, deadline_on: date | None, next_due_on: date | None, planned_year: int | None, deadline_day: tuple[int, int]
) -> Target | None:
    """Return the guideline's one target (foundations 19); None where nothing is known.

    The deadline of the revision under way comes first, then the version's next due, then the group's day
    (month, day; 1 December by default) of the planned year: a rule that is shown, never stored as a date.
    """
    if deadline_on is not None:
        return Target(deadline_on, TargetBasis.REVISION_DEADLINE)
    if next_due_on is not None:
        return Target(next_due_on, TargetBasis.NEXT_DUE)
    if planned_year is not None:
        month, day = deadline_day
        return Target(date(planned_year, month, day), TargetBasis.PLANNED_YEAR)
    return None


@dataclass(frozen=True)
class YearTotal:
    """How many revisions and new guidelines a plan holds in one year; `year` is None for entries without a year."""

    year: int | None
    revisions: int
    new: int

    @property
    def all(self) -> int:
        """Revisions and new guidelines together."""
        return self.revisions + self.new


COUNTED = (Outcome.PLANNED, Outcome.DONE, Outcome.MISSED)


def totals(entries: Iterable[tuple[int | None, str, str]], years: Iterable[int]) -> list[YearTotal]:
    """Count entries of (year, kind, outcome) for each of `years`, then one total of entries without a year.

    Moved and withdrawn entries count nowhere: the entry they were moved to counts instead. A minor update counts
    as a revision, as in the planskema's own rows of totals.
    """
    counts: dict[tuple[int | None, bool], int] = {}
    for year, kind, outcome in entries:
        if outcome in COUNTED:
            key = (year, kind == Kind.NEW)
            counts[key] = counts.get(key, 0) + 1
    return [YearTotal(year, counts.get((year, False), 0), counts.get((year, True), 0)) for year in (*years, None)]
