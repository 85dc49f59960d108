"""Word, Excel and CSV files of a table, made for the tests, and archives that lie."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import docx
import xlsxwriter

Table = Sequence[Sequence[Any]]


def word(table: Table, adjust: Callable[[Any], None] | None = None, above: Sequence[str] = ()) -> bytes:
    """A Word document with one table; `adjust` gets the table, to merge cells."""
    document = docx.Document()
    for text in above:
        document.add_paragraph(text)
    add_table(document, table, adjust)
    return saved(document)


def add_table(document: Any, table: Table, adjust: Callable[[Any], None] | None = None) -> None:
    made = document.add_table(rows=0, cols=len(table[0]))
    for row in table:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = str(text)
    if adjust:
        adjust(made)


def saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def excel(table: Table, adjust: Callable[[Any, Any], None] | None = None, **options: Any) -> bytes:
    """An Excel workbook with one sheet, numbers as numbers; `adjust` gets workbook and sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet("Plan")
    for at, row in enumerate(table):
        for column, value in enumerate(row):
            if value not in ("", None):
                sheet.write(at, column, int(value) if isinstance(value, str) and value.isdigit() else value)
    if adjust:
        adjust(book, sheet)
    book.close()
    return target.getvalue()


def comma(table: Table, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """The table as Danish Excel saves CSV."""
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\r\n").writerows(table)
    return target.getvalue().encode(encoding)


def parts(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(contents: Iterable[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents:
            archive.writestr(name, data)
    return target.getvalue()


def with_part(archive: bytes, name: str, data: bytes) -> bytes:
    """The archive with one part replaced or added."""
    return zipped({**parts(archive), name: data}.items())


def with_packed(archive: bytes, name: str, data: bytes, packed: bytes) -> bytes:
    """The archive with one part that unpacks to `data`, packed by somebody else."""
    others = zipped((other, content) for other, content in parts(archive).items() if other != name)
    start, directory = others.find(b"PK\x01\x02"), others.find(b"PK\x05\x06")
    coded = name.encode()
    facts = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, zlib.crc32(data), len(packed), len(data), len(coded), 0)
    local = b"PK\3\4" + facts + coded + packed
    central = b"PK\1\2" + struct.pack("<H", 20) + facts + struct.pack("<HHHII", 0, 0, 0, 0, start) + coded
    entries = others[start:directory] + central
    count = len(parts(others)) + 1
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(entries), start + len(local), 0)
    return others[:start] + local + entries + end


def with_lied_size(archive: bytes, name: str, size: int) -> bytes:
    """The archive whose directory and local header state another size for one entry."""
    data = bytearray(archive)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + length].decode() == name:
            struct.pack_into("<I", data, at + 24, size)
            struct.pack_into("<I", data, struct.unpack_from("<I", data, at + 42)[0] + 22, size)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def with_overlaps(archive: bytes, number: int) -> bytes:
    """The archive with more directory entries that all point at its first entry's data."""
    start, end = archive.find(b"PK\x01\x02"), archive.find(b"PK\x05\x06")
    first = bytearray(archive[start : start + 46])
    struct.pack_into("<HHH", first, 28, 8, 0, 0)
    directory = archive[start:end] + b"".join(bytes(first) + b"copy%04d" % at for at in range(number))
    count = archive.count(b"PK\x01\x02") + number
    return (
        archive[:start] + directory + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
    )
