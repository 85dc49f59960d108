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

_SIGNS = frozenset("xX×✓✔☑☒✗✘✕✖√")


def uncrowded(frame: Frame, grid: Grid, words: Iterable[Word], above: Grid | None) -> Grid | None:
    """The grid, its rows parted where most hold several; None where they cannot be.

    `above` is the part of the table on the page before, which has the headings if this part has none.
    """
    inside = _by_rows(frame, words)
    signs = [len(lines_of(word for word in row if is_sign(word.text))) for row in inside]
    crowded = {at for at, number in enumerate(signs) if number > 1}
    if len(crowded) <= sum(map(bool, signs)) / 2:
        return grid
    columns = columns_of_grid(grid if first_row(grid) or above is None else above)
    if columns is None or not columns.years:
        return None
    layout = Layout(tuple(_columns(frame, columns)), columns.title)
    rows: list[list[str]] = []
    for at, row in enumerate(grid.rows):
        parted: list[list[str]] | None = [row]
        if at in crowded:
            parted = rows_of(Segment(0, lines_of(inside[at])), layout, goes_on=above is not None and not rows)
        if parted is None:
            return None
        rows += parted
    return Grid(rows, wraps=True)


def _columns(frame: Frame, columns: Columns) -> Sequence[Column]:
    """The columns between the lines, with their years."""
    return [Column(frame.xs[at], frame.xs[at + 1], columns.years.get(at)) for at in range(len(frame.xs) - 1)]


def _by_rows(frame: Frame, words: Iterable[Word]) -> list[list[Word]]:
    """The words of each row between two lines."""
    rows: list[list[Word]] = [[] for _ in frame.ys[1:]]
    for word in words:
        box = frame.box_at(word.across, word.down)
        if box is not None:
            rows[next(at for at, low in enumerate(frame.ys[1:]) if word.down < low)].append(word)
    return rows


def is_sign(text: str) -> bool:
    """Whether a text is a mark with a sign that nobody writes for anything else, as a bullet is."""
    reading = read_mark(text) if len(text) < 40 else None
    return reading is not None and reading.glyph in _SIGNS and not reading.is_unclear
