"""The lines of a PDF, page by page. Runs in the child process only: the parser is native code."""

from __future__ import annotations

import re

import pypdfium2

from guidelines.documents.guideline.facts import Place
from guidelines.documents.guideline.failing import Damaged, TooLarge
from guidelines.documents.guideline.lines import Line
from guidelines.documents.wording import join_lines, tidy

_PARTED = re.compile("[\ufffe\x02]\n?")
# Danish writes these prefixes in one with the word; a line may break behind them.
_PREFIX = re.compile(r"(?:^|\W)(?:re|præ|pre|anti|post|peri|co|semi)-$", re.IGNORECASE)
MAX_PAGES = 400
MAX_SIGNS = 2_000_000


def pdf_lines(data: bytes) -> tuple[Line, ...]:
    """The lines of each page in the order of its text; raises Damaged or TooLarge. No scripts or actions are run."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Damaged from error
    with document:
        if len(document) > MAX_PAGES:
            raise TooLarge
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
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return []
    text_page = page.get_textpage()
    if text_page.count_chars() > MAX_SIGNS:
        raise TooLarge
    text = _whole_words(tidy(text_page.get_text_bounded()))
    text_page.close()
    page.close()
    place, gap, lines = Place("page", number + 1), True, []
    for raw in text.split("\n"):
        words = " ".join(raw.split())
        if words:
            lines.append(Line(words, place, gap))
        gap = not words
    return lines
