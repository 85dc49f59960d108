"""The lines of stored documents: extracted once, kept, and what could not be read kept as well."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
import typst

from guidelines.documents.guideline.facts import Place
from guidelines.documents.guideline.lines import Line
from guidelines.documents.models import DocumentText
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.reading_texts import AGAIN_AFTER, lines_of
from guidelines.documents.storing import path_of, receive
from tests.documents.uploads import pdf, stored, word_text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def printed(*pages: str) -> bytes:
    """A PDF with a line a page."""
    return bytes(typst.compile("#pagebreak()\n".join(f"{page}\n" for page in pages).encode()))


def test_a_pdf_is_read_once_and_its_text_outlives_the_file():
    document = stored(printed("Sarkomer", "Version 1.2"))
    expected = (Line("Sarkomer", Place("page", 1), True), Line("Version 1.2", Place("page", 2), True))
    assert lines_of(document, now=NOW) == expected
    path_of(document).unlink()
    assert lines_of(document, now=NOW) == expected


def test_the_lines_of_a_word_document_are_its_paragraphs():
    document = receive(io.BytesIO(word_text("Blærekræft på Ærø")), "a.docx", now=NOW)
    assert lines_of(document, now=NOW) == (Line("Blærekræft på Ærø", Place("paragraph", 1), True),)


def test_two_files_alike_have_one_text(django_assert_num_queries):
    data = printed("Sarkomer")
    first = lines_of(stored(data), now=NOW)
    other = stored(data, "kopi.pdf")
    path_of(other).unlink()
    with django_assert_num_queries(1):
        assert lines_of(other, now=NOW) == first
    assert DocumentText.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "problem"),
    [(printed(""), "no_text"), (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "damaged"), (pdf(), "damaged")],
    ids=["no text", "no pages", "no trailer"],
)
def test_what_cannot_be_read_says_so_again_without_the_file(data, problem):
    document = stored(data)
    with pytest.raises(UnreadableFile) as first:
        lines_of(document, now=NOW)
    path_of(document).unlink()
    with pytest.raises(UnreadableFile) as second:
        lines_of(document, now=NOW + AGAIN_AFTER * 2)
    assert str(first.value) == str(second.value) != ""
    assert DocumentText.objects.get().problem == problem


def test_what_took_too_much_is_tried_again_later():
    document = stored(printed("Sarkomer"))
    DocumentText.objects.create(sha256=document.sha256, kind="page", lines=[], problem="too_much", read_at=NOW)
    with pytest.raises(UnreadableFile):
        lines_of(document, now=NOW + AGAIN_AFTER)
    assert [line.text for line in lines_of(document, now=NOW + AGAIN_AFTER + timedelta(seconds=1))] == ["Sarkomer"]
    assert DocumentText.objects.get().problem == ""


def test_signs_that_no_database_takes_are_replaced(monkeypatch):
    document = stored(printed("Sarkomer"))
    read = "guidelines.documents.guideline.extracting.read_lines_of"
    monkeypatch.setattr(read, lambda *_given, **_options: (Line("a\x00b\ud800c", Place("page", 1)),))
    assert [line.text for line in lines_of(document, now=NOW)] == ["a\ufffdb\ufffdc"]
    assert [line.text for line in lines_of(document, now=NOW)] == ["a\ufffdb\ufffdc"]
