"""Pictures of pages with a quotation marked: found over line breaks and on turned pages, cut out, and whole."""

from __future__ import annotations

import io
import struct
import zlib

import pypdfium2
import pytest
import typst

from guidelines.documents.guideline.failing import Damaged
from guidelines.documents.guideline.pdf_pictures import MAX_PIXELS, STRIP, page_picture

WORDS = "Den administrative godkendelse er fra den 10. juni 2025, og næste revision følger efter fem år på Ærø."
YELLOW = (255, 255, 102)


def printed(width: str = "20cm", height: str = "20cm") -> bytes:
    """A PDF of two pages; the words stand on the second and break over lines."""
    page = f"#set page(width: {width}, height: {height})\n#set par(justify: true)\n"
    return bytes(typst.compile(f"{page}Forside #pagebreak() #v(5cm) #box(width: 8cm)[{WORDS}]".encode()))


def turned(data: bytes, degrees: int) -> bytes:
    """The same document with its pages turned."""
    document, target = pypdfium2.PdfDocument(data), io.BytesIO()
    for page in document:
        page.set_rotation(degrees)
    document.save(target)
    return target.getvalue()


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and the bytes of a picture: a byte of filter, then three a pixel, row by row."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert zlib.crc32(png[12:29]) == struct.unpack(">I", png[29:33])[0]
    width, height = struct.unpack(">II", png[16:24])
    size = struct.unpack(">I", png[33:37])[0]
    raw = zlib.decompress(png[41 : 41 + size])
    assert len(raw) == height * (1 + 3 * width)
    return width, height, raw


def marked(png: bytes) -> list[int]:
    """The rows of a picture in which the marker was used."""
    width, height, raw = pixels(png)
    rows = [raw[at * (1 + 3 * width) + 1 : (at + 1) * (1 + 3 * width)] for at in range(height)]
    return [at for at, row in enumerate(rows) if bytes(YELLOW) in row]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_words_are_marked_wherever_they_break_and_however_the_page_is_turned(degrees):
    data = turned(printed(), degrees)
    whole = page_picture(data, 2, WORDS, is_whole=True)
    assert pixels(whole)[:2] == (851, 851)
    lines = marked(whole)
    assert 28 < len(lines) < 500
    plain = page_picture(data, 2, "findes ikke i dokumentet", is_whole=True)
    assert marked(plain) == []


def test_the_part_around_the_words_is_cut_out():
    strip = page_picture(printed(), 2, "den 10. juni 2025, og næste", is_whole=False)
    assert pixels(strip)[:2] == STRIP
    assert 10 < len(marked(strip)) < 60
    assert pixels(page_picture(printed(), 2, "findes ikke", is_whole=False))[:2] == (851, 851)


def test_words_that_end_on_the_next_page_are_marked_as_far_as_they_stand():
    assert marked(page_picture(printed(), 2, f"{WORDS} og mere på næste side", is_whole=True)) != []


@pytest.mark.parametrize("number", [0, -1, 3])
def test_there_is_no_picture_of_a_page_that_is_not_there(number):
    with pytest.raises(Damaged):
        page_picture(printed(), number, "", is_whole=True)


def test_a_broken_file_is_refused():
    with pytest.raises(Damaged):
        page_picture(b"%PDF-1.7\n%%EOF", 1, "", is_whole=True)


def test_a_huge_page_becomes_a_picture_of_a_bounded_size():
    width, height, _raw = pixels(page_picture(printed("400cm", "300cm"), 1, "", is_whole=True))
    assert 0.98 * MAX_PIXELS < width * height < 1.01 * MAX_PIXELS
