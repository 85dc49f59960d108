"""The hits of a search do not add up (domain M12, M13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.facts import Quote, Search
from guidelines.documents.guideline.searches import mentions, read_queries, read_searches

_STATED = re.compile(
    r"\W{0,2}(?:\(\s*|gav\s+|fandt\s+|med\s+)?(?P<n>\d{1,5})\s*(?:stk|hits?|fund|reviews?|artikler|referencer)\b",
    re.IGNORECASE,
)


def find(subject: Subject) -> Iterator[Found]:
    """Hits of the prose against those of the appendix, and of the appendix against the lines of its history."""
    yield from _in_prose(subject)
    yield from _in_history(subject)


def _in_prose(subject: Subject) -> Iterator[Found]:
    """Each figure beside a database that is neither that of one of its documented searches nor their sum."""
    counted: dict[str, list[Search]] = {}
    for search in subject.reading.facts.searches:
        counted.setdefault(search.database, []).append(search)
    figures = {name: _figures(searches) for name, searches in counted.items()}
    for body in subject.reading.bodies("search"):
        for name, at, end in mentions(body.text):
            stated = _STATED.match(body.text, end)
            if stated and figures.get(name) and int(stated["n"]) not in figures[name]:
                first = counted[name][0]
                yield _found(name, int(stated["n"]), first.hits or 0, (body.quote(at, end), first.quote))


def _figures(searches: list[Search]) -> frozenset[int]:
    """The hits of the searches and their sum; none where those of one are not known."""
    hits = [search.hits for search in searches if search.hits is not None]
    return frozenset((*hits, sum(hits))) if len(hits) == len(searches) else frozenset()


def _in_history(subject: Subject) -> Iterator[Found]:
    """Reviews and meta-analyses counted in the history against the hits documented for them.

    Only where its lines stand side by side: a line that narrows another one down is counted in it already. An appendix
    with hits of its own is held against those.
    """
    for body in subject.reading.bodies("search_reviews", "search_primary", "appendix"):
        queries = [query for query in read_queries(body) if _is_filtered(query.quote.text)]
        if not queries or any(query.hits is None or _NARROWS.search(query.quote.text) for query in queries):
            continue
        searches = [s for s in read_searches(body) if s.hits] or list(subject.reading.facts.searches)
        documented = [search for search in searches if search.database == "PubMed" and search.hits]
        total = sum(query.hits or 0 for query in queries)
        if documented and all(search.hits != total for search in documented):
            first = documented[0]
            yield _found("PubMed", first.hits or 0, total, (first.quote, *(query.quote for query in queries)))
            return


_NARROWS = re.compile(r"^#\d+.*#\d+", re.DOTALL)


def _is_filtered(words: str) -> bool:
    return bool(re.search(r"review|meta-?analys|clinical trial|randomi", words, re.IGNORECASE))


def _found(name: str, first: int, other: int, evidence: tuple[Quote, ...]) -> Found:
    message = _("The hits in {name} do not add up: {first} in one place, {other} in another.")
    suggestion = _("Count again, and write the same figure in both places.")
    return Found(format_lazy(message, name=name, first=str(first), other=str(other)), evidence, suggestion)


RULE = Rule(
    "hits_differ",
    "warning",
    _("The hits of a search must add up."),
    find,
)
