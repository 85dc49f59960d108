"""Totals: counted from the rows, compared with those the file states, and used where they leave one year only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from guidelines.documents.planskema_types import PlanRow, Totals, YearTotals

_Grid = list[list[int | None]]


def count(rows: Sequence[PlanRow], years: Sequence[int]) -> Totals:
    """The marked rows by kind and year. A year's figure is None while the year of any row of that kind is unknown."""
    counted = [row for row in rows if row.is_counted]
    new = [row for row in counted if row.kind == "new"]
    revisions = [row for row in counted if row.kind == "revision"]
    return Totals(_count(revisions, years), _count(new, years), _count(counted, years))


def _count(rows: Sequence[PlanRow], years: Sequence[int]) -> YearTotals:
    is_complete = all(row.year is not None for row in rows)
    return YearTotals(
        {year: sum(row.year == year for row in rows) if is_complete else None for year in years}, len(rows)
    )


def solved(stated: Totals, years: Sequence[int]) -> Totals:
    """The stated totals with what follows from them: revisions + new = all, and the years of a line add up.

    Only for deciding what is certain; what the file states stays as it is. Contradictions are left as they are.
    """
    grid: _Grid = [
        [*(line.by_year.get(year) for year in years), line.total] for line in (stated.revisions, stated.new, stated.all)
    ]
    for _ in range(4):
        for column in range(len(years) + 1):
            _fill(grid, [(0, column), (1, column)], (2, column))
        for line in range(3):
            _fill(grid, [(line, column) for column in range(len(years))], (line, len(years)))
    revisions, new, everything = (YearTotals(dict(zip(years, line, strict=False)), line[-1]) for line in grid)
    return Totals(revisions, new, everything)


def _fill(grid: _Grid, parts: list[tuple[int, int]], whole: tuple[int, int]) -> None:
    """Fills in what parts and whole say about each other: one missing figure, or zeros where nothing is left."""
    values = [grid[line][column] for line, column in parts]
    known = sum(value for value in values if value is not None)
    missing = [at for at, value in zip(parts, values, strict=True) if value is None]
    total = grid[whole[0]][whole[1]]
    if not missing and total is None:
        grid[whole[0]][whole[1]] = known
    elif total is not None and missing and (len(missing) == 1 or known == total) and total >= known:
        for line, column in missing:
            grid[line][column] = total - known


def settle_kinds(rows: Sequence[PlanRow], stated: Totals) -> list[PlanRow]:
    """Rows of unclear kind become what the totals leave for them, where they leave one kind only."""
    unclear = [row for row in rows if row.is_counted and row.has_doubt("kind_unclear")]
    clear = [row for row in rows if row.is_counted and not row.has_doubt("kind_unclear")]
    lines = solved(stated, ())
    if not unclear or lines.new.total is None or lines.revisions.total is None:
        return list(rows)
    new = lines.new.total - sum(row.kind == "new" for row in clear)
    revisions = lines.revisions.total - sum(row.kind == "revision" for row in clear)
    if new + revisions != len(unclear) or min(new, revisions) != 0:
        return list(rows)
    return [_of_kind(row, is_new=new > 0) if row in unclear else row for row in rows]


def _of_kind(row: PlanRow, *, is_new: bool) -> PlanRow:
    doubts = tuple(doubt for doubt in row.doubts if doubt.code != "kind_unclear")
    return replace(row, kind="new" if is_new else "revision", doubts=doubts)


def settle_years(rows: Sequence[PlanRow], stated: Totals, years: Sequence[int]) -> list[PlanRow]:
    """Rows without a year get the one year the totals leave for all rows of their kind (foundations 26)."""
    lines = solved(stated, years)
    if any(row.is_counted and row.has_doubt("kind_unclear") for row in rows):
        everything = _forced([row for row in rows if row.is_counted], lines.all, years)
        return [_in_year(row, everything) for row in rows]
    forced = {
        "new": _forced([row for row in rows if row.is_counted and row.kind == "new"], lines.new, years),
        "revision": _forced([row for row in rows if row.is_counted and row.kind == "revision"], lines.revisions, years),
    }
    return [_in_year(row, forced[row.kind]) for row in rows]


def _forced(rows: Sequence[PlanRow], line: YearTotals, years: Sequence[int]) -> int | None:
    """The only year the totals leave for the rows whose year is unknown; None unless every figure fits."""
    unknown = sum(row.year is None for row in rows)
    left: dict[int, int] = {}
    for year in years:
        stated = line.by_year.get(year)
        if stated is None:
            return None
        left[year] = stated - sum(row.year == year for row in rows)
    open_years = [year for year, number in left.items() if number]
    is_sound = (
        bool(unknown) and sum(left.values()) == unknown and line.total == sum(line.by_year[y] or 0 for y in years)
    )
    return open_years[0] if is_sound and len(open_years) == 1 else None


def _in_year(row: PlanRow, year: int | None) -> PlanRow:
    if year is None or row.year is not None or row.origin or not row.is_counted or _has_own_trouble(row):
        return row
    return replace(row, year=year, year_basis="totals")


def _has_own_trouble(row: PlanRow) -> bool:
    """Whether the row's marks contradict each other, so that no sum may speak for them."""
    return any(row.has_doubt(code) for code in ("year_conflict", "mark_spans_years", "several_marks"))


def disagreements(stated: Totals, counted: Totals, years: Sequence[int]) -> list[tuple[str, int | None, int, int]]:
    """Where stated and counted figures differ: (line, year or None for the total, stated, counted).

    A stated total that its own years do not add up to counts too: their sum stands for what was counted.
    """
    found = []
    for name, said, is_counted in _lines(stated, counted):
        for year in years:
            found += _pair(name, year, said.by_year.get(year), is_counted.by_year.get(year))
        found += _pair(name, None, said.total, is_counted.total)
        parts = [said.by_year.get(year) for year in years]
        if years and all(part is not None for part in parts) and said.total in (None, is_counted.total):
            found += _pair(name, None, sum(part or 0 for part in parts) + said.other, is_counted.total)
    return found


def is_comparable(stated: Totals, counted: Totals, years: Sequence[int]) -> bool:
    """Whether there is any figure that both the file and the rows know."""
    return any(
        (said.total is not None and seen.total is not None)
        or any(said.by_year.get(year) is not None and seen.by_year.get(year) is not None for year in years)
        or (bool(years) and all(said.by_year.get(year) is not None for year in years))
        for _, said, seen in _lines(stated, counted)
    )


def broken_sums(stated: Totals, years: Sequence[int]) -> list[tuple[int | None, int, int]]:
    """Where stated revisions and new guidelines do not make the stated whole: (year or None, their sum, the whole)."""
    found = []
    for year in (*years, None):
        parts = [_figure(line, year) for line in (stated.revisions, stated.new, stated.all)]
        if None not in parts and (parts[0] or 0) + (parts[1] or 0) != parts[2]:
            found.append((year, (parts[0] or 0) + (parts[1] or 0), parts[2] or 0))
    return found


def _figure(line: YearTotals, year: int | None) -> int | None:
    return line.total if year is None else line.by_year.get(year)


def _lines(stated: Totals, counted: Totals) -> Iterable[tuple[str, YearTotals, YearTotals]]:
    return (
        ("revisions", stated.revisions, counted.revisions),
        ("new", stated.new, counted.new),
        ("all", stated.all, counted.all),
    )


def _pair(name: str, year: int | None, said: int | None, seen: int | None) -> list[tuple[str, int | None, int, int]]:
    return [(name, year, said, seen)] if said is not None and seen is not None and said != seen else []
