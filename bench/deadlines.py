"""Any number of guidelines with a deadline, two tovholdere each, in one released group: rows made by the database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection, models, transaction

from guidelines.models import Assignment, Group, Guideline, GuidelineGroup, GuidelineVersion, Person, PlanEntry, Role
from reminders.models import GroupRelease
from reminders.slots import slot_at

YEARS = 5
EACH = 5
"""A person is tovholder of five guidelines on average, twice over."""


def fill_deadlines(count: int, slot: date) -> None:
    """Write `count` guidelines whose versions are due on the days of five years, from two months before a slot on.

    Each table is filled by one statement that copies a first row and numbers the rest.
    """
    with transaction.atomic():
        group = Group.objects.create(abbreviation="Store", name="Den Store Målegruppe", slug="store")
        GroupRelease.objects.create(group=group, released_at=slot_at(slot))
        first = Person.objects.create(name="Person", email="person@example.org")
        people = max(2, 2 * count // EACH)
        _copy(first, people, name="'Person ' || n.i", email="'person' || n.i || '@example.org'")
        Role.objects.create(person=first, group=group, kind=Role.Kind.CHAIR, starts_on=date(2020, 1, 1))
        guideline = Guideline.objects.create(title="Retningslinje", slug="retningslinje", language="da")
        _copy(guideline, count, title="'Retningslinje ' || n.i", slug="'retningslinje-' || n.i")
        tie = GuidelineGroup.objects.create(guideline=guideline, group=group, role=GuidelineGroup.Role.OWNER)
        _copy(tie, count, guideline_id=_from(guideline))
        begin = slot - timedelta(days=60)
        due = {f"next_due_{name}": begin for name in ("first", "last")} | {"next_due_precision": "day"}
        version = GuidelineVersion.objects.create(guideline=guideline, label="1.0", is_current=True, **due)
        day = _day_after(begin, f"(n.i * 37) % {365 * YEARS}")
        _copy(version, count, guideline_id=_from(guideline), next_due_first=day, next_due_last=day)
        entry = PlanEntry.objects.create(guideline=guideline, year=2030, kind="revision", outcome="planned")
        _copy(entry, count, guideline_id=_from(guideline))
        for place, ahead in ((1, people // 2), (0, 0)):
            who = f"{first.pk} + (n.i + {ahead}) % {people}"
            lead = Assignment.objects.create(plan_entry=entry, person=first, role="lead", position=place)
            _copy(lead, count, plan_entry_id=_from(entry), person_id=who)
            if place:  # nobody is tovholder twice
                Assignment.objects.filter(pk=lead.pk).delete()


def _from(first: models.Model) -> str:
    """The row with the same number as the one that is written."""
    return f"{first.pk} + n.i"


def _day_after(day: date, number: str) -> str:
    if connection.vendor == "postgresql":
        return f"DATE '{day.isoformat()}' + CAST({number} AS integer)"
    return f"date('{day.isoformat()}', '+' || ({number}) || ' days')"


def _copy(first: models.Model, count: int, **columns: Any) -> None:
    """Write rows number 1 to `count` - 1 as copies of the first, the named columns by an expression of `n.i`."""
    table, key = first._meta.db_table, first.pk
    names = [str(field.column) for field in first._meta.concrete_fields if not field.primary_key]
    values = ", ".join(columns.get(name, f'f."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (id, {listed}) "
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count} - 1) "
            f"SELECT {key} + n.i, {values} FROM n JOIN {table} f ON f.id = {key}"
        )
        if connection.vendor == "postgresql":  # the application's role may take numbers, not set them
            taken = f"nextval(pg_get_serial_sequence('{table}', 'id'))"
            cursor.execute(f"SELECT count({taken}) FROM generate_series(1, {count - 1})")
