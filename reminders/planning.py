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
from reminders.among import among
from reminders.candidates import due_by
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
        ladders = read_ladders()
        asked = Guideline.objects.filter(pk__in=among(due_by(day, ladders)))
        found = due(load(asked, today=today, ladders=ladders, everybody=False), day)
        planned = _write(found, slot, today, now)
        SlotRun.objects.filter(pk=run.pk).update(mails=planned.mails)
    return planned


def due(world: World, day: date) -> list[Verdict]:
    """Return what is to be done by a day for the guidelines and open steps of released groups (foundations 20)."""
    released = set(GroupRelease.objects.values_list("group", flat=True))
    return [
        verdict
        for cause in world.causes(released)
        for verdict in cause.verdicts(world.people, world.histories.get(cause.key, {}), day)
    ]


def mail_key(person: int, week: str, number: int = 0) -> uuid.UUID:
    """Return the key of a person's mail of a week; the same after a database was put back (reliability R22).

    `number` counts the mails of that week that were skipped before.
    """
    return uuid.uuid5(_NAMESPACE, f"{person}/{week}/{number}")


def _write(found: list[Verdict], slot: date, today: date, now: datetime) -> Planned:
    week = week_of(today)
    waiting, served = _standing(week)
    kept = _true([verdict for verdict in found if verdict.action is not Action.MAIL or verdict.person not in served])
    mailed = {verdict.person for verdict in kept if verdict.action is Action.MAIL}
    limit = limit_of(slot)
    mails = {**waiting, **make_mails(mailed - set(waiting), week, slot_at(slot), now)}
    insert(
        Occurrence,
        ("rule", "guideline_id", "target", "due_on", "rung", "recipient_id", "slot_on", "state", "reason", "mail_id"),
        [_occurrence(verdict, mails, slot, today) for verdict in kept],
        skip_known=True,
        created_at=now,
    )
    broke = len(mailed) > limit
    if broke:
        SenderHold.objects.create(since=now, reason=SenderHold.Reason.BREAKER, planned=len(mailed))
    count = Counter(verdict.action for verdict in kept)
    return Planned(slot, len(mailed), count[Action.MAIL], count[Action.TASK], count[Action.SKIP], broke)


def _standing(week: str) -> tuple[dict[int, int], set[int]]:
    """The mails of a week that can take more, by person, and who gets no other one in it."""
    columns = (Coalesce("person__merged_into", "person"), "pk", "week", "state", "frozen_at")
    waiting: dict[int, int] = {}
    served: set[int] = set()
    for person, pk, of_week, state, frozen in _counting(week).values_list(*columns):
        if of_week == week and state == Mail.State.PLANNED and frozen is None:
            waiting[person] = pk
        else:
            served.add(person)
    return waiting, served


def served_in(week: str) -> set[int]:
    """Return who gets no mail in a week beside the one that went, goes or is to go in it (foundations 18)."""
    return _standing(week)[1]


def _counting(week: str) -> QuerySet[Mail]:
    """The mails of a week, and those of an earlier one that left in it or that are still to leave with their bytes.

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
    this_week = Mail.objects.filter(kind=Mail.Kind.REMINDERS, week=week)
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
    stored = this_week.live().order_by().values_list("person", "pk")
    return {person: pk for person, pk in stored if person in keys}


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
