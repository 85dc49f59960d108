"""F4: what a document would do by itself is refused before anybody can download it."""

from __future__ import annotations

import contextlib
import io
import re
import time
import zlib
from collections.abc import Callable

import docx
import pytest
import typst
from django.utils.translation import override

from guidelines.documents import active_pdf, active_word
from guidelines.documents.models import StoredFile
from guidelines.documents.refusing import UnusableFile
from guidelines.documents.storing import receive
from tests.documents.files import parts, with_part
from tests.documents.uploads import NOW, on_disk, pdf, word_text

pytestmark = pytest.mark.django_db

SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LAUNCH = b"<</S/Launch/F(calc.exe)>>"
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"


def acting(action: bytes, catalogue: bytes = b"/OpenAction %s") -> bytes:
    """A PDF whose catalogue holds the action."""
    return pdf().replace(b"/Type/Catalog", b"/Type/Catalog" + catalogue.replace(b"%s", action), 1)


def holding(objects: bytes, head: bytes = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", pack=zlib.compress) -> bytes:
    """A PDF with a stream of objects."""
    packed = pack(b"5 0 " + objects)
    stream = b"4 0 obj<<%s/Length %d>>stream\r\n%s\r\nendstream endobj\n" % (head, len(packed), packed)
    return pdf().replace(b"trailer", stream + b"trailer")


def hexed(data: bytes) -> bytes:
    return data.hex().encode() + b">"


ACTIVE_PDF: dict[str, bytes] = {
    "a script on opening": acting(SCRIPT),
    "scripts by name": acting(b"<</JavaScript<</Names[(a)" + SCRIPT + b"]>>>>", b"/Names %s"),
    "a program started": acting(LAUNCH),
    "a name in signs of its numbers": acting(b"<</S/L#61unc#68/F(calc.exe)>>"),
    "a name behind a comment": acting(b"<</S%x\n/Launch%y\n/F(calc.exe)>>"),
    "another file": acting(rb"<</S/GoToR/F(\\\\example.org\\x.pdf)/D[0/Fit]>>"),
    "a form that sends": acting(b"<</S/SubmitForm/F(https://example.org)>>"),
    "a form of XFA": acting(b"<</XFA 9 0 R>>", b"/AcroForm %s"),
    "a film": acting(b"<</Subtype/RichMedia>>", b"/Annots[%s]"),
    "a script among packed objects": holding(SCRIPT),
    "a name in numbers among packed objects": holding(b"<</S/Java#53cript>>"),
    "a program after much else": holding(b" " * 700_000 + LAUNCH),
    "packed objects that do not say so": holding(SCRIPT, b"/N 1/First 4/Filter/FlateDecode"),
    "packed objects, their end never said": holding(SCRIPT).replace(b"endstream", b""),
}
ATTACHED = {
    "a file packed inside": acting(b"<</Type/Filespec/F(x.exe)/EF<</F 8 0 R>>>>", b"/AF[%s]"),
    "a file said elsewhere": acting(b"<</F(x.exe)/EF 7 0 R>>", b"/AF[%s]"),
    "a file as stream": pdf().replace(
        b"trailer", b"8 0 obj<</Type/EmbeddedFile/Length 2>>stream\nMZ\nendstream trailer"
    ),
}
HIDDEN = {
    "packed in two ways": holding(SCRIPT, b"/Type/ObjStm/N 1/First 4/Filter[/FlateDecode/ASCIIHexDecode]",
                                  lambda data: zlib.compress(hexed(data))),
    "packed in another way": holding(SCRIPT, b"/Type/ObjStm/N 1/First 4/Filter/ASCIIHexDecode", hexed),
    "a predictor": holding(SCRIPT, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode/DecodeParms<</Predictor 12>>"),
    "damaged": holding(b"<<>>", pack=lambda data: b"not packed" + data),
    "encrypted": holding(b"<<>>").replace(b"/Root", b"/Encrypt 6 0 R/Root"),
    "streams without end": pdf().replace(b"trailer", b"stream\n" * 600 + b"trailer"),
    "letters as numbers without end": pdf().replace(b"trailer", b"#61" * 100_001 + b"trailer"),
}  # fmt: skip
HARMLESS = {
    "a page to open at": acting(b"[1 0 R/Fit]"),
    "a link": acting(b"<</S/URI/URI(https://example.org/Launch.html)>>", b"/A %s"),
    "a jump": acting(b"<</S/GoTo/D(afsnit1)>>", b"/A %s"),
    "names that begin alike": acting(b"<</LaunchDate 1/Soundness 2/EFfort<<>>>>", b"/PieceInfo %s"),
    "packed objects": holding(b"<</Type/Outlines/First 5 0 R>>"),
    "an owner's password, nothing packed": pdf().replace(b"/Root", b"/Encrypt 6 0 R/Root"),
    "fields to fill in": acting(b"<</Fields[]>>", b"/AcroForm %s"),
}  # fmt: skip


def typeset() -> bytes:
    links = '#link("https://example.org")[JavaScript og Launch] \\\n= Et\n#lorem(300)\n'
    return bytes(typst.compile((links * 9).encode()))


def refusal(content: bytes, name: str = "Sarkomer.pdf") -> str:
    """The Danish sentence it is refused with; nothing is left."""
    with override("da"), pytest.raises(UnusableFile) as refused:
        receive(io.BytesIO(content), name, now=NOW)
    assert (StoredFile.objects.count(), on_disk(), refused.value.status) == (0, {}, 415)
    return str(refused.value)


@pytest.mark.parametrize(
    ("what", "content", "sentence"),
    [
        *((what, content, "PDF-filen har scripts eller starter noget af sig selv. Udskriv den til en ny PDF, og prøv"
           " igen.") for what, content in ACTIVE_PDF.items()),
        *((what, content, "PDF-filen har andre filer pakket ind. Gem den uden dem, og prøv igen.")
          for what, content in ATTACHED.items()),
        *((what, content, "PDF-filen er beskyttet eller pakket, så vi ikke kan se den igennem. Udskriv den til en ny"
           " PDF, og prøv igen.") for what, content in HIDDEN.items()),
    ],
)  # fmt: skip
def test_a_pdf_that_does_something_is_refused(store, monkeypatch, what: str, content: bytes, sentence: str) -> None:
    assert refusal(content) == sentence, what
    monkeypatch.setattr(active_pdf, "refuse_active", lambda data: None)  # without the rule it is taken
    assert receive(io.BytesIO(content), "Sarkomer.pdf", now=NOW).kind == StoredFile.Kind.PDF


@pytest.mark.parametrize("content", [*HARMLESS.values(), typeset()], ids=[*HARMLESS, "typeset"])
def test_a_pdf_that_does_nothing_is_taken(store, content: bytes) -> None:
    assert receive(io.BytesIO(content), "Sarkomer.pdf", now=NOW).kind == StoredFile.Kind.PDF


def test_a_bomb_of_objects_ends_at_its_limit(store, monkeypatch) -> None:
    bomb = holding(b" " * (90 * 1024 * 1024))
    started = time.process_time()
    assert refusal(bomb) == "PDF-filen pakker ud til mere, end vi tager imod. Gør billederne mindre, og prøv igen."
    assert time.process_time() - started < 2
    monkeypatch.setattr(active_pdf, "MAX_UNPACKED", 10**10)
    assert receive(io.BytesIO(bomb), "Sarkomer.pdf", now=NOW).kind == StoredFile.Kind.PDF


@pytest.mark.parametrize(
    "piece", [b"/First stream\nendstream\n", b"stream\n", b"/EF ", b"#61", b"/Launcher", b"/ObjStm stream\n"]
)
def test_a_pdf_made_to_be_slow_ends(store, piece: bytes) -> None:
    """Two megabytes of each; taken or refused, what takes seconds here would take minutes at the limit."""
    content = pdf().replace(b"trailer", piece * (2_000_000 // len(piece)) + b"trailer")
    started = time.process_time()
    with contextlib.suppress(UnusableFile):
        active_pdf.refuse_active(content)
    assert time.process_time() - started < 2


def related(kind: str, target: str, of: str = "document.xml", mode: str = "External") -> bytes:
    """A Word document with one more relation of a part."""
    name = f"word/_rels/{of}.rels"
    relation = f'<Relationship Id="rId99" Type="{KINDS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    plain = f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{SPACE}"></Relationships>'
    relations = parts(word_text()).get(name, plain.encode())
    return with_part(word_text(), name, relations.replace(b"</Relationships>", relation.encode() + b"</Relationships>"))


def instructed(xml: str, part: str = "word/document.xml") -> bytes:
    """A Word document with fields."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "§"
    document.add_paragraph("§")
    target = io.BytesIO()
    document.save(target)
    name = next(name for name in parts(target.getvalue()) if re.fullmatch(part, name))
    content = parts(target.getvalue())[name]
    made = content.replace("<w:t>§</w:t>".encode(), xml.encode())
    assert made != content
    return with_part(target.getvalue(), name, made)


def field(*pieces: str) -> str:
    begin, end = '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="end"/>'
    return begin + "".join(f"<w:instrText>{piece}</w:instrText>" for piece in pieces) + end


FETCHES = (
    "Dokumentet henter selv noget fra en anden fil eller maskine. Bryd kæderne i Word (Filer, Oplysninger, Rediger"
    " kæder til filer), gem, og prøv igen."
)
OBJECTS = (
    "Dokumentet indeholder objekter fra andre programmer. Indsæt dem i stedet som billeder (kopiér, Indsæt speciel,"
    " Billede), og prøv igen."
)
CHUNKS = (
    "En del af dokumentet er et andet dokument, som ligger pakket i filen. Åbn filen i Word, gem den, og prøv igen."
)
ACTIVE_WORD: dict[str, tuple[Callable[[], bytes], str]] = {
    "ole": (lambda: related("oleObject", "embeddings/oleObject1.bin", mode="Internal"), OBJECTS),
    "ole elsewhere": (lambda: related("oleObject", "https://example.org/x.xls"), OBJECTS),
    "ole in a header": (lambda: related("oleObject", "embeddings/x.bin", "header1.xml", "Internal"), OBJECTS),
    "active x": (lambda: related("control", "activeX/activeX1.xml", mode="Internal"), OBJECTS),
    "a program as package": (lambda: related("package", "embeddings/x.exe", mode="Internal"), OBJECTS),
    "a template of a part": (lambda: related("attachedTemplate", "https://example.org/x.dotm"), ""),
    "a frame": (lambda: related("frame", "https://example.org/x.html", "webSettings.xml"), FETCHES),
    "a part elsewhere": (lambda: related("aFChunk", "https://example.org/x.html"), FETCHES),
    "a document inside": (lambda: related("aFChunk", "afchunk.mht", mode="Internal"), CHUNKS),
    "a text inside a header": (lambda: related("aFChunk", "x.rtf", "header1.xml", "Internal"), CHUNKS),
    "a picture on a share": (lambda: related("image", r"file:///\\example.org\x.png"), FETCHES),
    "dde": (lambda: instructed(field(r'DDEAUTO c:\\x "/k calc"')), FETCHES),
    "dde in pieces": (lambda: instructed(field(" DD", "E", r" c:\\x")), FETCHES),
    "dde in signs of its numbers": (lambda: instructed(field("&#68;&#x44;E x")), FETCHES),
    "dde hidden": (lambda: instructed(field("<![CDATA[DD]]>E x", "<!-- y -->")), FETCHES),
    "dde simple": (lambda: instructed('<w:fldSimple w:instr=" dde x"/>'), FETCHES),
    "dde simple, the other quote": (lambda: instructed("<w:fldSimple w:instr='DDE x'/>"), FETCHES),
    "dde in a header": (lambda: instructed(field("DDE x"), r"word/header\d\.xml"), FETCHES),
    "a text elsewhere": (lambda: instructed(field('INCLUDETEXT "x"')), FETCHES),
    "a link of ole": (lambda: instructed(field("LINK Excel.Sheet x")), FETCHES),
}
HARMLESS_WORD: dict[str, Callable[[], bytes]] = {
    "a link": lambda: related("hyperlink", "https://example.org"),
    "a picture from the web": lambda: related("image", "https://example.org/x.png"),
    "a sheet of a diagram": lambda: related("package", "embeddings/Sheet1.xlsx", mode="Internal"),
    "fields of references": lambda: instructed(field(" ADDIN EN.CITE x")),
    "a field of pages": lambda: instructed(field("PAGE") + "<w:t>DDE</w:t>"),
    "a table of contents": lambda: instructed(field('TOC \\o "1-3"')),
    "words of fields": lambda: instructed(field("REF LINK") + field('HYPERLINK "x"')),
}


@pytest.mark.parametrize("what", ACTIVE_WORD)
def test_a_word_document_that_does_something_is_refused(store, monkeypatch, what: str) -> None:
    made, sentence = ACTIVE_WORD[what]
    assert refusal(made(), "Sarkomer.docx") == (sentence or with_override(active_word.TEMPLATE))
    monkeypatch.setattr(active_word, "refuse_active", lambda archive, types: None)
    assert receive(io.BytesIO(made()), "Sarkomer.docx", now=NOW).kind == StoredFile.Kind.DOCX


def with_override(message: object) -> str:
    with override("da"):
        return str(message)


@pytest.mark.parametrize("what", HARMLESS_WORD)
def test_a_word_document_that_does_nothing_is_taken(store, what: str) -> None:
    assert receive(io.BytesIO(HARMLESS_WORD[what]()), "Sarkomer.docx", now=NOW).kind == StoredFile.Kind.DOCX
