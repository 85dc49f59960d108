"""There was no consultation although recommendations changed (domain M6)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.headings import canonical


def find(subject: Subject) -> Iterator[Found]:
    """No consultation, and a change log that names the recommendations."""
    facts = subject.reading.facts
    heard, log = facts.consultation, facts.change_log
    if (
        heard.held == "false"
        and heard.quote
        and log
        and any(canonical(e.section) == "recommendations" for e in log.entries)
    ):
        yield Found(
            _("The document was not heard, although its recommendations changed."),
            (heard.quote, log.quote),
            _("Hold the consultation, or write why it was left out."),
        )


RULE = Rule(
    "consultation_skipped",
    "warning",
    _("Changed recommendations should be heard."),
    find,
)
