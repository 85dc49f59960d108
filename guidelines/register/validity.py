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


def with_current_version(queryset: AnyQuerySet) -> AnyQuerySet:
    """Join the one current version as `current` and the owner as `ownership`; guidelines without them stay."""
    return queryset.alias(
        current=FilteredRelation("versions", condition=Q(versions__is_current=True)),
        ownership=FilteredRelation("group_links", condition=Q(group_links__role="owner")),
    )


def with_validity(queryset: AnyQuerySet, today: date) -> AnyQuerySet:
    """Annotate `validity` (the state's value on `today`) and `due_on` (the revision clock's last day, or NULL)."""
    due, soon = F("current__next_due_last"), add_months(today, DUE_SOON_MONTHS)
    overdue = Q(current__next_due_last__lt=today) | Q(assessment_base__lt=F("assessment_overdue_before"))
    due_soon = Q(current__next_due_last__lte=soon) | Q(assessment_base__lt=F("assessment_soon_before"))
    state = Case(
        When(Q(withdrawn_on__lte=today) | Q(merged_into__isnull=False), then=Value(ValidityState.WITHDRAWN.value)),
        When(current__id__isnull=True, then=Value(ValidityState.NO_VERSION.value)),
        When(overdue, then=Value(ValidityState.OVERDUE.value)),
        When(due_soon, then=Value(ValidityState.DUE_SOON.value)),
        When(
            assessment_base__isnull=True, current__next_due_last__isnull=True, then=Value(ValidityState.UNKNOWN.value)
        ),
        default=Value(ValidityState.VALID.value),
        output_field=CharField(),
    )
    return (
        with_current_version(queryset)
        .alias(
            assessment_every=Coalesce(
                "assessment_months", "ownership__group__assessment_months", Value(DEFAULT_ASSESSMENT_MONTHS)
            ),
            assessment_base=_latest("current__last_search_last", "current__assessed_last"),
        )
        .alias(
            assessment_overdue_before=_cut_off(today),
            assessment_soon_before=_cut_off(soon + timedelta(days=1)),
        )
        .annotate(validity=state, due_on=due)
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
