"""Persons as succession looks at them: what they hold, where they belong, what they have, and when they are away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from guidelines.desk.orphans.facts import GroupFacts, PersonFacts
from guidelines.desk.quality.reading_persons import Roles
from guidelines.people.models import Absence, Person
from guidelines.planning.models import Assignment
from guidelines.planning.models.entries import agreed_year
from guidelines.planning.rules import Outcome


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


def read_held() -> list[Held]:
    """Return the tovholdere of all plans, entry by entry in their order; one statement."""
    planned = Assignment.objects.filter(
        ended_on=None, role=Assignment.Role.LEAD, plan_entry__outcome=Outcome.PLANNED.value
    ).annotate(agreed=agreed_year("plan_entry__"))
    columns = ("plan_entry_id", "plan_entry__guideline_id", "agreed", "person_id", "person__name")
    rows = planned.order_by("plan_entry_id", "position", "pk").values_list(
        *columns, "person__user__is_active", "person__address_state"
    )
    return [Held(*row) for row in rows]


def read_persons(
    roles: Roles, held: Iterable[Held], ties: Mapping[int, list[GroupFacts]], today: date
) -> Iterator[PersonFacts]:
    """Yield everybody who can be asked to write: reachable as far as is known, and with no closed account.

    Two statements. A group that somebody has left is none they write in.
    """
    load: dict[int, dict[int | None, int]] = {}
    writes_in: dict[int, set[int]] = {}
    for item in held:
        own = load.setdefault(item.person, {})
        own[item.year] = own.get(item.year, 0) + 1
        writes_in.setdefault(item.person, set()).update(group.pk for group in ties.get(item.guideline, ()))
    away, away_today = read_absences(today)
    current = Person.objects.current().exclude(user__is_active=False)
    reachable = current.exclude(address_state=Person.AddressState.REFUSED).order_by("sort_key", "pk")
    for pk, name, key in reachable.values_list("pk", "name", "name_key"):
        yield PersonFacts(
            pk=pk,
            name=name,
            key=key,
            groups=roles.in_force(pk, today),
            writes_in=frozenset(writes_in.get(pk, ())) - roles.left(pk, today),
            load=load.get(pk, {}),
            away=away.get(pk, {}),
            is_away_today=pk in away_today,
        )


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
