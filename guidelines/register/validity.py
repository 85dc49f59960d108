"""Validity as SQL: the same answer as `rules.validity`, for whole lists (held together by a parity test)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Case, CharField, DateField, F, FilteredRelation, Model, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest

from guidelines.documents.dates import add_months
from guidelines.register.rules import (
    ASSESSMENT_CHOICES,
    DEFAULT_ASSESSMENT_MONTHS,
    DUE_SOON_MONTHS,
    ValidityState,
    earliest_base,
)

AnyQuerySet = TypeVar("AnyQuerySet", bound="QuerySet[Model]")


def with_current_version(queryset: AnyQuerySet, which: Q | None = None) -> AnyQuerySet:
    """Join the one current version as `current` and the owner as `ownership`; guidelines without them stay.

    `which` says which of a guideline's versions is the one, where that is not today's.
    """
    return queryset.alias(
        current=FilteredRelation("versions", condition=which or Q(versions__is_current=True)),
        ownership=FilteredRelation("group_links", condition=Q(group_links__role="owner")),
    )


def with_validity(queryset: AnyQuerySet, today: date) -> AnyQuerySet:
    """Annotate `validity` (the state's value on `today`) and `due_on` (the revision clock's last day, or NULL)."""
    gone = Q(withdrawn_on__lte=today) | Q(merged_into__isnull=False)
    return with_state(with_current_version(queryset), today, gone=gone)


def with_state(
    queryset: AnyQuerySet,
    today: date,
    *,
    gone: Q,
    due: str = "current__next_due_last",
    assessed: str = "current__assessed_last",
) -> AnyQuerySet:
    """Annotate the same from the facts named here, for guidelines whose version is joined as `current` already.

    `gone` are those out of use; `due` and `assessed` are the last days of the next revision and of the assessment.
    """
    soon = add_months(today, DUE_SOON_MONTHS)
    overdue = Q(**{f"{due}__lt": today}) | Q(assessment_base__lt=F("assessment_overdue_before"))
    due_soon = Q(**{f"{due}__lte": soon}) | Q(assessment_base__lt=F("assessment_soon_before"))
    nothing = Q(assessment_base__isnull=True, **{f"{due}__isnull": True})
    state = Case(
        When(gone, then=Value(ValidityState.WITHDRAWN.value)),
        When(current__id__isnull=True, then=Value(ValidityState.NO_VERSION.value)),
        When(overdue, then=Value(ValidityState.OVERDUE.value)),
        When(due_soon, then=Value(ValidityState.DUE_SOON.value)),
        When(nothing, then=Value(ValidityState.UNKNOWN.value)),
        default=Value(ValidityState.VALID.value),
        output_field=CharField(),
    )
    return (
        queryset.alias(
            assessment_every=Coalesce(
                "assessment_months", "ownership__group__assessment_months", Value(DEFAULT_ASSESSMENT_MONTHS)
            ),
            assessment_base=_latest("current__last_search_last", assessed),
        )
        .alias(
            assessment_overdue_before=_cut_off(today),
            assessment_soon_before=_cut_off(soon + timedelta(days=1)),
        )
        .annotate(validity=state, due_on=F(due))
    )


def _latest(one: str, other: str) -> Greatest:
    """The later of two dates, either of which may be NULL (SQLite's MAX would answer NULL)."""
    return Greatest(Coalesce(one, other), Coalesce(other, one), output_field=DateField())


def _cut_off(limit: date) -> Case:
    """The first base date that has not passed `limit`, for the interval of each row."""
    whens = [
        When(assessment_every=months, then=Value(earliest_base(limit, months), output_field=DateField()))
        for months in ASSESSMENT_CHOICES
    ]
    return Case(*whens, output_field=DateField())
