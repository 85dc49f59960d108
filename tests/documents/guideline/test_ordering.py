"""Two dates in the wrong order: only where both are known and no day of theirs would be in the right one."""

from __future__ import annotations

import pytest

from guidelines.documents.checks.ordering import certainly_before
from guidelines.documents.dates import parse_date
from guidelines.documents.guideline.facts import DateFact, Place, Quote


def fact(text: str) -> DateFact | None:
    """A date as a document states it; "" none at all, "?" an interval that counts from nothing known."""
    quote = Quote(text, Place("line", 1), 0.9)
    return DateFact(None if text == "?" else parse_date(text)[0], quote) if text else None


@pytest.mark.parametrize(
    ("one", "other", "is_before"),
    [
        ("30.12.2024", "november 2025", True),
        ("2024", "januar 2025", True),
        ("31.10.2025", "november 2025", True),
        ("1.11.2025", "november 2025", False),
        ("november 2025", "2025", False),
        ("november 2025", "30.12.2024", False),
        ("", "november 2025", False),
        ("30.12.2024", "", False),
        ("?", "november 2025", False),
        ("30.12.2024", "?", False),
    ],
)
def test_two_dates_are_in_order_unless_every_day_says_otherwise(one: str, other: str, is_before: bool) -> None:
    found = certainly_before(fact(one), fact(other))
    assert ([dated.quote.text for dated in found] if found else None) == ([one, other] if is_before else None)
