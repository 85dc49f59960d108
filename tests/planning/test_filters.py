"""Filters in the address: read, written back, and what they keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.planning.filters import Order, PlanFilter, Show, counts, kept_rows, read_filter
from tests.planning.made import READER, entry, guideline, rows, step

FACTS = (
    guideline(id=1, title="Ærøs sarkomer"),
    guideline(id=2, validity="overdue", due_last=date(2025, 12, 21), title="GIST"),
    guideline(id=3, revision=1, revision_entry=3, stage="clinical_approval", is_returned=False),
    guideline(id=4),
    guideline(id=5),
    entry(id=1, guideline=1, year=2027, lead=(2, "Søren Åkær")),
    entry(id=2, guideline=2, year=2025, lead=(3, "Bo")),
    entry(id=3, guideline=3, year=2026, lead=(3, "Bo")),
    entry(id=4, guideline=4, year=2027),
    entry(id=5, guideline=5, year=None, lead=(3, "Bo")),
    step(guideline=3, role="chair", group=1),
)


def kept(wanted: PlanFilter) -> list[int]:
    return [row.facts.id for row in kept_rows(rows(*FACTS), wanted, 2027)]


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        (Show.ALL, [1, 2, 3, 4, 5]),
        (Show.OVERDUE, [2]),
        (Show.YOURS, [3]),
        (Show.NEXT_YEAR, [1, 4]),
        (Show.NO_LEAD, [4]),
        (Show.NO_YEAR, [5]),
    ],
)
def test_a_chip_keeps_what_it_counts(show: Show, expected: list[int]) -> None:
    assert kept(PlanFilter(show=show)) == expected
    assert counts(rows(*FACTS), 2027)[show] == len(expected)


def test_lateness_is_not_to_be_filtered_by_readers_of_other_groups() -> None:
    found = counts(rows(*FACTS, viewer=READER), 2027)
    assert (found[Show.OVERDUE], found[Show.YOURS]) == (0, 0)


@pytest.mark.parametrize(
    ("q", "expected"),
    [("ærø", [1]), ("AERO", [1]), ("gist", [2]), ("akaer sarkomer", [1]), ("bo gist", [2]), ("x", [])],
)
def test_the_search_finds_titles_and_names_in_either_spelling(q: str, expected: list[int]) -> None:
    assert kept(PlanFilter(q=q)) == expected


def test_filters_add_up() -> None:
    assert kept(PlanFilter(lead=3)) == [2, 3, 5]
    assert kept(PlanFilter(lead=3, show=Show.YOURS)) == [3]
    assert kept(PlanFilter(lead=3, q="gist")) == [2]


filters = st.builds(
    PlanFilter,
    show=st.sampled_from(Show),
    lead=st.none() | st.integers(1, 10**8),
    order=st.sampled_from(Order),
    q=st.sampled_from(["", "ærø", "a b", "50 %&="]),
    whole=st.booleans(),
    edit=st.booleans(),
)


@given(filters)
def test_an_address_reads_back_as_what_wrote_it(wanted: PlanFilter) -> None:
    assert read_filter(dict(parse_qsl(wanted.query().removeprefix("?")))) == wanted


def test_nothing_asked_for_is_an_empty_query() -> None:
    assert PlanFilter().query() == "?"
    assert PlanFilter(show=Show.YOURS).query(show=Show.ALL) == "?"


@given(st.dictionaries(st.sampled_from(["vis", "tovholder", "orden", "q", "aar", "rediger"]), st.text()))
def test_nonsense_in_the_address_never_fails(asked: dict[str, str]) -> None:
    assert isinstance(kept(replace(read_filter(asked), edit=False)), list)


@pytest.mark.parametrize("value", ["²", "1e3", "-1", "9" * 12, "x"])
def test_a_tovholder_is_a_number(value: str) -> None:
    assert read_filter({"tovholder": value}) == PlanFilter()
