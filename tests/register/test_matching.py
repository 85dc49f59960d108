"""Which known guideline a document is proposed for, and why."""

from __future__ import annotations

import pytest
from django.utils import translation

from guidelines.register.matching import Known, propose
from tests.documents.guideline.reading import read, whole

SARCOMA = Known("gist", "Medicinsk behandling til patienter med GIST", "GIST", frozenset({"DSG"}), frozenset({"1.0"}))
UTERINE = Known("uterine-sarkomer", "Uterine sarkomer", groups=frozenset({"DSG"}))
BONE = Known("knogle", "Knoglesarkomer hos børn", groups=frozenset({"DSG"}), files=("dsg_osteosarkom_v1_0.pdf",))
POEMS = Known("poems", "POEMS-syndrom", groups=frozenset({"DMSG"}), labels=frozenset({"2.0"}))
KNOWN = [SARCOMA, UTERINE, BONE, POEMS]


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def proposed(text: str, file_name: str = "fil.pdf") -> list[tuple[str, tuple[str, ...]]]:
    return [(match.known.slug, match.reasons) for match in propose(read(text, file_name), KNOWN)]


def about(words: str, **parts: str) -> str:
    return whole(recommendations=f"Udredning\n1. Patienter med {words} kan tilbydes scanning (B)", **parts)


def test_words_of_the_title_in_the_recommendations_are_a_reason():
    assert proposed(about("POEMS-syndrom")) == [("poems", ("Dokumentet har ord fra titlen: POEMS, syndrom.",))]


def test_an_earlier_version_that_is_registered_supports_it():
    found = proposed(about("POEMS-syndrom", log="Nyt siden version 2.0\nReferencer\nTo er tilføjet."))
    assert found == [
        (
            "poems",
            ("Dokumentet har ord fra titlen: POEMS, syndrom.", "Den er lavet ud fra version 2.0, som er registreret."),
        )
    ]


@pytest.mark.parametrize(
    ("file_name", "slug"),
    [("dsg_uterine_sarkomer_v1_1.pdf", "uterine-sarkomer"), ("dsg_osteosarkom_v2_0.pdf", "knogle")],
)
def test_the_name_of_the_file_is_the_best_reason(file_name, slug):
    first = proposed(about("GIST"), file_name)[0]
    assert (first[0], first[1][0]) == (slug, "Filen hedder det samme som før.")


def test_inflected_words_are_one_word():
    assert [slug for slug, _why in proposed(about("uterint sarkom"))] == ["uterine-sarkomer"]


def test_a_group_alone_proposes_nothing():
    assert proposed(about("noget andet")) == []


def test_at_most_five_are_proposed():
    many = [Known(f"gist-{number}", f"GIST {number}") for number in range(9)]
    assert len(propose(read(about("GIST")), many)) == 5
