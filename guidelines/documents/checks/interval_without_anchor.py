"""An interval is stated without what it counts from (domain M9)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.checks.wording import shown


def find(subject: Subject) -> Iterator[Found]:
    """An interval counted from the administrative approval because the words name nothing."""
    revision = subject.reading.facts.dates.get("next_revision")
    if revision and revision.interval_months and not revision.is_anchor_stated:
        day = shown(revision.value) if revision.value else "?"
        message = _(
            "The next revision is stated as an interval without a start. From the administrative approval it is {day}."
        )
        yield Found(
            format_lazy(message, day=day), (revision.quote,), _("Confirm the date when you register the version.")
        )


RULE = Rule(
    "interval_without_anchor",
    "unknown",
    _("An interval should say what it counts from."),
    find,
)
