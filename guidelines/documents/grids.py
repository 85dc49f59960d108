"""A table as rows of texts, whatever kind of file it came from."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from guidelines.documents.exported import ExportedRow
from guidelines.documents.planskema_types import UnreadableFile

# A planskema has a few dozen rows; what is far beyond is something else, and would only keep the reader busy.
MAX_ROWS, MAX_CELL = 6_000, 4_000
_DELIMITERS = ";\t,|"
_GUARDED = re.compile(r"'(?=['’]*[\s]*[=+\-@|%＝＋－＠−﹢﹣﹦﹫])")  # what keeps a cell from being computed


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cell texts. `across` and `down` hold (row, column) of cells that continue one to the left or above.

    With `wraps` a line end in a cell may be mere wrapping, as on a page.
    """

    rows: list[list[str]]
    name: str = ""
    across: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    down: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    wraps: bool = False

    def place(self, row: int) -> str:
        """Where the row stands in the file: its number from 1, after the sheet's name where there is one."""
        return f"{self.name}!{row + 1}" if self.name else str(row + 1)


@dataclass(frozen=True, slots=True)
class Choice:
    """The tables of a file told in one of several ways, and how many marks stand outside of them."""

    grids: tuple[Grid, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: its tables, and the text that stands outside of them.

    Where tables had to be told from a page, `choices` holds every way they were told, the surest first, and the text
    is that of the whole file. `told` are the rows that a PDF of ours says it was made from.
    """

    grids: tuple[Grid, ...]
    text: str = ""
    choices: tuple[Choice, ...] = ()
    told: tuple[ExportedRow, ...] = ()


TOO_LONG = _("The document is too long. Save the pages with the planskema in a file of their own.")


def grids_of_text(text: str) -> list[Grid]:
    """The text read as CSV with each of the usual separators; only readings with three columns or more."""
    body = text.lstrip("\ufeff")
    first, _, rest = body.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        body = rest
    grids = (_csv_grid(body, delimiter) for delimiter in _DELIMITERS if delimiter in body)
    return [grid for grid in grids if grid is not None]


def _csv_grid(text: str, delimiter: str) -> Grid | None:
    """The rows with one separator, or None where the text does not look like that."""
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text), delimiter=delimiter):
            rows.append(
                [
                    _GUARDED.sub("", cell[:MAX_CELL].strip(), count=1) if cell[:1] == "'" else cell[:MAX_CELL].strip()
                    for cell in cells
                ]
            )
            if len(rows) > MAX_ROWS and sum(len(row) >= 3 for row in rows) > MAX_ROWS / 2:
                raise UnreadableFile(TOO_LONG)
    except csv.Error:
        return None
    if delimiter == "|":
        rows = [cells[1:-1] if len(cells) > 2 and not cells[0] and not cells[-1] else cells for cells in rows]
        rows = [cells for cells in rows if not all(set(cell) <= set("-: ") for cell in cells)]
    return Grid(rows) if sum(len(cells) >= 3 for cells in rows) >= 2 else None
