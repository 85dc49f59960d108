"""Rows beside the events that told of them: whoever rewrites a row with the triggers off has not rewritten the chain.

A room above says what is compared: `COMPARED["decision"] = Compared(...)`, in a module that `guidelines.apps` imports;
a room above that one adds verbs of its own to `tell`. What an event did not tell (it was written before the fact was
recorded, or its words are erased) is not compared, and counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from guidelines.journal.models import Event, EventDetail, Head

Facts = Mapping[str, Any]
_CHUNK = 1000
_TRIES = 3  # of a comparison that found something while somebody wrote


@dataclass(frozen=True)
class Told:
    """An event as it is compared. `words` is None where they are erased, {} where there never were any."""

    seq: int
    at: datetime
    actor_kind: str
    actor_key: str
    object_key: str
    facts: dict[str, Any]
    words: dict[str, Any] | None


@dataclass(frozen=True)
class Compared:
    """Rows of one kind and what is told of them; both sides name their facts alike and give them as JSON has them.

    `name` says what a row is, `facts` what each fact is called, in the reader's language. `tell` takes each verb that
    tells of such rows to what its event says, by the row's key; a later event overrides an earlier one. A fact that one
    side leaves out is not compared.
    """

    name: Any
    facts: Mapping[str, Any]
    rows: Callable[[], Iterable[tuple[int, Facts]]]
    tell: dict[str, Callable[[Told], Iterable[tuple[int, Facts]]]] = field(default_factory=dict)


COMPARED: dict[str, Compared] = {}
"""What is compared, by a code for each kind of row."""


@dataclass(frozen=True)
class Difference:
    """A row that is not as it was told: its kind and key, the event (None where none tells), and what is wrong."""

    kind: str
    key: int
    seq: int | None
    fact: str
    problem: str


@dataclass(frozen=True)
class Comparison:
    """How many rows were looked at, how many facts were compared and how many nobody told, and what differs."""

    rows: int
    facts: int
    not_compared: int
    differences: tuple[Difference, ...]


class _Said(NamedTuple):
    value: Any
    seq: int


def moment(at: datetime | None) -> str | None:
    """A moment as a fact, the same for both sides: ISO text in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def compare() -> Comparison:
    """Compare all rows with what was told of them: two statements for each kind of row, read in pieces.

    What differs while somebody writes is looked at again: the row and its event were read one after the other.
    """
    for _try in range(_TRIES):
        before = _end()
        found = _compare_all()
        if not found.differences or _end() == before:
            break
    return found


def _end() -> int | None:
    return Head.objects.values_list("seq", flat=True).first()


def _compare_all() -> Comparison:
    parts = [_compare(kind, compared) for kind, compared in COMPARED.items()]
    return Comparison(
        rows=sum(part.rows for part in parts),
        facts=sum(part.facts for part in parts),
        not_compared=sum(part.not_compared for part in parts),
        differences=tuple(found for part in parts for found in part.differences),
    )


def _compare(kind: str, compared: Compared) -> Comparison:
    told = _told(compared)
    rows = facts = left_out = 0
    found: list[Difference] = []
    for key, stands in compared.rows():
        rows += 1
        said = told.pop(key, None)
        if said is None:
            found.append(Difference(kind, key, None, "", _("no event tells of it")))
            continue
        both = [name for name in compared.facts if name in said and name in stands]
        facts += len(both)
        left_out += len(stands) - len(both)
        found += [
            _differs(kind, key, name, said[name].seq, compared) for name in both if said[name].value != stands[name]
        ]
    for key, said in told.items():
        seq = min(fact.seq for fact in said.values())
        found.append(Difference(kind, key, seq, "", _("event %(seq)s tells of it, but its row is gone") % {"seq": seq}))
    return Comparison(rows, facts, left_out, tuple(found))


def _differs(kind: str, key: int, name: str, seq: int, compared: Compared) -> Difference:
    words = {"fact": compared.facts[name], "seq": seq}
    return Difference(kind, key, seq, name, _("%(fact)s: not what event %(seq)s tells") % words)


def _told(compared: Compared) -> dict[int, dict[str, _Said]]:
    """What the chain says last of each row, fact by fact, and in which event."""
    told: dict[int, dict[str, _Said]] = {}
    for verb, event in _events(compared.tell):
        try:
            says = list(compared.tell[verb](event))
        except (LookupError, ValueError, TypeError):
            continue  # it does not say it as it is said today
        for key, facts in says:
            said = {name: _Said(value, event.seq) for name, value in facts.items()}
            told.setdefault(key, {}).update(said)
    return told


def _events(verbs: Iterable[str]) -> Iterator[tuple[str, Told]]:
    detail = EventDetail.objects.filter(seq=OuterRef("seq"))
    events = Event.objects.filter(verb__in=list(verbs)).order_by("seq")
    rows = events.annotate(words=Subquery(detail.values("personal")), erased=Subquery(detail.values("erased_at")))
    columns = ("verb", "seq", "at", "actor_kind", "actor_key", "object_key", "text", "words", "erased")
    for verb, seq, at, kind, key, about, text, words, erased in rows.values_list(*columns).iterator(_CHUNK):
        try:
            facts, personal = json.loads(text)["facts"], None if erased else json.loads(words or "{}")
        except (ValueError, LookupError, TypeError):
            continue  # the chain is broken there, as `verify` says
        yield verb, Told(seq, at, kind, key, about, facts, personal)
