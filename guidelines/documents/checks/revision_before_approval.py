"""The next revision is planned for before the approval (domain 7.4)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.ordering import certainly_before
from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.facts import DateName


def find(subject: Subject) -> Iterator[Found]:
    """A stated revision or expiry whose every day lies before the approval."""
    dates = subject.reading.facts.dates
    approved = dates.get("administrative_approval") or dates.get("clinical_approval")
    for name in _LATER:
        stated = dates.get(name)
        crossed = certainly_before(stated, approved)
        if stated and not stated.interval_months and crossed:
            later, approval = crossed
            message = _("The next revision or expiry ({later}) comes before the approval ({approval}).")
            yield Found(
                format_lazy(message, later=later.value.source, approval=approval.value.source),
                (later.quote, approval.quote),
                _("Check both dates, and correct the wrong one in the document."),
            )


_LATER: tuple[DateName, ...] = ("next_revision", "expiry")


RULE = Rule(
    "revision_before_approval",
    "error",
    _("The next revision must come after the approval."),
    find,
)
