"""A date of the approval lacks its day (domain 7.4)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.facts import DateName

_NAMES: tuple[DateName, ...] = ("clinical_approval", "administrative_approval", "published")


def find(subject: Subject) -> Iterator[Found]:
    """Approvals and publications known by month or year only."""
    for name in _NAMES:
        fact = subject.reading.facts.dates.get(name)
        if fact and fact.value and fact.value.precision != "day":
            message = _("The date “{words}” lacks its day.")
            yield Found(format_lazy(message, words=fact.value.source), (fact.quote,), _("Write the whole date."))


RULE = Rule(
    "date_without_day",
    "warning",
    _("Dates of approval should have a day."),
    find,
)
