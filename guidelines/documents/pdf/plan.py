"""A PDF with a planskema, as far as foreign code is needed for it. Runs in the child process only."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

import pypdfium2

from guidelines.documents.grids import Choice, Grid
from guidelines.documents.guideline.failing import TooLarge
from guidelines.documents.pdf.drawn import TooManyShapes, drawn_rules
from guidelines.documents.pdf.page import Page
from guidelines.documents.pdf.tables import placed_choice, ruled_choice
from guidelines.documents.pdf.texts import MAX_SIGNS, opened, page_text
from guidelines.documents.pdf.words import upright_words

MAX_PLACED = 80
MAX_WORDS = 20_000
# What a page of a planskema has; the pages beside such a page are looked at too.
_HINT = re.compile(
    r"(?:^|\s)\(?(?:[xX×✓✔☑☒✗✘✕✖√●üþýû\uf000-\uf0ff]|rev\.?|ny|nye|new)\)?(?:\s|$)|tovholder|planskema", re.IGNORECASE
)


def pdf_plan(data: bytes) -> dict[str, Any]:
    """The text of a PDF, its tables told in two ways, and the pages whose text stands at a slant.

    Raises Damaged or TooLarge. No scripts or actions are run.
    """
    with opened(data) as document:
        keywords = document.get_metadata_dict().get("Keywords", "")
        texts = [_text(document, number) for number in range(len(document))]
        hints = {number for number, text in enumerate(texts) if _HINT.search(text)}
        near = {number + step for number in hints for step in (-1, 0, 1)} & set(range(len(texts)))
        if len(near) > MAX_PLACED or sum(map(len, texts)) > MAX_SIGNS:
            raise TooLarge
        placed = {number: _page(document, number) for number in sorted(near)}
    pages = [page for page in placed.values() if page is not None]
    choices = [ruled_choice(pages), placed_choice(pages)]
    slanted = [number + 1 for number in sorted(hints) if placed[number] is None]
    return {
        "text": "\n".join(texts),
        "choices": [_plain(choice) for choice in choices],
        "slanted": slanted,
        "keywords": keywords,
    }


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    """The text of a page, with the hyphens at which lines break."""
    return page_text(document, number).replace("\ufffe", "-\n").replace("\x02", "-\n")


def _page(document: pypdfium2.PdfDocument, number: int) -> Page | None:
    """The words and lines of a page; None where most of its text stands at a slant."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return Page(number + 1, ())
    words, turns = upright_words(page.get_textpage())
    if turns is None:
        return None
    if len(words) > MAX_WORDS:
        raise TooLarge
    try:
        across, down = drawn_rules(page, turns)
    except (TooManyShapes, pypdfium2.PdfiumError):
        across, down = [], []
    return Page(number + 1, tuple(words), tuple(across), tuple(down))


def _plain(choice: Choice) -> dict[str, Any]:
    """The choice as JSON can say it."""
    return {"left_out": choice.left_out, "grids": [_plain_grid(grid) for grid in choice.grids]}


def _plain_grid(grid: Grid) -> dict[str, Any]:
    return {**asdict(grid), "across": sorted(grid.across), "down": sorted(grid.down)}
