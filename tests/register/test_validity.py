"""Validity by SQL and by Python give the same answer, and a list costs one statement (architecture, thumb 4)."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guidelines.documents.dates import FuzzyDate
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion, facts_of
from guidelines.register.rules import ASSESSMENT_CHOICES, ValidityState, validity
from tests import factories

TODAYS = [date(2026, 11, 21), date(2028, 2, 29), date(2027, 2, 28), date(2026, 12, 31)]
DUES = [
    None,
    FuzzyDate.day(date(2026, 11, 20)),
    FuzzyDate.day(date(2026, 11, 21)),
    FuzzyDate.day(date(2029, 2, 28)),
    FuzzyDate.month(2026, 11),
    FuzzyDate.month(2028, 2),
    FuzzyDate.year(2027),
]
BASES = [
    None,
    FuzzyDate.day(date(2024, 2, 29)),
    FuzzyDate.day(date(2023, 11, 21)),
    FuzzyDate.day(date(2023, 11, 20)),
    FuzzyDate.month(2024, 2),
    FuzzyDate.year(2022),
]
MONTHS = [(None, 36), (None, 48), (24, 36)]
PLAIN = ("plain", None)


def build(number, *, due, search, assessed, months, group, withdrawn=None, has_version=True):
    own, of_group = months
    guideline = Guideline.objects.create(
        title=str(number), slug=f"g-{number}", assessment_months=own, withdrawn_on=withdrawn
    )
    if of_group is not None:
        GuidelineGroup.objects.create(guideline=guideline, group=group(of_group), role="owner")
        GuidelineGroup.objects.create(guideline=guideline, group=factories.group("DLCG"), role="co_owner")
    if has_version:
        old = GuidelineVersion(guideline=guideline, label="0.9")
        old.next_due = FuzzyDate.day(date(2001, 1, 1))
        old.save()
        version = GuidelineVersion(guideline=guideline, label="1.0", is_current=True)
        version.next_due, version.last_search, version.assessed = due, search, assessed
        version.save()
    return guideline


@pytest.fixture
def group(db):
    made = {}

    def of_months(months):
        if months not in made:
            made[months] = factories.group(assessment_months=months)
        return made[months]

    return of_months


def compare(today):
    """Both answers for every guideline there is, by its title."""
    by_sql = dict(Guideline.objects.with_validity(today).values_list("title", "validity"))
    guidelines = Guideline.objects.prefetch_related("versions", "group_links__group")
    by_rule = {}
    for guideline in guidelines:
        current = next((version for version in guideline.versions.all() if version.is_current), None)
        owner = next((link.group for link in guideline.group_links.all() if link.role == "owner"), None)
        by_rule[guideline.title] = validity(facts_of(guideline, current, owner, today), today).state.value
    return by_sql, by_rule


@pytest.mark.both
def test_sql_and_python_agree_on_a_grid(group):
    grid = list(itertools.product(DUES, BASES, [None, FuzzyDate.month(2025, 2)], MONTHS))
    for number, (due, search, assessed, months) in enumerate(grid):
        build(number, due=due, search=search, assessed=assessed, months=months, group=group)
    build("no version", due=None, search=None, assessed=None, months=MONTHS[0], group=group, has_version=False)
    for name, day in (("gone", date(2026, 11, 21)), ("going", date(2026, 11, 22))):
        build(name, due=DUES[1], search=None, assessed=None, months=MONTHS[0], group=group, withdrawn=day)
    merged = build("merged", due=DUES[3], search=None, assessed=None, months=MONTHS[0], group=group)
    Guideline.objects.filter(pk=merged.pk).update(merged_into=Guideline.objects.get(title="0"))
    build("no owner", due=DUES[3], search=BASES[2], assessed=None, months=(None, None), group=group)

    assert len(grid) >= 250
    for today in TODAYS:
        by_sql, by_rule = compare(today)
        assert by_sql == by_rule
    by_sql, _ = compare(TODAYS[0])
    assert [by_sql[name] for name in ("gone", "going", "merged", "no version")] == [
        "withdrawn",
        "overdue",
        "withdrawn",
        "no_version",
    ]
    assert set(by_sql.values()) == {state.value for state in ValidityState}


DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31)).map(FuzzyDate.day)
YEARS_AND_MONTHS = st.tuples(st.integers(2019, 2032), st.integers(1, 12)).map(lambda pair: FuzzyDate.month(*pair))
FACTS = st.none() | DAYS | YEARS_AND_MONTHS | st.integers(2019, 2032).map(FuzzyDate.year)
LEAP = FuzzyDate.day(date(2024, 2, 29))


@pytest.mark.both
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            FACTS, FACTS, FACTS, st.sampled_from([None, *ASSESSMENT_CHOICES]), st.sampled_from(ASSESSMENT_CHOICES)
        ),
        min_size=5,
        max_size=12,
    ),
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
)
@example([(LEAP, LEAP, None, 12, 36)], date(2025, 3, 1))
def test_sql_and_python_agree_on_any_facts(group, rows, today):
    GuidelineVersion.objects.all().delete()
    GuidelineGroup.objects.all().delete()
    Guideline.objects.all().delete()
    for number, (due, search, assessed, own, of_group) in enumerate(rows):
        build(number, due=due, search=search, assessed=assessed, months=(own, of_group), group=group)

    by_sql, by_rule = compare(today)
    assert by_sql == by_rule


def test_a_list_with_validity_is_one_statement(group, django_assert_num_queries):
    for number in range(3):
        build(number, due=DUES[1], search=BASES[1], assessed=None, months=MONTHS[0], group=group)
    with django_assert_num_queries(1):
        found = list(Guideline.objects.with_validity(TODAYS[0]).values_list("validity", "due_on"))
    assert found == [("overdue", date(2026, 11, 20))] * 3
