"""A PDF opened, and the text of its pages. Runs in the child process only: the parser is native code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

from guidelines.documents.guideline.failing import Damaged, TooLarge
from guidelines.documents.wording import tidy

MAX_PAGES = 400
MAX_SIGNS = 2_000_000  # of a page


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, closed at the end; raises Damaged or TooLarge. No scripts or actions are run."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Damaged from error
    with document:
        if len(document) > MAX_PAGES:
            raise TooLarge
        yield document


def page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    """The text of a page, counted from 0, as the parser tells it; none where the page cannot be read.

    Raises TooLarge.
    """
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return ""
    text_page = page.get_textpage()
    if text_page.count_chars() > MAX_SIGNS:
        raise TooLarge
    text = text_page.get_text_bounded()
    text_page.close()
    page.close()
    return tidy(text)
