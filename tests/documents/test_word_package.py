"""F4: a Word document is judged by the parts Word itself follows, and by all their fields, however they are spelled."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils.translation import override

from guidelines.documents import active_word, contents
from guidelines.documents.docx_tables import W
from guidelines.documents.guideline.docx_lines import docx_lines
from guidelines.documents.models import StoredFile
from guidelines.documents.planskema import read_planskema
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.refusing import UnusableFile
from guidelines.documents.word_package import CHUNKS
from guidelines.documents.zips import DAMAGED, FORBIDDEN_XML
from tests.documents.files import parts, with_part, word, zipped
from tests.documents.plans import TABLE
from tests.documents.reading import read, titles
from tests.documents.test_active import field, instructed
from tests.documents.uploads import word_text

PACKAGE, TYPES, MAIN = "_rels/.rels", "[Content_Types].xml", "word/document.xml"
KIND = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
STRICT = b"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
BEGIN, SEPARATE, END = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))
MB = 1024 * 1024


def told(text: str) -> str:
    return f"<w:instrText>{text}</w:instrText>"


def judged(content: bytes, tmp_path: Path) -> object:
    """What the file is, or the sentence it is refused with, before translation."""
    path = tmp_path / "x.docx"
    path.write_bytes(content)
    try:
        return contents.kind_of(path)
    except UnusableFile as refused:
        return str(refused)


def changed(name: str, old: bytes, new: bytes, content: bytes | None = None) -> bytes:
    """A Word document with something else in one part."""
    made = content or word_text()
    assert old in parts(made)[name]
    return with_part(made, name, parts(made)[name].replace(old, new))


def renamed(name: str, target: str | None = None, content: bytes | None = None) -> bytes:
    """A Word document whose main part is called something else."""
    made = changed(PACKAGE, b'Target="word/document.xml"', f'Target="{target or name}"'.encode(), content)
    made = changed(TYPES, b"/word/document.xml", f"/{name}".encode(), made)
    others = {part: data for part, data in parts(made).items() if part != MAIN}
    return zipped({**others, name: parts(made)[MAIN]}.items())


def doubled(target: str) -> bytes:
    relation = f'<Relationship Id="rId77" Type="{KIND.decode()}" Target="{target}"/></Relationships>'
    return changed(PACKAGE, b"</Relationships>", relation.encode())


def without(name: str) -> bytes:
    return zipped((part, data) for part, data in parts(word_text()).items() if part != name)


STARTING: dict[str, str] = {
    "an angle bracket in an attribute": f'{BEGIN}<w:instrText w:x=">">DDE x</w:instrText>{END}',
    "a simple field behind an angle bracket": '<w:fldSimple w:x=">" w:instr="DDE x"/>',
    "a processing instruction inside": field("D<?x y?>DE x"),
    "a comment inside": field("D<!-- > -->DE x"),
    "spread over runs": f"{BEGIN}{told('DD')}</w:r><w:r>{told('E x')}{END}",
    "a field between its pieces": BEGIN + told("DD") + field("PAGE") + told("E x") + END,
    "a field with a result between": f"{BEGIN}{told('DD')}{BEGIN}{told('PAGE')}{SEPARATE}<w:t>1</w:t>{END}"
    f"{told('E x')}{SEPARATE}<w:t>2</w:t>{END}",
    "a field in the result of another": BEGIN + told("PAGE") + SEPARATE + field("DDE x") + END,
    "never ended": BEGIN + told("DDE x"),
    "outside of a field": told("DDE x"),
    "in quotation marks": field('" "DDE x'),
    "a foreign name between": f'{BEGIN}{told("DD")}<instrText xmlns="urn:x">x</instrText>{told("E x")}{END}',
    "a piece Word may leave out": f'{BEGIN}{told("DD")}<mc:AlternateContent {MC}><mc:Choice Requires="w">{told("x")}'
    f"</mc:Choice></mc:AlternateContent>{told('E x')}{END}",
    "a mark Word may leave out": f'{BEGIN}{told("DD")}<x xmlns="urn:x">{SEPARATE}</x>{told("E x")}{END}',
}  # fmt: skip
IDLE: dict[str, str] = {
    "the word in a result": BEGIN + told("PAGE") + SEPARATE + "<w:t>DDE</w:t>" + END,
    "the word later": field("REF DDE"),
    "a field wholly in what may be left out": f"{BEGIN}{told('TOC')}{SEPARATE}<mc:AlternateContent {MC}>"
    f'<mc:Choice Requires="wps">{field("PAGE")}</mc:Choice><mc:Fallback>{field("PAGE")}</mc:Fallback>'
    f"</mc:AlternateContent>{END}",
    "a field left open in what may be left out": f'{BEGIN}{told("TOC")}{SEPARATE}<x xmlns="urn:x">{BEGIN}'
    f"{told('PAGE')}</x>{END}",
    "a field in a formula": f'{BEGIN}<m:r xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
    f"{told('REF x')}</m:r>{END}",
}


class TestFields:
    """Word's fields, read as Word reads them."""

    @pytest.mark.parametrize("what", STARTING)
    def test_a_field_that_starts_something_is_refused(self, tmp_path: Path, monkeypatch, what: str) -> None:
        content = instructed(STARTING[what])
        assert judged(content, tmp_path) == str(active_word.FETCHES)
        monkeypatch.setattr(active_word, "starts_something", lambda part: False)
        assert judged(content, tmp_path) == StoredFile.Kind.DOCX

    @pytest.mark.parametrize("what", IDLE)
    def test_other_fields_are_taken(self, tmp_path: Path, what: str) -> None:
        assert judged(instructed(IDLE[what]), tmp_path) == StoredFile.Kind.DOCX

    @pytest.mark.parametrize("name", ["word/x.xml", "x.xml", "Word/X.XML", "docProps/app.xml", "customXml/item1.xml"])
    @pytest.mark.parametrize("space", [W[1:-1], "http://purl.oclc.org/ooxml/wordprocessingml/main"])
    def test_every_part_is_looked_through(self, tmp_path: Path, name: str, space: str) -> None:
        made = f'<?xml version="1.0"?><w:p xmlns:w="{space}">{field("DDE x")}</w:p>'.encode()
        assert judged(with_part(word_text(), name, made), tmp_path) == str(active_word.FETCHES)

    def test_a_part_with_fields_that_is_no_xml_is_damaged(self, tmp_path: Path) -> None:
        assert judged(with_part(word_text(), "word/x.xml", b"<a>instrText</b>"), tmp_path) == str(DAMAGED)

    @pytest.mark.parametrize("pad", [10, 250, 500])
    def test_an_encoding_stated_late_is_seen(self, tmp_path: Path, pad: int) -> None:
        made = b'<?xml version="1.0"' + b" " * pad + b'encoding="utf-7"?><a/>'
        assert judged(with_part(word_text(), "word/x.xml", made), tmp_path) == str(FORBIDDEN_XML)


INSIDE = b'<w:p xmlns:w="%s"><w:instrText/><w:instrText>' % W[1:-1].encode()
OUTSIDE = b"</w:instrText></w:p>"
HOSTILE: dict[str, Callable[[], bytes]] = {
    "simple fields without end": lambda: b"<fldSimple " * 1_800_000 + b"instr",
    "comments without end": lambda: b"<a>instr" + b"<!--" * 5_000_000,
    "comments and a field": lambda: b"<a>instrText" + b"<!--" * 5_000_000,
    "pieces without end": lambda: b"<instrText " * 1_800_000,
    "elements to the limit": lambda: b"<a>fldSimple" + b"<b/>" * 999_000 + b"</a>",
    "elements beyond the limit": lambda: b"<a>fldSimple" + b"<b/>" * 5_000_000 + b"</a>",
    "marks that begin": lambda: INSIDE[:-13] + b'<w:fldChar w:fldCharType="begin"/>' * 333_000 + b"</w:p>",
    "blanks": lambda: INSIDE + b" " * 9_000_000 + OUTSIDE,
    "blanks in pieces": lambda: INSIDE + (b" " * 999 + b"<!---->") * 20_000 + OUTSIDE,
    "quotation marks": lambda: INSIDE + b'" ' * 4_500_000 + OUTSIDE,
    "letters as numbers": lambda: INSIDE + b"&#68;" * 990_000 + OUTSIDE,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_part_made_to_be_slow_ends(tmp_path: Path, what: str) -> None:
    """The processor of this process, which serves the pages; what grows with the square takes minutes here."""
    content = with_part(word_text(), "word/x.xml", HOSTILE[what]())
    started = time.process_time()
    judged(content, tmp_path)
    assert time.process_time() - started < 15


def test_the_limit_holds_for_all_parts_together(tmp_path: Path, monkeypatch) -> None:
    made = word_text()
    for at in range(4):
        made = with_part(made, f"word/x{at}.xml", b"<a>fldSimple" + b"<b/>" * 300_000 + b"</a>")
    assert judged(made, tmp_path) == str(contents.TOO_LARGE_UNPACKED)
    monkeypatch.setattr(active_word, "MAX_SIGNS", 2_000_000)
    assert judged(made, tmp_path) == StoredFile.Kind.DOCX


def test_relations_have_a_limit(tmp_path: Path, monkeypatch) -> None:
    made = with_part(
        word_text(), "word/_rels/x.xml.rels", b"<Relationships>" + b"<Relationship/>" * 300_000 + b"</Relationships>"
    )
    assert judged(made, tmp_path) == str(contents.TOO_LARGE_UNPACKED)
    monkeypatch.setattr(active_word, "MAX_RELATIONS", 10 * MB)
    assert judged(made, tmp_path) == StoredFile.Kind.DOCX


WHOLE: dict[str, Callable[[], bytes]] = {
    "python-docx": word_text,
    "an absolute path": lambda: renamed(MAIN, "/word/document.xml"),
    "a number": lambda: renamed("word/document2.xml"),
    "a number, absolute": lambda: renamed("word/document22.xml", "/word/document22.xml"),
    "strict": lambda: changed(PACKAGE, KIND, STRICT),
}
APART: dict[str, Callable[[], bytes]] = {
    "no relations": lambda: without(PACKAGE),
    "relations of no document": lambda: changed(PACKAGE, KIND, b"urn:x"),
    "another folder": lambda: renamed("x/document.xml"),
    "another name": lambda: renamed("word/x.xml"),
    "another extension": lambda: renamed("word/document.bin"),
    "a path with steps": lambda: renamed(MAIN, "word/../word/document.xml"),
    "a part that is not there": lambda: changed(PACKAGE, b"word/document.xml", b"word/document3.xml"),
    "two relations": lambda: doubled("x/y.xml"),
    "two relations of one part": lambda: doubled("word/document.xml"),
    "a relation in other letters": lambda: changed(PACKAGE, KIND, KIND.replace(b"officeDocument", b"OfficeDocument")),
    "a part elsewhere": lambda: changed(
        PACKAGE, b'Target="word/document.xml"', b'Target="word/document.xml" TargetMode="External"'
    ),
    "two names Word holds for one": lambda: with_part(word_text(), "word/Document.xml", b"<a/>"),
    "two names, the other stroke": lambda: with_part(word_text(), "_rels\\.rels", b"<a/>"),
}


class TestMainPart:
    """Which part is the document."""

    @pytest.mark.parametrize("what", WHOLE)
    def test_what_word_opens_is_taken_and_read(self, tmp_path: Path, what: str) -> None:
        assert judged(WHOLE[what](), tmp_path) == StoredFile.Kind.DOCX
        assert [line.text for line in docx_lines(WHOLE[what]())] == ["Sarkomer"]

    @pytest.mark.parametrize("what", APART)
    def test_what_is_told_in_another_way_is_neither(self, tmp_path: Path, what: str) -> None:
        assert judged(APART[what](), tmp_path) == str(contents.NEITHER)
        with pytest.raises(UnreadableFile) as refused:
            docx_lines(APART[what]())
        assert refused.value.message is DAMAGED

    def test_the_part_word_opens_is_read_not_the_one_of_the_usual_name(self) -> None:
        made = renamed("word/document2.xml")
        decoy = parts(word_text("Attrap"))[MAIN]
        assert [line.text for line in docx_lines(with_part(made, MAIN, decoy))] == ["Sarkomer"]

    def test_relations_that_are_no_xml_are_damaged(self, tmp_path: Path) -> None:
        assert judged(with_part(word_text(), PACKAGE, b"<a>"), tmp_path) == str(DAMAGED)

    @pytest.mark.parametrize("named", [b'Override PartName="/word/x.bin"', b'Default Extension="foo"'])
    def test_a_part_of_words_own_is_called_xml(self, tmp_path: Path, named: bytes) -> None:
        """In a part of another name fields would not be looked for."""
        kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
        extra = b'<%s ContentType="%s"/></Types>' % (named, kind)
        assert judged(changed(TYPES, b"</Types>", extra), tmp_path) == str(DAMAGED)

    def test_the_printer_of_a_document_is_no_part_of_words_own(self, tmp_path: Path) -> None:
        extra = (
            b'<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml'
            b'.printerSettings"/><Default Extension="xml"'
        )
        assert judged(changed(TYPES, b'<Default Extension="xml"', extra), tmp_path) == StoredFile.Kind.DOCX


def plan_refused(content: bytes) -> str:
    with override("da"), pytest.raises(UnreadableFile) as refused:
        read_planskema(content, file_name="plan.docx", group="DHG")
    with override("da"):
        return str(refused.value)


def test_a_planskema_is_read_from_the_part_word_itself_opens() -> None:
    """Whatever lies beside it under the usual name."""
    plan = word(TABLE)
    moved = renamed("word/document2.xml", content=plan)
    decoy = zipped([*parts(moved).items(), (MAIN, parts(word([["Andet"]]))[MAIN])])
    assert titles(read(moved, "plan.docx")) == titles(read(decoy, "plan.docx")) == titles(read(plan, "plan.docx"))


def test_a_planskema_whose_main_part_is_not_named_in_one_way_is_damaged() -> None:
    damaged = with_override(DAMAGED)
    assert plan_refused(zipped((part, data) for part, data in parts(word(TABLE)).items() if part != PACKAGE)) == damaged


def test_nothing_is_read_of_a_document_inside_another() -> None:
    """Its rows would be missing and nobody told: the planskema and the guideline are refused."""
    chunk = b'<w:altChunk xmlns:r="%s" r:id="rId99"/><w:sectPr' % KIND.rpartition(b"/")[0]
    content = changed(MAIN, b"<w:sectPr", chunk, word(TABLE))
    assert plan_refused(content) == with_override(CHUNKS)
    with pytest.raises(UnreadableFile) as refused:
        docx_lines(content)
    assert refused.value.message is CHUNKS


def with_override(message: object) -> str:
    with override("da"):
        return str(message)
