"""A group's plan as plain values: what the statements of `reading` bring, before anything is decided."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class GuidelineFacts(NamedTuple):
    """A guideline with its current version, its open revision and one of its groups; None where there is none."""

    id: int
    slug: str
    title: str
    language: str
    is_working_title: bool
    validity: str
    label: str | None
    admin_last: date | None
    admin_precision: str | None
    clinical_last: date | None
    clinical_precision: str | None
    due_last: date | None
    due_precision: str | None
    last_search: date | None
    assessed: date | None
    assessment_months: int
    revision: int | None
    revision_entry: int | None
    stage: str | None
    is_returned: bool | None
    deadline_on: date | None
    group: int
    abbreviation: str
    role: str
    is_confirmed: bool
    withdrawn_on: date | None
    merged_into: int | None

    @property
    def is_out_of_use(self) -> bool:
        """True once somebody has decided that it is withdrawn or merged, from whatever day on."""
        return self.withdrawn_on is not None or self.merged_into is not None


class EntryFacts(NamedTuple):
    """A plan entry with one of the persons on it; the person's columns are None where nobody is."""

    id: int
    guideline: int
    year: int | None
    year_basis: str
    kind: str
    outcome: str
    note: str
    submitted_last: date | None
    submitted_precision: str
    moved_from: int | None
    role: str | None
    person: int | None
    name: str | None
    acting_for: str | None
    acting_for_id: int | None


class StepFacts(NamedTuple):
    """An open step of a revision under way: whose move it is, and since when."""

    guideline: int
    stage: str
    role: str
    group: int | None
    chair_title: str | None
    person: int | None
    name: str | None
    since: date


class PlanFacts(NamedTuple):
    """Everything a plan page is made from."""

    guidelines: list[GuidelineFacts]
    entries: list[EntryFacts]
    steps: list[StepFacts]
