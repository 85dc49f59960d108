"""Tables that go on on the next page, and rows broken by the end of a page."""

from __future__ import annotations

from collections.abc import Sequence

from guidelines.documents.columns import Columns, Labels, columns_of, is_heading, labels_of
from guidelines.documents.grids import Grid
from guidelines.documents.headers import totals_line
from guidelines.documents.marks import read_mark
from guidelines.documents.wording import is_blank


def put_together(first: Grid, second: Grid) -> Grid:
    """A table and what follows of it on the next page; a row broken by the end of the page is one again."""
    rows, kept = list(first.rows), list(range(len(second.rows)))
    columns, start = columns_of_grid(first), first_row(second)
    if columns is not None and start < len(kept) and row_goes_on(rows[-1], second.rows[start], columns.title):
        rows[-1] = one_row(rows[-1], second.rows[start])
        del kept[start]
    places = {at: len(rows) + index for index, at in enumerate(kept)}
    across = {(places[row], column) for row, column in second.across if row in places}
    down = {(places[row], column) for row, column in second.down if row in places}
    rows += [second.rows[at] for at in kept]
    return Grid(rows, first.name, first.across | across, first.down | down, wraps=True)


def columns_of_grid(grid: Grid) -> Columns | None:
    """What the columns under the first heading hold."""
    labels: Labels = {}
    start = first_row(grid)
    for row in grid.rows[:start]:
        for column, label in labels_of(row).items():
            labels[column] = labels.get(column, label).merged(label)
    return columns_of(grid, labels, range(start, len(grid.rows)), None)


def first_row(grid: Grid) -> int:
    """The first row under the headings; 0 where there are none."""
    in_heading, end = False, 0
    for at, row in enumerate(grid.rows):
        was_heading, in_heading = in_heading, is_heading(row, labels_of(row), after_heading=in_heading)
        if in_heading:
            end = at + 1
        elif was_heading:
            break
    return end


def row_goes_on(above: Sequence[str], below: Sequence[str], title: int) -> bool:
    """Whether a row at the top of a page is the rest of the last one on the page before."""
    before, after = (row[title] if title < len(row) else "" for row in (above, below))
    if totals_line(before) or totals_line(after) or any(read_mark(cell).glyph for cell in below if len(cell) < 40):
        return False
    if is_blank(after):
        return any(not is_blank(cell) for cell in below)
    is_open = before.count("(") > before.count(")") or before.endswith("-")
    return is_open or after[0].islower() or after[0] in "(,;–-"


def one_row(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Both parts of a broken row as one."""
    return [f"{first}\n{second}".strip() for first, second in zip(above, below, strict=True)]
