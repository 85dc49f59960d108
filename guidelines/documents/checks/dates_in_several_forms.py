"""Dates of searches are written in several forms (domain M10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.facts import Quote

_FORMS = {
    "21.08.2025": re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}\.\d{4}"),
    "21-08-2025": re.compile(r"(?<![\d-])\d{1,2}-\d{1,2}-\d{4}"),
    "21-AUG-2025": re.compile(r"\b\d{1,2}-[A-Z]{3}-\d{4}"),
}


def find(subject: Subject) -> Iterator[Found]:
    """Dates of searches in more than one form."""
    seen: dict[str, Quote] = {}
    for body in subject.reading.bodies("search", "search_guidelines", "search_reviews", "search_primary"):
        for form, sign in _FORMS.items():
            hit = sign.search(body.text)
            if hit:
                seen.setdefault(form, body.exact(*hit.span()))
    if len(seen) > 1:
        message = _("Dates of searches are written in several forms: {dates}.")
        dates = ", ".join(quote.text for quote in seen.values())
        yield Found(
            format_lazy(message, dates=dates), tuple(seen.values()), _("Choose one form, for example 21.08.2025.")
        )


RULE = Rule(
    "dates_in_several_forms",
    "warning",
    _("Dates should be written in one form."),
    find,
)
