from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.people.rules import Likeness, alike, is_in_force, likeness, name_key, recent, short_name

names = st.text(alphabet="abcæøå .-BH", min_size=1, max_size=20)


def test_full_stops_case_and_blanks_make_no_other_name() -> None:
    assert name_key("Bjarne H.  Hansen ") == name_key("bjarne h hansen") == "bjarne h hansen"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Bjarne H Hansen", "Bjarne H. Hansen", Likeness.SAME),
        ("Søren Krarup-Hansen", "Soeren Krarup Hansen", Likeness.SAME),
        ("Bjarne Hansen", "Bjarne H. Hansen", Likeness.INITIALS),
        ("B. H. Hansen", "Bjarne Holm Hansen", Likeness.INITIALS),
        ("Bjarne Hansen", "B. Hansen", Likeness.INITIALS),
        ("Ditte Engholm", "Ditte Engholn", Likeness.SPELLING),
        ("Ditte Engholm", "Dite Engholm", Likeness.SPELLING),
        ("Ditte Engholm", "Ditte Enghoml", Likeness.SPELLING),
        ("Bjarne K. Hansen", "Bjarne H. Hansen", Likeness.SPELLING),
        ("Bjarne Hansen", "Birgit Hansen", None),
        ("Bjarne Hansen", "Bjarne Jensen", None),
        ("Bo Ly", "Bo Ry", None),
        ("Hansen", "Hansen B", None),
    ],
)
def test_likeness(one: str, other: str, expected: Likeness | None) -> None:
    assert likeness(one, other) == likeness(other, one) == expected


@given(names, names)
def test_likeness_is_mutual(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)


def test_pairs_that_may_be_one_person() -> None:
    people = [
        (1, "Bjarne Hansen"),
        (2, "Gudrun Lund"),
        (3, "B. Hansen"),
        (4, "Gudrun Lunde"),
        (5, ""),
        (6, "Bjarne Ho"),
    ]
    assert list(alike(people)) == [(1, 3, Likeness.INITIALS), (2, 4, Likeness.SPELLING)]


def test_short_names() -> None:
    assert [short_name(name) for name in ("Anders Krarup-Hansen", "Asger", "Mona M. Bæk")] == [
        "A. Krarup-Hansen",
        "Asger",
        "M. Bæk",
    ]


def test_the_last_day_is_inside() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    assert [is_in_force(first, last, day) for day in (first, last, date(2025, 12, 31), date(2026, 2, 1))] == [
        True,
        True,
        False,
        False,
    ]
    assert is_in_force(None, None, first)


def test_an_hour_ago_counts_no_more() -> None:
    assert recent([0.0, 1.0, 3600.0], 3600.0) == [1.0, 3600.0]
