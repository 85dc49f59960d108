"""What kind of file it is, told by its bytes and never by its name; everything we cannot read is refused here."""

from __future__ import annotations

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.docx_tables import read_docx
from guidelines.documents.grids import TOO_LONG, Contents
from guidelines.documents.pdf.opening import read_pdf
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.word_package import main_part
from guidelines.documents.wording import tidy
from guidelines.documents.xlsx_sheets import read_xlsx
from guidelines.documents.zips import DAMAGED, SafeZip

MAX_BYTES = 10 * 1024 * 1024
MAX_TEXT = 2 * 1024 * 1024
MAX_LINES, MAX_LINE = 20_000, 20_000
NOT_OURS = _("“{name}” is a kind of file we cannot read. Use Word (.docx), Excel (.xlsx), PDF, CSV or plain text.")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1b\x7f]")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK = "xl/workbook.xml"


def open_file(data: bytes, file_name: str) -> Contents:
    """The tables of a Word, Excel or PDF file and the text beside them, or the text of anything else.

    Raises UnreadableFile with a sentence for the person who chose the file (reliability F1, F2).
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile(_("The file is larger than 10 MB. A planskema is far smaller; save it alone in a file."))
    if not data.strip():
        raise UnreadableFile(_("The file is empty."))
    if b"%PDF-" in data[:1024]:
        return read_pdf(data)
    _refuse_known_strangers(data, file_name)
    if data[:2] == b"PK":
        return _tables(SafeZip(data), file_name)
    if len(data) > MAX_TEXT:
        if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and _CONTROL_BYTES.search(data[:4096]):
            raise UnreadableFile(format_lazy(NOT_OURS, name=_shown(file_name)))  # no text, long or short
        raise UnreadableFile(_("The text is longer than 2 MB. Send only the pages with the planskema."))
    return Contents((), _text(data, file_name))


def _text(data: bytes, file_name: str) -> str:
    """The text, if its size is that of a document."""
    text = tidy(decode_text(data, file_name))
    lines = [line for line in text.split("\n") if line.strip(" ;,\t|")]
    if len(lines) > MAX_LINES or max(map(len, lines), default=0) > MAX_LINE:
        raise UnreadableFile(TOO_LONG)
    return "\n".join(lines) if len(lines) < text.count("\n") / 4 else text


def _refuse_known_strangers(data: bytes, file_name: str) -> None:
    """A sentence of its own for the files people are likely to choose."""
    head = data[:1024].lstrip()
    if data.startswith(_OLD_OFFICE):
        raise UnreadableFile(
            _("The file is in an old Office format or has a password. Save it as .docx or .xlsx, and try again.")
        )
    if re.match(rb"\{\\rtf|<!doctype|<html|<\?xml", head.removeprefix(b"\xef\xbb\xbf"), re.IGNORECASE):
        raise UnreadableFile(format_lazy(NOT_OURS, name=_shown(file_name)))


def _tables(archive: SafeZip, file_name: str) -> Contents:
    """The tables in a checked archive: of Word the part it opens first, of Excel the one that is always called so."""
    main = main_part(archive)
    if main is not None:
        return read_docx(archive, main)
    if _WORKBOOK in archive.names:
        return read_xlsx(archive)
    if any(name.startswith(("word/", "xl/")) and name.endswith(".xml") for name in archive.names):
        raise UnreadableFile(DAMAGED)
    raise UnreadableFile(format_lazy(NOT_OURS, name=_shown(file_name)))


def decode_text(data: bytes, file_name: str) -> str:
    """Text in UTF-8, in UTF-16 with its mark, or else in Windows-1252, as Danish Excel writes it."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"), (b"", "cp1252")):
        if not data.startswith(mark):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text
    raise UnreadableFile(format_lazy(NOT_OURS, name=_shown(file_name)))


def _shown(file_name: str) -> str:
    """The name as shown in a sentence: its last part, printable, cut at 60 characters."""
    last = re.split(r"[\\/]", file_name)[-1]
    return "".join(sign for sign in last if sign.isprintable())[:60]
