"""A PDF as the readers of planskemaer want it: opened in a process of its own, refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.exported import ExportedRow, tokens_in
from guidelines.documents.grids import MAX_ROWS, TOO_LONG, Choice, Contents, Grid
from guidelines.documents.guideline.running import BUSY, Busy, NotRead, in_child
from guidelines.documents.planskema_types import UnreadableFile

DAMAGED = _("The PDF cannot be opened: it is damaged or has a password. Save it again without one, and try once more.")
SCANNED = _(
    "The PDF is a picture of the pages and has no text. Use the planskema in Word or Excel, or have the text of the"
    " scan recognised before you save it as PDF."
)
SLANTED = _(
    "Text on page {pages} of the PDF stands at a slant, so that its columns cannot be told. Save the planskema upright."
)

_REMEMBERED = 1024 * 1024  # bytes: a planskema is smaller, and eight larger files would fill the memory


def read_pdf(data: bytes) -> Contents:
    """The text of a PDF and its tables, told by their lines and by where words stand.

    Raises UnreadableFile with a sentence for the person who chose the file. What was read last is remembered: the page
    of an import asks for the same file again and again.
    """
    return _remembered(data) if len(data) <= _REMEMBERED else _read(data)


def _read(data: bytes) -> Contents:
    try:
        read: dict[str, Any] = in_child("plan", data)
    except Busy as error:
        raise UnreadableFile(BUSY) from error
    except NotRead as error:
        raise UnreadableFile(DAMAGED if error.is_damaged else TOO_LONG) from error
    if not read["text"].strip():
        raise UnreadableFile(SCANNED)
    if read["slanted"]:
        raise UnreadableFile(format_lazy(SLANTED, pages=", ".join(map(str, read["slanted"]))))
    choices = (Choice(tuple(map(_grid, choice["grids"])), choice["left_out"]) for choice in read["choices"])
    return Contents((), read["text"], tuple(choices), tuple(told_in(read["keywords"])))


def told_in(keywords: str) -> Iterator[ExportedRow]:
    """The rows of the tokens; raises UnreadableFile as soon as they are more than a planskema may have."""
    left = MAX_ROWS
    for row in tokens_in(keywords):
        left -= max(1, len(row.entries))
        if left < 0:
            raise UnreadableFile(TOO_LONG)
        yield row


_remembered = lru_cache(maxsize=8)(_read)


def _grid(plain: dict[str, Any]) -> Grid:
    across, down = (frozenset((row, column) for row, column in plain[key]) for key in ("across", "down"))
    return Grid(plain["rows"], plain["name"], across, down, wraps=True)
