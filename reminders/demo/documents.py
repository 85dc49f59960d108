"""Small documents for the demo's drafts, made on the spot: they say what they are and hold no guideline."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence

from docx import Document

_PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_WIDTH = 78


def as_pdf(title: str, paragraphs: Sequence[str]) -> bytes:
    """Return a PDF of one page with a title and paragraphs, in a font that every reader has."""
    lines = [line for text in (title, "", *paragraphs) for line in [*textwrap.wrap(text, _WIDTH), ""]]
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    stream = f"BT /F1 12 Tf 16 TL 56 780 Td\n{shown}ET\n".encode("cp1252", "replace")
    content = b"<< /Length %d >>\nstream\n%sendstream" % (len(stream), stream)
    pages = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", _PAGE.encode()]
    return _assembled([*pages, content, _FONT.encode()])


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _assembled(objects: Sequence[bytes]) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer


def as_docx(title: str, paragraphs: Sequence[str]) -> bytes:
    """Return a Word document with a title and paragraphs."""
    document = Document()
    document.add_heading(title, level=0)
    for text in paragraphs:
        document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
