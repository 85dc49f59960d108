"""Reads the whole chain again and says where it breaks first (reliability.md A13)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from guidelines.journal.actions import ERASED
from guidelines.journal.models import Event, EventDetail, Head
from guidelines.journal.rules import GENESIS, chained, salted

_CHUNK = 1000


@dataclass(frozen=True)
class Fault:
    """Where the chain breaks first: the event's number and, in English, what is wrong with it."""

    seq: int
    problem: str


@dataclass(frozen=True)
class Verdict:
    """The last event's number and digest as far as the chain is whole, and the fault; None if all of it is."""

    seq: int
    digest: str
    fault: Fault | None


@dataclass
class _Walk:
    """What has been seen on the way along the chain: its end so far, and which details are erased, and why."""

    sought: str
    seq: int = 0
    digest: str = GENESIS
    found_at: int | None = None
    erased: dict[int, str] = field(default_factory=dict)
    told_erased: dict[int, str] = field(default_factory=dict)

    def step(self, event: Event) -> None:
        self.seq, self.digest = event.seq, event.digest
        if event.digest == self.sought:
            self.found_at = event.seq


def verify() -> Fault | None:
    """The first fault of the chain, None when it is whole."""
    return examine().fault


def examine(*, head_seq: int | None = None, head_digest: str = "") -> Verdict:
    """Read the whole chain, event by event; nobody is kept from writing meanwhile.

    With the digest of a head exported earlier (and its number, where known) that head must be one of the events: this
    finds a tail that was cut off and an old database that was put back.
    """
    walk = _Walk(head_digest, found_at=0 if head_digest == GENESIS else None)
    fault = _walk_along(walk) or _wrong_erasure(walk) or _lone_detail()
    if fault is None and head_digest:
        fault = _unknown_head(walk, head_seq)
    return Verdict(walk.seq, walk.digest, fault)


def _walk_along(walk: _Walk) -> Fault | None:
    early = Event.objects.filter(seq__lt=1).order_by("seq").first()
    if early:
        return Fault(early.seq, "the chain begins with event 1")
    while True:
        while events := list(Event.objects.filter(seq__gt=walk.seq).order_by("seq")[:_CHUNK]):
            details = EventDetail.objects.in_bulk([event.seq for event in events])
            for event in events:
                if problem := _problem(event, details.get(event.seq), walk):
                    return Fault(event.seq, problem)
                walk.step(event)
        head = Head.objects.first()
        if head and (head.seq, head.digest) == (walk.seq, walk.digest):
            return None
        if not Event.objects.filter(seq__gt=walk.seq).exists():  # else somebody wrote after the last look
            told = f"event {head.seq}" if head else "nothing"
            return Fault(walk.seq + 1, f"the chain ends with event {walk.seq}, but the head names {told}")


def _problem(event: Event, detail: EventDetail | None, walk: _Walk) -> str:
    if event.seq != walk.seq + 1:
        return f"event {walk.seq + 1} is missing before it"
    if event.previous != walk.digest:
        return "it does not follow from the event before it"
    if event.digest != chained(event.previous, event.text):
        return "its text is not the one its digest was taken of"
    try:
        told = json.loads(event.text)
        known_by, facts = told.pop("detail"), told.pop("facts")
    except (ValueError, AttributeError, LookupError, TypeError):
        return "its text cannot be read"
    if told != event.columns:
        return "its columns say other than its text"
    if event.verb == ERASED:
        walk.told_erased[int(event.object_key)] = str(facts.get("because"))
    return _detail_problem(event.seq, known_by, detail, walk)


def _detail_problem(seq: int, known_by: Any, detail: EventDetail | None, walk: _Walk) -> str:
    if detail is None:
        return "its detail is gone" if known_by else ""
    if known_by is None:
        return "it has a detail it does not tell of"
    if detail.is_erased:
        walk.erased[seq] = detail.erased_because
        return "its detail is marked as erased, but is not empty" if detail.personal or detail.salt else ""
    return "" if salted(detail.salt, detail.personal) == known_by else "its detail is not the one it tells of"


def _wrong_erasure(walk: _Walk) -> Fault | None:
    for seq, because in sorted(walk.erased.items()):
        if walk.told_erased.get(seq) != because:
            return Fault(seq, "its detail was erased without an event that says so")
    unseen = sorted(set(walk.told_erased) - set(walk.erased))  # erased after they were read, or put back
    kept = EventDetail.objects.filter(seq__in=unseen, erased_at=None).order_by("seq").first()
    return Fault(kept.seq, "its detail is there, but an event says that it was erased") if kept else None


def _lone_detail() -> Fault | None:
    of_event = Event.objects.filter(seq=OuterRef("seq"))
    detail = EventDetail.objects.filter(~Exists(of_event)).order_by("seq").first()
    return Fault(detail.seq, "there is a detail, but no event") if detail else None


def _unknown_head(walk: _Walk, seq: int | None) -> Fault | None:
    if walk.found_at is not None and seq in (None, walk.found_at):
        return None
    if seq is None or seq > walk.seq:
        return Fault(walk.seq + 1, f"the chain ends with event {walk.seq}, before the head that was exported")
    return Fault(seq, "it is not the head that was exported")
