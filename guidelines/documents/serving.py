"""Handing a stored document out: as a download, proved against its hash first (reliability A11, F5, F6)."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from guidelines.documents.file_names import download_name
from guidelines.documents.models import StoredFile
from guidelines.documents.storing import Measured, measure, open_stored

log = structlog.get_logger(__name__)
_TYPES = {
    StoredFile.Kind.PDF: "application/pdf",
    StoredFile.Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def serve(request: HttpRequest, stored: StoredFile, name: str = "") -> HttpResponseBase:
    """Return the document as an attachment called `name` ("": its own name); never shown inside the browser.

    A file that is gone, or is not the one its row tells of, is not handed out: the answer is a notice with status 410,
    and an error in the log names it. Who may have it was asked before.
    """
    try:
        opened = open_stored(stored)
    except OSError:
        return _refused(request, stored, "missing")
    if measure(opened) != Measured(stored.sha256, stored.size):
        opened.close()
        return _refused(request, stored, "changed")
    opened.seek(0)
    return FileResponse(
        opened,
        as_attachment=True,
        filename=download_name(name or stored.file_name, stored.kind),
        content_type=_TYPES[StoredFile.Kind(stored.kind)],
        headers=_HEADERS,
    )


def _refused(request: HttpRequest, stored: StoredFile, problem: str) -> HttpResponse:
    log.error("stored file refused", problem=problem, document=str(stored.key), sha256=stored.sha256)
    facts = {
        "reference": stored.key.hex[:8],
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
    }
    return render(request, "documents/refused.html", facts, status=410)
