"""Files that are broken, made to break something, or no planskema at all (reliability F1, F2, D11)."""

from __future__ import annotations

import contextlib
import io
import random
import resource
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from guidelines.documents.planskema import read_planskema
from guidelines.documents.planskema_types import UnreadableFile
from tests.documents.files import excel, parts, with_lied_size, with_overlaps, with_packed, with_part, word, zipped
from tests.documents.plans import TABLE, TITLES
from tests.documents.reading import read, titles

WORD, EXCEL = word(TABLE), excel(TABLE)
DOCUMENT = "word/document.xml"
SHEET = "xl/worksheets/sheet1.xml"
MB = 1024 * 1024
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
EXTERNAL = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
)


def refusal(content: bytes, name: str = "plan.docx") -> str:
    """The Danish sentence of the refusal, which must come within a second and, measured once more, 50 MB."""
    started = time.process_time()
    sentence = refused(content, name)
    assert time.process_time() - started < 1
    tracemalloc.start()
    try:
        assert refused(content, name) == sentence
        assert tracemalloc.get_traced_memory()[1] < 50 * MB
    finally:
        tracemalloc.stop()
    return sentence


def refused(content: bytes, name: str) -> str:
    with override("da"):
        with pytest.raises(UnreadableFile) as refusal:
            read_planskema(content, file_name=name, group="DSG")
        return str(refusal.value)


DAMAGED = "Filen er beskadiget og kan ikke åbnes. Gem den igen i Word eller Excel, og prøv så en gang til."
TOO_LARGE = "Filen fylder for meget, når den pakkes ud. Gem planskemaet alene i sin egen fil."
FORBIDDEN = "Filen har et indhold, som et Word- eller Excel-dokument ikke bør have. Den er ikke åbnet."
TOO_LONG = "Dokumentet er for langt. Gem siderne med planskemaet i deres egen fil."
PDF = (
    "PDF-filen kan ikke åbnes: den er beskadiget eller har en adgangskode. Gem den igen uden adgangskode, og prøv en "
    "gang til."
)
NO_PLAN = (
    "Der er ikke fundet noget planskema i filen. Det skal have en tabel med titler, kryds for årene og tovholdere."
)
NOT_OURS = "»plan.docx« er en filtype, vi ikke kan læse. Brug Word (.docx), Excel (.xlsx), PDF, CSV eller ren tekst."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Filen er tom."),
        (b" \r\n\t", "Filen er tom."),
        (b"x" * (11 * MB), "Filen er større end 10 MB. Et planskema fylder langt mindre; gem det alene i en fil."),
        (b"x\n" * (2 * MB), "Teksten er længere end 2 MB. Send kun siderne med planskemaet."),
        (random.Random(1).randbytes(50_000), NOT_OURS),
        (b"PK\x03\x04" + random.Random(2).randbytes(50_000), DAMAGED),
        (b"%PDF-1.7\n%\xe2\xe3", PDF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
         "Filen er i et gammelt Office-format eller har en adgangskode. Gem den som .docx eller .xlsx, og prøv igen."),
        (b"<!DOCTYPE html><html></html>", NOT_OURS),
        (b"{\\rtf1 planskema}", NOT_OURS),
        (b"\x89PNG\r\n\x1a\n\0\0\0", NOT_OURS),
        (zipped([("content.xml", b"<a/>")]), NOT_OURS),
        (zipped([("plan.docx", WORD)]), NOT_OURS),
        (WORD[:-200], DAMAGED),
        (WORD[: len(WORD) // 3], DAMAGED),
        (WORD[:300] + bytes([WORD[300] ^ 255]) + WORD[301:], DAMAGED),
        (word([["a", "b"], ["c", "d"]]), NO_PLAN),
        (excel([["a", "b"], ["c", "d"]]), NO_PLAN),
        (excel([[]]), NO_PLAN),
    ],
    ids=["empty", "blank", "10 MB", "long text", "random", "random zip", "pdf", "old office", "html", "rtf", "png",
         "other zip", "nested", "cut", "cut short", "flipped bit", "word without", "excel without", "empty sheet"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    assert refusal(content) == sentence


@pytest.mark.parametrize(
    ("bomb", "sentence"),  # made by the test: all in all they take seconds
    [
        (lambda: with_part(WORD, "word/big.xml", b"0" * (100 * MB)), TOO_LARGE),
        (lambda: zipped([*parts(WORD).items(), *((f"f{at}", b"") for at in range(20_000))]), TOO_LARGE),
        (lambda: with_lied_size(with_part(WORD, DOCUMENT, b"<a>" + b"0" * (90 * MB)), DOCUMENT, 900), DAMAGED),
        (lambda: with_lied_size(with_part(EXCEL, SHEET, b"<a>" + b"0" * (90 * MB)), SHEET, 900), DAMAGED),
        (lambda: with_lied_size(WORD, DOCUMENT, 20 * MB), DAMAGED),
        (lambda: with_overlaps(WORD, 50), DAMAGED),
        (lambda: with_part(WORD, DOCUMENT, b"<a>" + b" " * (50 * MB) + b"</a>"),
         TOO_LONG),
    ],
    ids=["100 MB", "entries", "lied word", "lied excel", "lied larger", "overlaps", "long part"],
)  # fmt: skip
def test_bombs_end_before_any_parser(bomb: Callable[[], bytes], sentence: str) -> None:
    assert refusal(bomb()) == sentence


def xml_parts(archive: bytes) -> list[str]:
    return [name for name in parts(archive) if name.endswith((".xml", ".rels"))]


@pytest.mark.parametrize("declared", [EXTERNAL, LAUGHS], ids=["external", "laughs"])
@pytest.mark.parametrize(
    ("archive", "part"), [*((WORD, part) for part in xml_parts(WORD)), *((EXCEL, part) for part in xml_parts(EXCEL))]
)
def test_entities_in_any_part_are_refused(archive: bytes, part: str, declared: bytes) -> None:
    body = parts(archive)[part].split(b"?>", 1)[-1]
    assert refusal(with_part(archive, part, DECLARATION + declared + body)) == FORBIDDEN


def in_blocks(text: bytes, *at: int) -> bytes:
    """Packed bytes whose text is cut at these places, each by more empty blocks than are unpacked at once."""
    packer, packed, start = zlib.compressobj(0, zlib.DEFLATED, -15), b"", 0
    for end in at:
        packed += packer.compress(text[start:end]) + packer.flush(zlib.Z_FULL_FLUSH) + b"\0\0\0\xff\xff" * 120_000
        start = end
    return packed + packer.compress(text[start:]) + packer.flush()


@pytest.mark.parametrize("part", [DOCUMENT, "word/other.bin"])
def test_a_declaration_cut_by_empty_blocks_is_refused(part: str) -> None:
    text = DECLARATION + EXTERNAL + b"<a>&x;</a>"
    cuts = [text.index(b"OCTYPE"), text.index(b"TITY")]
    cuts = cuts if part == DOCUMENT else [1, *cuts]
    assert refusal(with_packed(WORD, part, text, in_blocks(text, *cuts))) == FORBIDDEN


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"])
def test_entities_in_other_encodings_are_refused(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{EXTERNAL.decode()}<a>&x;</a>'
    assert refusal(with_part(WORD, DOCUMENT, text.encode(encoding))) == FORBIDDEN


@pytest.mark.parametrize(
    "old_and_new",
    [
        (b'r="A3"', b'r="ZZZZ99999999"'),
        (b'r="A3"', b'r="A99999999999"'),
        (b'<row r="3"', b'<row r="4294967295"'),
        (b"</sheetData>", b"<"),
    ],
)
def test_sheets_with_impossible_places_are_refused(old_and_new: tuple[bytes, bytes]) -> None:
    assert refusal(with_part(EXCEL, SHEET, parts(EXCEL)[SHEET].replace(*old_and_new))) == DAMAGED


def test_a_far_away_cell_is_named() -> None:
    content = excel(TABLE, lambda book, sheet: sheet.write(1_048_575, 16_383, "z"))
    assert (
        refusal(content)
        == "Celle XFD1048576 ligger langt uden for et planskema. Slet det, der står der, eller gem planen alene."
    )


def test_a_million_empty_rows_are_nothing() -> None:
    rows = b"".join(b'<row r="%d" ht="20"/>' % at for at in range(20, 1_048_577))
    plan = read(with_part(EXCEL, SHEET, parts(EXCEL)[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")))
    assert titles(plan) == TITLES


def test_a_formatted_cell_far_away_is_nothing() -> None:
    def adjust(book: Any, sheet: Any) -> None:
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))

    assert titles(read(excel(TABLE, adjust))) == TITLES


def test_deeply_nested_and_broken_xml() -> None:
    start = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    assert refusal(with_part(WORD, DOCUMENT, start + b"<w:tbl>" * 100_000)) == DAMAGED


def test_an_encrypted_entry_is_refused() -> None:
    data = bytearray(WORD)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(bytes(data)) == "Filen er beskyttet med en adgangskode. Gem den uden, og prøv igen."


def test_other_compressions_are_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in parts(WORD).items():
            archive.writestr(name, content)
    assert refusal(target.getvalue()) == DAMAGED


def test_cut_and_scrambled_files_are_read_or_refused_and_nothing_else() -> None:
    chance = random.Random(7)
    for content in (WORD, EXCEL):
        for _ in range(60):
            data = bytearray(content)
            for _ in range(chance.randrange(1, 8)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            with contextlib.suppress(UnreadableFile):
                read(bytes(data))


@pytest.mark.parametrize(
    "line", [b"(" * 900, b"1." * 450, b"Aa Bb, " * 120, b"x " * 400, b"a-" * 400], ids=["(", "1.", "names", "x", "-"]
)
def test_texts_made_to_be_slow_end(line: bytes) -> None:
    started = time.perf_counter()
    with contextlib.suppress(UnreadableFile):
        read(b"Titel\nTovholder\n2026 2027\n" + (line + b"\n") * 60 + b"x\nRev.\n")
    assert time.perf_counter() - started < 10


def test_too_many_rows_are_refused() -> None:
    rows = b"Hud;x Rev.;;Anna Berg\n" * 7_000
    assert refusal(b"Titel;2026;2027;Tovholder\n" + rows) == TOO_LONG
    assert refusal(b"Titel\nTovholder\n2026 2027\n" + rows.replace(b";", b" ")) == TOO_LONG


def test_large_parts_of_a_workbook_are_refused() -> None:
    sentence = "Projektmappen er for stor. Gem arket med planskemaet i sin egen fil."
    assert refusal(with_part(EXCEL, "xl/styles.xml", b"<a>" + b" " * (30 * MB) + b"</a>")) == sentence
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (at, at) for at in range(20, 600_000))
    assert (
        refusal(with_part(EXCEL, SHEET, parts(EXCEL)[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")))
        == sentence
    )


def test_merged_cells_upon_each_other_cost_nothing() -> None:
    """Each of the ranges is small enough; together they would be filled for minutes."""
    wide = [*TABLE, *([f"Emne {number}", "x rev", *[""] * 90, "x"] for number in range(900))]
    archive = excel(wide)
    merged = b"</sheetData><mergeCells>" + b'<mergeCell ref="B20:CO900"/>' * 5_000 + b"</mergeCells>"
    started = time.process_time()
    read(with_part(archive, SHEET, parts(archive)[SHEET].replace(b"</sheetData>", merged)))
    assert time.process_time() - started < 30


def test_merged_cells_without_end_cost_nothing() -> None:
    merged = b"</sheetData><mergeCells>" + b'<mergeCell ref="G1:XFD1048576"/>' * 20_000 + b"</mergeCells>"
    started = time.process_time()
    assert titles(read(with_part(EXCEL, SHEET, parts(EXCEL)[SHEET].replace(b"</sheetData>", merged)))) == TITLES
    assert time.process_time() - started < 3


@pytest.mark.parametrize("at", [0, 26, 28], ids=["signature", "name length", "extra length"])
def test_a_local_header_that_lies_is_refused(at: int) -> None:
    start = WORD.find(b"PK\x03\x04", 10)
    data = WORD[: start + at] + b"\xff\xff" + WORD[start + at + 2 :]
    assert refusal(data) == DAMAGED


def test_a_long_file_that_is_no_text_is_not_called_one() -> None:
    assert refusal(random.Random(7).randbytes(3 * MB)) == NOT_OURS


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_text_that_is_too_long_is_called_so(encoding: str) -> None:
    assert refusal(("Sarkomer på ældre\n" * 200_000).encode(encoding), "plan.txt").startswith(
        "Teksten er længere end 2 MB."
    )


SHEETS: dict[str, Callable[[], bytes]] = {
    "every row": lambda: b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(20, 1_048_577)),
    "every row, unnumbered": lambda: b"<row><c><v>1</v></c></row>" * 1_048_557,
    "every column of many rows": lambda: (b"<row>" + b"<c><v>1</v></c>" * 16_384 + b"</row>") * 70,
}


@pytest.mark.parametrize("what", SHEETS)
def test_a_sheet_filled_to_its_edges_is_refused(what: str) -> None:
    """D11: within a minute and 300 MB; the walk that measures the sheet ends as soon as it is too large."""
    content = with_part(EXCEL, SHEET, parts(EXCEL)[SHEET].replace(b"</sheetData>", SHEETS[what]() + b"</sheetData>"))
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    sentence = refused(content, "plan.xlsx")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024
    assert time.process_time() - started < 20
    assert sentence.startswith(("Projektmappen er for stor.", "Arket har flere rækker eller kolonner", "Celle "))


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_a_csv_filled_to_its_edges_is_refused(separator: str) -> None:
    """D11."""
    assert refusal(f"a{separator}b{separator}c\n".encode() * 1_048_576, "plan.csv").startswith("Teksten er længere end")
    wide = separator.join(["x"] * 16_384).encode() + b"\n"
    assert refusal(wide * 5, "plan.csv") == TOO_LONG


def test_the_last_column_is_read_where_it_is_part_of_a_small_sheet() -> None:
    """One row of 16,384 cells is no planskema and costs nothing."""
    row = b"<row>" + b'<c t="str"><v>x</v></c>' * 16_384 + b"</row>"
    assert titles(read(with_part(EXCEL, SHEET, parts(EXCEL)[SHEET].replace(b"</sheetData>", row + b"</sheetData>"))))
