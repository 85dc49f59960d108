"""It says that there are no larger changes, yet recommendations changed (domain M5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.headings import canonical

_NO_LARGER = re.compile(r"uden (?:større|væsentlige) ændringer|ingen (?:større|væsentlige) ændringer", re.IGNORECASE)


def find(subject: Subject) -> Iterator[Found]:
    """The words, and a change log that names the recommendations."""
    log = subject.reading.facts.change_log
    if not log or not any(canonical(entry.section) == "recommendations" for entry in log.entries):
        return
    for body in subject.reading.bodies("consultation", "method", "search"):
        found = _NO_LARGER.search(body.text)
        if found:
            yield Found(
                _("It says that there are no larger changes, but the change log names changed recommendations."),
                (body.quote(*found.span()), log.quote),
                _("Correct one of the two."),
            )


RULE = Rule(
    "no_larger_changes_contradicted",
    "warning",
    _("“No larger changes” does not fit with changed recommendations."),
    find,
)
