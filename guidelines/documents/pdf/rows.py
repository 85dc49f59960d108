"""Rows of a table without lines between them: parted by room, by lines across, or by their marks; else not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from guidelines.documents.headers import totals_line
from guidelines.documents.marks import read_mark
from guidelines.documents.pdf.cells import cell_text
from guidelines.documents.pdf.columns import Column, column_at
from guidelines.documents.pdf.headings import Segment
from guidelines.documents.pdf.page import Line, Word

_STEP = 1.2  # points: gaps that differ by less are the same
_WIDE = 0.5  # of the table's width: a line across that is shorter parts no rows
_NO_START = "(,;/)–-"
_OPEN_END = re.compile(r"(?:[,;/&-]|\b(?:og|and|samt|eller|or))$", re.IGNORECASE)

Band = list[Line]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table, which of them holds the titles, and whether marks have signs ("x") beside words."""

    columns: tuple[Column, ...]
    title: int
    has_signs: bool = True

    def words(self, line: Line, column: int) -> list[Word]:
        """The words of a line in a column."""
        return [word for word in line.words if column_at(self.columns, word) == column]

    def text(self, line: Line, column: int) -> str:
        """The text of a line in a column."""
        return " ".join(word.text for word in self.words(line, column))

    def has_glyph(self, line: Line) -> bool:
        """Whether a mark begins on the line: a sign, or the year itself."""
        marks = (read_mark(self.text(line, at)) for at, column in enumerate(self.columns) if column.year)
        return any(mark.glyph or mark.year or (mark.is_mark and not self.has_signs) for mark in marks)

    def cells(self, band: Band) -> list[str]:
        """The texts of a row."""
        return [
            cell_text((word for line in band for word in self.words(line, at)), column.end)
            for at, column in enumerate(self.columns)
        ]


def rows_of(segment: Segment, layout: Layout, *, goes_on: bool) -> list[list[str]] | None:
    """The rows on one page; None where they cannot be told. `goes_on` where its first row may have begun before."""
    for bands in _ways(segment, layout):
        if _is_sound(bands, layout, goes_on=goes_on):
            return [layout.cells(band) for band in bands]
    return None


def _ways(segment: Segment, layout: Layout) -> Iterator[list[Band]]:
    """The lines parted into rows in every way the page gives reason for, the surest first."""
    lines = segment.lines
    width = layout.columns[-1].end - layout.columns[0].start
    cuts = [rule.at for rule in segment.rules if rule.end - rule.start >= _WIDE * width]
    drawn = [any(a.middle < cut < b.middle for cut in cuts) for a, b in pairwise(lines)]
    if any(drawn):
        yield _parted(lines, drawn, layout)
    gaps = _gaps(lines, layout)
    for step in _steps(gaps, 1.5 * (lines[0].bottom - lines[0].top)):
        yield _parted(lines, [gap > step for gap in gaps], layout)
    begins = [bool(layout.text(line, layout.title)) and layout.has_glyph(line) for line in lines]
    if begins[0] and not _has_other_rows(lines, begins, layout):
        yield _parted(lines, begins[1:], layout)
    yield _parted(lines, [True] * (len(lines) - 1), layout)


def _has_other_rows(lines: Sequence[Line], begins: Sequence[bool], layout: Layout) -> bool:
    """Whether a line without a mark may just as well be a row of its own."""
    beside = [at for at, column in enumerate(layout.columns) if at != layout.title and not column.year]
    brackets = 0
    for line, is_first in zip(lines, begins, strict=True):
        title = layout.text(line, layout.title)
        is_new = _begins_well(title) and brackets <= 0 and any(layout.words(line, at) for at in beside)
        if is_new and not is_first and not totals_line(title):
            return True
        brackets = (0 if is_first else brackets) + title.count("(") - title.count(")")
    return False


def _gaps(lines: Sequence[Line], layout: Layout) -> list[float]:
    """The room under each line but the last, never less than lines of one cell have between them."""
    sure, rooms = [], []
    for at in (at for at, column in enumerate(layout.columns) if not column.year):
        for above, below in pairwise([line for line in lines if layout.words(line, at)]):
            room = below.top - above.bottom
            rooms.append(room)
            if room < above.bottom - above.top and _runs_on(layout.text(above, at), layout.text(below, at)):
                sure.append(room)
    least = max(sure) if sure else min(rooms, default=0.0)
    gaps, low = [], lines[0].bottom
    for above, below in pairwise(lines):
        low = max(low, above.bottom)
        gaps.append(max(below.top - low, least))
    return gaps


def _runs_on(above: str, below: str) -> bool:
    """Whether a line goes on from the one above: no cell ends or begins like that."""
    return bool(_OPEN_END.search(above)) or below[:1].islower() or below[:1] in _NO_START


def _steps(gaps: Sequence[float], most: float) -> Iterator[float]:
    """The sizes between which gaps fall into narrow ones and wide ones, the smallest first."""
    ordered = sorted({min(gap, most) for gap in gaps})
    yield from ((a + b) / 2 for a, b in pairwise(ordered) if b - a >= _STEP)


def _parted(lines: Sequence[Line], cuts: Sequence[bool], layout: Layout) -> list[Band]:
    """The lines as rows; a line of totals is always one of its own."""
    bands: list[Band] = [[lines[0]]]
    for (above, below), is_cut in zip(pairwise(lines), cuts, strict=True):
        is_total = any(totals_line(layout.text(line, layout.title)) for line in (above, below))
        if is_cut or is_total:
            bands.append([below])
        else:
            bands[-1].append(below)
    return bands


def _is_sound(bands: Sequence[Band], layout: Layout, *, goes_on: bool) -> bool:
    """Whether every row begins and ends like one and has no more than one mark under another."""
    if any(sum(map(layout.has_glyph, band)) > 1 for band in bands):
        return False
    rows = [layout.cells(band) for band in bands]
    if any(_has_torn_mark(row, layout) for row in rows):
        return False
    beside = [at for at, column in enumerate(layout.columns) if not column.year]
    if any(
        _runs_on(above[at], below[at]) for above, below in pairwise(rows) for at in beside if above[at] and below[at]
    ):
        return False
    return all(_begins_well(row[layout.title]) or (goes_on and not number) for number, row in enumerate(rows))


def _has_torn_mark(row: Sequence[str], layout: Layout) -> bool:
    """Whether one year has a sign and another only the word that goes with one: the rest of a neighbour's mark."""
    marks = [read_mark(row[at]) for at, column in enumerate(layout.columns) if column.year]
    return any(mark.glyph for mark in marks) and any(mark.kind and not (mark.glyph or mark.year) for mark in marks)


def _begins_well(title: str) -> bool:
    """Whether a title can begin like this: else the lines were put together wrongly, and no year may be read."""
    return bool(title) and not title[0].islower() and title[0] not in _NO_START
