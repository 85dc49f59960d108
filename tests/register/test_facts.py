"""A dated fact reads back as it was written: day, month or year, with the words read."""

from __future__ import annotations

from datetime import date

import pytest

from guidelines.documents.dates import FuzzyDate
from guidelines.register.facts import DatedFact, derive
from guidelines.register.models import GuidelineVersion
from tests import factories

SEEN = [
    FuzzyDate.day(date(2021, 1, 13), "130121"),
    FuzzyDate.month(2025, 11, "november 2025"),
    FuzzyDate.year(2030, "2030"),
    None,
]


@pytest.mark.both
@pytest.mark.parametrize("fact", SEEN)
def test_comes_back_as_it_was_written(db, fact):
    made = factories.version(factories.guideline(), published=fact)
    assert GuidelineVersion.objects.get(pk=made.pk).published == fact


def test_is_emptied_with_none(db):
    version = GuidelineVersion(guideline=factories.guideline(), label="1.0")
    version.published = SEEN[0]
    version.published = None
    columns = [getattr(version, f"published_{name}") for name in ("first", "last", "precision", "source")]
    assert columns == [None, None, "", ""]
    assert version.published is None


def test_a_derived_one_keeps_what_it_counts_from():
    version = GuidelineVersion(label="1.0")
    due = FuzzyDate.day(date(2025, 12, 21), "om 5 år")
    derive(version, "next_due", due, counts_from="administrative_approval", interval_months=60)
    assert version.next_due == due
    assert (version.next_due_counts_from, version.next_due_interval_months) == ("administrative_approval", 60)


def test_only_derived_ones_have_an_anchor():
    names = {field.name for field in GuidelineVersion._meta.get_fields()}
    assert {"next_due_counts_from", "expiry_interval_months"} < names
    assert "published_counts_from" not in names


def test_the_class_shows_the_fact_itself():
    assert isinstance(GuidelineVersion.published, DatedFact)


@pytest.mark.parametrize(
    ("dates", "approved"),
    [
        ({}, None),
        ({"clinical_approval": date(2021, 1, 2)}, date(2021, 1, 2)),
        ({"clinical_approval": date(2021, 1, 2), "administrative_approval": date(2021, 2, 3)}, date(2021, 2, 3)),
        ({"published": date(2021, 1, 2)}, None),
    ],
)
def test_last_approved_is_the_administrative_approval_before_the_clinical(db, dates, approved):
    fact = factories.version(factories.guideline(), **dates).approved
    assert (fact.first if fact else None) == approved
