"""The blocks as a Word document whose bytes depend on nothing but them."""

from __future__ import annotations

import copy
import io
import zipfile
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.documents.corpus.blocks import Block, Bullets, Heading, Numbered, PageBreak, Pages, Para, Table


def as_word(blocks: list[Block], pages: Pages) -> bytes:
    """The document; lists are Word's own, so that their numbers stand in no text."""
    document = docx.Document()
    _edges(document, pages)
    for block in blocks:
        _block(document, block)
    held = io.BytesIO()
    document.save(held)
    return _undated(held.getvalue())


def _block(document: Any, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(block.text, block.level)
    elif isinstance(block, Para):
        document.add_paragraph(block.text)
    elif isinstance(block, PageBreak):
        document.add_page_break()
    elif isinstance(block, Table):
        _table(document, block)
    else:
        _list(document, block)


def _list(document: Any, block: Bullets | Numbered) -> None:
    number = _fresh_list(document, block.first) if isinstance(block, Numbered) else None
    for item in block.items:
        paragraph = document.add_paragraph(style="List Number" if number else "List Bullet")
        for at, part in enumerate(item.split("\n")):
            run = paragraph.add_run(part)
            if at + 1 < len(item.split("\n")):
                run.add_break()
        if number:
            _number(paragraph, number)


def _fresh_list(document: Any, first: int) -> str:
    """A list of its own that begins at a number, as Word writes one that was told to start anew."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    base = style.find(f".//{qn('w:numId')}").get(qn("w:val"))
    kind = next(n for n in numbering.findall(qn("w:num")) if n.get(qn("w:numId")) == base)
    number = copy.deepcopy(kind)
    name = str(max(int(n.get(qn("w:numId"))) for n in numbering.findall(qn("w:num"))) + 1)
    number.set(qn("w:numId"), name)
    change, start = OxmlElement("w:lvlOverride"), OxmlElement("w:startOverride")
    change.set(qn("w:ilvl"), "0")
    start.set(qn("w:val"), str(first))
    change.append(start)
    number.append(change)
    numbering.append(number)
    return name


def _number(paragraph: Any, name: str) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = int(name)


def _table(document: Any, block: Table) -> None:
    table = document.add_table(rows=len(block.rows), cols=len(block.rows[0]))
    for row, texts in zip(table.rows, block.rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def _edges(document: Any, pages: Pages) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = f"Klinisk Retningslinje | Kræft\t\t{pages.group or ''}".rstrip()
    if pages.template:
        section.footer.paragraphs[0].text = f"Skabelon v. {pages.template}\t\t17"
    if pages.second_template:
        section.footer.add_paragraph(f"Skabelon v. {pages.second_template}\t\t17")


def _undated(data: bytes) -> bytes:
    """The same archive with one date on every part."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return held.getvalue()
