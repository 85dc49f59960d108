"""The deadlines of a person, as *Mine opgaver* shows them, and those of a group; a fixed number of statements."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from guidelines.approval.models import Elector, Party, Recusal, Return
from guidelines.approval.standings import holding, seats_of
from guidelines.people.models import Group, Person, Role
from guidelines.planning.aims import with_aim
from guidelines.planning.models import Assignment, PlanEntry, Step, agreed_year
from guidelines.planning.rules import Kind, Outcome, target
from guidelines.register.models import Guideline, GuidelineGroup


class Due(enum.StrEnum):
    """What is due; the first part of the event's key."""

    REVISION = "revision"
    NEW = "ny"
    CORRECTION = "retur"
    CONSULTATION = "hoering"
    APPROVAL = "godkendelse"


@dataclass(frozen=True)
class Deadline:
    """One deadline: of what, by when, and the page that it leads to. `key` stays the same while it moves."""

    key: str
    due: Due
    on: date
    title: str
    path: str


_ENTRY, _OF = "plan_entry", "plan_entry__guideline"


def deadlines_of(person: Person, today: date) -> list[Deadline]:
    """Return what the person works towards, corrects, answers and approves, each with its day; five statements."""
    groups = list(Role.objects.on(today).filter(person=person, group__isnull=False).values_list("group", flat=True))
    return [*_duties(person), *_returned(person), *_asked(person, groups), *_approvals(person, today)]


# --- what a tovholder, or an author of what is under way, works towards


def _duties(person: Person) -> Iterator[Deadline]:
    """The target of each planned entry that names the person, as the duties of *Mine opgaver* have it."""
    rows = _assigned(person).values_list(*_COLUMNS, named=True)
    for _assignment, same in groupby(rows, key=attrgetter("pk")):
        yield from _duty(list(same))


_COLUMNS = (
    "pk",
    "plan_entry_id",
    "plan_entry__kind",
    "agreed",
    "is_first",
    "run__deadline_on",
    "run__id",
    "current__next_due_last",
    "link__role",
    "link__group__deadline_month",
    "link__group__deadline_day",
    f"{_OF}__pk",
    f"{_OF}__title",
    f"{_OF}__slug",
)


def _assigned(person: Person) -> QuerySet[Assignment, Any]:
    earlier = (
        PlanEntry.objects.planned()
        .filter(guideline=OuterRef(_OF))
        .alias(order=Coalesce("year", Value(0)))
        .filter(order__lt=Coalesce(OuterRef("plan_entry__year"), Value(0)))
    )
    role = Assignment.Role
    own = Assignment.objects.filter(person=person, role__in=[role.LEAD, role.AUTHOR], ended_on=None)
    in_use = {f"{_OF}__withdrawn_on": None, f"{_OF}__merged_into": None}
    recused = Recusal.objects.filter(revision=OuterRef("run__id"), person=person, undone_at=None)
    owning = [GuidelineGroup.Role.OWNER.value, GuidelineGroup.Role.CO_OWNER.value]
    return (
        own.filter(plan_entry__outcome=Outcome.PLANNED.value, **in_use)
        .alias(
            run=FilteredRelation(f"{_ENTRY}__revisions", condition=Q(**{f"{_ENTRY}__revisions__ended_on": None})),
            current=FilteredRelation(f"{_OF}__versions", condition=Q(**{f"{_OF}__versions__is_current": True})),
            link=FilteredRelation(f"{_OF}__group_links", condition=Q(**{f"{_OF}__group_links__role__in": owning})),
        )
        .filter(Q(role=role.LEAD) | Q(run__isnull=False))
        .exclude(Exists(recused))
        .annotate(agreed=agreed_year("plan_entry__"), is_first=~Exists(earlier))
        .order_by("pk", F("link__role").desc(), "link__group__sort_key")
    )


def _duty(rows: list[Any]) -> Iterator[Deadline]:
    first, owner = rows[0], next((row for row in rows if row.link__role == "owner"), rows[0])
    is_first = first.is_first or first.run__id is not None
    aim = target(
        deadline_on=first.run__deadline_on,
        next_due_on=first.current__next_due_last if is_first else None,
        planned_year=first.agreed,
        deadline_day=(owner.link__group__deadline_month or 12, owner.link__group__deadline_day or 1),
    )
    if aim is None:
        return
    due = Due.NEW if first.plan_entry__kind == Kind.NEW else Due.REVISION
    key = f"frist-{first.plan_entry__guideline__pk}"
    if not is_first:
        key = f"{key}-{first.plan_entry_id}"
    title, slug = first.plan_entry__guideline__title, first.plan_entry__guideline__slug
    yield Deadline(key, due, aim.on, title, reverse("guideline", args=[slug]))


# --- what somebody corrects, answers and approves


def _returned(person: Person) -> Iterator[Deadline]:
    """Work that came back, to whoever works on it."""
    own = Assignment.objects.filter(plan_entry__revisions=OuterRef("revision"), person=person, ended_on=None)
    working = own.filter(role__in=[Assignment.Role.LEAD, Assignment.Role.AUTHOR])
    recused = Recusal.objects.filter(revision=OuterRef("revision"), person=person, undone_at=None)
    in_use = {"revision__guideline__withdrawn_on": None, "revision__guideline__merged_into": None}
    standing = Return.objects.filter(resumed_at=None, undone_at=None, revision__ended_on=None, **in_use)
    found = standing.filter(Exists(working)).exclude(Exists(recused)).select_related("revision__guideline")
    for item in found:
        path = reverse("run-comments", args=[item.revision_id])
        title = item.revision.guideline.title
        yield Deadline(f"retur-{item.revision_id}", Due.CORRECTION, item.due_on, title, path)


def _asked(person: Person, groups: list[int]) -> Iterator[Deadline]:
    """Consultations that wait for the person, or for a group of theirs; one event for each."""
    waiting = Party.objects.filter(Q(person=person) | Q(group__in=groups), answered_at=None)
    running = waiting.filter(consultation__closed_on=None, consultation__revision__ended_on=None)
    columns = ("consultation__revision", "consultation__closes_on", "consultation__revision__guideline__title")
    for run, closes_on, title in running.order_by().values_list(*columns).distinct():
        path = reverse("consultation", args=[run])
        yield Deadline(f"hoering-{run}", Due.CONSULTATION, closes_on, title, path)


def _approvals(person: Person, today: date) -> Iterator[Deadline]:
    """Clinical approvals whose move is the person's today, where they have a day."""
    own = Elector.objects.filter(step=OuterRef("pk"), person=person)
    in_use = {"revision__guideline__withdrawn_on": None, "revision__guideline__merged_into": None}
    open_ = Step.objects.open().filter(Exists(own), revision__ended_on=None, due_on__isnull=False, **in_use)
    steps = list(open_.exclude(deferred_until__gt=today).select_related("revision__guideline"))
    seats = seats_of(steps, today)
    for step in steps:
        held = holding(seats.get(step.pk, ()))
        if held is not None and held.person.pk == person.pk and step.due_on is not None:
            title, path = step.revision.guideline.title, reverse("decision", args=[step.pk])
            yield Deadline(f"godkendelse-{step.pk}", Due.APPROVAL, step.due_on, title, path)


# --- a group


def deadlines_of_group(group: Group) -> list[Deadline]:
    """Return the one target of each guideline of the group that is in use (foundations 19); one statement."""
    columns = (
        "pk",
        "title",
        "slug",
        "is_new",
        *(f"aim_{name}" for name in ("deadline", "due", "year", "month", "day")),
    )
    new = PlanEntry.objects.planned().filter(guideline=OuterRef("pk"), kind=Kind.NEW.value)
    rows = with_aim(Guideline.objects.of_group(group).in_use()).annotate(is_new=Exists(new)).order_by("sort_key", "pk")
    found = []
    for row in rows.values_list(*columns, named=True):
        day = (row.aim_month or 12, row.aim_day or 1)
        aim = target(deadline_on=row.aim_deadline, next_due_on=row.aim_due, planned_year=row.aim_year, deadline_day=day)
        if aim is not None:
            due, path = Due.NEW if row.is_new else Due.REVISION, reverse("guideline", args=[row.slug])
            found.append(Deadline(f"frist-{row.pk}", due, aim.on, row.title, path))
    return found
