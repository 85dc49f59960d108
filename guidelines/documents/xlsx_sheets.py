"""Sheets of an Excel workbook, measured before they are read: a far-away cell would cost a table of billions."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NoReturn
from xml.parsers import expat

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from guidelines.documents.grids import MAX_CELL, MAX_ROWS, Contents, Grid
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.wording import tidy
from guidelines.documents.zips import DAMAGED, SafeZip, packed

MAX_COLUMNS, MAX_AREA, MAX_MERGES = 16_384, 1_000_000, 5_000
TOO_LARGE = _("The workbook is too large. Save the sheet with the planskema in a file of its own.")
MAX_PART = 20 * 1024 * 1024
_PARTS = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/sharedstrings\.xml"
    r"|xl/styles\.xml|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_EMPTY_ROW = re.compile(rb"<row\b[^<>]*/>")
_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# A start of a row or a cell, however it is written; and as office programs write it, in rows 1 to 5,999 of columns
# A to DZ: an area smaller than MAX_AREA, whose filled cells need not be counted.
_STARTS = re.compile(rb"[<:](?:row|c)[\s/>]")
_NEAR_STARTS = re.compile(rb'<(?:row r="|c r="[A-D]?[A-Z])(?:[1-9][0-9]{0,2}|[1-5][0-9]{3})"')


def read_xlsx(archive: SafeZip) -> Contents:
    """Every visible sheet; hidden ones are left alone. Formulas give the value the workbook was saved with."""
    parts = {name: _part(archive, name) for name in sorted(filter(_PARTS.fullmatch, archive.names))}
    try:
        return Contents(tuple(_sheets(parts)))
    except UnreadableFile:
        raise
    except Exception as error:
        raise UnreadableFile(DAMAGED) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # what the reader raises where its Rust gives up
            raise UnreadableFile(DAMAGED) from error
        raise


def _part(archive: SafeZip, name: str) -> bytes:
    """One part, measured if it is a sheet."""
    if "worksheets/" in name.lower():
        data = _without_empty_rows(archive.pieces(name))
        if _is_near(data):
            _refuse_broken(data)
        else:
            _Measure().run(data)
        return data
    if archive.size(name) > MAX_PART:
        raise UnreadableFile(TOO_LARGE)
    return archive.read(name)


def _without_empty_rows(pieces: Iterable[bytes]) -> bytes:
    """A sheet without the rows that only carry a format: there may be a million, and they say nothing."""
    kept, rest = io.BytesIO(), b""
    for piece in pieces:
        text = rest + piece
        cut = max(text.rfind(b"<"), 0)  # an element may go on in the next piece
        kept.write(_EMPTY_ROW.sub(b"", text[:cut]))
        rest = text[cut:]
        if kept.tell() + len(rest) > MAX_PART:
            raise UnreadableFile(TOO_LARGE)
    kept.write(rest)
    return kept.getvalue()


def _sheets(parts: Mapping[str, bytes]) -> list[Grid]:
    """The visible sheets, read from the checked copy."""
    with CalamineWorkbook.from_filelike(packed(parts)) as book:
        return [
            _grid(book.get_sheet_by_name(sheet.name))
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]


def _grid(sheet: CalamineSheet) -> Grid:
    """One sheet from its first row, with merged cells filled in."""
    if sheet.start is None:
        return Grid([], sheet.name)
    texts = _Texts({"": ""})
    rows = [
        [texts[value] if type(value) is str else _shown(value) for value in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    across: set[tuple[int, int]] = set()
    down: set[tuple[int, int]] = set()
    filled = 0  # ranges may lie upon each other, so each counts
    for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:MAX_MERGES]:
        high, wide = min(bottom + 1, len(rows)) - top, min(right + 1, len(rows[0])) - left
        filled += max(high, 0) * max(wide, 0)
        if filled > MAX_AREA:
            break
        area = [(row, column) for row in range(top, top + high) for column in range(left, left + wide)]
        for row, column in area:
            rows[row][column] = rows[top][left]
        across.update(at for at in area if at[1] > left)
        down.update(at for at in area if at[0] > top)
    return Grid(rows, sheet.name, frozenset(across), frozenset(down))


class _Texts(dict[str, str]):
    """Texts of cells as they are read; those of a plan are the same ones again and again."""

    def __missing__(self, text: str) -> str:
        shown = self[text] = tidy(text[:MAX_CELL]).strip()
        return shown


def _shown(value: Any) -> str:
    """A cell's value that is no text: 2024.0 is "2024", a day is ISO, a ticked box is a mark."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _is_near(data: bytes) -> bool:
    """Whether every row and cell says plainly where it is, and that is near the first one."""
    return len(_NEAR_STARTS.findall(data)) == len(_STARTS.findall(data))


def _refuse_broken(data: bytes) -> None:
    """Raises UnreadableFile for what is no XML."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(data, True)
    except expat.ExpatError as error:
        raise UnreadableFile(DAMAGED) from error


class _Measure:
    """Walks once through a sheet's XML and refuses it when its filled cells lie too far apart or are too many."""

    def __init__(self) -> None:
        self._cell, self._row, self._column = "", 0, 0
        self._rows: set[int] = set()
        self._width = 0

    def run(self, data: bytes) -> None:
        """Raises UnreadableFile for a sheet that is too large or no XML."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise UnreadableFile(DAMAGED) from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(" ", 1)[-1]
        if name == "row":
            stated = attributes.get("r", str(self._row + 1))
            if not _NUMBER.fullmatch(stated):
                self._refuse(DAMAGED)
            self._row, self._column = int(stated), 0
        elif name == "c":
            self._cell = attributes.get("r", "")
            self._column += 1
            if self._cell and not _REFERENCE.fullmatch(self._cell):
                self._refuse(DAMAGED)  # the reader would take it for a cell billions of rows away
        elif name in {"v", "is", "f"}:
            self._filled()

    def _filled(self) -> None:
        found = _REFERENCE.fullmatch(self._cell)
        row, column = (int(found.group(2)), _column(found.group(1))) if found else (self._row, self._column)
        self._column = max(self._column, column)
        self._rows.add(row)
        self._width = max(self._width, column)
        if len(self._rows) > MAX_ROWS or self._width > MAX_COLUMNS or max(row, self._row) > 1_048_576:
            self._refuse(
                _("The sheet has more rows or columns than a planskema can have. Save the plan alone in a file.")
            )
        if row > MAX_ROWS or row * self._width > MAX_AREA:
            message = _("Cell {cell} lies far outside a planskema. Delete what stands there, or save the plan alone.")
            self._refuse(format_lazy(message, cell=self._cell or str(row)))

    def _refuse(self, message: Any) -> NoReturn:
        raise UnreadableFile(message)


def _column(letters: str) -> int:
    """A is 1, XFD is 16,384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
