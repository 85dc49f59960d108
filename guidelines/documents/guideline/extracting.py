"""The lines of a file, whatever it is: text is decoded here, PDF and Word are opened in a process of their own."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.documents.containers import decode_text
from guidelines.documents.guideline.facts import Place
from guidelines.documents.guideline.lines import Line, text_lines
from guidelines.documents.guideline.running import BUSY, WAIT, Busy, NotRead, in_child
from guidelines.documents.planskema_types import UnreadableFile

MAX_BYTES = 30 * 1024 * 1024
MAX_LINES, MAX_LINE = 40_000, 2_000
MAX_TEXT = 2_000_000  # signs of all lines
_WAIT = WAIT

EMPTY = _("The file is empty.")
TOO_LARGE = _("The file is larger than 30 MB. Make its pictures smaller, and try again.")
DAMAGED = _("The file cannot be opened: it is damaged or has a password. Save it again, and try once more.")
TOO_MUCH = _(
    "The file takes more time or memory to read than a guideline needs. Save it again as PDF, and try once more."
)
NO_TEXT = _("No text was found in the file. A scanned document must be saved with its text before it can be read.")


def read_lines_of(data: bytes, file_name: str, *, wait: float | None = None) -> tuple[Line, ...]:
    """The lines of a PDF, a Word document or an extracted text.

    Raises UnreadableFile with a sentence for the person who chose the file; BUSY where it was not read in the seconds
    of `wait`, None for all that a document may take.
    """
    if not data.strip():
        raise UnreadableFile(EMPTY)
    if len(data) > MAX_BYTES:
        raise UnreadableFile(TOO_LARGE)
    if b"%PDF-" in data[:1024]:
        lines = _in_child("pdf", data, wait)
    elif data[:2] == b"PK":
        lines = _in_child("docx", data, wait)
    else:
        lines = text_lines(_bounded(decode_text(data, file_name)))
    if not lines:
        raise UnreadableFile(NO_TEXT)
    if len(lines) > MAX_LINES or sum(len(line.text) for line in lines) > MAX_TEXT:
        raise UnreadableFile(TOO_MUCH)
    return tuple(part for line in lines for part in _parts(line))


def _bounded(text: str) -> str:
    """The text, where it is no longer than a guideline may be."""
    if len(text) > MAX_TEXT:
        raise UnreadableFile(TOO_MUCH)
    return text


def _parts(line: Line) -> Iterator[Line]:
    """The line, parted between its words where it is longer than any pattern is held against."""
    text, starts = line.text, line.starts
    while len(text) > MAX_LINE:
        end = text.rfind(" ", 1, MAX_LINE + 1)
        end = end if end > 0 else MAX_LINE
        yield Line(text[:end], line.place, starts)
        text, starts = text[end:].lstrip(" "), False
    if text:
        yield Line(text, line.place, starts)


def _in_child(kind: str, data: bytes, wait: float | None) -> tuple[Line, ...]:
    """The lines as the child process read them; what it was killed for, or died of, is a refusal."""
    try:
        read = in_child(kind, data, wait=_WAIT if wait is None else wait)
    except Busy as error:
        raise UnreadableFile(BUSY) from error
    except NotRead as error:
        if wait is not None and not error.is_damaged:
            raise UnreadableFile(BUSY) from error  # there was less time than a document may take
        raise UnreadableFile(DAMAGED if error.is_damaged else TOO_MUCH) from error
    return tuple(Line(text, Place(kind, number), starts) for text, kind, number, starts in read)
