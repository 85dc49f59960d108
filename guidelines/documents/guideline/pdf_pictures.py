"""A picture of a page of a PDF with a quotation marked. Runs in the child process only: the parser is native code."""

from __future__ import annotations

import base64
import ctypes
import json
import math
import struct
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2

from guidelines.documents.guideline.failing import Damaged, TooLarge
from guidelines.documents.pdf.texts import MAX_SIGNS

SCALE, MAX_PIXELS = 1.5, 4_000_000  # 1.5 pixels a point: 108 to the inch
STRIP, MARGIN = (640, 150), (24, 44)  # pixels, wide and high: what is cut out around a quotation
_PREFIXES = (80, 40, 24, 12)
_SKIPPED = frozenset("\u00ad\ufffe\x02-\u2010\u2011\u200b\ufeff")
_MARKER = bytes(blue * 2 // 5 for blue in range(256))
_LINE = bytes((0x6B, 0x45, 0x00))
Box = tuple[int, int, int, int]  # pixels: left, top, right, bottom


@dataclass(frozen=True)
class Pixels:
    """A picture: rows of red, green and blue, a byte each."""

    width: int
    height: int
    rows: list[bytearray]


def picture(data: bytes) -> str:
    """A page as PNG in base64; a line of JSON before the document says which, and what to mark."""
    asked, _end, document = data.partition(b"\n")
    return base64.b64encode(page_picture(document, **json.loads(asked))).decode()


def page_picture(data: bytes, number: int, quote: str, *, is_whole: bool) -> bytes:
    """The page (counted from 1) as PNG, the quotation marked and underlined where it is found.

    With `is_whole` the whole page, else the part around the quotation; the whole one, too, where it is not found.
    Raises Damaged where there is no such page, and TooLarge.
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            page = document[number - 1] if 1 <= number <= len(document) else None
            if page is None:
                raise Damaged
            pixels, boxes = _render(page), _boxes(page, quote)
    except pypdfium2.PdfiumError as error:
        raise Damaged from error
    for box in boxes:
        _mark(pixels, box)
    return _png(pixels if is_whole or not boxes else _cut(pixels, boxes))


def _scale(page: pypdfium2.PdfPage) -> float:
    width, height = page.get_size()
    if width * height <= 0:
        raise Damaged
    return float(min(SCALE, (MAX_PIXELS / (width * height)) ** 0.5))


def _render(page: pypdfium2.PdfPage) -> Pixels:
    """The page on white, without what a reader could fill in."""
    bitmap = page.render(scale=_scale(page), rev_byteorder=True, may_draw_forms=False, no_smoothtext=False)
    if bitmap.n_channels not in (3, 4):
        raise Damaged
    raw, channels = bytes(bitmap.buffer), bitmap.n_channels
    rows = [bytearray(raw[at : at + bitmap.width * channels]) for at in range(0, len(raw), bitmap.stride)]
    if channels == 4:
        rows = [_without_alpha(row) for row in rows]
    return Pixels(bitmap.width, bitmap.height, rows[: bitmap.height])


def _without_alpha(row: bytearray) -> bytearray:
    made = bytearray(len(row) // 4 * 3)
    for channel in range(3):
        made[channel::3] = row[channel::4]
    return made


def _boxes(page: pypdfium2.PdfPage, quote: str) -> list[Box]:
    """Where the quotation stands, a box for each of its lines; none where it is not found."""
    text = page.get_textpage()
    count = text.count_chars()
    if count > MAX_SIGNS:
        raise TooLarge
    signs = [(at, sign) for at in range(count) for sign in _bare(chr(pypdfium2.raw.FPDFText_GetUnicode(text, at)))]
    written, wanted = "".join(sign for _at, sign in signs), _bare(quote)
    for length in (len(wanted), *_PREFIXES):
        start = written.find(wanted[:length]) if 0 < length <= len(wanted) else -1
        if start >= 0:
            found = sorted({at for at, _sign in signs[start : start + length]})
            return _lines([_on_picture(page, text.get_charbox(at, loose=True)) for at in found])
    return []


def _bare(text: str) -> str:
    """The text without blanks, hyphens and invisible signs, accents apart: what a line break cannot change."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not sign.isspace() and sign not in _SKIPPED)


def _on_picture(page: pypdfium2.PdfPage, box: tuple[float, float, float, float]) -> Box:
    """The pixels of a box that is measured in points from the page's lower left, however the page is turned."""
    scale, (width, height) = _scale(page), page.get_size()
    size = (0, 0, math.ceil(width * scale), math.ceil(height * scale), 0)
    corners = [_point(page, size, box[0], box[1]), _point(page, size, box[2], box[3])]
    (left, right), (top, bottom) = (sorted(values) for values in zip(*corners, strict=True))
    return left, top, right, bottom


def _point(page: pypdfium2.PdfPage, size: tuple[int, ...], x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pypdfium2.raw.FPDF_PageToDevice(page, *size, x, y, across, down)
    return across.value, down.value


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """The boxes of signs put together line by line."""
    lines: list[Box] = []
    for box in boxes:
        if box[0] == box[2] or box[1] == box[3]:
            continue
        last = lines[-1] if lines else None
        if last and box[1] < last[3] and box[3] > last[1] and box[0] >= last[0]:
            lines[-1] = (last[0], min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            lines.append(box)
    return lines


def _mark(pixels: Pixels, box: Box) -> None:
    """Yellow over the words, as a marker pen leaves it, and a line below them."""
    left, right = max(0, box[0] - 2), min(pixels.width, box[2] + 2)
    for row in pixels.rows[max(0, box[1]) : max(0, box[3])]:
        row[left * 3 + 2 : right * 3 : 3] = row[left * 3 + 2 : right * 3 : 3].translate(_MARKER)
    for row in pixels.rows[max(0, box[3]) : max(0, box[3] + 2)]:
        row[left * 3 : right * 3] = _LINE * max(0, right - left)


def _cut(pixels: Pixels, boxes: Sequence[Box]) -> Pixels:
    """The part of the page around the first lines of the quotation."""
    width, height = min(STRIP[0], pixels.width), min(STRIP[1], pixels.height)
    left = max(0, min(min(box[0] for box in boxes) - MARGIN[0], pixels.width - width))
    top = max(0, min(boxes[0][1] - MARGIN[1], pixels.height - height))
    return Pixels(width, height, [row[left * 3 : (left + width) * 3] for row in pixels.rows[top : top + height]])


def _png(pixels: Pixels) -> bytes:
    """The picture as PNG (ISO 15948): eight bits a colour, no filter."""
    head = struct.pack(">IIBBBBB", pixels.width, pixels.height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"".join(b"\x00" + row for row in pixels.rows), 6)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    )
