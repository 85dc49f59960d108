"""Another guideline is announced in the text (domain L20)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject

_AWAITED = re.compile(
    r"\b(?:afvent|planlæg|udarbejde|forvent|vente|udgive|undervejs|kommende|på vej)\w*", re.IGNORECASE
)
_OTHER = re.compile(r"\bretningslinje\b(?!r)[^.]{0,90}?\bi (?P<year>20\d\d)", re.IGNORECASE)
_LONGEST = 600  # signs of a sentence that are looked at
_OWN_PLANS = frozenset({"update_plan", "change_log", "search", "references"})


def find(subject: Subject) -> Iterator[Found]:
    """A sentence on a guideline – "a", never "the" – that is awaited in a year not before the one of the document."""
    dates = subject.reading.facts.dates
    written = dates.get("administrative_approval") or dates.get("last_search")
    first = written.value.first.year if written and written.value else 0
    for section in subject.reading.sections:
        for hit in () if section.name in _OWN_PLANS else _OTHER.finditer(section.body.text):
            earliest = max(0, hit.start() - _LONGEST)
            before = max(earliest, section.body.text.rfind(".", earliest, hit.start()) + 1)
            if int(hit["year"]) < first or not _AWAITED.search(section.body.text[before : hit.end()]):
                continue
            message = _("The text announces another guideline for {year}. Is it in the plan?")
            yield Found(
                format_lazy(message, year=hit["year"]),
                (section.body.quote(*hit.span()),),
                _("Put it in the plan as a new guideline."),
            )


RULE = Rule(
    "announces_guideline",
    "unknown",
    _("A guideline that is announced should stand in the plan."),
    find,
)
