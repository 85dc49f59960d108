"""The text awaits something in a year that does not fit the approval (domain L2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.announces_guideline import RULE as RULE_ANNOUNCED
from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """A guideline awaited more than a year after the stated approval, while the search lies after that approval."""
    dates = subject.reading.facts.dates
    approval, search = dates.get("administrative_approval"), dates.get("last_search")
    if not approval or not approval.value or not search or not search.value:
        return
    if not approval.value.certainly_before(search.value):
        return
    for found in RULE_ANNOUNCED.find(subject):
        message = _("The text looks ahead to a year that does not fit an approval of “{approved}”.")
        yield Found(
            format_lazy(message, approved=approval.value.source),
            (*found.evidence, approval.quote),
            _("Check the year of the approval."),
        )


RULE = Rule(
    "announced_year_passed",
    "warning",
    _("What the text awaits should fit the year of approval."),
    find,
)
