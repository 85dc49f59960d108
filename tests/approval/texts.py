"""What the reader keeps of documents, written by rows: no process is started for bytes that say nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from guidelines.documents.guideline.lines import text_lines
from guidelines.models import DocumentText, DraftFile, StoredFile
from tests.documents.guideline.reading import whole

READ_AT = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
UNDATED = {"clinical": "Forperson for DSG Vera Lind"}  # a warning: no date
BEFORE_SEARCH = {"search": "Litteratursøgningen blev foretaget i juli 2025 i PubMed."}  # an error: approved in June


def tells(document: StoredFile, text: str) -> StoredFile:
    """Let the reader have these lines of the document, as if they stood on its only page; return it."""
    lines = [[line.text, 1, line.starts] for line in text_lines(text)]
    told = {"kind": "page", "lines": lines, "problem": "", "read_at": READ_AT}
    DocumentText.objects.update_or_create(sha256=document.sha256, defaults=told)
    return document


def unreadable(document: StoredFile) -> None:
    """Let the reader have found that nothing can be read in the document."""
    damaged = DocumentText(sha256=document.sha256, kind="page", lines=[], problem="damaged", read_at=READ_AT)
    DocumentText.objects.bulk_create([damaged], ignore_conflicts=True)


def guideline_file(file: DraftFile, **parts: str) -> DraftFile:
    """Let an uploaded document be a guideline with nothing wrong but what the parts say; return it."""
    tells(file.document, whole(**parts))
    return file
