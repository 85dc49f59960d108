"""Guidelines that a document says will come: title as far as it is told, year, quotation and place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from guidelines.documents.guideline.announcing import MOST, read_announced
from guidelines.documents.guideline.lines import text_lines


def told(text: str) -> list[tuple[str | None, int | None]]:
    return [(one.title, one.year) for one in read_announced(text_lines(text))]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Der afventes en særskilt retningslinje om opfølgning efter sarkom i 2028.",
            ("Opfølgning efter sarkom", 2028),
        ),
        ("Der udarbejdes en retningslinje for smerter, som forventes i 2027.", ("Smerter", 2027)),
        ("En ny DSG-retningslinje i 2029 om desmoider er planlagt.", ("Desmoider", 2029)),
        ("En klinisk retningslinje vedrørende rehabilitering er under udarbejdelse.", ("Rehabilitering", None)),
        ("I 2030 forventes en national vejledning.", (None, 2030)),
        ("A separate guideline on follow-up is expected in 2029.", ("Follow-up", 2029)),
        ("En retningslinje om børn forventes mellem 2027 og 2029.", ("Børn", None)),  # two years are none
    ],
)
def test_an_announcement_is_read(sentence: str, expected: tuple[str | None, int | None]) -> None:
    assert told(f"Kirurgi kan tilbydes. {sentence} Evidensen er svag.") == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "Næste revision af denne retningslinje er planlagt til 2030.",
        "Se en retningslinje fra 2021 om ernæring.",
        "Der afventes resultater fra et forsøg i 2027.",
        "En opdatering af nærværende retningslinje forventes, og en retningslinje om andet er ikke i gang i 2027.",
        "Retningslinjen forventes revideret i 2029.",
        "En retningslinje afventes.",
    ],
)
def test_what_announces_nothing_is_not_read(sentence: str) -> None:
    assert told(f"Kirurgi kan tilbydes. {sentence} Evidensen er svag.") == []


def test_the_words_and_their_place_come_along() -> None:
    [one] = read_announced(text_lines("Første linje.\nDer afventes en\nretningslinje i 2028 om desmoider.\nSlut."))
    assert one.quote.text == "Der afventes en retningslinje i 2028 om desmoider."
    assert (one.quote.place.kind, one.quote.place.number) == ("line", 2)


def test_a_sentence_is_told_once_and_a_long_list_ends() -> None:
    assert told("Der afventes en retningslinje om A-vitamin i 2028. " * 3) == [("A-vitamin", 2028)]
    many = " ".join(f"Der afventes en retningslinje om emne {number} i 2028." for number in range(40))
    assert len(told(many)) == MOST


def test_the_seed_announces_one_for_2026(seed_file: Callable[[str], Path]) -> None:
    [one] = read_announced(text_lines(seed_file("001").read_text()))
    assert one.year == 2026
    assert one.title is not None
    assert "hjernemetastaser" in one.title.lower()
    assert one.quote.place.kind == "line"


@pytest.mark.parametrize("prefix", ["000", "002"])
def test_the_other_seeds_announce_none(seed_file: Callable[[str], Path], prefix: str) -> None:
    assert read_announced(text_lines(seed_file(prefix).read_text())) == ()
