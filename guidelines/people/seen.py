"""What a page showed of the thing it changes, and whether that still stands: the one rule against lost updates (D9).

A form carries a mark of what it showed. The change happens only while all of that still stands; what it does not carry
was not seen. Where it does not stand, `Overtaken` tells what is otherwise now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.journal.models import Event, Head
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused

_DIGITS = 10  # of each fingerprint: two values are not taken for one by accident


@dataclass(frozen=True)
class Fact:
    """One thing that a page shows: `value` is what is compared (plain JSON), `words` are how it reads.

    `given` is the value as a field of a form takes it; None where no field holds it.
    """

    label: str | Promise
    value: Any
    words: str
    given: str | bool | None = None


State = Mapping[str, Fact]
"""What a page shows, by the name of each fact, always in the same order."""


@dataclass(frozen=True)
class Watched:
    """A thing that a page changes: how its state is read, and the events about it."""

    read: Callable[[], State]
    events: QuerySet[Event]

    def mark(self) -> str:
        """Return what a form carries that shows the state as it stands."""
        return mark(self.read)


class Overtaken(Refused):
    """What the page showed has been changed: `state` is how it stands now, `changed` what is otherwise in it.

    `since` is the newest event that the page could know of, None where it does not say; `shown` is each fact's
    fingerprint as the page had it; `mark` is for the form that shows the state as it stands.
    """

    def __init__(self, state: State, since: int | None, shown: Mapping[str, str]) -> None:
        super().__init__(_("Somebody else changed it while you had the page open."))
        self.state, self.since, self.shown = state, since, shown
        self.mark = mark_of((fact.value for fact in state.values()), last_event())
        self.changed = [name for name, fact in state.items() if shown.get(name) != fingerprint(fact.value)]


def last_event() -> int:
    """Return the number of the newest event; what is read after it holds at least that."""
    return Head.objects.values_list("seq", flat=True).first() or 0


def fingerprint(value: Any) -> str:
    """Return a short digest of a plain value."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:_DIGITS]


def mark_of(values: Iterable[Any], since: int) -> str:
    """Return what a form carries of these values, read after event `since`."""
    return ".".join((str(since), *(fingerprint(value) for value in values)))


def marked(read: Callable[[], State]) -> tuple[State, str]:
    """Return a state with what a form carries that shows it, read after the newest event is known: none is missed."""
    since, state = last_event(), read()
    return state, mark_of((fact.value for fact in state.values()), since)


def mark(read: Callable[[], State]) -> str:
    """Return what a form carries that shows this state."""
    return marked(read)[1]


@contextmanager
def as_seen(told: str, read: Callable[[], State], *, by: Actor, now: datetime) -> Iterator[None]:
    """Let a change happen only to what its maker saw, by the mark that the form carried.

    `read` brings the state as it stands; the journal's head is held from before it is read until the change is made.
    Raises Overtaken, and nothing is changed, where anything in it is otherwise.
    """
    with writing(by, now=now):
        since, shown = _read_mark(told)
        state = read()
        if [fingerprint(fact.value) for fact in state.values()] != shown:
            raise Overtaken(state, since, dict(zip(state, shown, strict=False)) if len(shown) == len(state) else {})
        yield


def _read_mark(told: str) -> tuple[int | None, list[str]]:
    since, *shown = told.split(".")
    return (int(since) if since.isdecimal() and len(since) < 19 else None), shown
