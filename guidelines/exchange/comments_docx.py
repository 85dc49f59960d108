"""The comments of a consultation as a table for Word, with what became of each: A4 across, its header on every page."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from guidelines.approval.models import Comment, Consultation
from guidelines.approval.reading_consultation import Hearing, by_section
from guidelines.approval.wording_consultation import DISPOSITIONS, count_line, section_name
from guidelines.lists.dates import long_date, table_date

A4_LONG, A4_SHORT, MARGIN = Cm(29.7), Cm(21), Cm(1.8)
WIDTHS = (Cm(3.8), Cm(4.2), Cm(8.6), Cm(2.8), Cm(6.7))
_UNPRINTABLE = {code: None for code in range(32) if chr(code) not in "\t\n"}  # XML has no place for them


def comments_docx(hearing: Hearing, held: Consultation, *, language: str) -> bytes:
    """Return the table as a DOCX; `language` is that of its words, "da" or "en"."""
    document = Document()
    _set_up(document, language)
    title = _printable(hearing.run.guideline.title)
    heading = _("Consultation: %(title)s") % {"title": title}
    document.core_properties.title = heading
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.language = language
    document.add_heading(heading, level=1)
    document.add_paragraph(_period(held) + " " + count_line(hearing.parties, hearing.comments) + ".")
    asked = ", ".join(_printable(str(party)) for party in hearing.parties)
    document.add_paragraph(_("Parties: %(names)s") % {"names": asked})
    if hearing.comments:
        _add_table(document, by_section(hearing.comments))
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _period(held: Consultation) -> str:
    words = {"from": long_date(held.opened_on), "until": long_date(held.closes_on), "closed": long_date(held.closed_on)}
    if held.closed_on is None:
        return _("Sent out on %(from)s, closing date %(until)s.") % words
    return _("Sent out on %(from)s, closing date %(until)s, closed on %(closed)s.") % words


def _set_up(document: Any, language: str) -> None:
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, A4_LONG, A4_SHORT
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), {"da": "da-DK", "en": "en-GB"}[language])
    properties = style.element.get_or_add_rPr()
    properties.append(spoken)


def _add_table(document: Any, comments: list[Comment]) -> None:
    table = document.add_table(rows=1, cols=len(WIDTHS))
    table.style, table.autofit = "Table Grid", False
    head = (_("Section"), _("From"), _("Comment"), _("What became of it"), _("Answer"))
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    _mark(table.rows[0], "w:tblHeader")
    for comment in comments:
        row = table.add_row()
        _mark(row, "w:cantSplit")
        for cell, text in zip(row.cells, _texts(comment), strict=True):
            cell.text = _printable(text)
    for row in table.rows:
        for cell, width in zip(row.cells, WIDTHS, strict=True):
            cell.width = width


def _texts(comment: Comment) -> tuple[str, ...]:
    outcome = str(DISPOSITIONS[comment.disposition]) if comment.disposition else _("Not answered yet")
    sender = f"{comment.party}, {table_date(comment.written_at)}"
    return section_name(comment.section), sender, comment.text, outcome, comment.answer


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - python-docx has no other way


def _printable(text: str) -> str:
    return text.replace("\r\n", "\n").translate(_UNPRINTABLE)
