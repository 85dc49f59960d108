"""The document was approved before the search it rests on (domain L1)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.ordering import certainly_before
from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.dates import FuzzyDate


def find(subject: Subject) -> Iterator[Found]:
    """An approval whose every day lies before the search; the year that would fit is suggested, never applied."""
    dates = subject.reading.facts.dates
    crossed = certainly_before(dates.get("administrative_approval"), dates.get("last_search"))
    if crossed:
        approval, search = crossed
        message = _("The document was approved before its literature search: “{approved}” and “{searched}”.")
        year = _fitting_year(approval.value, search.value)
        suggestion = _("Should the approval have been in {year}? Ask, and correct the date in the document.")
        yield Found(
            format_lazy(message, approved=approval.value.source, searched=search.value.source),
            (approval.quote, search.quote),
            format_lazy(suggestion, year=str(year)) if year else None,
        )


def _fitting_year(approval: FuzzyDate, search: FuzzyDate) -> int | None:
    """The search's year or the one after, where the same day then lies after the search; None where neither does."""
    for year in (search.first.year, search.first.year + 1):
        try:
            moved = approval.last.replace(year=year)
        except ValueError:
            continue
        if moved >= search.first:
            return year
    return None


RULE = Rule(
    "approved_before_search",
    "error",
    _("The administrative approval must not come before the literature search."),
    find,
)
