"""What a person has in the plans, and who has something but cannot be written to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F

from guidelines.people.models import Person
from guidelines.people.reading import roles_on
from guidelines.planning.models import Assignment
from guidelines.planning.rules import Outcome


@dataclass(frozen=True)
class Load:
    """One year of a person's entries in the plans; `year` None for those without one."""

    year: int | None
    entries: list[Assignment] = field(default_factory=list)


def open_assignments(persons: Iterable[int]) -> list[Assignment]:
    """Return what these persons (by key) are tovholder or author of, still to be done, by year, those without last."""
    found = Assignment.objects.filter(
        person__in=list(persons), ended_on=None, plan_entry__outcome=Outcome.PLANNED.value
    ).select_related("plan_entry__guideline")
    return list(found.order_by(F("plan_entry__year").asc(nulls_last=True), "plan_entry__guideline__sort_key"))


def workload(person: Person) -> list[Load]:
    """Return a person's planned entries year by year; one statement."""
    loads: dict[int | None, Load] = {}
    for item in open_assignments([person.pk]):
        year = item.plan_entry.year
        loads.setdefault(year, Load(year)).entries.append(item)
    return list(loads.values())


@dataclass(frozen=True)
class Unreachable:
    """A person without an address, or with one that mail servers refuse, and what mails would have been about."""

    person: Person
    is_refused: bool
    roles: list[str]
    owes: list[Assignment]


def unreachable(today: date) -> list[Unreachable]:
    """Return everybody who cannot be written to, those who owe something first; three statements."""
    persons = list(Person.objects.without_address())
    owed: dict[int, list[Assignment]] = {}
    for item in open_assignments(person.pk for person in persons):
        owed.setdefault(item.person_id, []).append(item)
    roles = roles_on(today)
    found = [Unreachable(who, bool(who.email), roles.get(who.pk, []), owed.get(who.pk, [])) for who in persons]
    return sorted(found, key=lambda item: not (item.owes or item.roles))
