"""The annual report for Word: headings, tables with a heading on every page, and the sentences to copy."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from guidelines.exchange.annual.content import Cell, Report, Table
from guidelines.lists.csv_lines import printable

A4_SHORT, A4_LONG, MARGIN = 21.0, 29.7, 2.0
_LANGUAGES = {"da": "da-DK", "en": "en-GB"}


def report_docx(report: Report) -> bytes:
    """Return the report as DOCX on A4 upright."""
    document = Document()
    _set_up(document, report)
    _heading(document, report.name, 1)
    _heading(document, report.heading, 2)
    for text in (report.status, *report.notices):
        document.add_paragraph(printable(text))
    for section in report.sections:
        _heading(document, section.title, 2)
        for text in section.paragraphs:
            document.add_paragraph(printable(text))
        for table in section.tables:
            _table(document, table, report.language)
    _heading(document, _("Texts to copy"), 2)
    for block in report.blocks:
        _heading(document, block.title, 3)
        document.add_paragraph(printable(block.text))
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Any, report: Report) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(A4_SHORT), Cm(A4_LONG)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10)
    style.paragraph_format.space_after = Pt(4)
    _speak(style.element.get_or_add_rPr(), report.language)
    properties = document.core_properties
    properties.title = printable(f"{report.name}: {report.heading}")[:255]
    properties.author = properties.comments = ""
    properties.language = report.language


def _speak(properties: Any, language: str) -> None:
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), _LANGUAGES[language])
    properties.append(spoken)


def _heading(document: Any, text: str, level: int) -> None:
    heading = document.add_heading(printable(text), level=level)
    heading.paragraph_format.space_before = Pt(0 if level == 1 else 10)
    heading.paragraph_format.space_after = Pt(4)


def _table(document: Any, table: Table, language: str) -> None:
    made = document.add_table(rows=0, cols=len(table.heads))
    made.style, made.autofit = "Table Grid", True
    _row(made, table, [Cell(head) for head in table.heads], language, is_bold=True, is_head=True)
    for number, cells in enumerate(table.rows):
        _row(made, table, cells, language, is_bold=number >= len(table.rows) - table.last)
    document.add_paragraph()


def _row(made: Any, table: Table, cells: Any, language: str, *, is_bold: bool = False, is_head: bool = False) -> None:
    line = made.add_row()
    for name in ("w:cantSplit", *(("w:tblHeader",) if is_head else ())):
        line._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - python-docx has no other way
    for column, (place, cell) in enumerate(zip(line.cells, cells, strict=True)):
        paragraph = place.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(printable(cell.text))
        run.bold, run.font.size = is_bold or None, Pt(9)
        if cell.language and cell.language != language:
            _speak(run._r.get_or_add_rPr(), cell.language)  # noqa: SLF001 - as above
        if column in table.numbers:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
