"""Columns of a table without lines: what no word of any row stands in is the room between two columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from guidelines.documents.pdf.headings import Run
from guidelines.documents.pdf.page import Word
from guidelines.documents.wording import join_lines

_GUTTER = 0.3  # of the height of a line
_OFF = 0.35  # of the room between two years: how far off its year a column of marks may stand


@dataclass(frozen=True, slots=True)
class Column:
    """From where to where a column reaches, its year if it has one, and its heading."""

    start: float
    end: float
    year: int | None = None
    heading: str = ""


def columns_of_run(run: Run) -> list[Column] | None:
    """The columns of a table, from the left; None where they cannot be told for sure."""
    words = [word for segment in run.segments for line in segment.lines for word in line.words]
    if not words:
        return None
    room = _GUTTER * sorted(word.height for word in words)[len(words) // 2]
    spans = _spans([*words, *(word for _, word in run.heading.years)], room)
    years = _of_years(run, spans)
    if years is None:
        return None
    first, last = years[0].start, years[-1].end
    left, right = [s for s in spans if s[1] < first], [s for s in spans if s[0] > last]
    columns = [*_headed(left, run.heading.words), *years, *_headed(right, run.heading.words)]
    is_whole = sum(s[0] >= first and s[1] <= last for s in spans) + len(left) + len(right) == len(spans)
    return columns if left and is_whole else None


def column_at(columns: Sequence[Column], word: Word) -> int | None:
    """Which column a word stands in: the one it shares most room with."""
    shared = [min(column.end, word.x1) - max(column.start, word.x0) for column in columns]
    best = max(range(len(columns)), key=lambda at: shared[at])
    return best if shared[best] > 0 else None


def _spans(words: Iterable[Word], room: float) -> list[tuple[float, float]]:
    """Where words stand, from left to right, with no more than `room` left empty in between."""
    found: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: word.x0):
        if found and word.x0 - found[-1][1] < room:
            found[-1] = (found[-1][0], max(found[-1][1], word.x1))
        else:
            found.append((word.x0, word.x1))
    return found


def _of_years(run: Run, spans: Sequence[tuple[float, float]]) -> list[Column] | None:
    """A column for each year: its span, and spans beside that are clearly nearest to it. None where one has two."""
    years = run.heading.years
    columns: list[Column] = []
    for year, word in years:
        span = next((s for s in spans if s[0] <= word.x0 and word.x1 <= s[1]), None)
        if span is None or (columns and columns[-1].start == span[0]):
            return None
        columns.append(Column(span[0], span[1], year))
    own = {(column.start, column.end) for column in columns}
    reach = run.heading.zone(0)
    for span in spans:
        if span in own or span[1] < columns[0].start - (reach[1] - reach[0]) / 2 or span[0] > columns[-1].end:
            continue
        is_near = _widen(columns, [word.across for _, word in years], span, _OFF * (reach[1] - reach[0]))
        if not is_near and columns[0].start < span[0] < columns[-1].end:
            return None
    return columns


def _widen(columns: list[Column], middles: Sequence[float], span: tuple[float, float], off: float) -> bool:
    """Widens the column of the year that a span stands under, if it stands near enough."""
    middle = (span[0] + span[1]) / 2
    at = min(range(len(middles)), key=lambda index: abs(middles[index] - middle))
    if abs(middles[at] - middle) > off:
        return False
    column = columns[at]
    columns[at] = Column(min(column.start, span[0]), max(column.end, span[1]), column.year)
    return True


def _headed(spans: Sequence[tuple[float, float]], words: Sequence[Word]) -> list[Column]:
    """Columns beside the years: a span without a heading of its own belongs to the one at its left."""
    named: list[tuple[float, float, list[str]]] = []
    for start, end in spans:
        own = [word.text for word in words if word.x0 < end and word.x1 > start]
        if named and (not own or own == named[-1][2]):
            named[-1] = (named[-1][0], end, named[-1][2])
        elif named and not named[-1][2]:
            named[-1] = (named[-1][0], end, own)
        else:
            named.append((start, end, own))
    return [Column(start, end, None, reduce(join_lines, own, "")) for start, end, own in named]
