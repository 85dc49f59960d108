"""Many reminders due in one slot, written by rows: what the tests know of them, they know from here."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import connection

from guidelines.models import Assignment, Group, Guideline, GuidelineGroup, GuidelineVersion, Person, PlanEntry
from reminders.models import SlotRun
from tests import factories
from tests.reminders.scene import FINAL_SLOT, TARGET, moment, release

NOW = moment(FINAL_SLOT, minutes=1)
Item = tuple[str, str]


def due(
    people: int,
    each: int = 1,
    *,
    domains: Sequence[str] = ("example.org",),
    group: Group | None = None,
    on: date = TARGET,
    usual: int | None = None,
) -> list[Item]:
    """Store so many tovholdere with so many guidelines each, all due at the last rung; returns (address, title).

    `usual` is how many mails a slot is said to have given before; unless told, as many as now.
    """
    owner = group or release(factories.group("TST"))
    mark = uuid.uuid4().hex[:6]
    persons = Person.objects.bulk_create(
        Person(name=f"Person {number}", email=f"p{number}.{mark}@{domains[number % len(domains)]}")
        for number in range(people)
    )
    titles = [f"Emne {mark} {number:06}." for number in range(people * each)]
    guidelines = Guideline.objects.bulk_create(
        Guideline(title=title, slug=f"emne-{mark}-{number}") for number, title in enumerate(titles)
    )
    GuidelineGroup.objects.bulk_create(
        GuidelineGroup(guideline=one, group=owner, role=GuidelineGroup.Role.OWNER) for one in guidelines
    )
    GuidelineVersion.objects.bulk_create(_version(one, on) for one in guidelines)
    entries = PlanEntry.objects.bulk_create(
        PlanEntry(guideline=one, year=on.year, kind="revision", year_basis=PlanEntry.YearBasis.GIVEN)
        for one in guidelines
    )
    Assignment.objects.bulk_create(
        Assignment(plan_entry=entry, person=persons[number % people], position=0)
        for number, entry in enumerate(entries)
    )
    count = people if usual is None else usual
    SlotRun.objects.get_or_create(slot_on=FINAL_SLOT.replace(day=12), defaults={"planned_at": NOW, "mails": count})
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum, which the tests' server has not, does after so many rows
    return [(persons[number % people].email, title) for number, title in enumerate(titles)]


def _version(guideline: Guideline, on: date) -> GuidelineVersion:
    made = GuidelineVersion(guideline=guideline, label="1.1", is_current=True)
    made.next_due = factories.day(on)
    return made
