"""One place is spelled in several ways (domain M18)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.facts import Quote


def find(subject: Subject) -> Iterator[Found]:
    """Affiliations that differ in blanks or hyphens alone."""
    seen: dict[str, dict[str, Quote]] = {}
    for author in subject.reading.facts.authors:
        place = (author.affiliation or "").strip(" .")
        if place:
            seen.setdefault(re.sub(r"[\s-]+", "", place).casefold(), {}).setdefault(place, author.quote)
    for spellings in seen.values():
        if len(spellings) > 1:
            message = _("One place is spelled in several ways: {spellings}.")
            shown = " / ".join(spellings)
            yield Found(format_lazy(message, spellings=shown), tuple(spellings.values()), _("Choose one spelling."))


RULE = Rule(
    "affiliation_spelled_differently",
    "warning",
    _("A hospital should be spelled in one way."),
    find,
)
