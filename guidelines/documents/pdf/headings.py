"""Headings of tables without lines: a line of years that stand apart, and the words of headings around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from guidelines.documents.headers import heading_words, totals_line, year_of
from guidelines.documents.marks import read_mark
from guidelines.documents.pdf.page import Line, Page, Rule, Word, lines_of
from guidelines.documents.text_table import PAGE_NUMBER

_SAME = 4.0  # points: years on two pages that stand this near are the same columns
_CLOSE = 2.2  # heights of a line: what stands farther off is no part of a heading


@dataclass(frozen=True, slots=True)
class Heading:
    """The years of a heading with their places, from the left, and its other words."""

    years: tuple[tuple[int, Word], ...]
    words: tuple[Word, ...]

    def is_as(self, other: Heading) -> bool:
        """Whether both head the same columns."""
        return len(self.years) == len(other.years) and all(
            a[0] == b[0] and abs(a[1].across - b[1].across) < _SAME
            for a, b in zip(self.years, other.years, strict=True)
        )

    def zone(self, at: int) -> tuple[float, float]:
        """From where to where the column of a year may reach: halfway to its neighbours."""
        middles = [word.across for _, word in self.years]
        reach = min(b - a for a, b in pairwise(middles)) / 2
        return middles[at] - reach, middles[at] + reach


@dataclass(slots=True)
class Segment:
    """The lines of one table on one page, and the lines drawn across that page."""

    page: int
    lines: list[Line]
    rules: tuple[Rule, ...] = ()


@dataclass(slots=True)
class Run:
    """One table: its heading, its lines page by page, and whether its totals, with which it ends, have begun."""

    heading: Heading
    segments: list[Segment] = field(default_factory=list)
    has_totals: bool = False


def runs_of(pages: Sequence[Page]) -> list[Run]:
    """The tables without lines on these pages; one may go on over pages, with its heading again or without."""
    runs: list[Run] = []
    is_open = False
    repeated = _repeated(pages)
    for page in pages:
        lines = lines_of(page.words)
        found = list(_headings(lines))
        starts = [start for start, _, _ in found] + [len(lines)]
        is_again = bool(is_open and found and found[0][2].is_as(runs[-1].heading))
        if is_open and not is_again:
            is_open = _add(runs[-1], page, _without(lines[: starts[0]], repeated)) and not found
        for (_, end, heading), next_start in zip(found, starts[1:], strict=True):
            if not is_open or runs[-1].has_totals or not heading.is_as(runs[-1].heading):
                runs.append(Run(heading))
            is_open = _add(runs[-1], page, _without(lines[end:next_start], repeated))
    return runs


def _without(lines: Sequence[Line], repeated: Collection[tuple[str, int]]) -> list[Line]:
    return [line for line in lines if _look(line) not in repeated]


def _repeated(pages: Sequence[Page]) -> set[tuple[str, int]]:
    """The looks of lines that head or end pages: numbers of pages, and the same words at the same height."""
    ends = [{_look(line) for line in (*lines[:2], *lines[-2:])} for page in pages if (lines := lines_of(page.words))]
    counts = Counter(look for looks in ends for look in looks)
    return {look for look, count in counts.items() if count > 1 or not look[0]}


def _look(line: Line) -> tuple[str, int]:
    """The words of a line and where it stands; no words for the number of a page."""
    is_number = PAGE_NUMBER.fullmatch(line.text) is not None
    return ("", 0) if is_number else (line.text, round(line.middle / 3))


def _add(run: Run, page: Page, lines: Sequence[Line]) -> bool:
    """Adds the lines that belong to the table; False where it is over."""
    own: list[Line] = []
    for line in lines:
        is_totals = bool(totals_line(line.text))
        if crosses(line, run.heading) or (run.has_totals and not is_totals):
            break
        run.has_totals = run.has_totals or is_totals
        own.append(line)
    if own:
        run.segments.append(Segment(page.number, own, page.across))
    return bool(own) and len(own) == len(lines)


def crosses(line: Line, heading: Heading) -> bool:
    """Whether words run through the columns of years, as no row of the table does."""
    for chunk in line.chunks():
        for at, (_, year) in enumerate(heading.years):
            low, high = heading.zone(at)
            is_wide = chunk.x0 < low or chunk.x1 > high
            if is_wide and any(_is_through(word, year) for word in line.words if chunk.x0 <= word.across <= chunk.x1):
                return True
    return False


def _is_through(word: Word, year: Word) -> bool:
    return word.x0 < year.x1 and word.x1 > year.x0 and not is_short(word.text)


def is_short(text: str) -> bool:
    """Whether a text may stand in a column of years: a mark, a figure, a dash."""
    return read_mark(text).is_mark or text.strip("-–—.()").isdigit() or not text.strip("-–—.")


def _headings(lines: Sequence[Line]) -> Iterator[tuple[int, int, Heading]]:
    """Where each heading begins and ends among the lines, and what it says."""
    end = 0
    for at, line in enumerate(lines):
        if at < end:
            continue
        years = _years(line)
        if not years:
            continue
        start = at
        while (step := _step_up(lines, start)) and start - step >= end:
            start -= step
        end = at + 1
        while end < len(lines) and _belongs(lines[end], lines[end - 1]) and not _years(lines[end]):
            end += 1
        taken = {word for _, word in years}
        words = tuple(chunk for one in lines[start:end] for chunk in one.chunks() if chunk not in taken)
        yield start, end, Heading(years, words)


def _years(line: Line) -> tuple[tuple[int, Word], ...]:
    """The years of a line that lists two or more, each once and well apart, among words of headings only."""
    chunks = line.chunks()
    found = [(year, chunk) for chunk in chunks if (year := year_of(chunk.text))]
    others = [chunk.text for chunk in chunks if not year_of(chunk.text)]
    if len(found) < 2 or len({year for year, _ in found}) < len(found):
        return ()
    return tuple(found) if all(heading_words(text)[2] == 0 for text in others) else ()


def _step_up(lines: Sequence[Line], start: int) -> int:
    """How many lines right above belong to a heading that begins at `start`; parted words may hide one of two."""
    if start >= 1 and _belongs(lines[start - 1], lines[start]):
        return 1
    is_hidden = start >= 2 and lines[start - 2].text.count("-") and _is_close(lines[start - 1], lines[start])
    return 2 if is_hidden and _belongs(lines[start - 2], lines[start - 1]) else 0


def _is_close(line: Line, beside: Line) -> bool:
    return max(line.top - beside.bottom, beside.top - line.bottom) < _CLOSE * (beside.bottom - beside.top)


def _belongs(line: Line, beside: Line) -> bool:
    """Whether a line right beside a heading is part of it; a word parted at its end is none that could tell."""
    words = re.sub(r"\w+-(?=\s|$)", "", line.text)
    known, years, other = heading_words(words)
    return _is_close(line, beside) and bool(known) and not other and not years
