"""Events as lines for people to read. Each room says how its verbs read: `describe["entry_moved"] = sentence`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from guidelines.journal.actions import ERASED
from guidelines.journal.models import Event, EventDetail


@dataclass(frozen=True)
class Told:
    """An event with its facts and words unpacked, for a room to make a sentence of; the words may be erased."""

    event: Event
    facts: dict[str, Any]
    words: dict[str, Any]
    is_erased: bool


@dataclass(frozen=True)
class HistoryLine:
    """One line of a history: what happened, the reason given ("" for none or erased), who by key, and when."""

    seq: int
    at: datetime
    sentence: str
    reason: str
    is_erased: bool
    actor_kind: str
    actor_key: str
    acting_for: str


PERSONS = (Event.Kind.USER, Event.Kind.LINK)
"""The kinds of actor whose key is a person's: signed in, or by a link in a mail."""


def by_door(name: str, kind: str) -> str:
    """Return who acted, with the door where it was a link in a mail; "" where nobody is named."""
    return _("%(name)s, via a link in a mail") % {"name": name} if name and kind == Event.Kind.LINK else name


def _erased(told: Told) -> str:
    return _("Personal details of event %(seq)s were erased.") % {"seq": told.event.object_key}


describe: dict[str, Callable[[Told], str]] = {ERASED: _erased}
reasons: dict[str, str | Promise] = {}
"""Reasons that the product itself gives, by what is stored of them; each room says how its own read."""


def reason_in(words: Mapping[str, Any]) -> str:
    """The reason among an event's words, "" for none or erased: one of `reasons` as it reads, any other as written."""
    stored = str(words.get("reason") or "")
    return str(reasons.get(stored, stored))


def history(events: Iterable[Event]) -> list[HistoryLine]:
    """The events as lines in the language that is active, in the order given; one query besides that of the events."""
    shown = list(events)
    details = EventDetail.objects.in_bulk([event.seq for event in shown])
    return [_line(event, details.get(event.seq)) for event in shown]


def _line(event: Event, detail: EventDetail | None) -> HistoryLine:
    words = detail.words if detail else {}
    told = Told(event, event.facts, words, detail is not None and detail.is_erased)
    sentence = describe.get(event.verb, _plain)(told)
    return HistoryLine(
        seq=event.seq,
        at=event.at,
        sentence=sentence,
        reason=reason_in(words),
        is_erased=told.is_erased,
        actor_kind=event.actor_kind,
        actor_key=event.actor_key,
        acting_for=event.acting_for,
    )


def _plain(told: Told) -> str:
    return _("Changed (%(verb)s)") % {"verb": told.event.verb}
