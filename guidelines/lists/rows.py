"""Cells of a table as HTML, escaped here (foundations 28, reliability.md C13).

Roles are said aloud because the phone's cards are made by CSS (ux.md 3.1); `label` is the heading shown there.
"""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe


def text(value: object) -> SafeString:
    """The value as text without markup; None is nothing. What is safe already stays as it is."""
    if isinstance(value, SafeString):
        return value
    return mark_safe("" if value is None else escape(str(value)))  # noqa: S308 - escaped here


def link(url: str, words: object, *, lang: str = "") -> SafeString:
    """A link; `lang` marks words that are in another language than the page (en on English titles)."""
    spoken = f' lang="{escape(lang)}"' if lang else ""
    return mark_safe(f'<a href="{escape(url)}"{spoken}>{text(words)}</a>')  # noqa: S308 - escaped here


def cell(value: object, *, label: object = "", css: str = "") -> SafeString:
    """A cell; without a value it is empty, and left out of the phone's card."""
    return mark_safe(f'<td role="cell"{_attributes(label, css)}>{text(value)}</td>')  # noqa: S308 - escaped here


def row_heading(value: object, *, css: str = "") -> SafeString:
    """The cell that says what the row is about."""
    return mark_safe(f'<th scope="row" role="rowheader"{_attributes("", css)}>{text(value)}</th>')  # noqa: S308


def row(*cells: SafeString) -> SafeString:
    """A row of cells."""
    return mark_safe(f'<tr role="row">{"".join(text(each) for each in cells)}</tr>')  # noqa: S308 - escaped here


def _attributes(label: object, css: str) -> str:
    said = f' data-l="{escape(str(label))}"' if label else ""
    return f'{said} class="{escape(css)}"' if css else said
