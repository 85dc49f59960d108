"""Who the plans name, and whom of them no mail reaches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from guidelines.desk.quality.facts import PersonFacts, TieFacts
from guidelines.people.models import Person, Role
from guidelines.planning.models import Assignment, Step
from guidelines.planning.rules import Outcome
from guidelines.register.models import Guideline

LEADING = (Role.Kind.CHAIR, Role.Kind.DEPUTY)


class Held(NamedTuple):
    """A place on a plan entry still to be done; `is_stopped`: the person's account is closed."""

    entry: int
    guideline: int
    title: str
    role: str
    person: int
    name: str
    is_active: bool | None

    @property
    def is_stopped(self) -> bool:
        """True where there was an account, and it is closed."""
        return self.is_active is False


class _RoleFacts(NamedTuple):
    person: int
    group: int
    slug: str
    abbreviation: str
    kind: str
    starts_on: date
    ends_on: date | None

    def is_over(self, today: date) -> bool:
        return self.ends_on is not None and self.ends_on < today


class Roles:
    """Every role that anybody has or had in a group."""

    def __init__(self, rows: Iterable[_RoleFacts]) -> None:
        self._of: dict[int, list[_RoleFacts]] = {}
        for row in rows:
            self._of.setdefault(row.person, []).append(row)

    def has_left(self, person: int, groups: Collection[int], today: date) -> bool:
        """True for somebody who had a role in one of these groups, and has none there today or later."""
        had = [role for role in self._of.get(person, ()) if role.group in groups]
        return bool(had) and all(role.is_over(today) for role in had)

    def in_force(self, person: int, today: date) -> frozenset[int]:
        """The groups in which the person has a role today."""
        mine = self._of.get(person, ())
        return frozenset(role.group for role in mine if role.starts_on <= today and not role.is_over(today))

    def left(self, person: int, today: date) -> frozenset[int]:
        """The groups in which the person had a role, and has none today or later."""
        mine = self._of.get(person, ())
        kept = {role.group for role in mine if not role.is_over(today)}
        return frozenset(role.group for role in mine) - kept

    def led(self, person: int, today: date) -> list[tuple[str, str]]:
        """The groups whose chair or deputy the person is: slug and abbreviation."""
        mine = (role for role in self._of.get(person, ()) if role.kind in LEADING)
        return [(role.slug, role.abbreviation) for role in mine if role.starts_on <= today and not role.is_over(today)]


def read_roles() -> Roles:
    """Return all roles in groups; one statement."""
    columns = ("person_id", "group_id", "group__slug", "group__abbreviation", "kind", "starts_on", "ends_on")
    rows = Role.objects.filter(group__isnull=False).order_by("group__sort_key", "pk").values_list(*columns)
    return Roles(_RoleFacts(*row) for row in rows)


def read_held(scope: QuerySet[Guideline, Guideline]) -> list[Held]:
    """Return who is on the plan entries of these guidelines that are still to be done; one statement."""
    planned = Assignment.objects.filter(
        ended_on=None, plan_entry__outcome=Outcome.PLANNED.value, plan_entry__guideline__in=scope
    )
    columns = ("plan_entry_id", "plan_entry__guideline_id", "plan_entry__guideline__title", "role", "person_id")
    rows = planned.order_by("position", "pk").values_list(*columns, "person__name", "person__user__is_active")
    return [Held(*row) for row in rows]


def read_persons(
    held: Iterable[Held], roles: Roles, ties: Mapping[int, list[TieFacts]], today: date
) -> Iterator[PersonFacts]:
    """Yield those who cannot be written to, by name, with what waits for them; two statements."""
    owed = _owed(held)
    people = Person.objects.without_address().order_by("sort_key", "pk").values_list("pk", "name", "email")
    for pk, name, email in people:
        own = owed.get(pk, {})
        led = roles.led(pk, today)
        groups = {(tie.slug, tie.abbreviation) for guideline in own for tie in ties.get(guideline, ())}
        leads = tuple(dict.fromkeys(abbreviation for _slug, abbreviation in led))
        yield PersonFacts(pk, name, bool(email), tuple(own.values()), leads, tuple(sorted(groups | set(led))), email)


def _owed(held: Iterable[Held]) -> dict[int, dict[int, str]]:
    """For each person the guidelines, with their titles, that they are to write, or that wait for them now."""
    owed: dict[int, dict[int, str]] = {}
    for item in held:
        owed.setdefault(item.person, {})[item.guideline] = item.title
    unreachable = Q(holder_person__email="") | Q(holder_person__address_state=Person.AddressState.REFUSED)
    steps = Step.objects.open().filter(unreachable, revision__ended_on=None, holder_person__isnull=False)
    columns = ("holder_person_id", "revision__guideline_id", "revision__guideline__title")
    for person, guideline, title in steps.order_by("pk").values_list(*columns):
        owed.setdefault(person, {})[guideline] = title
    return owed
