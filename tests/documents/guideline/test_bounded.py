"""Texts made to keep the reader busy: each is read or refused in a time that grows with its length alone."""

from __future__ import annotations

import time

import pytest

from guidelines.documents.checks import hits_differ
from guidelines.documents.checks.catalogue import MOST
from guidelines.documents.checks.fingerprints import mended
from guidelines.documents.checks.types import Limits, Subject
from guidelines.documents.guideline import child, running
from guidelines.documents.guideline.extracting import MAX_LINE, MAX_TEXT, TOO_MUCH, read_lines_of
from guidelines.documents.guideline.file_names import read_file_name
from guidelines.documents.guideline.lines import Passage, text_lines
from guidelines.documents.guideline.report import GuidelineReport
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.wording import one_line
from guidelines.register.matching import Known, propose
from tests.documents.guideline.hostile_pdfs import honest
from tests.documents.guideline.reading import codes, read, whole

SECONDS = 4.0  # of processor
LINES = 12_000
APPENDIX = "7. Bilag\nBilag 1\n"
COVER = "Kirurgi\nVersion\nGODKENDT\nFaglig godkendelse\nAdministrativ godkendelse\nREVISION\nPlanlagt:\n"
SAID = "Sagt her.\n" * 10_000

WITNESSES = {
    "page numbers": "\f" + "12\n" * LINES,
    "addresses": APPENDIX + ("." * 2000 + "\n") * 40,
    "an entry that goes on": whole(authors="• Ada Berg, læge\n" + ("kirurgi " * 12 + "\n") * 4_000),
    "humps": whole(authors="Ada Berg, læge, " + ("aA" * 990 + "\n") * 40),
    "placeholders": whole(template=("xx." + "x" * 1900 + "y\n") * 200),
    "dates of a cover": COVER + ("3.5.2020 (DSG) " * 300 + "\n") * 50 + whole(),
    "names": whole(clinical="Godkendt af " + ("A" * 1900 + " b\n") * 100),
    "names with signs": whole(clinical="Godkendt af " + ("A'" * 950 + " b\n") * 180),
    "quotations": whole(template=SAID + "version 9 af skabelon.\n" * 5_000),
    "placeholders left": whole(template="Alt er sagt. [indsæt navn]\n" * 8_000),
    "mentions and searches": whole(
        search="PubMed (7 fund)\n" * 2_000, searches="PubMed 10-03-2025 AB (12 hits)\n" * 1_500
    ),
    "a recommendation in lines": whole(recommendations="1. Patienter\n" + ("ord" * 20 + "\n") * 8_000),
    "a recommendation in letters": whole(recommendations="1. Patienter\n" + "a\n" * LINES),
    "announced": whole(search="").replace("Voksne.", "en retningslinje i 2030 og\n" * 8_000),
    "links": whole(monitoring="").replace("Voksne.", ("http://laegemiddelstyrelsen.dk" * 64 + "\n") * 100),
    "authors": whole(authors="Ada Berg, læge, Nordby Hospital. Ingen interessekonflikter.\n" * 8_000),
    "reviewers": whole(consultation=("review af Ada Berg, Bo Dal " * 50 + "\n") * 100),
    "changes": whole(log="Nyt siden version 1.0\nReferencer\n" + "ord og flere ord\n" * 10_000),
    "days of searches": whole(searches="PubMed 10-03-2025 og alt\n" * 1_500),
}


def seconds(since: float) -> float:
    return time.process_time() - since


@pytest.mark.parametrize("what", WITNESSES)
def test_a_text_is_read_in_a_time_that_grows_with_its_length_alone(what: str) -> None:
    read(whole())  # patterns are made once
    started = time.process_time()
    read(WITNESSES[what])
    assert seconds(started) < SECONDS


def test_mentions_of_databases_are_read_where_they_stand() -> None:
    report = read(whole(search="PubMed her\n" * 12_000 + ("ord " * 400 + "\n") * 500))
    subject = Subject(report.reading, report.name, Limits())
    started = time.process_time()
    assert not list(hits_differ.find(subject))
    assert seconds(started) < SECONDS


def test_a_text_longer_than_a_guideline_is_refused_at_once() -> None:
    started = time.process_time()
    with pytest.raises(UnreadableFile) as error:
        read_lines_of(b"Et ord.\n" * (MAX_TEXT // 8 + 1), "x.txt")
    assert error.value.message is TOO_MUCH
    assert seconds(started) < SECONDS


def test_a_long_line_is_parted_between_its_words_and_loses_none() -> None:
    words = [f"ord{at}" for at in range(2_000)]
    lines = read_lines_of(" ".join(words).encode(), "x.txt")
    assert max(len(line.text) for line in lines) <= MAX_LINE
    assert " ".join(line.text for line in lines).split() == words
    assert [line.place for line in lines] == [lines[0].place] * len(lines)
    assert len(read_lines_of(b"x" * (MAX_LINE * 3 + 1), "x.txt")) == 4


def test_what_the_child_says_is_bounded_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert running.in_child("pdf", honest())
    monkeypatch.setattr(child, "MAX_OUTPUT", 10)
    with pytest.raises(running.NotRead) as error:
        running.in_child("pdf", honest())
    assert not error.value.is_damaged


def test_lines_are_joined_as_before_however_many_there_are() -> None:
    assert one_line("Kemo-\nterapi og høj-\nog lavdosis\n\nnon-\nHodgkin stråle\u00ad\nterapi re-\noperation") == (
        "Kemoterapi og høj- og lavdosis non-Hodgkin stråleterapi re-operation"
    )
    started = time.process_time()
    assert len(one_line("ord og\n" * 100_000)) == 7 * 100_000 - 1
    assert len(one_line("ord-\n" * 100_000)) == 3 * 100_000 + 1
    assert seconds(started) < SECONDS


def test_a_rule_keeps_as_many_findings_as_somebody_can_mend() -> None:
    report = read(whole(template="Alt er sagt. [indsæt navn] " * (MOST + 10)))
    assert codes(report).count("placeholder_left") == MOST


def test_findings_of_two_files_are_compared_in_one_go() -> None:
    found = read(whole(template="Alt er sagt. [indsæt navn] ")).findings[0]
    many = [type(found)(f"{found.code}{at}", found.severity, found.message, found.evidence) for at in range(4_000)]
    started = time.process_time()
    assert mended(many, many[1:]) == many[:1]
    assert seconds(started) < SECONDS


def test_a_title_as_long_as_a_cover_is_compared_by_its_beginning() -> None:
    known = [Known(f"k{at}", f"Kirurgi ved blødt væv {at}") for at in range(300)]
    report = read("kirurgi ved væv " * 370 + "\nVersion 1.1\nFaglig godkendelse 3. maj 2020 (DSG)\n" + whole())
    assert report.facts.title is not None
    started = time.process_time()
    propose(GuidelineReport(report.reading, read_file_name("x.txt", {}), ()), known)
    assert seconds(started) < SECONDS


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("Her", "Her er ord."),
        ("er to", "Det er jf. Nordby er to."),
        ("Tre", "Tre ord."),
        ("ord. Det er", "Her er ord. Det er jf. Nordby er to."),
        ("til sidst", "Fire til sidst"),
    ],
)
def test_a_quotation_is_the_sentences_around_the_words(words: str, quoted: str) -> None:
    passage = Passage(text_lines("Her er ord. Det er jf. Nordby er to.\nTre ord. Fire til sidst"))
    at = passage.text.index(words)
    assert passage.quote(at, at + len(words)).text == quoted
