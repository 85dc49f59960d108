"""The one way an event comes into being: `with writing(actor, now=now) as journal: journal.record(...)`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from guidelines.journal.models import Event, EventDetail, Head
from guidelines.journal.rules import GENESIS, canonical, chained, opaque, salted
from guidelines.lists.prepared import Changing, Given, Reading, insert

_locked_head = Reading(lambda: Head.objects.select_for_update().values_list("seq", "digest"))
_move_head = Changing(Head.objects.all, seq=Given("seq"), digest=Given("digest", models.CharField()))


@dataclass(frozen=True)
class Actor:
    """Who acts, by keys alone: a user's primary key, a mail link's, a command's or a job's name.

    `acting_for` is the key of the one it is done for, "" for oneself; `via` is the door: web, api, mail, shell.
    """

    kind: str
    key: str
    acting_for: str = ""
    via: str = "web"

    def __post_init__(self) -> None:
        if self.kind not in Event.Kind.values:
            raise ValueError(f"An actor is one of {', '.join(Event.Kind.values)}, not {self.kind!r}.")


class _Chain:
    """The end of the chain while this connection's transaction holds the head."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        [(self.seq, self.digest)] = _locked_head()
        self.connection = connection
        self.told = self.seq
        self.savepoints = self._savepoints()

    def _savepoints(self) -> list[str | None]:
        return list(self.connection.savepoint_ids)

    def look(self) -> None:
        """Read the last event again if the savepoint it was written in is gone: it may have been rolled back."""
        now_open = self._savepoints()
        if now_open[: len(self.savepoints)] != self.savepoints:
            last = Event.objects.order_by("-seq").values_list("seq", "digest").first()
            self.seq, self.digest = last or (0, GENESIS)
            self.savepoints = now_open

    def append(self, events: list[Event]) -> None:
        """Write the next links, in one statement, past the door that is shut to everybody else."""
        if len(events) == 1:
            insert(events[0])
        else:
            models.QuerySet.bulk_create(Event.objects.all(), events)
        self.seq, self.digest, self.savepoints = events[-1].seq, events[-1].digest, self._savepoints()

    def close(self) -> None:
        """Let the head name the last event."""
        self.look()
        if self.seq != self.told:
            _move_head(seq=self.seq, digest=self.digest)


@dataclass(frozen=True)
class Record:
    """One event to be written: the arguments of `Journal.record`."""

    verb: str
    obj: models.Model
    guideline: models.Model | None = None
    facts: Mapping[str, Any] | None = None
    personal: Mapping[str, Any] | None = None


_open: WeakKeyDictionary[BaseDatabaseWrapper, _Chain] = WeakKeyDictionary()


class Journal:
    """Writes events for one actor at one moment; given by `writing`, of use inside its block only."""

    def __init__(self, actor: Actor, now: datetime, chain: _Chain) -> None:
        self.actor = actor
        self.now = now
        self._chain = chain

    def record(
        self,
        verb: str,
        obj: models.Model,
        *,
        guideline: models.Model | None = None,
        facts: Mapping[str, Any] | None = None,
        personal: Mapping[str, Any] | None = None,
    ) -> Event:
        """Write that `verb` was done to `obj` (a saved row), and return the event.

        `guideline` is the guideline in whose history it belongs. `facts` stay in the chain for good: keys, codes, whole
        numbers, dates (ValueError for more, see rules.opaque). `personal` holds names and free text and can be erased.
        """
        return self.record_all([Record(verb, obj, guideline, facts, personal)])[0]

    def record_all(self, records: Iterable[Record]) -> list[Event]:
        """Write many events as `record` does one, in their order, and return them.

        Events without words go in together; one with words is the last of its statement, because the database takes a
        detail for the last event only.
        """
        self._chain.look()
        seq, previous = self._chain.seq, self._chain.digest
        written: list[Event] = []
        waiting: list[Event] = []
        for record in records:
            seq += 1
            event, detail = self._link(record, seq, previous)
            previous = event.digest
            waiting.append(event)
            if detail:
                self._chain.append(waiting)
                insert(detail)
                written.extend(waiting)
                waiting = []
        if waiting:
            self._chain.append(waiting)
        return [*written, *waiting]

    def _link(self, record: Record, seq: int, previous: str) -> tuple[Event, EventDetail | None]:
        if record.obj.pk is None:
            raise ValueError("An event is about a saved row.")
        detail = _detail(seq, record.personal) if record.personal else None
        known_by = salted(detail.salt, detail.personal) if detail else None
        event = self._event(record, seq, previous)
        event.text = canonical({**event.columns, "facts": opaque(record.facts or {}), "detail": known_by})
        event.digest = chained(event.previous, event.text)
        return event, detail

    def _event(self, record: Record, seq: int, previous: str) -> Event:
        return Event(
            seq=seq,
            at=self.now,
            actor_kind=self.actor.kind,
            actor_key=self.actor.key,
            acting_for=self.actor.acting_for,
            via=self.actor.via,
            verb=record.verb,
            object_type=str(record.obj._meta.model_name),
            object_key=str(record.obj.pk),
            guideline_key="" if record.guideline is None else str(record.guideline.pk),
            previous=previous,
        )


def _detail(seq: int, personal: Mapping[str, Any]) -> EventDetail:
    return EventDetail(seq=seq, personal=canonical(personal), salt=secrets.token_hex(16))


@contextmanager
def writing(actor: Actor, *, now: datetime) -> Iterator[Journal]:
    """Open the journal in a transaction of its own; what the block changes and what it records stand or fall together.

    The head is locked before anything else, so open it before the first query of a verb (foundations 11: one lock
    order, no fork, no deadlock). Inside an open journal of the same connection it is a savepoint; the lock is reused.
    """
    if timezone.is_naive(now):
        raise ValueError("An event needs a moment with its time zone.")
    connection = transaction.get_connection()
    with transaction.atomic():
        chain = _open.get(connection)
        if chain is not None:
            yield Journal(actor, now, chain)
            return
        chain = _open[connection] = _Chain(connection)
        try:
            yield Journal(actor, now, chain)
            chain.close()
        finally:
            del _open[connection]
