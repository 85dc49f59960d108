"""The period searched differs between method and search history (domain M15)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject

_SINCE = re.compile(r"primær litteratur[^.]{0,80}?\bfra (?P<year>(?:19|20)\d\d)", re.IGNORECASE)
_FILTER = re.compile(r"from\s+(?:\d{1,2}-\s?[A-Z]{3}-\s?)?(?P<year>(?:19|20)\d\d)", re.IGNORECASE)


def find(subject: Subject) -> Iterator[Found]:
    """The method's first year against the filters of the history."""
    queries = [
        (hit["year"], query) for query in subject.reading.facts.queries if (hit := _FILTER.search(query.quote.text))
    ]
    for body in subject.reading.bodies("search"):
        stated = _SINCE.search(body.text)
        other = [pair for pair in queries if stated and pair[0] != stated["year"]]
        if stated and other:
            message = _("The method says that it was searched from {stated}, the search history from {filtered}.")
            yield Found(
                format_lazy(message, stated=stated["year"], filtered=other[0][0]),
                (body.quote(*stated.span()), other[0][1].quote),
                _("Write the same period in both places."),
            )


RULE = Rule(
    "search_period_differs",
    "warning",
    _("The period searched must be the same in the method and in the search history."),
    find,
)
