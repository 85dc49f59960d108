"""A group's plan as flat rows, in three statements whatever its size (performance 7 a); nothing is decided here."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from guidelines.lists.prepared import Prepared
from guidelines.people.models import Group
from guidelines.planning.facts import EntryFacts, GuidelineFacts, PlanFacts, StepFacts
from guidelines.planning.models import PlanEntry, Step
from guidelines.planning.rules import COUNTED
from guidelines.register.models import Guideline, GuidelineGroup

KEPT = 32  # statements: one a group

GUIDELINE_COLUMNS = (
    "id",
    "slug",
    "title",
    "language",
    "is_working_title",
    "validity",
    "current__label",
    "current__administrative_approval_last",
    "current__administrative_approval_precision",
    "current__clinical_approval_last",
    "current__clinical_approval_precision",
    "current__next_due_last",
    "current__next_due_precision",
    "current__last_search_last",
    "current__assessed_last",
    "every",
    "run__id",
    "run__plan_entry_id",
    "run__stage",
    "run__is_returned",
    "run__deadline_on",
    "group_links__group_id",
    "group_links__group__abbreviation",
    "group_links__role",
    "group_links__confirmed",
    "withdrawn_on",
    "merged_into_id",
)

ENTRY_COLUMNS = (
    "id",
    "guideline_id",
    "year",
    "year_basis",
    "kind",
    "outcome",
    "note",
    "submitted_last",
    "submitted_precision",
    "moved_from_id",
    "on_it__role",
    "on_it__person_id",
    "on_it__person__name",
    "on_it__acting_for__abbreviation",
    "on_it__acting_for_id",
)

STEP_COLUMNS = (
    "revision__guideline_id",
    "stage",
    "holder_role",
    "holder_group_id",
    "holder_group__chair_title",
    "holder_person_id",
    "holder_person__name",
    "since",
)


def read_plan(group: Group, today: date, first_year: int) -> PlanFacts:
    """Return the rows of the group's plan, guidelines in Danish order; exactly three statements.

    A guideline that is withdrawn or merged stays as long as a counted entry stands in `first_year` or later, so that
    the totals of a past year do not change.
    """
    return PlanFacts(
        [GuidelineFacts._make(row) for row in _guidelines(group, today, first_year)],
        [EntryFacts._make(row) for row in _entries(group)],
        [StepFacts._make(row) for row in _steps(group)],
    )


@lru_cache(maxsize=KEPT)
def _guidelines(group: Group, today: date, first_year: int) -> Prepared:
    counted = PlanEntry.objects.filter(
        guideline=OuterRef("pk"), year__gte=first_year, outcome__in=[outcome.value for outcome in COUNTED]
    )
    return Prepared(
        Guideline.objects.of_group(group)
        .with_validity(today)
        .filter(Q(withdrawn_on=None, merged_into=None) | Exists(counted))
        .alias(run=FilteredRelation("revisions", condition=Q(revisions__ended_on=None)))
        .annotate(every=F("assessment_every"))
        .order_by("sort_key", "id", "group_links__role", "group_links__group__sort_key")
        .values_list(*GUIDELINE_COLUMNS)
    )


@lru_cache(maxsize=KEPT)
def _entries(group: Group) -> Prepared:
    return Prepared(
        PlanEntry.objects.of_group(group)
        .alias(on_it=FilteredRelation("assignments", condition=Q(assignments__ended_on=None)))
        .order_by("id", "on_it__position", "on_it__id")
        .values_list(*ENTRY_COLUMNS)
    )


@lru_cache(maxsize=KEPT)
def _steps(group: Group) -> Prepared:
    links = GuidelineGroup.objects.filter(group=group)
    open_steps = Step.objects.open().filter(revision__guideline__in=links.values("guideline"), revision__ended_on=None)
    return Prepared(open_steps.order_by("since", "id").values_list(*STEP_COLUMNS))
