"""The next revision lies further ahead than the group allows (domain L3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.dates import add_months
from guidelines.documents.guideline.facts import Quote


def find(subject: Subject) -> Iterator[Found]:
    """A planned revision more than the longest interval after the approval; a month's slack for month precision."""
    facts, longest = subject.reading.facts, subject.limits.longest_interval_months
    approval, revision = facts.dates.get("administrative_approval"), facts.dates.get("next_revision")
    if not revision:
        return
    if revision.interval_months:
        if revision.interval_months > longest:
            yield _found(revision.interval_months, longest, (revision.quote,))
        return
    start, planned = approval.value if approval else None, revision.value
    if approval and start and planned and planned.first > add_months(start.last, longest):
        yield _found(_months(start.last, planned.first), longest, (approval.quote, revision.quote))


def _months(start: date, end: date) -> int:
    """Whole months from one day to another."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _found(months: int, longest: int, evidence: tuple[Quote, ...]) -> Found:
    message = _("The next revision is {months} months after the approval; the longest allowed is {longest}.")
    suggestion = _("Plan the revision earlier, or check the date of the approval.")
    return Found(format_lazy(message, months=str(months), longest=str(longest)), evidence, suggestion)


RULE = Rule(
    "interval_above_maximum",
    "warning",
    _("The next revision must not lie further ahead than the group's longest interval."),
    find,
)
