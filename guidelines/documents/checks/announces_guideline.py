"""Another guideline is announced in the text (domain L20)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.lines import Passage

_AWAITED = re.compile(
    r"(?:afventes|planlægges|udarbejdes|forventes)\b[^.]{0,60}?retningslinje\b[^.]{0,40}?\bi (?P<year>20\d\d)",
    re.IGNORECASE,
)


def find(subject: Subject) -> Iterator[Found]:
    """A guideline awaited in a year."""
    whole = Passage(subject.reading.lines)
    for hit in _AWAITED.finditer(whole.text):
        message = _("The text announces another guideline for {year}. Is it in the plan?")
        yield Found(
            format_lazy(message, year=hit["year"]),
            (whole.quote(*hit.span()),),
            _("Put it in the plan as a new guideline."),
        )


RULE = Rule(
    "announces_guideline",
    "unknown",
    _("A guideline that is announced should stand in the plan."),
    find,
)
