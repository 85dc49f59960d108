"""The lines of a PDF, page by page. Runs in the child process only: the parser is native code."""

from __future__ import annotations

import re

import pypdfium2

from guidelines.documents.guideline.facts import Place
from guidelines.documents.guideline.lines import Line
from guidelines.documents.pdf.texts import opened, page_text
from guidelines.documents.wording import join_lines

_PARTED = re.compile("[\ufffe\x02]\n?")
# Danish writes these prefixes in one with the word; a line may break behind them.
_PREFIX = re.compile(r"(?:^|\W)(?:re|præ|pre|anti|post|peri|co|semi)-$", re.IGNORECASE)


def pdf_lines(data: bytes) -> tuple[Line, ...]:
    """The lines of each page in the order of its text; raises Damaged or TooLarge. No scripts or actions are run."""
    with opened(data) as document:
        return tuple(line for number in range(len(document)) for line in _page(document, number))


def _whole_words(text: str) -> str:
    """The text with the words put together that a line's end parts as the parser marks; addresses keep the hyphen."""
    first, *others = _PARTED.split(text)
    parts = [first]
    for other in others:
        tail = parts[-1][-200:]
        word = tail[max(tail.rfind(" "), tail.rfind("\n")) + 1 :] + "-"
        keeps = "://" in word or (join_lines(word, other[:40]).startswith(word) and not _PREFIX.search(word))
        parts += ["-" if keeps else "", other]
    return "".join(parts)


def _page(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of one page; a page that cannot be read has none."""
    text = _whole_words(page_text(document, number))
    place, gap, lines = Place("page", number + 1), True, []
    for raw in text.split("\n"):
        words = " ".join(raw.split())
        if words:
            lines.append(Line(words, place, gap))
        gap = not words
    return lines
