"""Cells of a table as HTML, escaped here (foundations 28, reliability.md C13).

Roles are said aloud because the phone's cards are made by CSS (ux.md 3.1); `label` is the heading shown there.
`SafeString` itself, not `mark_safe`, which costs several times as much for looking after lazy texts.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString


def text(value: object) -> SafeString:
    """The value as text without markup; None is nothing. What is safe already stays as it is."""
    if isinstance(value, SafeString):
        return value
    return SafeString("" if value is None else escape(str(value)))


def link(url: str, words: object, *, lang: str = "") -> SafeString:
    """A link; `lang` marks words that are in another language than the page (en on English titles)."""
    spoken = f' lang="{escape(lang)}"' if lang else ""
    return SafeString(f'<a href="{escape(url)}"{spoken}>{text(words)}</a>')


def cell(value: object, *, label: object = "", css: str = "") -> SafeString:
    """A cell; without a value it is empty, and left out of the phone's card."""
    return SafeString(f"{opening(label, css)}{text(value)}</td>")


def opening(label: object = "", css: str = "") -> str:
    """The opening tag of a cell, for tables that draw a whole row at once."""
    return f'<td role="cell"{_attributes(str(label), css)}>'


def row_heading(value: object, *, css: str = "") -> SafeString:
    """The cell that says what the row is about."""
    return SafeString(f'<th scope="row" role="rowheader"{_attributes("", css)}>{text(value)}</th>')


def row(*cells: SafeString) -> SafeString:
    """A row of cells."""
    return SafeString(f'<tr role="row">{"".join([text(each) for each in cells])}</tr>')


@lru_cache(maxsize=256)
def _attributes(label: str, css: str) -> str:
    said = f' data-l="{escape(label)}"' if label else ""
    return f'{said} class="{escape(css)}"' if css else said
