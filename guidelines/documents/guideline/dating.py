"""The dates of a document, each with every witness, and its documented searches."""

from __future__ import annotations

from guidelines.documents.guideline import approvals, searches
from guidelines.documents.guideline.document import Reading
from guidelines.documents.guideline.facts import DateFact, DateName, Query, Search
from guidelines.documents.guideline.lines import Passage

_COVER: tuple[DateName, ...] = (
    "clinical_approval",
    "administrative_approval",
    "submitted",
    "published",
    "next_revision",
    "expiry",
)
_PROSE: tuple[DateName, ...] = ("clinical_approval", "administrative_approval")
_ANCHORS: tuple[DateName, ...] = ("administrative_approval", "clinical_approval", "published", "last_search")
Witnesses = dict[DateName, list[DateFact]]


def read_dates(reading: Reading) -> tuple[dict[DateName, DateFact], dict[DateName, tuple[DateFact, ...]]]:
    """Each date by its first witness, cover before prose; the other witnesses beside them, for the checks."""
    found: Witnesses = {}
    for name in _COVER:
        value = reading.cover.values.get(name) if reading.cover else None
        if reading.cover and value and value.date:
            fact = DateFact(value.date, reading.cover.passage.exact(value.start, value.end, 0.9))
            found.setdefault(name, []).append(fact)
    for name in _PROSE:
        for passage in reading.bodies(name):
            hit = approvals.first_date(passage)
            if hit:
                found.setdefault(name, []).append(DateFact(hit[0], passage.quote(*hit[1:])))
    searched = _last_search(reading)
    if searched:
        found["last_search"] = [searched]
    _add_next_revision(reading, found)
    return {name: facts[0] for name, facts in found.items()}, {name: tuple(facts[1:]) for name, facts in found.items()}


def _last_search(reading: Reading) -> DateFact | None:
    """The latest search, documented or told in the method; the documented one where both may be the same."""
    told = searches.last_search(_search_passages(reading))
    documented = [(search.on, search.quote) for search in read_searches(reading) if search.on]
    latest = max(documented, key=lambda pair: pair[0].last, default=None)
    if latest and (told is None or latest[0].last >= told[0].first):
        return DateFact(*latest)
    return DateFact(told[0], told[1].quote(told[2], told[3], 0.9)) if told else None


def _add_next_revision(reading: Reading, found: Witnesses) -> None:
    known = [(name, found[name][0].value if name in found else None) for name in _ANCHORS]
    for passage in reading.bodies("update_plan"):
        fact = approvals.next_revision(passage, known if approvals.read_anchor(passage.text) else known[:1])
        if fact:
            found.setdefault("next_revision", []).append(fact)


def _search_passages(reading: Reading) -> list[Passage]:
    return reading.bodies("search", "search_guidelines", "search_reviews", "search_primary", "method")


def read_searches(reading: Reading) -> tuple[Search, ...]:
    """Every search the appendices document."""
    return tuple(search for body in _appendices(reading) for search in searches.read_searches(body))


def read_queries(reading: Reading) -> tuple[Query, ...]:
    """Every line of the search histories."""
    return tuple(query for body in _appendices(reading) for query in searches.read_queries(body))


def _appendices(reading: Reading) -> list[Passage]:
    return reading.bodies("search_guidelines", "search_reviews", "search_primary", "appendix")
