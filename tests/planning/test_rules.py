"""The plan's pure rules: totals, the one target, who holds a step."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.planning.rules import (
    HolderRole,
    Kind,
    Outcome,
    Stage,
    Target,
    TargetBasis,
    YearTotal,
    holder_role,
    is_plan_year,
    target,
    totals,
)

DEADLINE, DUE = date(2026, 5, 1), date(2027, 12, 1)


def test_totals_as_the_planskema_has_them() -> None:
    rows = [
        *([(2022, Kind.REVISION, Outcome.PLANNED)] * 5),
        (2022, Kind.NEW, Outcome.PLANNED),
        *([(2023, Kind.REVISION, Outcome.DONE)] * 2),
        *([(2024, Kind.MINOR, Outcome.MISSED)] * 6),
        (2024, Kind.REVISION, Outcome.MOVED),
        (2024, Kind.REVISION, Outcome.WITHDRAWN),
    ]
    counted = totals(rows, range(2022, 2025))
    assert counted == [YearTotal(2022, 5, 1), YearTotal(2023, 2, 0), YearTotal(2024, 6, 0), YearTotal(None, 0, 0)]
    assert [total.all for total in counted] == [6, 2, 6, 0]


entries = st.lists(
    st.tuples(st.none() | st.integers(2020, 2035), st.sampled_from(list(Kind)), st.sampled_from(list(Outcome)))
)


@given(entries)
def test_every_counted_entry_is_in_exactly_one_total(rows: list[tuple[int | None, Kind, Outcome]]) -> None:
    counted = totals(rows, range(2020, 2036))
    known = Counter(
        (year, kind is Kind.NEW)
        for year, kind, outcome in rows
        if outcome in (Outcome.PLANNED, Outcome.DONE, Outcome.MISSED)
    )
    assert {(total.year, False): total.revisions for total in counted} | {
        (total.year, True): total.new for total in counted
    } == {(year, new): known[year, new] for year in (*range(2020, 2036), None) for new in (False, True)}


@pytest.mark.parametrize(
    ("deadline", "due", "year", "expected"),
    [
        (DEADLINE, DUE, 2028, Target(DEADLINE, TargetBasis.REVISION_DEADLINE)),
        (None, DUE, 2028, Target(DUE, TargetBasis.NEXT_DUE)),
        (None, None, 2028, Target(date(2028, 6, 15), TargetBasis.PLANNED_YEAR)),
        (None, None, None, None),
    ],
)
def test_a_guideline_has_one_target(
    deadline: date | None, due: date | None, year: int | None, expected: Target | None
) -> None:
    found = target(deadline_on=deadline, next_due_on=due, planned_year=year, deadline_day=(6, 15))
    assert found == expected


@pytest.mark.parametrize(("year", "expected"), [(1999, False), (2000, True), (2100, True), (2101, False)])
def test_a_plan_holds_the_years_of_a_century(year: int, expected: bool) -> None:
    assert is_plan_year(year) is expected


@pytest.mark.parametrize(
    ("stage", "role"),
    [
        (Stage.AGREED, HolderRole.LEAD),
        (Stage.DRAFT, HolderRole.LEAD),
        (Stage.CONSULTATION, HolderRole.LEAD),
        (Stage.CLINICAL_APPROVAL, HolderRole.CHAIR),
        (Stage.SUBMITTED, HolderRole.SECRETARIAT),
        (Stage.ADMINISTRATIVE_APPROVAL, HolderRole.SECRETARIAT),
    ],
)
def test_every_stage_has_a_holder_and_returned_work_is_the_authors(stage: Stage, role: HolderRole) -> None:
    assert holder_role(stage, is_returned=False) is role
    assert holder_role(stage, is_returned=True) is HolderRole.LEAD
