"""Tables of a Word document. Only its main part is read: no links, pictures, macros or fields are followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from guidelines.documents.exported import NAMESPACE
from guidelines.documents.grids import MAX_CELL, MAX_ROWS, TOO_LONG, Contents, Grid
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.word_package import refuse_chunks
from guidelines.documents.wording import tidy
from guidelines.documents.zips import DAMAGED, SafeZip

_CUSTOM = re.compile(r"customXml/item[0-9]{1,3}\.xml")
MAX_PART = 20 * 1024 * 1024
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad"}
_SHOWING = (f"{W}t", f"{W}sym", f"{W}checkBox", *_SIGNS)
_NESTING = (f"{W}p", FALLBACK)
# Signs of the fonts Wingdings and Symbol that people use as marks, by their last byte.
SYMBOLS = {
    0xFC: "✓",
    0xFE: "☒",
    0xFD: "☒",
    0xFB: "x",
    0x78: "☒",
    0x52: "☒",
    0x51: "☒",
    0xA8: "☐",
    0x6F: "☐",
    0xD6: "✓",
}


def read_docx(archive: SafeZip, main: str) -> Contents:
    """Every table of the part of this name, nested ones too, and the paragraphs outside tables as text."""
    if archive.size(main) > MAX_PART:
        raise UnreadableFile(TOO_LONG)
    data = archive.read(main)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(data.replace(_STRICT[1:-1].encode(), W[1:-1].encode()), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(DAMAGED) from error
    refuse_chunks(root)
    told = _tokens(archive, parser)
    grids = tuple(_grid(table, told) for table in root.iter(f"{W}tbl"))
    outside = (p for p in root.iter(f"{W}p") if nearest(p, f"{W}tbl") is None)
    return Contents(grids, tidy("\n".join(paragraph_text(p) for p in outside)))


def _tokens(archive: SafeZip, parser: etree.XMLParser) -> dict[str, str]:
    """The tokens that an export of ours keeps in a part of its own, by the bookmarks of their rows."""
    found: dict[str, str] = {}
    for name in sorted(name for name in archive.names if _CUSTOM.fullmatch(name)):
        if archive.size(name) > MAX_PART:
            continue
        data = archive.read(name)
        if NAMESPACE.encode() not in data:
            continue
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            continue  # says nothing; the document is read by its words
        found |= {row.get("name", ""): row.text or "" for row in root.iter(f"{{{NAMESPACE}}}row")}
    return found


def _token(line: etree._Element, told: Mapping[str, str]) -> str:
    """The token of a row, "" where it has no bookmark of ours."""
    names = (mark.get(f"{W}name", "") for mark in line.iter(f"{W}bookmarkStart"))
    return next((told[name] for name in names if name in told), "")


def _grid(table: etree._Element, told: Mapping[str, str]) -> Grid:
    """One table with its merged cells filled in, and the token of a row of ours behind its cells."""
    rows: list[list[str]] = []
    across: set[tuple[int, int]] = set()
    down: set[tuple[int, int]] = set()
    for line in own_children(table, "tr", "tbl"):
        if line.find(f"{W}trPr/{W}del") is not None:
            continue
        cells = [""] * _number(line, "trPr", "gridBefore", 0)
        for cell in own_children(line, "tc", "tr"):
            at, column = len(rows), len(cells)
            text = _cell(cell)
            if _continues(cell) and rows and column < len(rows[-1]):
                text = rows[-1][column]
                down.add((at, column))
            width = min(_number(cell, "tcPr", "gridSpan", 1), 200)
            cells += [text] * width
            across.update((at, column + step) for step in range(1, width))
        if told and (token := _token(line, told)):
            cells.append(token)
        rows.append(cells)
        if len(rows) > MAX_ROWS:
            raise UnreadableFile(TOO_LONG)
    return Grid(rows, "", frozenset(across), frozenset(down))


def own_children(parent: etree._Element, tag: str, owner: str) -> Iterator[etree._Element]:
    """The descendants that belong to this element, not to a table nested in it; content controls are looked through."""
    return (child for child in parent.iter(f"{W}{tag}") if nearest(child, f"{W}{owner}") is parent)


def nearest(element: etree._Element, tag: str) -> etree._Element | None:
    """The nearest ancestor with the tag."""
    return next(element.iterancestors(tag), None)


def _number(element: etree._Element, group: str, name: str, default: int) -> int:
    """A whole number among the element's properties."""
    found = element.find(f"{W}{group}/{W}{name}")
    text = found.get(f"{W}val", "") if found is not None else ""
    return min(int(text), 200) if text.isascii() and text.isdigit() and len(text) < 6 else default


def _continues(cell: etree._Element) -> bool:
    """Whether the cell is the lower part of one merged downwards."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _cell(cell: etree._Element) -> str:
    """The cell's own paragraphs, a line each."""
    own = (p for p in cell.iter(f"{W}p") if nearest(p, f"{W}tc") is cell)
    return tidy("\n".join(paragraph_text(p) for p in own)[:MAX_CELL]).strip()


def paragraph_text(paragraph: etree._Element) -> str:
    """The words of a paragraph as they stand now: inserted text counts, deleted text and field codes do not."""
    nodes = paragraph.iter(*_SHOWING)
    if next(paragraph.iterdescendants(*_NESTING), None) is None and nearest(paragraph, FALLBACK) is None:
        return "".join(map(_sign, nodes))
    own = (node for node in nodes if nearest(node, f"{W}p") is paragraph and nearest(node, FALLBACK) is None)
    return "".join(map(_sign, own))


def _sign(node: etree._Element) -> str:
    """What one node of a paragraph shows."""
    tag = node.tag
    if tag == f"{W}t":
        return node.text or ""
    if tag == f"{W}sym":
        code = node.get(f"{W}char", "")[-2:]
        return SYMBOLS.get(int(code, 16), "") if len(code) == 2 and code.isalnum() and _is_hex(code) else ""
    if tag == f"{W}checkBox":
        return _box(node)
    return _SIGNS[str(tag)]


def _box(box: etree._Element) -> str:
    """An old form field with a tick box."""
    state = box.find(f"{W}checked")
    state = state if state is not None else box.find(f"{W}default")
    ticked = state is not None and state.get(f"{W}val", "1") not in {"0", "false", "off"}
    return "☒" if ticked else "☐"


def _is_hex(text: str) -> bool:
    return all(sign in "0123456789abcdefABCDEF" for sign in text)
