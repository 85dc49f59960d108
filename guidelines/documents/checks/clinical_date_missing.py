"""The clinical approval has no date (domain L9, M7)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """A clinical approval that is mentioned without a date."""
    facts, cover = subject.reading.facts, subject.reading.cover
    quote = facts.approval_quotes.get("clinical_approval_by")
    bodies = subject.reading.bodies("clinical_approval")
    if "clinical_approval" in facts.dates or not (quote or bodies or (cover and "clinical_approval" in cover.labels)):
        return
    evidence = quote or (bodies[0].opening(200) if bodies else None)
    yield Found(
        _("The clinical approval has no date."),
        (evidence,) if evidence else (),
        _("Write the day of the clinical approval."),
    )


RULE = Rule(
    "clinical_date_missing",
    "warning",
    _("The clinical approval should have a date."),
    find,
)
