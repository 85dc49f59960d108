"""An appendix is cited, but is not there (domain L6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.lines import Passage

_CITED = re.compile(r"\bbilag\s+(?P<number>\d{1,2})\b", re.IGNORECASE)


def find(subject: Subject) -> Iterator[Found]:
    """Each appendix cited in the text that has no heading."""
    there = {section.appendix for section in subject.reading.sections if section.appendix}
    headings = {id(section.line) for section in subject.reading.sections}
    body = Passage(line for line in subject.reading.lines if id(line) not in headings)
    seen: set[int] = set()
    for hit in _CITED.finditer(body.text):
        number = int(hit["number"])
        if number not in there and number not in seen:
            seen.add(number)
            message = _("Appendix {number} is cited, but is not in the document.")
            yield Found(
                format_lazy(message, number=str(number)),
                (body.quote(*hit.span()),),
                _("Add the appendix, or leave the citation out."),
            )


RULE = Rule(
    "appendix_missing",
    "error",
    _("Every appendix that is cited must be there."),
    find,
)
