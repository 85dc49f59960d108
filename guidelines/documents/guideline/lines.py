"""The lines of a document with their places, and passages of them that can be quoted."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from guidelines.documents.guideline.facts import Place, Quote
from guidelines.documents.wording import tidy

_LONGEST_QUOTE = 300  # characters
_ENDS = re.compile(r"(?<=[a-zæøå0-9)\]]{2})[.!?]\s+(?=[A-ZÆØÅ•])")
_ABBREVIATION = re.compile(
    r"\b(?:prof|dr|overl|afd|inkl|ekskl|evt|jf|pkt|ca|nr|vol|bl\.a|f\.eks|hhv|mhp|stk|med)$", re.I
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line as written, blanks collapsed; `starts` is True where it stands apart from the line before it.

    Tabs part the cells of a table's row where the file tells them.
    """

    text: str
    place: Place
    starts: bool = False

    def quote(self, confidence: float = 0.9) -> Quote:
        """The whole line."""
        return Quote(" ".join(self.text.split()), self.place, confidence)


class Passage:
    """A run of lines read as one text, which knows the place of each sign."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.lines = tuple(lines)
        self.text = " ".join(line.text for line in self.lines)
        self._offsets: list[int] = []
        at = 0
        for line in self.lines:
            self._offsets.append(at)
            at += len(line.text) + 1

    def __bool__(self) -> bool:
        return bool(self.text.strip())

    def place(self, at: int) -> Place:
        """The place of the sign at this offset; the last line's where it lies past the end."""
        return self.lines[max(0, min(bisect_right(self._offsets, at), len(self.lines)) - 1)].place

    def quote(self, start: int, end: int, confidence: float = 0.9) -> Quote:
        """The sentence or sentences around these offsets, cut to a length that can be shown."""
        first, last = self._sentence(start, end)
        if last - first > _LONGEST_QUOTE:
            first, last = max(first, start - 60), min(last, max(end + 60, start + _LONGEST_QUOTE - 60))
        words = " ".join(self.text[first:last].split())
        return Quote(
            words, self.place(first + len(self.text[first:last]) - len(self.text[first:last].lstrip())), confidence
        )

    def exact(self, start: int, end: int, confidence: float = 0.9) -> Quote:
        """Just these words."""
        return Quote(" ".join(self.text[start:end].split()), self.place(start), confidence)

    def opening(self, longest: int | None = None, confidence: float = 0.9) -> Quote:
        """The words it begins with, so many signs of them at most; all of them with None."""
        return self.exact(0, len(self.text) if longest is None else longest, confidence)

    @cached_property
    def _ends(self) -> tuple[list[int], list[int]]:
        """Where sentences end and where the next ones begin; abbreviations end none."""
        found = [
            hit.span()
            for hit in _ENDS.finditer(self.text)
            if not _ABBREVIATION.search(self.text, max(0, hit.start() - 12), hit.start())
        ]
        return [stop for stop, _next in found], [begins for _stop, begins in found]

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence around the offsets begins and ends."""
        stops, begins = self._ends
        before = bisect_right(begins, start)
        behind = max(before, bisect_left(stops, end - 1))
        first = begins[before - 1] if before else 0
        return first, stops[behind] + 1 if behind < len(stops) else len(self.text)


def text_lines(text: str) -> tuple[Line, ...]:
    """The lines of an extracted text that say something; a form feed begins a page, which then is the place.

    Where blank lines stand between nearly all lines, they part nothing; else they part paragraphs.
    """
    raw = tidy(text.replace("\f", "\n\f")).split("\n")
    pages = any("\f" in line for line in raw)
    is_double = _is_double_spaced(raw)
    return tuple(_lines(raw, pages, is_double))


def _lines(raw: list[str], pages: bool, is_double: bool) -> Iterator[Line]:
    page, gap = 1, 0
    for number, line in enumerate(raw, 1):
        page += line.count("\f")
        words = " ".join(line.replace("\f", " ").split())
        if not words:
            gap += 1
            continue
        place = Place("page", page) if pages else Place("line", number)
        yield Line(words, place, gap > (1 if is_double else 0))
        gap = 0


def _is_double_spaced(raw: Iterable[str]) -> bool:
    """Whether a blank line follows nearly every line, as some extractors leave them."""
    blank = [not line.strip() for line in raw]
    alone = sum(1 for at in range(1, len(blank) - 1) if blank[at] and not blank[at - 1] and not blank[at + 1])
    return alone > 0.3 * max(1, len(blank) - sum(blank))
