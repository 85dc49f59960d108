"""Documents as people upload them, honest and not, and the store they go into."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
from django.conf import settings

from guidelines.documents.models import StoredFile
from guidelines.documents.storing import receive
from tests.documents.files import parts, saved, with_part, zipped

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
_SCRIPT = b"<html><body><script>document.title='ran';location.hash='ran'</script></body></html>"
_ATTACHED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


def pdf(words: str = "Sarkomer", filling: int = 0) -> bytes:
    """A small PDF whose bytes depend on the words; `filling` makes it longer."""
    body = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    comment = f"% {words}\n".encode() + b"%" + b"x" * filling + b"\n"
    return b"%PDF-1.7\n" + body + comment + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def word_text(words: str = "Sarkomer") -> bytes:
    """A small Word document."""
    document = docx.Document()
    document.add_paragraph(words)
    return saved(document)


def with_template(target: str) -> bytes:
    """A Word document whose template lies at the target."""
    relation = f'<Relationship Id="rId1" Type="{_ATTACHED}" Target="{target}" TargetMode="External"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    relations = f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{space}">{relation}</Relationships>'
    return with_part(word_text(), "word/_rels/settings.xml.rels", relations.encode())


def _commented() -> bytes:
    target = io.BytesIO(word_text())
    with zipfile.ZipFile(target, "a") as archive:
        archive.comment = _SCRIPT
    return target.getvalue()


def _macro_types() -> bytes:
    content = parts(word_text())["[Content_Types].xml"]
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert plain in content
    macro = content.replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml")
    return with_part(word_text(), "[Content_Types].xml", macro)


def contents() -> dict[str, tuple[bytes, str]]:
    """Bytes by name, each with the kind it is taken as; "" for bytes that are refused under any name."""
    cut = word_text()
    return {
        "pdf": (pdf(), "pdf"),
        "pdf then html": (pdf() + _SCRIPT, "pdf"),  # taken as what it begins as, and never shown in the browser
        "pdf then zip": (pdf() + word_text()[:300] + b"%%EOF", "pdf"),
        "docx": (word_text(), "docx"),
        "docx with a template of its own disk": (with_template(r"file:///C:\Skabeloner\Normal.dotm"), "docx"),
        "html": (_SCRIPT, ""),
        "html then pdf": (_SCRIPT + pdf(), ""),
        "blank then pdf": (b"\n" + pdf(), ""),
        "pdf without end": (pdf()[:-8], ""),
        "pdf broken off": (pdf(filling=3000)[:-1500], ""),
        "html then docx": (_SCRIPT + word_text(), ""),
        "docx then html": (word_text() + _SCRIPT, ""),
        "docx with a comment": (_commented(), ""),
        "docx broken off": (cut[: len(cut) // 2], ""),
        "docx with macros": (with_part(word_text(), "word/vbaProject.bin", b"x"), ""),
        "docx with macros, in capitals": (with_part(word_text(), "word/VBAPROJECT.BIN", b"x"), ""),
        "docm": (_macro_types(), ""),
        "docx with a template elsewhere": (with_template("https://example.org/x.dotm"), ""),
        "docx with a template of a share": (with_template(r"\\example.org\x.dotm"), ""),
        "docx with a template of a share, as file": (with_template("file://example.org/x.dotm"), ""),
        "docx with a template of a share, as path": (with_template(r"file:///\\example.org\x.dotm"), ""),
        "zip": (zipped([("a.txt", b"a")]), ""),
        "zip that says docx": (zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<a/>")]), ""),
        "program": (b"MZ\x90\x00" + b"\x00" * 100, ""),
        "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", ""),
        "nothing": (b"", ""),
    }


def stored(data: bytes | None = None, name: str = "Sarkomer.pdf") -> StoredFile:
    """A document in the store."""
    return receive(io.BytesIO(pdf() if data is None else data), name, now=NOW)


def on_disk() -> dict[str, bytes]:
    """Every file below the media root by its path, half-written ones included."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
