"""What is to come: the queue of the next 14 days, person by person, and what stands in the way of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from guidelines.people.models import Person
from guidelines.register.models import Guideline
from reminders.facts import World, load
from reminders.models import GroupRelease, Mail, SlotRun
from reminders.rehearsal import Line, QuarterLine, Rehearsed, rehearse_world
from reminders.rules import Action, Reason
from reminders.simulation import simulate
from reminders.slots import last_slot, slot_at, slots_between, week_of

QUEUE_DAYS = 14


@dataclass(frozen=True)
class Queued:
    """A mail to come: the person, the reminders and overviews in it, and the row where there is one already."""

    person: Person
    lines: Sequence[Line | QuarterLine]
    mail: Mail | None = None

    @property
    def is_held(self) -> bool:
        """True where the secretariat keeps it back."""
        return self.mail is not None and self.mail.is_held

    @property
    def note(self) -> str:
        """What the secretariat wrote at its top; "" where nothing."""
        return self.mail.note if self.mail is not None else ""


@dataclass(frozen=True)
class Slot:
    """A slot to come, with its mails, one to each person."""

    on: date
    at: datetime
    mails: list[Queued]

    @property
    def reminders(self) -> int:
        """How many reminders the mails hold together."""
        return sum(len(mail.lines) for mail in self.mails)


@dataclass(frozen=True)
class Away:
    """Somebody who would be reminded in these days and is away: until the last day of the absence."""

    person: Person
    until: date


@dataclass(frozen=True)
class Coming:
    """The slots of the next 14 days, and who gets nothing: refused by the mail server, without an address, away."""

    slots: list[Slot]
    refused: int
    no_address: int
    away: list[Away]

    @property
    def mail_count(self) -> int:
        """How many mails would go."""
        return sum(len(slot.mails) for slot in self.slots)


def coming(now: datetime) -> Coming:
    """Return what would go out in the next 14 days, as the groups are released now."""
    today = timezone.localdate(now)
    released = set(GroupRelease.objects.values_list("group", flat=True))
    last = today + timedelta(days=QUEUE_DAYS)
    world = load(Guideline.objects.all(), today=today)
    found = rehearse_world(world, first=today, last=last, today=today, groups=released, overviews=released)
    planned = set(SlotRun.objects.filter(slot_on__gte=today).values_list("slot_on", flat=True))
    to_come = [slot for slot in slots_between(today, last) if slot not in planned]
    rows = _rows_of_weeks({week_of(slot) for slot in to_come})
    slots = [Slot(slot, slot_at(slot), _queued(slot, found, rows)) for slot in to_come]
    in_the_way = _in_the_way(found)
    away = _away(world, released, to_come)
    return Coming(slots, in_the_way[Reason.REFUSED], in_the_way[Reason.NO_ADDRESS], away)


def _rows_of_weeks(weeks: set[str]) -> dict[tuple[int | None, str], Mail]:
    rows = Mail.objects.live().filter(kind=Mail.Kind.REMINDERS, week__in=weeks).defer("content")
    return {(mail.person_id, mail.week): mail for mail in rows}


def _queued(slot: date, found: list[Rehearsed], rows: Mapping[tuple[int | None, str], Mail]) -> list[Queued]:
    """The mails of a slot, without those of persons who have had their mail of that week."""
    week = week_of(slot)
    mails = [item for item in found if last_slot(item.slot) == slot and not item.is_task]
    queued = [Queued(item.person, item.told, rows.get((item.person.pk, week))) for item in mails]
    return [item for item in queued if item.mail is None or item.mail.state == Mail.State.PLANNED]


def _in_the_way(found: Iterable[Rehearsed]) -> Counter[Reason]:
    """Count the persons whose reminders become tasks, by the reason."""
    reasons = {(item.person.pk, line.verdict.reason) for item in found if item.is_task for line in item.lines}
    return Counter(reason for _person, reason in reasons)


def _away(world: World, released: set[int], slots: Sequence[date]) -> list[Away]:
    """Return who would get a mail in one of these slots but for an absence."""
    present = {pk: replace(who, absences=()) for pk, who in world.people.items()}
    facts = world.causes(released)
    until: dict[int, date] = {}
    for slot, verdict in simulate(facts, present, world.histories, slots):
        days = [last for first, last in world.people[verdict.person].absences if first <= slot <= last]
        if days and verdict.action is Action.MAIL:
            until[verdict.person] = max(days)
    persons = Person.objects.in_bulk(until)
    found = [Away(persons[pk], last) for pk, last in until.items()]
    return sorted(found, key=lambda away: (away.until, bytes(away.person.sort_key)))
