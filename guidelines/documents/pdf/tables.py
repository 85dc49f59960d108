"""The tables of a PDF as grids, read in two ways: by their lines, and by where the words stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guidelines.documents.grids import Choice, Grid
from guidelines.documents.headers import role_of
from guidelines.documents.marks import read_mark
from guidelines.documents.names import people_score
from guidelines.documents.pdf.columns import Column, column_at, columns_of_run
from guidelines.documents.pdf.crowded import is_sign, uncrowded
from guidelines.documents.pdf.headings import Run, runs_of
from guidelines.documents.pdf.page import Line, Page, Word, lines_of
from guidelines.documents.pdf.paging import one_row, put_together, row_goes_on
from guidelines.documents.pdf.rows import Layout, rows_of
from guidelines.documents.pdf.ruled import Frame, frames_of, grid_of

_SAME = 4.0  # points: columns of two pages that differ by less are the same


@dataclass(frozen=True, slots=True)
class _Table:
    """A table that may go on on the next page."""

    frame: Frame
    page: int
    grid: Grid


def ruled_choice(pages: Sequence[Page]) -> Choice:
    """The tables with lines; a table with the same columns at the start of the next page is the same table."""
    tables: list[_Table] = []
    left_out = 0
    for page in pages:
        words: list[Word] = list(page.words)
        for at, frame in enumerate(frames_of(page)):
            grid, outside = grid_of(frame, words)
            goes_on = not at and bool(tables) and _follows(tables[-1], page, frame)
            whole = uncrowded(frame, grid, words, above=tables[-1].grid if goes_on else None)
            if whole is None:
                continue
            words = outside
            if goes_on:
                tables[-1] = _Table(frame, page.number, put_together(tables[-1].grid, whole))
            else:
                tables.append(_Table(frame, page.number, whole))
        left_out += _lone_marks(words)
    return Choice(tuple(table.grid for table in tables if _is_marked(table.grid)), left_out)


def placed_choice(pages: Sequence[Page]) -> Choice:
    """The tables without lines, by where their years stand; one whose columns or rows cannot be told is left out."""
    grids = [grid for run in runs_of(pages) if (grid := _grid_of_run(run)) is not None]
    marks = sum(_lone_marks(page.words) for page in pages)
    lines = (line for grid in grids for row in grid.rows for cell in row for line in cell.splitlines())
    return Choice(tuple(grids), max(marks - sum(map(is_sign, lines)), 0))


def _follows(table: _Table, page: Page, frame: Frame) -> bool:
    """Whether a table is the rest of the one on the page before: it has the same columns, wherever they stand."""
    xs, off = table.frame.xs, frame.xs[0] - table.frame.xs[0]
    return (
        table.page == page.number - 1
        and len(xs) == len(frame.xs)
        and all(abs(b - a - off) < _SAME for a, b in zip(xs, frame.xs, strict=True))
    )


def _lone_marks(words: Iterable[Word]) -> int:
    """How many signs that may mark a row stand alone."""
    return sum(is_sign(chunk.text) for line in lines_of(words) for chunk in line.chunks())


def _is_marked(grid: Grid) -> bool:
    """Whether a table has a mark: other tables of a report are none of ours."""
    readings = (read_mark(cell) for row in grid.rows for cell in row if len(cell) < 40)
    return any(reading.kind or reading.glyph not in ("", "1") for reading in readings)


def _grid_of_run(run: Run) -> Grid | None:
    """A table without lines as a grid; None where its columns or rows cannot be told for sure."""
    columns = columns_of_run(run)
    if columns is None:
        return None
    layout = _layout(run, columns)
    rows: list[list[str]] = []
    for at, segment in enumerate(run.segments):
        found = rows_of(segment, layout, goes_on=bool(at))
        if found is None:
            return None
        if rows and row_goes_on(rows[-1], found[0], layout.title):
            rows[-1] = one_row(rows[-1], found.pop(0))
        rows += found
    return Grid([_heading(layout), *rows], wraps=True)


def _layout(run: Run, columns: Sequence[Column]) -> Layout:
    """The columns, which of them has the titles, and whether marks have signs."""
    lines = [line for segment in run.segments for line in segment.lines]
    marks = [read_mark(word.text) for line in lines for word in line.words if _stands_under_year(columns, word)]
    return Layout(tuple(columns), _title(columns, lines), any(mark.glyph for mark in marks))


def _stands_under_year(columns: Sequence[Column], word: Word) -> bool:
    at = column_at(columns, word)
    return at is not None and columns[at].year is not None


def _title(columns: Sequence[Column], lines: Sequence[Line]) -> int:
    """The column of the titles: headed as such, else the first one that is not headed otherwise nor lists people."""
    beside = [at for at, column in enumerate(columns) if not column.year]
    roles = {at: role_of(columns[at].heading) for at in beside}
    layout = Layout(tuple(columns), beside[0])
    likely = [at for at in beside if roles[at] is None and not _lists_people(layout, lines, at)]
    return next((at for at in beside if roles[at] == "title"), (likely or beside)[0])


def _lists_people(layout: Layout, lines: Sequence[Line], column: int) -> bool:
    texts = [text for line in lines if (text := layout.text(line, column))]
    return sum(people_score([text]) > 0 for text in texts) > len(texts) / 2


def _heading(layout: Layout) -> list[str]:
    """The headings; the column of titles is called so even where its own words are not known."""
    row = [str(column.year or column.heading) for column in layout.columns]
    if role_of(row[layout.title]) != "title":
        row[layout.title] = "Retningslinje-titel"
    return row
