"""Who is tovholder of what is still to be done, and who is away when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from guidelines.people.models import Absence, Person
from guidelines.planning.models import Assignment
from guidelines.planning.models.entries import agreed_year
from guidelines.planning.rules import Outcome

_GUIDELINE = "plan_entry__guideline"


class Held(NamedTuple):
    """A tovholder of an entry still to be done; `is_active` None for a person without an account."""

    entry: int
    guideline: int
    year: int | None
    person: int
    name: str
    is_active: bool | None
    address_state: str

    @property
    def is_stopped(self) -> bool:
        """True where there was an account, and it is closed."""
        return self.is_active is False

    @property
    def is_refused(self) -> bool:
        """True where mail servers refuse the address."""
        return self.address_state == Person.AddressState.REFUSED


def leading() -> QuerySet[Assignment, Assignment]:
    """The tovholdere of what is still to be done of guidelines in use."""
    in_use = {f"{_GUIDELINE}__withdrawn_on": None, f"{_GUIDELINE}__merged_into": None}
    role, outcome = Assignment.Role.LEAD, Outcome.PLANNED.value
    return Assignment.objects.filter(ended_on=None, role=role, plan_entry__outcome=outcome, **in_use)


def read_held(items: QuerySet[Assignment, Assignment] | None = None) -> list[Held]:
    """Return the tovholdere of all plans, or those given, entry by entry in their order; one statement."""
    found = (leading() if items is None else items).annotate(agreed=agreed_year("plan_entry__"))
    columns = ("plan_entry_id", f"{_GUIDELINE}_id", "agreed", "person_id", "person__name")
    rows = found.order_by("plan_entry_id", "position", "pk").values_list(
        *columns, "person__user__is_active", "person__address_state"
    )
    return [Held(*row) for row in rows]


def read_absences(today: date) -> tuple[dict[int, dict[int, int]], set[int]]:
    """Return how many days of each year, from this one on, each person is absent, and who is absent today."""
    by_year: dict[int, dict[int, int]] = {}
    away_today: set[int] = set()
    rows = Absence.objects.filter(ends_on__gte=date(today.year, 1, 1)).order_by("person_id", "starts_on", "pk")
    reached: dict[int, date] = {}
    for person, starts_on, ends_on in rows.values_list("person_id", "starts_on", "ends_on"):
        if starts_on <= today <= ends_on:
            away_today.add(person)
        own = by_year.setdefault(person, {})
        counted = reached.get(person, date.min)  # days of overlapping absences count once
        for year, number in days_by_year(max(starts_on, counted + timedelta(days=1)), ends_on):
            own[year] = own.get(year, 0) + number
        reached[person] = max(counted, ends_on)
    return by_year, away_today


def days_by_year(first: date, last: date) -> Iterator[tuple[int, int]]:
    """Yield each year that the days from first to last, both included, touch, with how many of them lie in it."""
    for year in range(first.year, last.year + 1):
        start, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        if start <= end:
            yield year, (end - start).days + 1
