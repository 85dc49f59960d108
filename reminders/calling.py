"""The call list: whom to call, about what, and when they were last in contact (ux 5.2, the last rung)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from guidelines.journal.models import Event
from guidelines.people.models import Person
from reminders.models import Call, Mail, Occurrence


@dataclass(frozen=True)
class Line:
    """Somebody to call: about what, the last mail that was sent, the last call, and when they last did anything."""

    person: Person
    tasks: list[Occurrence]
    mailed_at: datetime | None = None
    call: Call | None = None
    active_at: datetime | None = None


def call_list(person: Person | None = None) -> list[Line]:
    """Return whom to call, who has waited longest first; five statements. With a person, that line alone or none."""
    rows = Occurrence.objects.calls().select_related("guideline", "recipient").order_by("slot_on", "due_on", "pk")
    tasks: dict[int, list[Occurrence]] = defaultdict(list)
    for task in rows if person is None else rows.filter(recipient=person):
        tasks[task.recipient_id].append(task)
    mailed, called, active = _mailed(tasks), _called(tasks), _active(tasks)
    return [
        Line(found[0].recipient, found, mailed.get(pk), called.get(pk), active.get(pk)) for pk, found in tasks.items()
    ]


def _mailed(persons: Collection[int]) -> dict[int | None, datetime]:
    sent = Mail.objects.filter(person__in=persons, state=Mail.State.SENT, kind=Mail.Kind.REMINDERS)
    return dict(sent.order_by().values_list("person").annotate(last=Max("sent_at")))


def _called(persons: Collection[int]) -> dict[int, Call]:
    calls = Call.objects.filter(person__in=persons).order_by("at", "pk")
    return {call.person_id: call for call in calls}


def _active(persons: Collection[int]) -> dict[int, datetime]:
    """When each of them last did something that stands in the history."""
    keys = {f"person:{pk}": pk for pk in persons}
    rows = Event.objects.filter(actor_key__in=keys).order_by().values_list("actor_key").annotate(last=Max("at"))
    return {keys[key]: at for key, at in rows}


def calls_to(person: Person) -> list[Call]:
    """Return the calls to a person, the newest first."""
    return list(Call.objects.filter(person=person).select_related("guideline", "by"))
