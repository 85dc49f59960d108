"""Text whose columns are still kept apart by blanks, so that a mark can be told to stand under its year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from guidelines.documents.grids import Grid
from guidelines.documents.headers import heading_words, totals_line
from guidelines.documents.text_marks import is_mark_line
from guidelines.documents.wording import join_lines

_CHUNK = re.compile(r"\S+(?: \S+)*")
_CLOSED = re.compile(r"\d[\d.,]*\s*\)$")


@dataclass(frozen=True, slots=True)
class _Scale:
    """The years of a heading and where on the line each is centred."""

    years: tuple[int, ...]
    centres: tuple[float, ...]

    @property
    def reach(self) -> float:
        """Half the distance between neighbouring years: how far off a mark may stand."""
        return min(b - a for a, b in pairwise(self.centres)) / 2

    def column(self, start: int, end: int) -> int | None:
        """Which year a chunk stands under; None where it stands under none."""
        centre = (start + end - 1) / 2
        nearest = min(range(len(self.years)), key=lambda at: abs(self.centres[at] - centre))
        return nearest if abs(self.centres[nearest] - centre) < self.reach else None


def grids_of_layout(text: str) -> list[Grid]:
    """The table of a text laid out with blanks; empty where it has none or where its rows cannot be told for sure."""
    lines = text.replace("\f", "\n").split("\n")
    for at, line in enumerate(lines):
        scale = _scale(line)
        if scale:
            rows = _rows(lines[at + 1 :], scale)
            heading = ["Retningslinje-titel", *map(str, scale.years), "Tovholder"]
            above = [[line.strip()] for line in lines[max(0, at - 12) : at] if line.strip()]
            return [Grid([*above, heading, *rows])] if rows and _is_sound(rows) else []
    return []


def _scale(line: str) -> _Scale | None:
    """The scale of a heading line with two years or more, set wide apart."""
    if heading_words(line)[2]:
        return None
    found = [(chunk.group(0), (chunk.start() + chunk.end() - 1) / 2) for chunk in _CHUNK.finditer(line)]
    years = [(int(word), centre) for word, centre in found if re.fullmatch(r"20\d\d", word)]
    if len(years) < 2 or any(b[1] - a[1] < 6 for a, b in pairwise(years)):
        return None
    return _Scale(tuple(year for year, _ in years), tuple(centre for _, centre in years))


def _rows(lines: Sequence[str], scale: _Scale) -> list[list[str]]:
    """The rows under the heading: each begins on a line with a title and a mark; lines without continue it."""
    rows: list[list[str]] = []
    for line in lines:
        cells = _cells(line, scale)
        if not any(cells) or (_scale(line) is not None):
            continue
        is_totals = bool(totals_line(cells[0]))
        begins = bool(cells[0]) and (any(map(_is_mark, cells[1:-1])) or is_totals or _follows_closed(rows, cells[0]))
        if begins or not rows:
            rows.append(cells)
        elif not totals_line(rows[-1][0]):
            rows[-1] = [_joined(a, b, at, len(cells)) for at, (a, b) in enumerate(zip(rows[-1], cells, strict=True))]
    return rows


def _is_mark(text: str) -> bool:
    return is_mark_line(text) and not re.fullmatch(r"(?:rev\.?|\(?ny\)?)", text, re.IGNORECASE)


def _follows_closed(rows: Sequence[Sequence[str]], title: str) -> bool:
    """Whether the row above ended with its bracket, so that a capital begins a row without a mark."""
    return bool(rows) and bool(_CLOSED.search(rows[-1][0])) and title[:1].isupper()


def _cells(line: str, scale: _Scale) -> list[str]:
    """The chunks of a line as cells: title, a cell for each year, people."""
    cells = [""] * (len(scale.years) + 2)
    for chunk in _CHUNK.finditer(line):
        column = scale.column(chunk.start(), chunk.end())
        text = chunk.group(0)
        if column is not None and (is_mark_line(text) or re.fullmatch(r"\d{1,3}|[-–]", text)):
            at = column + 1
        else:
            at = 0 if chunk.start() < scale.centres[0] else len(cells) - 1
        cells[at] = f"{cells[at]} {text}".strip()
    return cells


def _joined(above: str, below: str, at: int, width: int) -> str:
    """Two lines of one cell: people keep their line end, which may part names."""
    return f"{above}\n{below}".strip() if at == width - 1 else join_lines(above, below)


def _is_sound(rows: Sequence[Sequence[str]]) -> bool:
    """Whether every row begins like one: else the lines were put together wrongly, and no year may be read."""
    return all(row[0] and not row[0][0].islower() and row[0][0] not in "(,;–-" for row in rows)
