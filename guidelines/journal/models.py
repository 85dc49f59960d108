"""What happened: append-only events in one hash chain (foundations 10-12)."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any, NoReturn, Self

from django.db import models

from guidelines.journal.rules import GENESIS


class EventIsFrozen(Exception):
    """An event was to be changed or deleted. Nothing may: write a new event, or erase the detail (actions.erase)."""


class EventQuerySet(models.QuerySet["Event"]):
    """Questions about what happened; the newest first unless said otherwise."""

    def for_guideline(self, key: object) -> Self:
        """Events of the guideline with this primary key."""
        return self.filter(guideline_key=str(key)).order_by("-seq")

    def about(self, obj: models.Model) -> Self:
        """Events whose object is this row."""
        return self.filter(object_type=obj._meta.model_name, object_key=str(obj.pk)).order_by("-seq")

    def by_actor(self, key: object, kind: str = "user") -> Self:
        """Events written by the actor with this key."""
        return self.filter(actor_kind=kind, actor_key=str(key)).order_by("-seq")

    def recent(self, limit: int = 50) -> Self:
        """The newest events, at most `limit` of them."""
        return self.order_by("-seq")[:limit]

    def update(self, **kwargs: Any) -> NoReturn:
        raise EventIsFrozen("Events cannot be updated.")

    def delete(self) -> NoReturn:
        raise EventIsFrozen("Events cannot be deleted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise EventIsFrozen("Events cannot be updated.")

    def update_or_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise EventIsFrozen("Events cannot be updated.")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise EventIsFrozen("Events are written one by one, by journal.record().")


class Event(models.Model):
    """One thing that happened (da: hændelse). It holds keys only: names and free text stand in `EventDetail`.

    `text` is the canonical JSON of everything here and of the facts; `digest` is taken over `previous` and `text`.
    The keys are plain columns: an event outlives every row it speaks of.
    """

    class Kind(models.TextChoices):
        USER = "user"
        LINK = "link"
        COMMAND = "command"
        JOB = "job"

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=Kind)
    actor_key = models.CharField(max_length=64)
    acting_for = models.CharField(max_length=64, blank=True)
    via = models.CharField(max_length=20)
    verb = models.CharField(max_length=64)
    object_type = models.CharField(max_length=64)
    object_key = models.CharField(max_length=64)
    guideline_key = models.CharField(max_length=64, blank=True)
    text = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)  # not unique: REPLACE would use it to delete the twin

    objects = EventQuerySet.as_manager()

    class Meta:
        db_table = "journal_event"
        indexes = (
            models.Index(fields=["guideline_key", "seq"], name="event_of_guideline"),
            models.Index(fields=["object_type", "object_key", "seq"], name="event_of_object"),
            models.Index(fields=["actor_kind", "actor_key", "seq"], name="event_of_actor"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.object_type} {self.object_key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert a new event; raises `EventIsFrozen` for one that is written already."""
        if not self._state.adding:
            raise EventIsFrozen("Events cannot be changed.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise EventIsFrozen("Events cannot be deleted.")

    @property
    def columns(self) -> dict[str, Any]:
        """The columns as they stand in the text; the moment as ISO text in UTC."""
        return {
            "seq": self.seq,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor_kind": self.actor_kind,
            "actor_key": self.actor_key,
            "acting_for": self.acting_for,
            "via": self.via,
            "verb": self.verb,
            "object_type": self.object_type,
            "object_key": self.object_key,
            "guideline_key": self.guideline_key,
        }

    @property
    def facts(self) -> dict[str, Any]:
        """The facts given with the event: keys, codes, numbers and ISO dates."""
        facts: dict[str, Any] = json.loads(self.text)["facts"]
        return facts


class EventDetail(models.Model):
    """The names and free texts of one event, which can be erased: the chain holds only their salted digest.

    An erased detail keeps its row: `personal` and `salt` are empty, `erased_at` and `erased_because` (a code) are set,
    and an event `erased_detail` says so in the chain.
    """

    seq = models.BigIntegerField(primary_key=True)
    personal = models.TextField()
    salt = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)
    erased_because = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "journal_detail"

    def __str__(self) -> str:
        return f"detail of {self.seq}"

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    @property
    def words(self) -> dict[str, Any]:
        """The names and texts by their name; empty once erased."""
        words: dict[str, Any] = json.loads(self.personal) if self.personal else {}
        return words


class Head(models.Model):
    """The end of the chain: one row, locked first by everybody who writes, so that the chain cannot fork."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        db_table = "journal_head"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="journal_head_is_one_row"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.digest}"
