"""An earlier guideline is given different years (domain M3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.facts import Quote
from guidelines.documents.guideline.lines import Passage

_EARLIER = re.compile(
    r"(?:retningslinje|vejledning)\b[^.]{0,90}?\bfra\s+(?P<group>[A-ZÆØÅ][\w-]{2,12})\s+fra\s+(?P<year>(?:19|20)\d\d)"
)


def find(subject: Subject) -> Iterator[Found]:
    """Each group's earlier guideline, where its years are more than one."""
    seen: dict[str, dict[str, Quote]] = {}
    whole = Passage(subject.reading.lines)
    for hit in _EARLIER.finditer(whole.text):
        years = seen.setdefault(hit["group"], {})
        if hit["year"] not in years:
            years[hit["year"]] = whole.quote(*hit.span())
    for group, years in seen.items():
        if len(years) > 1:
            message = _("The earlier guideline from {group} is from {years}, depending on the place.")
            yield Found(
                format_lazy(message, group=group, years=" / ".join(sorted(years))),
                tuple(years.values()),
                _("Find the right year, and write it everywhere."),
            )


RULE = Rule(
    "earlier_guideline_year_differs",
    "error",
    _("An earlier guideline must have the same year everywhere."),
    find,
)
