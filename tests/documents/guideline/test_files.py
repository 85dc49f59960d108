"""The same guideline as text, Word and PDF reads the same; what is no guideline is refused in a sentence."""

from __future__ import annotations

import io
import time

import docx
import pytest
import typst

from guidelines.documents.guideline import child, extracting, running
from guidelines.documents.guideline.report import GuidelineReport, read_guideline
from guidelines.documents.planskema_types import UnreadableFile
from tests.documents.files import saved
from tests.documents.guideline.reading import GROUPS, codes, iso, read, whole


def _word(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    return saved(document)


def _pdf(text: str) -> bytes:
    lines = "\n".join(f"#text({_literal(line)}) \\" for line in text.split("\n") if line)
    return bytes(typst.compile(f'#set page(paper: "a4")\n#set text(lang: "da")\n{lines}'.encode()))


def _literal(line: str) -> str:
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _facts(report: GuidelineReport) -> list[object]:
    """What must be the same however the words were carried; places differ."""
    whole_ = report.as_json()
    names = ("recommendations", "authors", "group", "template_version", "change_log", "consultation")
    return [iso(report, name) for name in whole_["dates"]] + [whole_[name] for name in names]


@pytest.mark.parametrize("make", [_word, _pdf], ids=["docx", "pdf"])
def test_word_and_pdf_read_as_the_text_does(make: object) -> None:
    data = make(whole())  # type: ignore[operator]
    report = read_guideline(data, file_name="x", groups=GROUPS)
    assert _facts(report) == _facts(read(whole()))
    assert codes(report) == codes(read(whole()))


def test_a_pdf_names_pages_and_a_word_document_paragraphs() -> None:
    pdf = read_guideline(_pdf(whole()), file_name="x.pdf", groups=GROUPS)
    word = read_guideline(_word(whole()), file_name="x.docx", groups=GROUPS)
    assert pdf.facts.dates["administrative_approval"].quote.place.kind == "page"
    assert word.facts.dates["administrative_approval"].quote.place.kind == "paragraph"


def test_numbers_that_word_itself_writes_are_read() -> None:
    document = docx.Document()
    document.add_paragraph("1. Anbefalinger (Quick guide)")
    for text in ("Et råd (A)", "Et andet råd (B)"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("2. Introduktion")
    report = read_guideline(saved(document), file_name="x.docx", groups=GROUPS)
    assert [(item.number, item.strengths) for item in report.facts.recommendations] == [("1", ("A",)), ("2", ("B",))]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"  \n", extracting.EMPTY),
        (b"%PDF-1.7\nnothing\n%%EOF", extracting.DAMAGED),
        (b"PK\x03\x04 nothing", extracting.DAMAGED),
        (b"x" * (extracting.MAX_BYTES + 1), extracting.TOO_LARGE),
    ],
    ids=["empty", "broken pdf", "broken zip", "too large"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, message: object) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_guideline(data, file_name="x", groups=GROUPS)
    assert refused.value.message == message


def test_a_pdf_without_text_says_so() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_guideline(bytes(typst.compile(b"#rect(width: 5cm)")), file_name="scan.pdf", groups=GROUPS)
    assert refused.value.message == extracting.NO_TEXT


def test_the_child_is_ended_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that never ends is ended by the clock, and the person told."""
    monkeypatch.setattr(extracting, "_WAIT", 0.01)
    started = time.monotonic()
    with pytest.raises(UnreadableFile) as refused:
        extracting.read_lines_of(_pdf(whole()), "x.pdf")
    assert refused.value.message == extracting.TOO_MUCH
    assert time.monotonic() - started < 5


def test_the_child_has_limits_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    set_: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(child.resource, "setrlimit", lambda kind, limit: set_.update({kind: limit}))
    monkeypatch.setattr(child.sys, "argv", ["child", "pdf"])
    monkeypatch.setattr(child.sys, "stdin", io.TextIOWrapper(io.BytesIO(b"no pdf")))
    assert child.main() == child.DAMAGED
    assert set_[child.resource.RLIMIT_CPU] == (child.SECONDS, child.SECONDS)
    assert set_[child.resource.RLIMIT_AS] == (child.MEMORY, child.MEMORY)
    assert set_[child.resource.RLIMIT_FSIZE] == (0, 0)


def test_whoever_comes_while_others_are_read_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_PATIENCE", 0.01)
    with running._TURNS, running._TURNS, pytest.raises(UnreadableFile) as refused:
        extracting.read_lines_of(_pdf(whole()), "x.pdf")
    assert refused.value.message == running.BUSY
    assert extracting.read_lines_of(_pdf(whole()), "x.pdf")
