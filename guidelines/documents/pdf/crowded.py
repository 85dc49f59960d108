"""Tables with lines between their columns and none between their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from guidelines.documents.columns import Columns
from guidelines.documents.grids import Grid
from guidelines.documents.marks import read_mark
from guidelines.documents.pdf.columns import Column
from guidelines.documents.pdf.headings import Segment
from guidelines.documents.pdf.page import Word, lines_of
from guidelines.documents.pdf.paging import columns_of_grid, first_row
from guidelines.documents.pdf.rows import Layout, rows_of
from guidelines.documents.pdf.ruled import Frame


def uncrowded(frame: Frame, grid: Grid, words: Iterable[Word], above: Grid | None) -> Grid | None:
    """The grid, its rows parted where most hold several; None where they cannot be.

    `above` is the part of the table on the page before, which has the headings if this part has none.
    """
    crowded = {at for at, row in enumerate(grid.rows) if any(_signs(cell) > 1 for cell in row)}
    marked = sum(any(_signs(cell) for cell in row) for row in grid.rows)
    if not crowded or len(crowded) <= marked / 2:
        return grid
    columns = columns_of_grid(grid if first_row(grid) or above is None else above)
    if columns is None or not columns.years:
        return None
    layout = Layout(tuple(_columns(frame, columns)), columns.title)
    rows: list[list[str]] = []
    for at, row in enumerate(grid.rows):
        inside = [w for w in words if frame.ys[at] <= w.down < frame.ys[at + 1] and frame.box_at(w.across, w.down)]
        parted = [row]
        if at in crowded:
            found = rows_of(Segment(0, lines_of(inside)), layout, goes_on=above is not None and not rows)
            if found is None:
                return None
            parted = found
        rows += parted
    return Grid(rows, wraps=True)


def _columns(frame: Frame, columns: Columns) -> Sequence[Column]:
    """The columns between the lines, with their years."""
    return [Column(frame.xs[at], frame.xs[at + 1], columns.years.get(at)) for at in range(len(frame.xs) - 1)]


def _signs(cell: str) -> int:
    """How many lines of a cell begin a mark."""
    return sum(bool(read_mark(line).glyph) for line in cell.splitlines()) if len(cell) < 400 else 0
