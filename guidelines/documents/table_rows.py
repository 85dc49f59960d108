"""Grids read as planskema tables: headings tell the columns, columns tell the years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from guidelines.documents.columns import Columns, Labels, columns_of, is_heading, labels_of
from guidelines.documents.dates import find_dates
from guidelines.documents.exported import (
    OTHER,
    PEOPLE,
    TITLE,
    ExportedRow,
    Told,
    owners_of,
    token_of,
    without_strangers,
)
from guidelines.documents.grids import Grid
from guidelines.documents.headers import totals_line, years_in_words
from guidelines.documents.marks import read_mark
from guidelines.documents.planskema_types import YearTotals
from guidelines.documents.raw import RawMark, RawRow, RawTable, TotalsLine, added_totals
from guidelines.documents.wording import is_blank, one_line

_ABOUT = re.compile(r"retningslinje|guideline|planskema|tovholder", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?:kilde|noter?|forklaring|signaturforklaring|source|legend)\s*:|\*|x\s*=", re.IGNORECASE)
_PLANSKEMA = re.compile(r"planskema|tovholder", re.IGNORECASE)


@dataclass(slots=True)
class _Block:
    """The rows under one heading."""

    labels: Labels
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Read:
    """What was read so far."""

    rows: list[RawRow] = field(default_factory=list)
    totals: list[tuple[TotalsLine, YearTotals]] = field(default_factory=list)
    years: set[int] = field(default_factory=set)
    heading: list[str] = field(default_factory=list)
    has_years: bool = False
    is_given: bool = False


def read_grids(grids: Iterable[Grid], year_columns: Sequence[int] | None = None) -> RawTable | None:
    """All planskema tables among the grids as one; None where no table is one.

    `year_columns` heads the columns of marks only where the file does not (foundations 26).
    """
    read = _Read()
    labels: Labels = {}
    for grid in grids:
        preamble, blocks = _blocks(grid, labels)
        read.heading += preamble
        for block in blocks:
            columns = columns_of(grid, block.labels, block.rows, year_columns)
            if columns is not None:
                labels = block.labels
                _read_block(grid, block.rows, columns, read)
    read.rows = _told_once(read.rows)
    if not (any(row.told for row in read.rows) or _is_planskema(read)):
        return None
    heading = "\n".join(read.heading)
    years = read.years or set(years_in_words(heading) if "plan" in heading.casefold() else ())
    return RawTable(
        tuple(sorted(years)), tuple(read.rows), added_totals(read.totals), read.has_years, read.is_given, heading
    )


def _told_once(rows: list[RawRow]) -> list[RawRow]:
    """The rows with what is told of each once; a copy of another says so, and is read by its words."""
    told = without_strangers([row.told for row in rows], [row.title for row in rows])
    return [
        replace(row, told=item if owner == at else None, copy_of="" if owner in (None, at) else rows[owner].place)
        for at, (row, item, owner) in enumerate(zip(rows, told, owners_of(told), strict=True))
    ]


def _is_planskema(read: _Read) -> bool:
    """A table of marks about guidelines, or one whose headings say that it is a planskema."""
    readings = (read_mark(mark.text) for row in read.rows for mark in row.marks)
    is_marked = any(reading.kind or reading.glyph not in ("", "1") for reading in readings)
    heading = " ".join(read.heading)
    return bool(read.rows) and (
        bool(_PLANSKEMA.search(heading)) or (is_marked and (read.has_years or bool(_ABOUT.search(heading))))
    )


def _blocks(grid: Grid, inherited: Labels) -> tuple[list[str], list[_Block]]:
    """The texts before the first heading, and the rows under each heading. A table without one continues the last."""
    blocks: list[_Block] = []
    texts: list[str] = []
    before: list[int] = []
    in_heading = False
    for at, row in enumerate(grid.rows):
        labels = {} if token_of(row) else labels_of(row)
        if is_heading(row, labels, after_heading=in_heading):
            if not in_heading:
                blocks.append(_Block({}))
            for column, label in labels.items():
                blocks[-1].labels[column] = blocks[-1].labels.get(column, label).merged(label)
            texts += dict.fromkeys(one_line(cell) for cell in row if cell)
            in_heading = True
        elif any(cell for cell in row):
            in_heading = False
            (blocks[-1].rows if blocks else before).append(at)
    if not blocks and before:
        first = next((at for at in before if token_of(grid.rows[at])), 0)  # above our rows stands what is about them
        texts, before = (
            [one_line(cell) for at in before if at < first for cell in grid.rows[at] if cell],
            [at for at in before if at >= first],
        )
        return texts, [_Block(inherited if _fits(grid, inherited) else {}, before)]
    return [one_line(cell) for at in before for cell in dict.fromkeys(grid.rows[at]) if cell] + texts, blocks


def _fits(grid: Grid, labels: Labels) -> bool:
    """Whether a table has as many columns as the one before it."""
    return bool(labels) and max(map(len, grid.rows), default=0) == max(labels) + 1


def _read_block(grid: Grid, rows: Sequence[int], columns: Columns, read: _Read) -> None:
    """Reads the rows under one heading."""
    is_over = False
    start = len(read.rows)
    for at in rows:
        cells = grid.rows[at]
        exported = token_of(cells)
        line = None if exported else _totals_of(cells, columns)
        if exported:
            read.rows.append(_told_row(grid, at, columns, exported))
        elif line:
            read.totals.append(line)
            is_over = len(read.rows) > start
        elif not is_over and not _is_banner(grid, at, columns) and not _is_footnote(cells):
            _read_row(grid, at, columns, read, may_continue=len(read.rows) > start)
    if len(read.rows) > start or read.totals:
        read.years.update(columns.years.values())
        read.has_years = read.has_years or bool(columns.years) or columns.year is not None
        read.is_given = read.is_given or columns.is_given


def _is_banner(grid: Grid, at: int, columns: Columns) -> bool:
    """A heading across the whole table, such as the name of a part of the plan."""
    return (
        columns.people is not None
        and (at, columns.people) in grid.across
        and (_cell(grid.rows[at], columns.people) == _cell(grid.rows[at], columns.title))
    )


def _is_footnote(cells: Sequence[str]) -> bool:
    """A lone cell that explains the table."""
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and bool(_FOOTNOTE.match(filled[0]))


def _read_row(grid: Grid, at: int, columns: Columns, read: _Read, *, may_continue: bool) -> None:
    """Adds the row, or joins it to the one above where it only continues it."""
    cells = grid.rows[at]
    title = _cell(cells, columns.title)
    people = "\n".join(filter(None, (_cell(cells, column) for column in (columns.people, *columns.more_people))))
    marks = _marks(grid, at, columns)
    continues = (at, columns.title) in grid.down or is_blank(title)
    if continues and may_continue:
        above = read.rows[-1]
        same = columns.people is not None and (at, columns.people) in grid.down
        joined = above.people if same or not people else f"{above.people}\n{people}"
        new = tuple(mark for mark in marks if mark not in above.marks)
        read.rows[-1] = replace(above, people=joined.strip(), marks=above.marks + new)
    elif not is_blank(title):
        extra: dict[str, Any] = {role: _cell(cells, column) for role, column in columns.others.items()}
        read.rows.append(RawRow(title, marks, people, grid.place(at), grid.wraps, **extra))


def _told_row(grid: Grid, at: int, columns: Columns, exported: ExportedRow) -> RawRow:
    """A row of our own export, however its words look, with the cells that hold others than it was written with."""
    cells = grid.rows[at]
    texts = {TITLE: _cell(cells, columns.title)}
    if columns.people is not None:
        texts[PEOPLE] = _cell(cells, columns.people)
    texts |= {str(year): _cell(cells, column) for column, year in columns.years.items()}
    if columns.marks:
        texts[OTHER] = "\n".join(filter(None, (_cell(cells, column) for column in columns.marks)))
    edited = frozenset(name for name, text in texts.items() if exported.is_edited(name, text))
    told = Told(exported, edited)
    return RawRow(texts[TITLE], _marks(grid, at, columns), texts.get(PEOPLE, ""), grid.place(at), told=told)


def _cell(cells: Sequence[str], column: int | None) -> str:
    return cells[column].strip() if column is not None and column < len(cells) else ""


def _marks(grid: Grid, at: int, columns: Columns) -> tuple[RawMark, ...]:
    """The filled cells of the columns for marks, in the order of the file."""
    cells = grid.rows[at]
    marks = []
    for column, year in columns.years.items():
        text = _cell(cells, column)
        spans = _spans(grid, at, column, columns)
        if (at, column) in grid.across and column - 1 in columns.years:
            continue
        if not is_blank(text):
            marks.append(RawMark(text, None if spans else year, spans, columns.kinds.get(column)))
    for column in columns.marks:
        text = _cell(cells, column)
        if not is_blank(text) and (at, column) not in grid.across:
            marks.append(RawMark(text, None, (), columns.kinds.get(column)))
    text = _cell(cells, columns.year)
    only = _only_year(text)
    if only and not read_mark(text).is_mark:
        text = str(only)  # a date, of which the plan keeps the year
    return (*marks, RawMark(text, only)) if not is_blank(text) else tuple(marks)


def _spans(grid: Grid, at: int, column: int, columns: Columns) -> tuple[int, ...]:
    """The years of a cell merged over several; none where it stands under one."""
    years = [columns.years[column]]
    while (at, column + 1) in grid.across and column + 1 in columns.years:
        column += 1
        years.append(columns.years[column])
    return tuple(years) if len(years) > 1 else ()


def _only_year(text: str) -> int | None:
    """The one year a cell of a year column names."""
    years = {reading[0].first.year for _, reading in find_dates(one_line(text))}
    years |= {int(year) for year in re.findall(r"\b20\d\d\b", text)}
    return years.pop() if len(years) == 1 else None


def _totals_of(cells: Sequence[str], columns: Columns) -> tuple[TotalsLine, YearTotals] | None:
    """A line of totals: its figures by year, and the figure that stands beside them."""
    label = _cell(cells, columns.title) or next((cell for cell in cells if cell), "")
    kind: Literal["revisions", "new", "all"] | None = totals_line(label)
    if kind is None:
        return None
    by_year = {year: _figure(_cell(cells, column)) for column, year in columns.years.items()}
    other = sum(_figure(_cell(cells, column)) or 0 for column in columns.marks) if columns.years else 0
    beside = [
        found.group(1)
        for column, cell in enumerate(cells)
        if column not in columns.years and column not in columns.marks and column != columns.title
        and (found := re.fullmatch(r"(?:total|i alt|in total|sum|[\s:.=])*(\d{1,4})", one_line(cell), re.IGNORECASE))
    ]  # fmt: skip
    own = re.search(r"(\d{1,4})\s*$", one_line(label))
    known = any(count is not None for count in by_year.values())
    if not beside and not known and not own:
        return None
    return kind, YearTotals(by_year, int(beside[-1]) if beside else int(own.group(1)) if own else None, other)


def _figure(text: str) -> int | None:
    """A whole number, or None where the cell says none."""
    return int(text) if re.fullmatch(r"\d{1,4}", text) else None
