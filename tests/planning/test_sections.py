"""How rows are divided, which years are shown, and that no mark is hidden."""

from __future__ import annotations

from datetime import date

import pytest

from guidelines.planning.matrix import Look, Mark
from guidelines.planning.sections import SectionKind, sections, visible_years, years_outside
from tests.planning.made import entry, guideline, row, rows, step

BO = (2, "Bo")


def test_rows_are_divided_by_urgency_then_by_year() -> None:
    plan = rows(
        *(guideline(id=key) for key in range(1, 7)),
        guideline(id=7, validity="overdue", due_last=date(2026, 1, 14)),
        guideline(id=8, validity="overdue", due_last=date(2025, 12, 21)),
        guideline(id=9, revision=1, revision_entry=9, stage="clinical_approval", is_returned=False),
        entry(id=1, guideline=1, year=2029, lead=BO),
        entry(id=2, guideline=2, year=2027, lead=BO),
        entry(id=3, guideline=3, year=2026, lead=BO),
        entry(id=4, guideline=4, year=None, lead=BO),
        entry(id=5, guideline=5, year=2028),
        entry(id=9, guideline=9, year=2026, lead=BO),
        step(guideline=9, role="chair", group=1),
    )
    found = [(part.kind, part.year, [one.facts.id for one in part.rows]) for part in sections(plan, 2026)]
    assert found == [
        (SectionKind.ACTION, None, [9, 8, 7, 4, 5]),
        (SectionKind.PLANNED, 2026, [3]),
        (SectionKind.PLANNED, 2027, [2]),
        (SectionKind.LATER, None, [1, 6]),
    ]


def test_empty_parts_are_left_out() -> None:
    assert [part.year for part in sections(rows(guideline(), entry(lead=BO)), 2026)] == [2027]


@pytest.mark.parametrize(
    ("year", "whole", "first", "last"),
    [(2026, False, 2025, 2030), (2026, True, 2022, 2030), (2022, True, 2022, 2030), (2031, True, 2027, 2035)],
)
def test_six_years_are_shown_or_the_whole_span(year: int, whole: bool, first: int, last: int) -> None:
    years = visible_years(year, whole=whole)
    assert (years[0], years[-1]) == (first, last)


def test_what_stands_outside_the_years_shown_is_named_unless_it_is_done_with() -> None:
    found = row(
        entry(id=1, year=2033, lead=BO),
        entry(id=2, year=2024, outcome="missed"),
        entry(id=3, year=2023, outcome="done"),
        entry(id=4, year=2022, outcome="moved"),
        entry(id=5, year=2027),
    )
    assert years_outside(found, range(2025, 2031)) == [
        (2024, Mark(Look.MISSED, "revision")),
        (2033, Mark(Look.PLANNED, "revision")),
    ]
