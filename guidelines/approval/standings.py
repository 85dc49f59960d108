"""Who may decide the open steps today: the electors written down, with what is looked up about each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet

from guidelines.approval.models import Contribution, Decision, Elector, Recusal
from guidelines.approval.rules import Capacity, Standing, holder
from guidelines.lists.prepared import Given, Reading
from guidelines.people.models import Absence, Person, Role
from guidelines.planning.models import Assignment, Step
from guidelines.planning.rules import HolderRole

WORKING = (Assignment.Role.LEAD, Assignment.Role.AUTHOR)
LEADING = (Role.Kind.CHAIR, Role.Kind.DEPUTY)


@dataclass(frozen=True)
class Seat:
    """One elector of a step: the person, how they stand today, and whether they have worked on the version.

    `elector` is None where the step was opened without electors, and they are read from the roles of today.
    """

    person: Person
    standing: Standing
    has_worked: bool = False
    elector: Elector | None = None


def seats_of(steps: Collection[Step], today: date) -> dict[int, list[Seat]]:
    """Return the seats of each of these steps that a chair holds, in order; one query, two more for old steps."""
    held = [step for step in steps if step.holder_role == HolderRole.CHAIR]
    found: dict[int, list[Seat]] = {step.pk: [] for step in held}
    if not held:
        return found
    for elector in _electors_of([step.pk for step in held], today):
        found[elector.step_id].append(_seat(elector))
    bare = [step for step in held if not found[step.pk]]
    return {**found, **_from_roles(bare, today)} if bare else found


def _electors_of(steps: Sequence[int], today: date) -> Iterable[Elector]:
    if len(steps) == 1:
        return _electors_of_one(step=steps[0], today=today)
    return electors(today).filter(step__in=steps)


def holding(seats: Iterable[Seat]) -> Seat | None:
    """Return the seat of the one whose move it is, None where nobody is left."""
    placed = {seat.standing.place: seat for seat in seats}
    first = holder([seat.standing for seat in placed.values()])
    return None if first is None else placed[first.place]


def electors(today: date) -> QuerySet[Elector, Elector]:
    """Return electors with what is looked up about each: role, absence, recusal, own approval, work on the version."""
    same = Q(person=OuterRef("person")) | Q(person__merged_into=OuterRef("person"))
    roles = Role.objects.on(today).filter(person=OuterRef("person"), group=OuterRef("step__holder_group"))
    run = OuterRef("step__revision")
    return (
        Elector.objects.select_related("person")
        .annotate(
            in_role=Exists(roles.filter(Q(kind=Role.Kind.CHAIR) | Q(kind=OuterRef("capacity")))),
            away=Exists(Absence.objects.on(today).filter(person=OuterRef("person"))),
            recused=Exists(Recusal.objects.filter(same, revision=run, undone_at=None)),
            approved=Exists(Decision.objects.in_force().approving().filter(same, revision=run)),
            worked=has_worked(OuterRef("person"), run, OuterRef("step__revision__plan_entry")),
        )
        .order_by("step", "place")
    )


_TODAY: Any = Given("today", DateField())
_electors_of_one = Reading(lambda: electors(_TODAY).filter(step=Given("step")))


def has_worked(person: Any, revision: Any, entry: Any) -> Q:
    """Return the condition that somebody has worked on the version: by a contribution, or as tovholder or author."""
    added = Contribution.objects.filter(person=person, revision=revision)
    assigned = Assignment.objects.filter(person=person, plan_entry=entry, role__in=WORKING, ended_on=None)
    return Q(Exists(added)) | Q(Exists(assigned))


def standing_of(elector: Any) -> Standing:
    """Return how an elector of `electors` stands, as a row or as plain values of the same names."""
    is_appointed = elector.capacity == Capacity.APPOINTED
    return Standing(
        person=elector.person_id,
        capacity=Capacity(elector.capacity),
        place=elector.place,
        holds_role=is_appointed or elector.in_role,
        is_absent=elector.away,
        is_recused=elector.recused,
        handed_over=elector.handed_over_at is not None or elector.approved,
    )


def _seat(elector: Any) -> Seat:
    return Seat(elector.person, standing_of(elector), elector.worked, elector)


def _from_roles(steps: Collection[Step], today: date) -> dict[int, list[Seat]]:
    groups = {step.holder_group_id for step in steps}
    roles = leaders(groups, today).annotate(away=Exists(Absence.objects.on(today).filter(person=OuterRef("person"))))
    by_group: dict[int | None, list[Any]] = {}
    for role in roles:
        by_group.setdefault(role.group_id, []).append(role)
    runs = [step.revision_id for step in steps]
    recused = set(Recusal.objects.filter(revision__in=runs, undone_at=None).values_list("revision", "person"))
    return {step.pk: _seats_from(by_group.get(step.holder_group_id, []), step, recused) for step in steps}


def _seats_from(roles: Iterable[Any], step: Step, recused: set[tuple[int, int]]) -> list[Seat]:
    seats: dict[int, Seat] = {}
    for role in roles:
        is_recused = (step.revision_id, role.person_id) in recused
        standing = Standing(role.person_id, Capacity(role.kind), len(seats), True, role.away, is_recused)
        seats.setdefault(role.person_id, Seat(role.person, standing))
    return list(seats.values())


def in_charge(groups: Collection[int], today: date) -> dict[int, list[Person]]:
    """Return who is written to for each group: its chairs today, the deputies where it has none; none is left out."""
    found: dict[int, dict[str, list[Person]]] = {}
    for role in leaders(groups, today) if groups else ():
        if role.person.merged_into_id is None and role.group_id is not None:
            found.setdefault(role.group_id, {}).setdefault(role.kind, []).append(role.person)
    return {group: kinds.get(Role.Kind.CHAIR) or kinds[Role.Kind.DEPUTY] for group, kinds in found.items()}


def leaders(groups: Collection[int | None], today: date) -> QuerySet[Role, Role]:
    """Return who leads the groups today: the chairs by when they began, then the deputies."""
    found = Role.objects.on(today).filter(group__in=[group for group in groups if group], kind__in=LEADING)
    return found.select_related("person").order_by("kind", "starts_on", "pk")
