"""The hits of a search do not add up (domain M12, M13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.facts import Quote
from guidelines.documents.guideline.searches import databases_in

_STATED = re.compile(r"^\W{0,2}\(?\s*(?P<n>\d{1,5})\s*(?:stk|hits?|fund|reviews?|artikler)\b", re.IGNORECASE)


def find(subject: Subject) -> Iterator[Found]:
    """Hits of the prose against those of the appendix, and of the appendix against the lines of its history."""
    yield from _in_prose(subject)
    yield from _in_history(subject)


def _in_prose(subject: Subject) -> Iterator[Found]:
    documented = {search.database: search for search in subject.reading.facts.searches if search.hits is not None}
    for body in subject.reading.bodies("search"):
        for name, at in databases_in(body.text).items():
            end = re.search(r"[\s(]", body.text[at:])
            stated = _STATED.search(body.text[at + end.start() :]) if end else None
            search = documented.get(name)
            if stated and search and int(stated["n"]) != search.hits:
                evidence = (body.quote(at, at + 20), search.quote)
                yield _found(name, int(stated["n"]), search.hits or 0, evidence)


def _in_history(subject: Subject) -> Iterator[Found]:
    """Reviews and meta-analyses counted in the history against the hits documented for them."""
    facts = subject.reading.facts
    queries = [query for query in facts.queries if query.hits is not None and _is_filtered(query.quote.text)]
    total = sum(query.hits or 0 for query in queries)
    for search in facts.searches:
        if queries and search.database == "PubMed" and search.hits and search.hits != total:
            yield _found(search.database, search.hits, total, (search.quote, *(query.quote for query in queries)))
            return


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
