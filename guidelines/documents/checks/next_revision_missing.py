"""No next revision is planned."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """A plan for updating, or a cover, without a date and without an interval."""
    reading = subject.reading
    bodies = reading.bodies("update_plan")
    if "next_revision" in reading.facts.dates or not (bodies or (reading.cover and reading.cover.labels - {"version"})):
        return
    evidence = (bodies[0].opening(200),) if bodies else ()
    yield Found(
        _("The document does not say when it is next to be revised."),
        evidence,
        _("Write a date, or an interval and its start."),
    )


RULE = Rule(
    "next_revision_missing",
    "warning",
    _("The document should say when it is next to be revised."),
    find,
)
