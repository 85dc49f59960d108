"""How the rows of a plan are divided, counted and limited to years: pure functions."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from guidelines.planning.matrix import Look, Mark, Need, PlanRow
from guidelines.planning.rules import YearTotal, totals

_URGENCY = {need: place for place, need in enumerate(Need)}
FULL_SPAN = (2022, 2030)


def visible_years(this_year: int, *, whole: bool) -> range:
    """Return the year columns: last year to four years on, or the whole span 2022-2030 (ux 2.2).

    Where the span no longer holds this year, the nine years around it stand in its place.
    """
    if not whole:
        return range(this_year - 1, this_year + 5)
    first, last = FULL_SPAN
    if not first <= this_year <= last:
        first, last = this_year - 4, this_year + 4
    return range(first, last + 1)


class SectionKind(enum.StrEnum):
    """The headings that divide the page."""

    ACTION = "action"
    PLANNED = "planned"
    LATER = "later"
    WHOLE = "whole"


class Section(NamedTuple):
    """Rows below one heading; `year` for what is planned in one year."""

    kind: SectionKind
    year: int | None
    rows: list[PlanRow]


def sections(rows: Sequence[PlanRow], this_year: int) -> list[Section]:
    """Divide rows: what needs a hand, what is planned this year and next, the rest by year; empty ones left out."""
    action = sorted((row for row in rows if row.needs), key=_urgency)
    calm = [row for row in rows if not row.needs]
    found = [Section(SectionKind.ACTION, None, action)]
    dated: dict[int, list[PlanRow]] = {}
    for row in calm:
        dated.setdefault(_next_year(row) or date.max.year, []).append(row)
    found += [Section(SectionKind.PLANNED, year, dated.pop(year, [])) for year in (this_year, this_year + 1)]
    found.append(Section(SectionKind.LATER, None, [row for year in sorted(dated) for row in dated[year]]))
    return [section for section in found if section.rows]


def _urgency(row: PlanRow) -> tuple[int, date]:
    first = min([_URGENCY[need] for need in row.needs])
    return first, row.overdue_since or (row.target.on if row.target else date.max)


def _next_year(row: PlanRow) -> int | None:
    return row.entry.year if row.entry and row.entry.is_planned else None


def row_totals(rows: Iterable[PlanRow], years: Sequence[int]) -> list[YearTotal]:
    """Return the totals of these rows for each year, and last those without a year (rules.totals)."""
    return totals(((entry.year, entry.kind, entry.outcome) for row in rows for entry in row.entries), years)


def years_outside(row: PlanRow, years: Sequence[int]) -> list[tuple[int, Mark]]:
    """Return the marks still to be done, or missed, that fall outside the years shown, so that none is hidden."""
    hidden = (Look.DONE, Look.MOVED)
    return [
        (year, marks[0])
        for year, marks in sorted(row.marks.items())
        if not years[0] <= year <= years[-1] and marks[0].look not in hidden
    ]
