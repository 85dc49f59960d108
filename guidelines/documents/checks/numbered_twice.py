"""A number is used twice (domain M14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.facts import Quote

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def find(subject: Subject) -> Iterator[Found]:
    """Lines of a search history, recommendations and chapters that share a number."""
    facts = subject.reading.facts
    yield from _twice(
        [(query.number, query.quote) for query in facts.queries],
        _("Two lines of the search history are numbered {number}."),
    )
    items = [(item.number, item.quote) for item in facts.recommendations if item.number]
    if [number for number, _quote in items].count("1") == 1:
        yield from _twice(items, _("Two recommendations are numbered {number}."))
    yield from _twice(subject.reading.chapters(), _("Two chapters are numbered {number}."))


def _twice(items: Sequence[tuple[str, Quote]], message: _StrPromise) -> Iterator[Found]:
    seen: dict[str, Quote] = {}
    for number, quote in items:
        if number in seen:
            yield Found(format_lazy(message, number=number), (seen[number], quote), _("Number them anew."))
        seen.setdefault(number, quote)


RULE = Rule(
    "numbered_twice",
    "warning",
    _("Numbers must not be used twice."),
    find,
)
