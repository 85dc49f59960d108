"""What stands on a page and where: words and ruling lines, in points from the top left, the text upright."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str

    @property
    def across(self) -> float:
        """Where its middle stands from the left."""
        return (self.x0 + self.x1) / 2

    @property
    def down(self) -> float:
        """Where its middle stands from the top."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """The height of its line."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: `at` is where it stands, `start` and `end` how far it reaches."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its words, and its lines `across` (at a height) and `down` (at a place from the left)."""

    number: int
    words: tuple[Word, ...]
    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand at one height, from left to right."""

    words: tuple[Word, ...]

    @property
    def top(self) -> float:
        """Where the line begins."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Where the line ends."""
        return max(word.bottom for word in self.words)

    @property
    def middle(self) -> float:
        """Half its height."""
        return (self.top + self.bottom) / 2

    @property
    def text(self) -> str:
        """The words with a blank between them."""
        return " ".join(word.text for word in self.words)

    def chunks(self) -> list[Word]:
        """The words with those that stand no more than a blank apart put together."""
        found: list[Word] = []
        for word in self.words:
            last = found[-1] if found else None
            if last and word.x0 - last.x1 < 0.6 * min(last.height, word.height):
                text = f"{last.text} {word.text}"
                found[-1] = Word(
                    last.x0, min(last.top, word.top), max(last.x1, word.x1), max(last.bottom, word.bottom), text
                )
            else:
                found.append(word)
        return found


def lines_of(words: Iterable[Word]) -> list[Line]:
    """The words by lines, from the top."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.down, word.x0)):
        if rows and abs(rows[-1][0].down - word.down) < 0.5 * min(rows[-1][0].height, word.height):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Line(tuple(sorted(row, key=lambda word: word.x0))) for row in rows]


def text_of(lines: Sequence[Line]) -> str:
    """The lines as text."""
    return "\n".join(line.text for line in lines)
