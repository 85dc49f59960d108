"""What a tovholder owes, and an author of what is under way: the duties of *Mine opgaver*."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from guidelines.approval.models import Comment, Consultation, DraftFile, Recusal, VersionDeclaration
from guidelines.approval.passed_by import passes_by_consultation
from guidelines.desk.rules import About, Duty, Holder, Run, Work
from guidelines.lists.prepared import Prepared
from guidelines.people.models import Person
from guidelines.planning.models import Assignment, PlanEntry, agreed_year
from guidelines.planning.rules import Outcome, target
from guidelines.register.models import GuidelineGroup

KEPT = 64  # statements: those of the persons who were here last


class DutyFacts(NamedTuple):
    """An entry that names the person, with one of its groups and one open step; None where there is none."""

    assignment: int
    is_confirmed: bool
    year: int | None
    kind: str
    outcome: str
    is_first: bool
    slug: str
    title: str
    language: str
    is_working_title: bool
    label: str | None
    next_due_on: date | None
    group: str | None
    role: str | None
    deadline_month: int | None
    deadline_day: int | None
    run: int | None
    run_entry: int | None
    stage: str | None
    is_returned: bool | None
    deadline_on: date | None
    ended_on: date | None
    step: int | None
    holder: str | None
    since: date | None
    holder_group: str | None
    chair_title: str | None
    holder_person: str | None
    is_author: bool
    return_due: date | None
    closes_on: date | None
    skipped: bool | None
    has_file: bool
    has_declared: bool
    was_held: bool
    is_unanswered: bool
    guideline: int


DUTY_COLUMNS = (
    "id",
    "is_confirmed",
    "agreed_year",
    "plan_entry__kind",
    "plan_entry__outcome",
    "is_first",
    "plan_entry__guideline__slug",
    "plan_entry__guideline__title",
    "plan_entry__guideline__language",
    "plan_entry__guideline__is_working_title",
    "current__label",
    "current__next_due_last",
    "link__group__abbreviation",
    "link__role",
    "link__group__deadline_month",
    "link__group__deadline_day",
    "run__id",
    "run__plan_entry_id",
    "run__stage",
    "run__is_returned",
    "run__deadline_on",
    "run__ended_on",
    "step__id",
    "step__holder_role",
    "step__since",
    "step__holder_group__abbreviation",
    "step__holder_group__chair_title",
    "step__holder_person__name",
    "is_author",
    "back__due_on",
    "hearing__closes_on",
    "skipped",
    "has_file",
    "has_declared",
    "was_held",
    "is_unanswered",
    "plan_entry__guideline_id",
)


def read_duties(person: Person, today: date) -> list[Duty]:
    """Return the entries in which the person is tovholder, or author of what is under way; one statement.

    Who is recused from the revision under way acts in no capacity on it, and owes nothing.
    """
    facts = (DutyFacts._make(row) for row in _assignments(person, today.year))
    return [_duty(list(same)) for _, same in groupby(facts, key=attrgetter("assignment"))]


# The menu of every page asks these, so their statements are kept.


@lru_cache(maxsize=KEPT)
def _assignments(person: Person, year: int) -> Prepared:
    entry, guideline = "plan_entry", "plan_entry__guideline"
    earlier = (
        PlanEntry.objects.planned()
        .filter(guideline=OuterRef("plan_entry__guideline"))
        .alias(order=Coalesce("year", Value(0)))
        .filter(order__lt=Coalesce(OuterRef("plan_entry__year"), Value(0)))
    )
    role, run = Assignment.Role, OuterRef("run__id")
    open_or_done = Q(**{f"{entry}__revisions__ended_on": None}) | Q(**{f"{entry}__revisions__result": "published"})
    return Prepared(
        Assignment.objects.filter(person=person, role__in=[role.LEAD, role.AUTHOR], ended_on=None)
        .filter(plan_entry__outcome__in=[Outcome.PLANNED.value, Outcome.DONE.value])
        .filter(plan_entry__guideline__withdrawn_on=None, plan_entry__guideline__merged_into=None)
        .alias(
            current=FilteredRelation(
                f"{guideline}__versions", condition=Q(**{f"{guideline}__versions__is_current": True})
            ),
            link=FilteredRelation(
                f"{guideline}__group_links", condition=Q(**{f"{guideline}__group_links__role__in": _PLAN_ROLES})
            ),
            run=FilteredRelation(f"{entry}__revisions", condition=open_or_done),
            step=FilteredRelation("run__steps", condition=Q(run__steps__closed_on=None)),
            back=FilteredRelation(
                "run__returns", condition=Q(run__returns__resumed_at=None, run__returns__undone_at=None)
            ),
            hearing=FilteredRelation("run__consultations", condition=Q(run__consultations__closed_on=None)),
        )
        .filter(Q(role=role.LEAD) | Q(run__isnull=False))
        .exclude(Exists(Recusal.objects.filter(revision=run, person=person, undone_at=None)))
        .annotate(
            agreed_year=agreed_year("plan_entry__"),
            is_confirmed=Q(confirmed_at__isnull=False),
            is_first=~Exists(earlier),
            is_author=Q(role=role.AUTHOR),
            has_file=Exists(DraftFile.objects.current().filter(revision=run)),
            has_declared=Exists(VersionDeclaration.objects.in_force(year).filter(revision=run, person=person)),
            skipped=passes_by_consultation("run"),
            was_held=Exists(Consultation.objects.filter(revision=run)),
            is_unanswered=Exists(Comment.objects.filter(party__consultation__revision=run, disposition="")),
        )
        .order_by("id", "-run__id", F("link__role").desc(), "link__group__sort_key", "step__since", "step__id")
        .values_list(*DUTY_COLUMNS)
    )


_PLAN_ROLES = [GuidelineGroup.Role.OWNER.value, GuidelineGroup.Role.CO_OWNER.value]


def _duty(rows: list[DutyFacts]) -> Duty:
    """Fold the rows of one assignment; of several runs the newest is the one that counts."""
    first = rows[0]
    rows = [row for row in rows if row.run == first.run]
    is_open = first.run is not None and first.ended_on is None
    is_first = first.is_first or is_open
    owner = next((row for row in rows if row.role == "owner"), first)
    return Duty(
        assignment=first.assignment,
        about=about_of(first, (row.group for row in rows)),
        year=first.year,
        kind=first.kind,
        outcome=first.outcome,
        is_confirmed=first.is_confirmed,
        target=target(
            deadline_on=first.deadline_on if is_open else None,
            next_due_on=first.next_due_on if is_first else None,
            planned_year=first.year,
            deadline_day=(owner.deadline_month or 12, owner.deadline_day or 1),
        ),
        run=replace(run_of(rows), work=_work(first)) if is_open else None,
        done_on=first.ended_on if first.outcome == Outcome.DONE else None,
        is_author=first.is_author,
        guideline=first.guideline if is_first and not first.is_author else None,
    )


def _work(first: DutyFacts) -> Work:
    return Work(
        has_file=first.has_file,
        has_declared=first.has_declared,
        is_consulted=first.was_held or bool(first.skipped),
        closes_on=first.closes_on,
        is_unanswered=first.is_unanswered,
        return_due=first.return_due,
    )


# --- for what is open in groups, too


def about_of(row: Any, groups: Iterable[str | None]) -> About:
    """Return the guideline that a row of facts is about, with these groups."""
    known = tuple(dict.fromkeys(group for group in groups if group))
    return About(row.slug, row.title, row.language, row.is_working_title, known, row.label)


def run_of(rows: Sequence[Any]) -> Run:
    """Return the revision under way of these rows of facts, with each of its open steps once."""
    steps = {
        row.step: Holder(row.holder or "", row.since, row.holder_group, row.chair_title or "", row.holder_person)
        for row in rows
        if row.since is not None
    }
    first = rows[0]
    return Run(
        first.run or 0,
        first.stage or "",
        bool(first.is_returned),
        tuple(steps.values()),
        first.run_entry,
        skips_consultation=bool(first.skipped),
    )
