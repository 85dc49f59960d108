"""The lines of a Word document with the numbers its lists give them; only text parts are read, nothing is followed."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from guidelines.documents.docx_tables import FALLBACK, MAX_PART, W, nearest, own_children, paragraph_text
from guidelines.documents.grids import TOO_LONG
from guidelines.documents.guideline.facts import Place
from guidelines.documents.guideline.lines import Line
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.word_package import main_part, refuse_chunks
from guidelines.documents.wording import tidy
from guidelines.documents.zips import DAMAGED, SafeZip

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TEXT_BOX = f"{W}txbxContent"
_WIDE = 3  # a table with this many columns is read row by row, a narrower one cell by cell


def docx_lines(data: bytes) -> tuple[Line, ...]:
    """The lines in reading order, running heads and feet first; each place is the paragraph's number in the body.

    Raises UnreadableFile with a sentence for the person who chose the file.
    """
    archive = SafeZip(data)
    main = main_part(archive)
    if main is None:
        raise UnreadableFile(DAMAGED)
    parts = [_part(archive, name) for name in ("word/numbering.xml", "word/styles.xml") if name in archive.names]
    numbering = _Numbering(*parts) if len(parts) == 2 else None
    edges = sorted(name for name in archive.names if name.startswith(("word/header", "word/footer")))
    lines = [line for name in edges for line in _edge(_part(archive, name))]
    root = _part(archive, main)
    refuse_chunks(root)
    body = root.find(f"{W}body")
    if body is None:
        raise UnreadableFile(DAMAGED)
    return (*lines, *_Body(numbering).lines(body))


def _part(archive: SafeZip, name: str) -> etree._Element:
    """One XML part, as the transitional dialect writes it."""
    if archive.size(name) > MAX_PART:
        raise UnreadableFile(TOO_LONG)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(archive.read(name).replace(_STRICT, W[1:-1].encode()), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(DAMAGED) from error


def _edge(root: etree._Element) -> Iterator[Line]:
    """The lines of a running head or foot, each paragraph one, tables row by row."""
    for paragraph in root.iter(f"{W}p"):
        words = " ".join(tidy(paragraph_text(paragraph)).split())
        if words:
            yield Line(words, Place("paragraph", 1))


class _Body:
    """Walks the body once and counts its paragraphs."""

    def __init__(self, numbering: _Numbering | None) -> None:
        self._numbering = numbering
        self._count = 0

    def lines(self, parent: etree._Element) -> Iterator[Line]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif isinstance(child.tag, str) and child.tag not in (f"{W}sectPr", FALLBACK):
                yield from self.lines(child)  # content controls, insertions

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Line]:
        self._count += 1
        label = self._numbering.label(paragraph) if self._numbering else ""
        place, first = Place("paragraph", self._count), True
        for words in tidy(paragraph_text(paragraph)).split("\n"):
            plain = " ".join(words.split())
            if plain:
                yield Line(f"{label}{plain}" if first else plain, place, first)
                first = False
        for box in list(paragraph.iter(_TEXT_BOX)):
            # A box in a box is the inner paragraph's to read, and what older programs are shown says all twice.
            if nearest(box, f"{W}p") is paragraph and nearest(box, FALLBACK) is None:
                yield from self.lines(box)

    def _table(self, table: etree._Element) -> Iterator[Line]:
        for row in own_children(table, "tr", "tbl"):
            cells = [list(self._cell(cell)) for cell in own_children(row, "tc", "tr")]
            if len(cells) >= _WIDE and any(cells):
                parts = [" ".join(line.text for line in cell) for cell in cells if cell]
                yield Line("\t".join(parts), next(line.place for cell in cells for line in cell), True)
            else:
                yield from (line for cell in cells for line in cell)

    def _cell(self, cell: etree._Element) -> Iterator[Line]:
        yield from self.lines(cell)


class _Numbering:
    """The numbers and bullets Word shows before the paragraphs of its lists, which the text itself does not hold."""

    def __init__(self, numbering: etree._Element, styles: etree._Element) -> None:
        kinds = {kind.get(f"{W}abstractNumId", ""): kind for kind in numbering.iter(f"{W}abstractNum")}
        self._forms: dict[tuple[str, str], str] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._starts: dict[tuple[str, str], int] = {}
        self._styles = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
        for number in numbering.iter(f"{W}num"):
            kind = kinds.get(_value(number, "abstractNumId"))
            for level in kind.iter(f"{W}lvl") if kind is not None else ():
                key = (number.get(f"{W}numId", ""), level.get(f"{W}ilvl", "0"))
                self._forms[key] = _value(level, "numFmt") or "decimal"
                self._starts[key] = _count(_value(level, "start"))
            for change in number.iter(f"{W}lvlOverride"):
                key = (number.get(f"{W}numId", ""), change.get(f"{W}ilvl", "0"))
                self._starts[key] = _count(_value(change, "startOverride"), self._starts.get(key, 1))

    def label(self, paragraph: etree._Element) -> str:
        """What stands before the paragraph: "3. ", a bullet, or nothing."""
        key = self._key(paragraph)
        form = self._forms.get(key) if key else None
        if key is None or form is None or (form != "bullet" and (form != "decimal" or key[1] != "0")):
            return ""
        if form == "bullet":
            return "• "
        self._counts[key] = self._counts.get(key, self._starts.get(key, 1) - 1) + 1
        return f"{self._counts[key]}. "

    def _key(self, paragraph: etree._Element) -> tuple[str, str] | None:
        """List and level of a paragraph: its own, or those of its style or of the styles that one is based on."""
        holder = _child(paragraph, "pPr")
        for _step in range(10):
            if holder is None:
                return None
            numbers = _child(holder, "numPr")
            if numbers is not None and _value(numbers, "numId"):
                return _value(numbers, "numId"), _value(numbers, "ilvl") or "0"
            style = self._styles.get(_value(holder, "pStyle") or _value(holder.getparent(), "basedOn"))
            holder = _child(style, "pPr")
        return None


def _count(digits: str, otherwise: int = 1) -> int:
    """A number of a list as Word stores it; what is none counts as another."""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else otherwise


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of this name."""
    return next(element.iterchildren(f"{W}{name}"), None) if element is not None else None


def _value(element: etree._Element | None, name: str) -> str:
    """The value of a child element, empty where there is none."""
    found = _child(element, name)
    return found.get(f"{W}val", "") if found is not None else ""
