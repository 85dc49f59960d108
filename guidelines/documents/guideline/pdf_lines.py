"""The lines of a PDF, page by page. Runs in the child process only: the parser is native code."""

from __future__ import annotations

import pypdfium2

from guidelines.documents.guideline.facts import Place
from guidelines.documents.guideline.lines import Line
from guidelines.documents.wording import tidy

MAX_PAGES = 400
MAX_SIGNS = 2_000_000


class TooLarge(Exception):
    """The document has more pages or text than a guideline has."""


class Damaged(Exception):
    """The document cannot be opened, or has a password."""


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


def _page(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of one page; a page that cannot be read has none."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return []
    text_page = page.get_textpage()
    if text_page.count_chars() > MAX_SIGNS:
        raise TooLarge
    text = tidy(text_page.get_text_bounded()).replace("\ufffe", "\u00ad").replace("\x02", "\u00ad")
    text_page.close()
    page.close()
    place, gap, lines = Place("page", number + 1), True, []
    for raw in text.split("\n"):
        words = " ".join(raw.split())
        if words:
            lines.append(Line(words, place, gap))
        gap = not words
    return lines
