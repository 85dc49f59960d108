"""What made the breaker stop the reminders, and which mails wait for a decision (foundations 20)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from guidelines.register.models import GuidelineGroup
from reminders.ladder_names import NAMES, kind_name
from reminders.models import Mail, Occurrence, SenderHold, SlotRun
from reminders.models.occurrences import OccurrenceQuerySet
from reminders.planning import limit_of, usual

SHOWN = 200


@dataclass(frozen=True)
class Count:
    """How many of the waiting reminders a group or a kind has."""

    name: str
    number: int


@dataclass(frozen=True)
class Tripped:
    """A stop by the breaker: what was planned, what is usual, above how many it stops, and what waits."""

    hold: SenderHold
    usual: int
    limit: int
    mail_count: int
    mails: list[Mail]
    groups: list[Count]
    kinds: list[Count]


def tripped() -> Tripped | None:
    """Return what the breaker stopped; None where it has not."""
    hold = SenderHold.objects.filter(lifted_at=None, reason=SenderHold.Reason.BREAKER).order_by("pk").first()
    if hold is None:
        return None
    run = SlotRun.objects.filter(planned_at__lte=hold.since).order_by("-slot_on").first()
    waiting = Mail.objects.filter(kind=Mail.Kind.REMINDERS, state__in=Mail.WAITING, is_held=False)
    rows = Occurrence.objects.filter(mail__in=waiting, state=Occurrence.State.PLANNED)
    shown = waiting.select_related("person").defer("content").order_by("person__sort_key", "pk")
    return Tripped(
        hold,
        usual=round(usual(run.slot_on)) if run else 0,
        limit=int(limit_of(run.slot_on)) if run else 0,
        mail_count=waiting.count(),
        mails=list(shown.prefetch_related("occurrences__guideline")[:SHOWN]),
        groups=_groups(rows),
        kinds=_sorted({kind_name(rung): number for rung, number in _by(rows, "rung") if rung in NAMES}),
    )


def _by(rows: OccurrenceQuerySet, column: str) -> list[tuple[Any, int]]:
    return list(rows.order_by().values_list(column).annotate(number=models.Count("pk")))


def _groups(rows: OccurrenceQuerySet) -> list[Count]:
    """How many reminders each group has; a guideline of several counts for its owner."""
    numbers = dict(_by(rows, "guideline"))
    links = GuidelineGroup.objects.filter(guideline__in=numbers).order_by("pk")
    owners: dict[int, str] = {}
    for guideline, role, name in links.values_list("guideline", "role", "group__abbreviation"):
        if role == GuidelineGroup.Role.OWNER or guideline not in owners:
            owners[guideline] = name
    counted: Counter[str] = Counter()
    for guideline, number in numbers.items():
        counted[owners.get(guideline, "–")] += number
    return _sorted(counted)


def _sorted(numbers: Mapping[str, int]) -> list[Count]:
    return [Count(name, number) for name, number in sorted(numbers.items(), key=lambda found: (-found[1], found[0]))]
