"""Texts with one form only, and what may stand in the chain for good."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidelines.journal.rules import canonical, chained, opaque, salted


def test_canonical_text():
    assert canonical({"b": [1, None, True], "a": "Ærø"}) == '{"a":"\\u00c6r\\u00f8","b":[1,null,true]}'
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.integers() | st.text()))
def test_the_order_of_keys_does_not_matter(values):
    assert canonical(dict(reversed(values.items()))) == canonical(values)


def test_digests():
    assert chained("a", "b") == "7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78"
    assert salted("a", "b") == chained("a", "b") != chained("b", "a")


@pytest.mark.parametrize(
    ("given_fact", "kept"),
    [
        (None, None),
        (True, True),
        (2027, 2027),
        (date(2026, 12, 1), "2026-12-01"),
        ("entry_moved", "entry_moved"),
        ("højest", "højest"),
        ({"a": (1, [2])}, {"a": [1, [2]]}),
        ({3, 1, 2}, [1, 2, 3]),
    ],
)
def test_facts(given_fact, kept):
    assert opaque(given_fact) == kept


@pytest.mark.parametrize("words", ["Åse Ærø", "a@example.org", "x" * 81, "a\nb"])
def test_words_are_no_facts(words):
    with pytest.raises(ValueError, match="personal"):
        opaque({"deep": [words]})


@pytest.mark.parametrize("value", [1.5, Decimal(1), b"x"])
def test_what_json_does_not_have_is_no_fact(value):
    with pytest.raises(TypeError, match="cannot be"):
        opaque(value)
