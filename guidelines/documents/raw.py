"""Rows as they stand in a file, before anything is made of them: what grids and texts both are turned into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from guidelines.documents.exported import Told
from guidelines.documents.planskema_types import Totals, YearTotals

TotalsLine = Literal["revisions", "new", "all"]


@dataclass(frozen=True, slots=True)
class RawMark:
    """The words of one mark and the year it stands under.

    `year` is None where the file has lost it; `spans` holds the years of a cell merged over several; `kind` is what
    the column's own heading says.
    """

    text: str
    year: int | None = None
    spans: tuple[int, ...] = ()
    kind: Literal["new", "revision"] | None = None


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row by what they hold; `wraps` is True where line ends in `people` may be mere wrapping.

    `told` is what an export of ours says about the row, None where there is no token of ours; `copy_of` is the place of
    the row that has the same token, "" where none has.
    """

    title: str
    marks: tuple[RawMark, ...] = ()
    people: str = ""
    place: str = ""
    wraps: bool = False
    version: str = ""
    approved: str = ""
    submitted: str = ""
    groups: str = ""
    note: str = ""
    told: Told | None = None
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class RawTable:
    """All rows of a file, with the years it covers (ascending) and the totals it states.

    `marks_have_years` is False where the columns were lost or never headed; `are_years_given` where the caller's
    years had to head them; `heading` is the text around the table.
    """

    years: tuple[int, ...] = ()
    rows: tuple[RawRow, ...] = ()
    totals: Totals = field(default_factory=Totals)
    marks_have_years: bool = False
    are_years_given: bool = False
    heading: str = ""


def added_totals(lines: Iterable[tuple[TotalsLine, YearTotals]]) -> Totals:
    """The totals of several tables as one; where one line knows nothing, what the other knows stands."""
    found: dict[TotalsLine, YearTotals] = {}
    for kind, line in lines:
        found[kind] = _added(found[kind], line) if kind in found else line
    empty = YearTotals()
    return Totals(found.get("revisions", empty), found.get("new", empty), found.get("all", empty))


def _added(first: YearTotals, second: YearTotals) -> YearTotals:
    by_year = {
        year: _sum(first.by_year.get(year, 0), second.by_year.get(year, 0))
        for year in {**first.by_year, **second.by_year}
    }
    return YearTotals(by_year, _sum(first.total, second.total), first.other + second.other)


def _sum(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else first + second
