"""The lines of a stored document, extracted once and kept beside it."""

from __future__ import annotations

from datetime import datetime, timedelta

from guidelines.documents.exported import UNSTORABLE
from guidelines.documents.guideline import extracting
from guidelines.documents.guideline.facts import Place
from guidelines.documents.guideline.lines import Line
from guidelines.documents.guideline.running import BUSY
from guidelines.documents.models import DocumentText, StoredFile
from guidelines.documents.planskema_types import Text, UnreadableFile
from guidelines.documents.storing import open_stored

AGAIN_AFTER = timedelta(hours=1)
"""A file that took too much time or memory is tried again after this: the machine may have been busy."""

_KINDS = {StoredFile.Kind.PDF: DocumentText.Kind.PAGE, StoredFile.Kind.DOCX: DocumentText.Kind.PARAGRAPH}
_MESSAGES: dict[str, Text] = {
    DocumentText.Problem.DAMAGED: extracting.DAMAGED,
    DocumentText.Problem.TOO_LARGE: extracting.TOO_LARGE,
    DocumentText.Problem.TOO_MUCH: extracting.TOO_MUCH,
    DocumentText.Problem.NO_TEXT: extracting.NO_TEXT,
}


def lines_of(stored: StoredFile, *, now: datetime, wait: float | None = None) -> tuple[Line, ...]:
    """The lines of a document, read from the file the first time it is asked for; one statement after that.

    Raises UnreadableFile, with a sentence for whoever chose the file, each time; and FileNotFoundError where the
    store has lost the file before it was read. With `wait` a file that takes more seconds than that is BUSY, and
    nothing is kept of it.
    """
    kept = DocumentText.objects.filter(sha256=stored.sha256).first()
    if kept is None or (kept.problem == DocumentText.Problem.TOO_MUCH and now - kept.read_at > AGAIN_AFTER):
        kept = _read(stored, now, wait)
        DocumentText.objects.bulk_create(
            [kept],
            update_conflicts=True,
            unique_fields=["sha256"],
            update_fields=["kind", "lines", "problem", "read_at"],
        )
    return _lines(kept)


def kept_lines_of(stored: StoredFile) -> tuple[Line, ...] | None:
    """The lines that are kept of a document, None where nobody has read it; the file is not opened. One statement.

    Raises UnreadableFile as `lines_of` does.
    """
    kept = DocumentText.objects.filter(sha256=stored.sha256).first()
    return None if kept is None else _lines(kept)


def _lines(kept: DocumentText) -> tuple[Line, ...]:
    if kept.problem:
        raise UnreadableFile(_MESSAGES[kept.problem])
    kind = "page" if kept.kind == DocumentText.Kind.PAGE else "paragraph"
    return tuple(Line(words, Place(kind, number), starts) for words, number, starts in kept.lines)  # type: ignore[arg-type]


def _read(stored: StoredFile, now: datetime, wait: float | None) -> DocumentText:
    """The text of the file, unsaved."""
    with open_stored(stored) as opened:
        data = opened.read()
    text = DocumentText(sha256=stored.sha256, kind=_KINDS[StoredFile.Kind(stored.kind)], lines=[], read_at=now)
    try:
        lines = extracting.read_lines_of(data, stored.file_name, wait=wait)
    except UnreadableFile as error:
        if error.message is BUSY:
            raise  # says nothing of the document
        known = [problem for problem, message in _MESSAGES.items() if message is error.message]
        text.problem = known[0] if known else DocumentText.Problem.DAMAGED
        return text
    text.lines = [[UNSTORABLE.sub("\ufffd", line.text), line.place.number, line.starts] for line in lines]
    return text
