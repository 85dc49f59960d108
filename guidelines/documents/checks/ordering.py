"""Two dates of a document that stand in the wrong order."""

from __future__ import annotations

from dataclasses import dataclass

from guidelines.documents.dates import FuzzyDate
from guidelines.documents.guideline.facts import DateFact, Quote


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that is known, and the words it was read from."""

    value: FuzzyDate
    quote: Quote


def certainly_before(one: DateFact | None, other: DateFact | None) -> tuple[Dated, Dated] | None:
    """Both dates, where both are known and every day of the first lies before the second (foundations 3); else None."""
    if one is None or other is None or one.value is None or other.value is None:
        return None
    if not one.value.certainly_before(other.value):
        return None
    return Dated(one.value, one.quote), Dated(other.value, other.quote)
