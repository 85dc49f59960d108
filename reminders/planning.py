"""The planning of a slot: what is due by now and has no row becomes rows, in a fixed number of statements."""

from __future__ import annotations

import statistics
import uuid
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from guidelines.people.models import Person
from guidelines.register.models import Guideline
from reminders.alike import Alike
from reminders.among import among
from reminders.candidates import Line, due_by
from reminders.facts import World, load
from reminders.ladder import CHAIR, COPY
from reminders.ladder_setting import read_ladders
from reminders.mime import message_id
from reminders.models import GroupRelease, Mail, Occurrence, SenderHold, SlotRun
from reminders.rows import insert
from reminders.rules import Action, Verdict
from reminders.slots import COPENHAGEN, DAY, is_quiet, last_slot, reached_slot, slot_at, week_of, week_start

USUAL_SLOTS = 8
BREAKER_TIMES = 5
BREAKER_LEAST = 50
AT_ONCE = 5000
"""So many guidelines are read, or mails made, at a time: what is held in memory does not grow with the register."""

_NAMESPACE = uuid.UUID("5d1f2f0e-6f0c-5d0b-9a54-5b3a4f0d7c11")
_STATES = {Action.MAIL: "planned", Action.TASK: "task", Action.SKIP: "skipped"}


@dataclass(frozen=True)
class Planned:
    """What the planning of a slot came to; `broke` says that the breaker stopped the sender."""

    slot: date
    mails: int
    reminders: int
    tasks: int
    skipped: int
    broke: bool


_KEY = ("rule", "guideline_id", "target", "due_on", "rung", "recipient_id")


def plan(now: datetime) -> Planned | None:
    """Plan the last slot whose moment has come; None where that is done, or the week is quiet.

    A slot is planned by one process alone: the others wait for its row and find it taken. Slots missed in an outage
    are not made up one by one: the present rung of each guideline is planned, once (reliability 2.1).
    """
    today = timezone.localdate(now)
    slot = reached_slot(now)
    if is_quiet(today) or SlotRun.objects.filter(slot_on=slot).exists():
        return None
    with transaction.atomic():
        run, mine = SlotRun.objects.get_or_create(slot_on=slot, defaults={"planned_at": now})
        if not mine:
            return None
        day = today if slot == last_slot(today) else today - DAY  # early on a Tuesday the day's own slot is to come
        planned = _Slot(slot, today, now).fill(day)
        SlotRun.objects.filter(pk=run.pk).update(mails=planned.mails)
    return planned


class _Slot:
    """A slot while it is planned: the mails of its week that can take more, by person, and what was written so far."""

    def __init__(self, slot: date, today: date, now: datetime) -> None:
        self.slot, self.today, self.now, self.week = slot, today, now, week_of(today)
        self.waiting, self.served = _standing(self.week)
        self.mailed: set[int] = set()
        self.count: Counter[Action] = Counter()

    def fill(self, day: date) -> Planned:
        """Write what is due by a day: for guidelines that are alike all at once, for the others some at a time."""
        ladders, limit = read_ladders(), limit_of(self.slot)
        line = Line.of(ladders, day, self.today)
        self._write_alike(Alike(ladders, line, _released()))
        others = due_by(day, ladders, line)
        for first in range(0, len(others), AT_ONCE):
            asked = Guideline.objects.filter(pk__in=among(others[first : first + AT_ONCE]))
            self._write(due(load(asked, today=self.today, ladders=ladders, everybody=False), day))
        mails, broke = len(self.mailed), len(self.mailed) > limit
        if broke:
            SenderHold.objects.create(since=self.now, reason=SenderHold.Reason.BREAKER, planned=mails)
        count = self.count
        return Planned(self.slot, mails, count[Action.MAIL], count[Action.TASK], count[Action.SKIP], broke)

    def _write_alike(self, alike: Alike) -> None:
        told = {person: number for person, number in alike.persons().items() if person not in self.served}
        self._mail(set(told))
        written = alike.write(self.slot, self.now, {person: self.waiting[person] for person in told})
        self.count[Action.MAIL] += sum(told.values())
        self.count[Action.SKIP] += written - sum(told.values())

    def _write(self, found: list[Verdict]) -> None:
        is_free = [one for one in found if one.action is not Action.MAIL or one.person not in self.served]
        kept = _true(is_free)
        self._mail({verdict.person for verdict in kept if verdict.action is Action.MAIL})
        insert(
            Occurrence,
            (
                "rule",
                "guideline_id",
                "target",
                "due_on",
                "rung",
                "recipient_id",
                "slot_on",
                "state",
                "reason",
                "mail_id",
            ),
            [_occurrence(verdict, self.waiting, self.slot, self.today) for verdict in kept],
            skip_known=True,
            created_at=self.now,
        )
        self.count.update(verdict.action for verdict in kept)

    def _mail(self, persons: set[int]) -> None:
        """See that a mail of the week waits for each of these persons."""
        self.mailed |= persons
        missing = sorted(persons.difference(self.waiting))
        for first in range(0, len(missing), AT_ONCE):
            some = missing[first : first + AT_ONCE]
            self.waiting |= make_mails(some, self.week, slot_at(self.slot), self.now)


def due(world: World, day: date) -> list[Verdict]:
    """Return what is to be done by a day for the guidelines and open steps of released groups (foundations 20)."""
    return [
        verdict
        for cause in world.causes(_released())
        for verdict in cause.verdicts(world.people, world.histories.get(cause.key, {}), day)
    ]


def _released() -> set[int]:
    return set(GroupRelease.objects.values_list("group", flat=True))


def mail_key(person: int, week: str, number: int = 0) -> uuid.UUID:
    """Return the key of a person's mail of a week; the same after a database was put back (reliability R22).

    `number` counts the mails of that week that were skipped before.
    """
    return uuid.uuid5(_NAMESPACE, f"{person}/{week}/{number}")


def _standing(week: str) -> tuple[dict[int, int], set[int]]:
    """The mails of a week that can take more, by person, and who gets no other one in it."""
    columns = (Coalesce("person__merged_into", "person"), "pk", "week", "state", "frozen_at")
    waiting: dict[int, int] = {}
    served: set[int] = set()
    for person, pk, of_week, state, frozen in counting(week).values_list(*columns):
        if of_week == week and state == Mail.State.PLANNED and frozen is None:
            waiting[person] = pk
        else:
            served.add(person)
    return waiting, served


def served_in(week: str) -> set[int]:
    """Return who gets no mail in a week beside the one that went, goes or is to go in it (foundations 18)."""
    return _standing(week)[1]


def counting(week: str) -> QuerySet[Mail]:
    """Return the mails of a week, and those of an earlier one that left in it or are still to leave with their bytes.

    One that is held does not leave: it waits for whoever holds it, and its reader is not silent meanwhile.
    """
    monday = datetime.combine(week_start(week), time.min, tzinfo=COPENHAGEN)
    under_way = Q(state__in=[Mail.State.CLAIMED, Mail.State.SENDING, Mail.State.UNKNOWN])
    to_leave = under_way | Q(state=Mail.State.PLANNED, frozen_at__isnull=False)
    earlier = Q(week__lt=week) & (Q(to_leave, is_held=False) | Q(sent_at__gte=monday))
    return Mail.objects.live().filter(Q(week=week) | earlier, kind=Mail.Kind.REMINDERS)


def _true(found: list[Verdict]) -> list[Verdict]:
    """Leave out the copies that say that a chair was told, where no chair is mailed with them; they come with it."""
    told = {(one.guideline, one.cycle) for one in found if (one.rung, one.action) == (CHAIR, Action.MAIL)}
    return [one for one in found if one.rung != COPY or (one.guideline, one.cycle) in told]


def make_mails(persons: Iterable[int], week: str, not_before: datetime, now: datetime) -> dict[int, int]:
    """Store a mail without content for each of these persons, and return its key by person."""
    wanted = sorted(persons)
    if not wanted:
        return {}
    this_week = Mail.objects.filter(kind=Mail.Kind.REMINDERS, week=week, person__in=wanted)
    numbers = dict(this_week.order_by().values_list("person").annotate(number=Count("pk")))
    addresses = dict(Person.objects.filter(pk__in=wanted).values_list("pk", "email"))
    keys = {person: mail_key(person, week, numbers.get(person, 0)) for person in wanted}
    insert(
        Mail,
        ("key", "person_id", "address", "message_id"),
        [(keys[person], person, addresses[person], message_id(keys[person])) for person in wanted],
        kind=Mail.Kind.REMINDERS,
        week=week,
        not_before=not_before,
        created_at=now,
    )
    return dict(this_week.live().order_by().values_list("person", "pk"))


def _occurrence(verdict: Verdict, mails: dict[int, int], slot: date, today: date) -> tuple[Hashable, ...]:
    """The key of an occurrence, and what becomes of it."""
    return (
        verdict.rule,
        verdict.guideline,
        verdict.cycle,
        verdict.target,
        verdict.rung,
        verdict.person,
        today if verdict.action is Action.TASK else slot,
        _STATES[verdict.action],
        verdict.reason.value,
        mails[verdict.person] if verdict.action is Action.MAIL else None,
    )


def limit_of(slot: date) -> float:
    """Return above how many mails the breaker stops a slot (foundations 20)."""
    return max(BREAKER_LEAST, BREAKER_TIMES * usual(slot))


def usual(slot: date) -> float:
    """Return how many mails a slot gives of late: the median of the last eight that gave any; 0 where none did."""
    runs = SlotRun.objects.filter(slot_on__lt=slot, mails__gt=0).order_by("-slot_on")
    counts = list(runs.values_list("mails", flat=True)[:USUAL_SLOTS])
    return float(statistics.median(counts)) if counts else 0.0


def by_person(found: Iterable[Verdict]) -> dict[int, list[Verdict]]:
    """Collect verdicts by person: everything due to one person is one mail (foundations 18)."""
    merged: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in found:
        merged[verdict.person].append(verdict)
    return merged
