"""The words of a PDF page and where they stand. Runs in the child process only: the parser is native code."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from guidelines.documents.docx_tables import SYMBOLS
from guidelines.documents.pdf.page import Word
from guidelines.documents.wording import tidy

_BLANKS = frozenset(map(ord, " \t\r\n\f\v\u00a0\u2002\u2003\u2009\u202f\u3000"))
_NOTHING = frozenset({0x200B, 0xFEFF})
# The library says so of a hyphen at the end of a line; whether it belongs to the word is told when lines are joined.
_HYPHENS = frozenset({0x02, 0xFFFE})
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SYMBOL_FONTS = ("wingdings", "symbol", "webdings", "dingbats")
_BLANK = 0.12  # of the height of a sign: more room than that parts two words
_SLANT = 0.02  # radians: less is upright


@dataclass(slots=True)
class _Sign:
    """One sign, its box in the page's own measure (from below), and the number of it on the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    index: int


def upright_words(page: pypdfium2.PdfTextPage) -> tuple[list[Word], int | None]:
    """The words that run as most on the page do, turned upright, and how many quarter turns that took.

    The turns are None where most words run at a slant: then there are no words.
    """
    found: dict[int | None, list[list[_Sign]]] = {}
    for turns, signs in _runs(page):
        found.setdefault(turns, []).append(signs)
    sizes = Counter({turns: sum(map(len, words)) for turns, words in found.items()})
    most = sizes.most_common(1)[0][0] if sizes else 0
    if most is None:
        return [], None
    return [word for signs in found.get(most, ()) if (word := _word(page, signs, most)).text], most


def turned(x: float, y: float, turns: int) -> tuple[float, float]:
    """A place of the page measured from the left and from above, after quarter turns to the right."""
    for _ in range(turns):
        x, y = -y, x
    return x, -y


def _runs(page: pypdfium2.PdfTextPage) -> Iterator[tuple[int | None, list[_Sign]]]:
    """Signs that stand together as a word, and the quarter turns that bring them upright."""
    box, run, turns = raw.FS_RECTF(), list[_Sign](), None
    place = ctypes.byref(box)
    for index in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page.raw, index)
        if (
            code in _NOTHING
            or (not code and not _is_symbol(page, index))
            or (code in _BLANKS and raw.FPDFText_IsGenerated(page.raw, index))
        ):
            continue  # what the library puts in between is told by the room there, too
        if code in _BLANKS or not raw.FPDFText_GetLooseCharBox(page.raw, index, place):
            if run:
                yield turns, run
            run = []
            continue
        sign = _Sign(_text(code), box.left, box.right, box.bottom, box.top, index)
        if run and not _adjoin(run[-1], sign, turns):
            yield turns, run
            run = []
        if not run:
            turns = _quarters(page, index)
        run.append(sign)
    if run:
        yield turns, run


def _text(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    if not code or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    return _LIGATURES.get(code) or chr(code)


def _adjoin(first: _Sign, second: _Sign, turns: int | None) -> bool:
    """Whether the second sign stands right beside the first, on the line as it runs."""
    across = (second.left - first.right, first.left - second.right)
    down = (second.bottom - first.top, first.bottom - second.top)
    size = max(first.top - first.bottom, second.top - second.bottom, 1.0)  # the box of a hyphen may be flat
    if turns is None:
        return max(*across, *down) < _BLANK * size
    if turns % 2:
        size = max(first.right - first.left, second.right - second.left, 1.0)
        across, down = down, across
    low = min(_depth(first, turns), _depth(second, turns))
    return max(across) < _BLANK * size and -max(down) > 0.4 * low


def _depth(sign: _Sign, turns: int) -> float:
    """The height of a sign's box as the line runs."""
    return sign.right - sign.left if turns % 2 else sign.top - sign.bottom


def _quarters(page: pypdfium2.PdfTextPage, index: int) -> int | None:
    """How many quarter turns to the right bring the sign upright; None where it stands at a slant."""
    angle = float(raw.FPDFText_GetCharAngle(page.raw, index))
    quarters = angle / (math.pi / 2)
    nearest = round(quarters)
    return nearest % 4 if abs(quarters - nearest) < _SLANT else None


def _word(page: pypdfium2.PdfTextPage, signs: list[_Sign], turns: int) -> Word:
    """The signs as a word, upright."""
    corners = [turned(x, y, turns) for sign in signs for x, y in ((sign.left, sign.bottom), (sign.right, sign.top))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    text = tidy("".join(sign.text for sign in signs))
    if len(text) == 1 and not text.isdigit():
        text = _symbol(page, text, signs[0].index)
    return Word(round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2), text)


def _symbol(page: pypdfium2.PdfTextPage, text: str, index: int) -> str:
    """A sign of a font of symbols as what it shows; any other sign as it is."""
    if 0xF000 <= ord(text) <= 0xF0FF:
        return SYMBOLS.get(ord(text) & 0xFF, text)
    return SYMBOLS.get(ord(text), text) if ord(text) < 0x100 and _is_symbol(page, index) else text


def _is_symbol(page: pypdfium2.PdfTextPage, index: int) -> bool:
    """Whether the sign is of a font of symbols; one that says nothing of itself is then a mark nobody can name."""
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(page.raw, index, name, 200, ctypes.byref(flags))
    font = name.raw[: min(length, 200)].decode("utf-8", "replace").casefold() if length else ""
    return any(part in font for part in _SYMBOL_FONTS)
