"""What a document says for each field of *Registrér version*: values, words, doubts, and nothing invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from guidelines.documents.dates import FuzzyDate, parse_date
from guidelines.documents.guideline.facts import ChangeLog, DateFact, Place, Quote, Stated
from guidelines.register.filling import Filled, date_words, fill, merged, quotes_of
from tests.documents.guideline.reading import read, whole
from tests.register.documents import interval_text


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def values(text: str, file_name: str = "retningslinje.txt") -> dict[str, str]:
    """What is put into each field that gets anything."""
    return {name: filled.value for name, filled in fill(read(text, file_name)).items() if filled.value}


def test_dates_are_filled_as_the_document_writes_them():
    assert values(whole()) == {
        "template_version": "10",
        "last_search": "10-03-2025",
        "clinical_approval": "3. juni 2025",
        "administrative_approval": "10. juni 2025",
        "next_due": "1. juni 2030",
    }


def test_an_interval_is_months_and_what_they_count_from_and_never_a_date():
    filled = fill(read(interval_text()))
    assert {name: filled[name].value for name in ("months", "counts_from", "next_due")} == {
        "months": "60",
        "counts_from": "administrative_approval",
        "next_due": "",
    }
    assert filled["months"].notes == ("5 år efter den administrative godkendelse: 11. december 2030.",)
    assert "planlagt om 5 år" in filled["months"].quote.text
    assert len(filled["counts_from"].doubts) == 1  # the document does not say what it counts from


def test_a_month_stays_a_month():
    text = interval_text(administrative="december 2025", searches="Ingen")
    filled = fill(read(text))
    assert filled["administrative_approval"].value == "december 2025"
    assert filled["last_search"].value == "oktober 2025"
    assert filled["months"].notes == ("5 år efter den administrative godkendelse: december 2030.",)


def test_an_interval_without_a_known_start_says_so():
    filled = fill(read(interval_text(administrative="", clinical="Vera Lind")))
    assert (filled["months"].value, filled["administrative_approval"].value) == ("60", "")
    assert filled["months"].notes == ("Den dato, der tælles fra, er ikke kendt: skriv den ovenfor.",)


def test_the_version_it_was_made_from_is_a_hint_and_no_value():
    label = fill(read(interval_text(), "dsg_proeve_v2_2_admgodk111225.pdf"))["label"]
    assert label.value == ""
    assert label.notes == (
        "Dokumentet siger ikke, hvilken version det er. Skriv det nummer, du kender det ved.",
        "Filnavnet siger 2.2.",
        "Det siger, at det er lavet ud fra version 2.0, 2.1.",
    )
    assert len(label.hints) == 2
    assert any("2.0" in doubt and "2.1" in doubt for doubt in label.doubts)


def test_the_file_name_is_a_second_witness():
    agrees = fill(read(whole(), "dsg_proeve_v1_1_admgodk10062025.pdf"))["administrative_approval"]
    assert (agrees.notes, agrees.doubts) == (("Filnavnet siger det samme.",), ())
    differs = fill(read(whole(), "dsg_proeve_v1_1_admgodk11062025.pdf"))["administrative_approval"]
    assert differs.notes == ()
    assert ["11. juni 2025" in doubt for doubt in differs.doubts] == [True]


def test_what_the_rules_find_stands_at_the_field_it_touches():
    filled = fill(read(whole(administrative="30. december 2024", clinical="3. december 2024 af Vera Lind")))
    assert [len(filled[name].doubts) for name in ("administrative_approval", "last_search", "next_due")] == [1, 1, 0]
    assert "30. december 2024" in filled["administrative_approval"].doubts[0]


def with_date(name: str, words: str, *others: str, confidence: float = 0.9) -> dict[str, Filled]:
    """What is filled where the document gives a date in these words, and in others elsewhere."""
    report = read(whole())
    facts = [DateFact(parse_date(each)[0], Quote(each, Place("page", 1), confidence)) for each in (words, *others)]
    read_ = replace(report.reading.facts, dates={name: facts[0]}, other_dates={name: tuple(facts[1:])})
    return fill(replace(report, reading=replace(report.reading, facts=read_)))


def test_words_that_read_two_ways_are_a_doubt():
    filled = with_date("submitted", "130121")["submitted"]
    assert (filled.value, filled.doubts) == ("130121", ("Ordene kan også læses som 21. januar 2013.",))


def test_another_place_that_says_something_else_is_a_doubt():
    doubts = with_date("submitted", "1. maj 2025", "2. maj 2025", "1.5.2025")["submitted"].doubts
    assert doubts == ("Et andet sted står der 2. maj 2025.",)


def test_what_was_read_without_being_sure_is_a_doubt():
    assert with_date("submitted", "1. maj 2025", confidence=0.8)["submitted"].doubts == ()
    doubts = with_date("submitted", "1. maj 2025", confidence=0.79)["submitted"].doubts
    assert doubts == ("Vi er ikke sikre på, at vi har læst det rigtigt. Se det efter.",)


def test_words_the_form_would_read_otherwise_become_the_date_itself():
    known = FuzzyDate.day(date(2030, 12, 1), "senest den 1. december i året 2030")
    assert [date_words(known), date_words(FuzzyDate.month(2025, 11, "november 2025"))] == [
        "2030-12-01",
        "november 2025",
    ]


def test_what_the_document_does_not_say_says_so():
    filled = fill(read("Kort tekst uden noget\nom sygdommen"))
    assert {name: read_.value for name, read_ in filled.items() if read_.value} == {}
    assert filled["published"].notes == ("Vi fandt det ikke i dokumentet.",)


def test_the_words_are_known_with_their_place():
    quotes = quotes_of(read(interval_text()).facts)
    assert sorted(quotes) == [
        "administrative_approval",
        "clinical_approval",
        "last_search",
        "months",
        "template_version",
    ]
    assert quotes["administrative_approval"].place == Place("line", 31)


READ = {"months": Filled("60"), "counts_from": Filled("published"), "label": Filled("1.2")}


@pytest.mark.parametrize(
    ("posted", "given"),
    [
        ({"counts_from": "administrative_approval"}, {"label": "1.2", "months": "60", "counts_from": "published"}),
        ({"label": "2.0"}, {"label": "2.0", "months": "60", "counts_from": "published"}),
        ({"next_due": "2030", "counts_from": "x"}, {"label": "1.2", "next_due": "2030", "counts_from": "x"}),
        ({"months": "36", "counts_from": "x"}, {"label": "1.2", "months": "36", "counts_from": "x"}),
        ({"label": "0.9"}, {"label": "1.2", "months": "60", "counts_from": "published"}),
    ],
)
def test_what_was_typed_stands_and_what_another_document_brought_does_not(posted, given):
    assert merged(posted, READ, {"label": Filled("0.9")}) == given


# --- the kind of version: no document says it, two numbers propose it


def proposed(version: str | None, *bases: str, log: ChangeLog | None = None) -> Filled:
    quote = Quote("ordene", Place("page", 1))
    facts = replace(
        read(whole()).facts,
        version=Stated(version, quote) if version else None,
        base_versions=tuple(Stated(base, quote) for base in bases),
        change_log=log,
    )
    report = read(whole())
    return fill(replace(report, reading=replace(report.reading, facts=facts)))["kind"]


@pytest.mark.parametrize(
    ("version", "bases", "kind"),
    [
        ("2.0", ("1.1",), "major"),
        ("1.10", ("1.9",), "minor"),
        ("1.0", (), "first"),
        ("1,0", (), "first"),
        ("2.0", (), ""),
        ("2.0", ("1.0", "1.1"), ""),
        ("1.0", ("1.0",), ""),
        ("1.0", ("2.0",), ""),
        (None, ("1.0",), ""),
    ],
)
def test_the_kind_is_proposed_from_the_version_it_was_made_from_alone(version, bases, kind):
    filled = proposed(version, *bases)
    assert (filled.value, len(filled.doubts), filled.quote is not None) == (kind, bool(kind), bool(kind))


def test_a_first_version_has_no_change_log():
    assert proposed("1.0", log=ChangeLog(None, (), Quote("Bilag 1", Place("page", 9)))).value == ""


def test_a_kind_nobody_chose_gives_way_and_one_that_was_chosen_stays():
    filled = {"kind": Filled("major")}
    assert merged({"kind": "unknown"}, filled, {}) == {"kind": "major"}
    assert merged({"kind": "correction"}, filled, {}) == {"kind": "correction"}


def test_an_expiry_stands_apart_from_the_next_revision():
    text = f"GODKENDT\nUdløbsdato: 1. juni 2031\n{whole()}"
    found = values(text)
    assert (found.get("expiry"), found["next_due"]) == ("1. juni 2031", "1. juni 2030")
    assert fill(read(whole()))["expiry"] == Filled()
