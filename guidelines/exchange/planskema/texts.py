"""Texts as files take them: without what XML cannot hold, and so that no spreadsheet computes them (reliability F7)."""

from __future__ import annotations

import re

from guidelines.documents.exported import UNPRINTABLE

_FORMULA = re.compile(r"['’]*[\s\u200b\ufeff]*[=+\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]")
GUARD = "'"


def printable(text: str) -> str:
    """The text without what cannot be written into a document."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula: by its first sign, full-width forms among them."""
    return bool(_FORMULA.match(text))


def guarded(text: str) -> str:
    """The text for CSV: an apostrophe before what a spreadsheet would compute. Numbers are written as numbers."""
    return GUARD + text if is_formula_like(text) else text
