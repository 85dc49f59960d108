"""The planskema for Word: a table on A4 across, its heading on every page, no row broken over two."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from guidelines.documents.exported import BOOKMARK, NAMESPACE
from guidelines.exchange.planskema.content import Sheet, SheetRow
from guidelines.lists.csv_lines import printable

A4_LONG, A4_SHORT, MARGIN = 29.7, 21.0, 1.5
_YEAR, _OTHER = 1.55, 2.6
_LANGUAGES = {"da": "da-DK", "en": "en-GB"}


def planskema_docx(sheet: Sheet) -> bytes:
    """Return the planskema as DOCX; a part of its own holds what an import compares with."""
    document = Document()
    _set_up(document, sheet)
    _heading(document, sheet)
    table = document.add_table(rows=0, cols=len(sheet.heads))
    table.style, table.autofit = "Table Grid", False
    _add_heads(table, sheet)
    for number, row in enumerate(sheet.rows):
        _add_row(table, sheet, row, number)
    for line in sheet.totals:
        figures = (str(figure) for figure in sheet.figures(line))
        _fill(table.add_row(), (line.label, *figures, f"{line.total_label} {line.total}"), is_bold=True)
    _widen(table, sheet)
    note = document.add_paragraph(f"{sheet.legend} · {sheet.printed}")
    note.runs[0].font.size = Pt(8)
    _keep_tokens(document, sheet)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Any, sheet: Sheet) -> None:
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(A4_LONG), Cm(A4_SHORT)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(9)
    style.paragraph_format.space_after = Pt(0)
    _speak(style.element.get_or_add_rPr(), sheet.language)
    properties = document.core_properties
    properties.title = printable(f"{sheet.group}: {sheet.heading}")[:255]
    properties.author = properties.comments = ""
    properties.language = sheet.language


def _speak(properties: Any, language: str) -> None:
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), _LANGUAGES[language])
    properties.append(spoken)


def _heading(document: Any, sheet: Sheet) -> None:
    for level, text in ((1, sheet.group), (2, sheet.heading)):
        heading = document.add_heading(printable(text), level=level)
        heading.paragraph_format.space_before = Pt(0)
        heading.paragraph_format.space_after = Pt(4)
    if sheet.stamp:
        document.add_paragraph(printable(sheet.stamp))


def _add_heads(table: Any, sheet: Sheet) -> None:
    """Two rows as the users have them: what the years are for above, the years below; both on every page."""
    upper, lower = table.add_row(), table.add_row()
    heads, last = sheet.heads, len(sheet.heads) - 1
    top = upper.cells
    for column in (0, last):
        top[column].merge(lower.cells[column])
    top[1].merge(top[len(sheet.years)])
    if sheet.has_other:
        top[last - 1].merge(lower.cells[last - 1])
    upper, lower = table.rows[0], table.rows[1]
    _write(upper.cells[0], heads[0], is_bold=True)
    _write(upper.cells[1], _("Developed / revised"), is_bold=True, is_centred=True)
    for column, year in enumerate(sheet.years, start=1):
        _write(lower.cells[column], str(year), is_bold=True, is_centred=True)
    if sheet.has_other:
        _write(upper.cells[last - 1], heads[last - 1], is_bold=True)
    _write(upper.cells[last], heads[last], is_bold=True)
    for row in (upper, lower):
        _mark(row, "w:cantSplit")
        _mark(row, "w:tblHeader")


def _add_row(table: Any, sheet: Sheet, row: SheetRow, number: int) -> None:
    line = table.add_row()
    _fill(line, sheet.cells(row))
    first = line.cells[0].paragraphs[0]
    if row.language != sheet.language and first.runs:
        _speak(first.runs[0]._r.get_or_add_rPr(), row.language)  # noqa: SLF001 - python-docx has no other way
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), f"{BOOKMARK}{number}")
    first._p.append(start)  # noqa: SLF001 - python-docx has no other way
    first._p.append(end)  # noqa: SLF001 - as above


def _fill(line: Any, texts: tuple[str, ...], *, is_bold: bool = False) -> None:
    _mark(line, "w:cantSplit")
    cells = line.cells
    for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        _write(cell, printable(text), is_bold=is_bold, is_centred=0 < column < len(cells) - 1)


def _write(cell: Any, text: str, *, is_bold: bool = False, is_centred: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold = is_bold or None
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - python-docx has no other way


def _widen(table: Any, sheet: Sheet) -> None:
    other = (_OTHER,) if sheet.has_other else ()
    rest = A4_LONG - 2 * MARGIN - _YEAR * len(sheet.years) - sum(other)
    widths = (rest * 0.58, *(_YEAR for _year in sheet.years), *other, rest * 0.42)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for line in table.rows:
        for cell, width in zip(line._tr.tc_lst, _spanned(line, widths), strict=True):  # noqa: SLF001 - as above
            cell.width = Cm(width)


def _spanned(line: Any, widths: tuple[float, ...]) -> list[float]:
    """The widths of a row's own cells, a cell over several columns as wide as they are together."""
    found, at = [], 0
    for cell in line._tr.tc_lst:  # noqa: SLF001 - as above
        found.append(sum(widths[at : at + cell.grid_span]))
        at += cell.grid_span
    return found


def _keep_tokens(document: Any, sheet: Sheet) -> None:
    """Put the tokens into a part of their own, each under the bookmark that stands in its row."""
    rows = "".join(f'<row name="{BOOKMARK}{number}">{escape(row.token)}</row>' for number, row in enumerate(sheet.rows))
    data = f'<?xml version="1.0" encoding="UTF-8"?><planskema xmlns="{NAMESPACE}">{rows}</planskema>'
    part = Part(PackURI("/customXml/item2.xml"), "application/xml", data.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
