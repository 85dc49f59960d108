"""The one change the journal allows: words about people are erased, the chain stays whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from guidelines.journal.models import EventDetail
from guidelines.journal.writing import Actor, writing

ERASED = "erased_detail"


def naming(words: str) -> list[int]:
    """The numbers of the events whose names and texts hold these words as written, in their order; [] for none."""
    needle = json.dumps(words.strip())[1:-1]
    if not needle:
        return []
    found = EventDetail.objects.filter(erased_at=None, personal__contains=needle).order_by("seq")
    return [seq for seq, personal in found.values_list("seq", "personal").iterator(1000) if needle in personal]


def erasable(seqs: Iterable[int]) -> list[int]:
    """Those of the numbers whose event has names and texts that are not erased, in their order."""
    return list(_details(seqs).values_list("seq", flat=True))


def _details(seqs: Iterable[int]) -> QuerySet[EventDetail]:
    return EventDetail.objects.filter(seq__in=list(seqs), erased_at=None).order_by("seq")


def erase(seqs: Iterable[int], *, because: str, by: Actor, now: datetime) -> list[int]:
    """Erase the names and texts of the events with these numbers; return the numbers that were erased now.

    `because` is a code without a person in it, such as "request" or "retention"; it stands in the chain for good.
    Numbers without a detail, or erased before, are passed over.
    """
    with writing(by, now=now) as journal:
        details = list(_details(seqs))
        for detail in details:
            journal.record(ERASED, detail, facts={"because": because})
        EventDetail.objects.filter(seq__in=[detail.seq for detail in details]).update(
            personal="", salt="", erased_at=now, erased_because=because
        )
        return [detail.seq for detail in details]
