"""The one change the journal allows: words about people are erased, the chain stays whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from guidelines.journal.models import EventDetail
from guidelines.journal.writing import Actor, writing

ERASED = "erased_detail"


def erase(seqs: Iterable[int], *, because: str, by: Actor, now: datetime) -> list[int]:
    """Erase the names and texts of the events with these numbers; return the numbers that were erased now.

    `because` is a code without a person in it, such as "request" or "retention"; it stands in the chain for good.
    Numbers without a detail, or erased before, are passed over.
    """
    with writing(by, now=now) as journal:
        details = list(EventDetail.objects.filter(seq__in=list(seqs), erased_at=None).order_by("seq"))
        for detail in details:
            journal.record(ERASED, detail, facts={"because": because})
        EventDetail.objects.filter(seq__in=[detail.seq for detail in details]).update(
            personal="", salt="", erased_at=now, erased_because=because
        )
        return [detail.seq for detail in details]
