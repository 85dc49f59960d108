"""Titles of a document are matched to known guidelines: equal, alike and asked about, or new."""

from __future__ import annotations

import pytest

from guidelines.planning.importing.matching import Match, match_titles, title_key, title_language

MULTIPLE = "Multiple endonkromer og osteokondromer - udredning og opfølgning"
SOLITARY = "Solitære enkondromer og osteokondromer – Udredning og opfølgning"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kæmpecelletumorer", "KÆMPECELLETUMORER "),
        ("Ewing's tumours – bone", "Ewing’s tumours - bone"),
        ("Udredning (GIST)", "Udredning  GIST"),
        ("Bla\u030abær", "Blåbær"),
    ],
)
def test_writings_of_one_title_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


def test_equal_titles_match_without_a_question() -> None:
    assert match_titles([SOLITARY.upper()], {7: SOLITARY, 8: MULTIPLE}) == [Match(7)]


def test_a_corrected_typo_is_proposed() -> None:
    corrected = MULTIPLE.replace("endonkromer", "enkondromer")
    assert match_titles([corrected], {8: MULTIPLE}) == [Match(8, is_proposal=True)]


LONG = " ".join(f"ordet{letter}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ("Sarkomer", "Sarkommer"),
        ("Uterine sarkomer", "Uterin sarkom"),
        ("Uterine sarkomer hos unge", "Uterin sarkomer hos unge"),
        (LONG, LONG.replace("ordetaa", "orddetaa").replace("ordetzz", "ordetz")),
    ],
)
def test_one_or_two_corrected_words_are_proposed_in_titles_of_any_length(known: str, written: str) -> None:
    assert match_titles([written], {3: known, 4: "Noget andet"}) == [Match(3, is_proposal=True)]


def test_three_corrected_words_make_another_title() -> None:
    written = LONG.replace("ordetaa", "orddetaa").replace("ordetzz", "ordetz").replace("ordetkk", "ordetk")
    assert match_titles([written], {3: LONG}) == [Match(None)]


def test_titles_that_differ_in_their_first_word_are_two_guidelines() -> None:
    assert match_titles([SOLITARY], {8: MULTIPLE}) == [Match(None)]


def test_a_guideline_taken_by_its_own_title_is_not_proposed_again() -> None:
    corrected = MULTIPLE.replace("endonkromer", "enkondromer")
    assert match_titles([MULTIPLE, corrected], {8: MULTIPLE}) == [Match(8), Match(None)]


def test_a_likeness_to_two_guidelines_is_no_proposal() -> None:
    known = {1: "Behandling af sarkomer i armen", 2: "Behandling af sarkomer i armene"}
    assert match_titles(["Behandling af sarkomer i armenn"], known) == [Match(None)]


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Radiotherapy of localized soft tissue sarcoma", "en"),
        ("Radiotherapy of bone sarcomas – Ewing's tumours", "en"),
        ("Medicinsk behandling til patienter med Gastrointestinal Stromal Tumor (GIST)", "da"),
        ("Desmoid fibromatose", "da"),
    ],
)
def test_the_language_of_a_title(title: str, language: str) -> None:
    assert title_language(title) == language
