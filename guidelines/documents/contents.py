"""What an uploaded document is, told by its bytes alone (reliability F4, F5).

Written rule. A PDF begins with %PDF- at its first byte and has %%EOF among its last 1,024 (ISO 32000-1, annex H). A
Word document is a zip archive from its first byte to its last, with [Content_Types].xml and a main part of the type
"main document", which is the one Word itself follows (`word_package`). Neither may do anything by itself: `active_pdf`
and `active_word` say what is looked for. What browser and file name claim is never believed; an extension that says
otherwise is refused.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from guidelines.documents import active_pdf, active_word
from guidelines.documents.models import StoredFile
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.refusing import UnusableFile
from guidelines.documents.word_package import TYPES, main_part, part
from guidelines.documents.zips import TOO_LARGE_INSIDE, SafeZip

_PDF, _PDF_END, _ZIP, _ZIP_END = re.compile(rb"%PDF-\d\.\d"), b"%%EOF", b"PK\x03\x04", b"PK\x05\x06"
_TAIL = 1024
_MAX_TYPES = 1024 * 1024
_MAIN_TYPE = b"wordprocessingml.document.main+xml"

NEITHER = _("Only PDF and Word documents (.docx) are taken. Save the document as one of these, and try again.")
DAMAGED_PDF = _("The PDF is not whole. Save it again, and try once more.")
TOO_LARGE_UNPACKED = _("The document unpacks to more than we accept. Make its pictures smaller, and try again.")


def kind_of(path: Path) -> StoredFile.Kind:
    """Return what the file is; raises UnusableFile with what to do where it is neither PDF nor a safe Word document."""
    with path.open("rb") as opened:
        start = opened.read(8)
        opened.seek(max(0, path.stat().st_size - _TAIL))
        tail = opened.read()
    if _PDF.match(start):
        if _PDF_END not in tail:
            raise UnusableFile(DAMAGED_PDF)
        active_pdf.refuse_active(path.read_bytes())
        return StoredFile.Kind.PDF
    if start.startswith(_ZIP):
        try:
            _check_word(path.read_bytes())
        except UnreadableFile as error:
            message = TOO_LARGE_UNPACKED if error.message is TOO_LARGE_INSIDE else str(error)
            raise UnusableFile(message) from error
        return StoredFile.Kind.DOCX
    raise UnusableFile(NEITHER)


def _check_word(data: bytes) -> None:
    archive = SafeZip(data)
    if data.rfind(_ZIP_END) != len(data) - 22:  # nothing may follow: neither a comment nor another file
        raise UnusableFile(NEITHER)
    if TYPES not in archive.names or main_part(archive) is None:
        raise UnusableFile(NEITHER)
    types = part(archive, TYPES, _MAX_TYPES)
    active_word.refuse_active(archive, types)
    if _MAIN_TYPE not in types:
        raise UnusableFile(NEITHER)
