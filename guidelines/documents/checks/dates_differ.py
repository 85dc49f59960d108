"""The cover and the text give different dates for the same thing."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.dates import FuzzyDate


def find(subject: Subject) -> Iterator[Found]:
    """A date of the text that cannot be the one on the cover."""
    facts = subject.reading.facts
    for name, others in facts.other_dates.items():
        first = facts.dates[name]
        for other in others:
            if first.value and other.value and not _agree(first.value, other.value):
                message = _("The document gives two dates for the same thing: {first} and {other}.")
                yield Found(
                    format_lazy(message, first=first.value.source or "?", other=other.value.source or "?"),
                    (first.quote, other.quote),
                    _("Check both dates, and correct the wrong one in the document."),
                )


def _agree(first: FuzzyDate, other: FuzzyDate) -> bool:
    return first.first <= other.last and other.first <= first.last


RULE = Rule(
    "dates_differ",
    "error",
    _("The cover and the text must give the same dates."),
    find,
)
