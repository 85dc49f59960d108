"""A revision with all that bears on its approval, in a constant number of queries: one case, or all open ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value

from guidelines.approval.case import Case as Case
from guidelines.approval.case import Counted as Counted
from guidelines.approval.case import Returned as Returned
from guidelines.approval.case import StepView as StepView
from guidelines.approval.models import (
    Consultation,
    Contribution,
    Decision,
    DraftFile,
    Recusal,
    Return,
    ReviewComment,
    Route,
    RunApproval,
    VersionDeclaration,
)
from guidelines.approval.needed import needed_by, needs_consultation, owner_first
from guidelines.approval.rules import APPROVING, Meaning, Position, position
from guidelines.approval.standings import WORKING, Seat, has_worked, holding, seats_of
from guidelines.people.access import Viewer
from guidelines.people.models import Group, Person, Role
from guidelines.planning.access import is_inside
from guidelines.planning.models import Assignment, Revision, Step
from guidelines.planning.rules import HolderRole, Stage
from guidelines.register.access import standing
from guidelines.register.models import Guideline, GuidelineGroup


def read_case(revision: Revision, today: date) -> Case:
    """Return all that bears on the approval of a revision: 11 queries, at most 14 where its route is not copied."""
    [row] = Revision.objects.select_related("guideline", "draft", "route", "plan_entry").filter(pk=revision.pk)
    links = list(GuidelineGroup.objects.filter(guideline=row.guideline_id).select_related("group").order_by("pk"))
    steps, decisions = list(_steps().filter(revision=row)), list(_decisions().filter(revision=row))
    approvals, has_consultation = _needed(row, links)
    people = list(_people(row, today))
    contributors = {person.pk: person for person in people if person.worked}
    authors = sorted((person for person in people if person.place is not None), key=lambda one: (one.place, one.pk))
    return Case(
        revision=row,
        guideline=row.guideline,
        groups=tuple(link.group for link in standing(links)),
        has_owner=_has_owner(links),
        draft=getattr(row, "draft", None),
        file=DraftFile.objects.current().filter(revision=row).select_related("document", "uploaded_by").first(),
        route=getattr(row, "route", None),
        has_consultation=has_consultation,
        position=_position(row, steps),
        steps=_views(steps, today, [person for person in authors if not person.is_recused]),
        approvals=tuple(approvals),
        approved=_approved(decisions),
        decisions=tuple(decisions),
        authors=tuple(authors),
        contributors=contributors,
        undeclared=tuple(person for person in people if _owes_declaration(person)),
        recused=frozenset(person.pk for person in people if person.is_recused),
        consultation=_consultation(row),
        returned=_returned(decisions),
        today=today,
    )


def _owes_declaration(person: Any) -> bool:
    """Who is recused acts in no capacity, so nobody waits for what they would declare."""
    return person.must_declare and not person.declared and not person.is_recused


def _steps() -> QuerySet[Step, Step]:
    return Step.objects.open().select_related("holder_group", "holder_person", "for_group").order_by("since", "pk")


def _decisions() -> QuerySet[Decision, Decision]:
    related = ("person", "acting_for", "step", "file__document", "move", "returned", "recusal")
    return Decision.objects.with_voiding().select_related(*related).order_by("-pk")


def _needed(row: Revision, links: Sequence[GuidelineGroup]) -> tuple[list[RunApproval], bool]:
    """Return the clinical approvals needed, and whether there is a consultation; by the groups' routes until copied."""
    found = list(RunApproval.objects.filter(revision=row).select_related("for_group", "approver_group"))
    if found:
        return found, row.route.has_consultation if hasattr(row, "route") else True
    owning = [link.group for link in owner_first(links)]
    routes = {
        route.group_id: route for route in Route.objects.filter(group__in=owning).select_related("approver_group")
    }
    taken = [routes.get(group.pk) or Route(group=group) for group in owning]
    return needed_by(row, taken), needs_consultation(taken)


def _has_owner(links: Iterable[GuidelineGroup]) -> bool:
    """True where it is settled who owns the guideline: by a confirmed owner, or because there is one group only."""
    owning = [link for link in standing(links) if link.may_own]
    return len(owning) == 1 or any(link.role == GuidelineGroup.Role.OWNER and link.confirmed for link in owning)


def _people(row: Revision, today: date) -> Any:
    """Return those who have worked on the version or are recused from it, with which of these holds for each."""
    entry = row.plan_entry_id
    assigned = Assignment.objects.filter(plan_entry=entry, role__in=WORKING, ended_on=None, person=OuterRef("pk"))
    uploaded = Contribution.objects.filter(revision=row, kind=Contribution.Kind.UPLOAD, person=OuterRef("pk"))
    said = VersionDeclaration.objects.in_force(today.year).filter(revision=row, person=OuterRef("pk"))
    secretariat = Role.objects.on(today).filter(person=OuterRef("pk"), kind=Role.Kind.SECRETARIAT)
    return (
        Person.objects.annotate(
            worked=has_worked(OuterRef("pk"), Value(row.pk), Value(entry)),
            is_recused=Exists(Recusal.objects.filter(revision=row, undone_at=None, person=OuterRef("pk"))),
            place=Subquery(assigned.order_by("position", "pk").values("position")[:1]),
            must_declare=Q(Exists(assigned)) | (Q(Exists(uploaded)) & ~Q(Exists(secretariat))),
            declared=Exists(said),
        )
        .filter(pk__in=_concerned(row))
        .order_by("sort_key")
    )


def _concerned(row: Revision) -> QuerySet[Any, Any]:
    """Return the keys of the same people, asked from the other end: no look at every person there is."""
    assigned = Assignment.objects.filter(plan_entry=row.plan_entry_id, role__in=WORKING, ended_on=None)
    recused = Recusal.objects.filter(revision=row, undone_at=None)
    added, *others = (found.order_by().values("person") for found in (row.contributions, assigned, recused))
    return added.union(*others)


def _position(row: Revision, steps: Iterable[Step]) -> Position:
    return position(
        Stage(row.stage),
        is_returned=row.is_returned,
        is_approved=any(step.stage == Stage.PUBLISHED for step in steps),
        is_ended=row.ended_on is not None,
    )


def _views(steps: Sequence[Step], today: date, authors: Sequence[Person]) -> tuple[StepView, ...]:
    seats = seats_of(steps, today)
    return tuple(_view(step, seats.get(step.pk, []), today, authors) for step in steps)


def _view(step: Step, seats: Sequence[Seat], today: date, authors: Sequence[Person]) -> StepView:
    holder = step.holder_person
    if step.holder_role == HolderRole.CHAIR:
        seat = holding(seats)
        holder = seat.person if seat else None
    elif step.holder_role == HolderRole.LEAD and authors:
        holder = authors[0]
    is_deferred = step.deferred_until is not None and step.deferred_until > today
    return StepView(step, step.holder_group, tuple(seats), holder, is_deferred)


def _approved(decisions: Iterable[Decision]) -> frozenset[int]:
    groups = (
        item.step.for_group_id or item.step.holder_group_id
        for item in decisions
        if item.outcome in APPROVING
        and item.meaning == Meaning.CLINICAL
        and item.undone_at is None
        and item.voided_at is None
    )
    return frozenset(group for group in groups if group is not None)


def _consultation(row: Revision) -> Counted | None:
    found: Any = (
        Consultation.objects.filter(revision=row)
        .select_related("file__document")
        .annotate(
            asked=Count("parties", distinct=True),
            answered=Count("parties", filter=Q(parties__answered_at__isnull=False), distinct=True),
            comments=Count("parties__comments", distinct=True),
        )
        .annotate(
            unanswered=Count("parties__comments", filter=Q(parties__comments__disposition=""), distinct=True),
        )
        .order_by("-opened_on", "-id")
        .first()
    )
    if found is None:
        return None
    return Counted(found, found.asked, found.answered, found.comments, found.unanswered)


def _returned(decisions: Iterable[Decision]) -> Returned | None:
    rows = [item.returned for item in decisions if hasattr(item, "returned")]
    row = next((item for item in rows if item.resumed_at is None and item.undone_at is None), None)
    if row is None:
        return None
    comments = ReviewComment.objects.filter(returned=row).select_related("written_by", "ticked_by")
    return Returned(row, tuple(comments))


# --- all open cases


@dataclass(frozen=True)
class OpenCase:
    """One revision under way, as lists show it. `approvals` counts those needed, `approved` the groups that have given
    theirs; `returned` is the open return.
    """

    revision: Revision
    guideline: Guideline
    groups: tuple[Group, ...]
    position: Position
    steps: tuple[StepView, ...]
    authors: tuple[Person, ...]
    contributors: frozenset[int]
    recused: frozenset[int]
    approvals: int
    approved: frozenset[int]
    returned: Return | None
    has_file: bool
    decided_by: frozenset[int] = field(default_factory=frozenset)
    inside_groups: frozenset[int] = field(default_factory=frozenset)

    @property
    def participants(self) -> set[int]:
        """Those who may see the draft because they take part: authors, contributors, electors, deciders."""
        electors = {seat.person.pk for step in self.steps for seat in step.seats}
        return {*self.contributors, *electors, *self.decided_by, *(person.pk for person in self.authors)}


def _open_rows() -> QuerySet[Revision, Revision]:
    """The revisions that lists show: one of a guideline that is out of use is on the guideline's own page alone."""
    assignments = Assignment.objects.filter(role__in=WORKING, ended_on=None).select_related("person")
    decisions = Decision.objects.filter(undone_at=None).select_related("step", "returned").order_by("-pk")
    return (
        Revision.objects.live()
        .select_related("guideline", "plan_entry")
        .annotate(has_file=Exists(DraftFile.objects.current().filter(revision=OuterRef("pk"))))
        .prefetch_related(
            Prefetch("guideline__group_links", GuidelineGroup.objects.select_related("group").order_by("pk")),
            Prefetch("steps", _steps(), to_attr="open_steps"),
            Prefetch("plan_entry__assignments", assignments.order_by("position", "pk"), to_attr="open_assignments"),
            Prefetch("decisions", decisions, to_attr="standing_decisions"),
            Prefetch("contributions", Contribution.objects.only("revision", "person"), to_attr="added"),
            Prefetch("recusals", Recusal.objects.filter(undone_at=None), to_attr="standing_recusals"),
            Prefetch("approvals", RunApproval.objects.all(), to_attr="needed"),
        )
        .order_by("started_on", "pk")
    )


def open_cases(today: date) -> list[OpenCase]:
    """Return every revision under way of a guideline in use, oldest first, in a constant number of queries."""
    rows: list[Any] = list(_open_rows())
    steps = [step for row in rows for step in row.open_steps]
    seats = seats_of(steps, today)
    return [_open_case(row, seats, today) for row in rows]


def _open_case(row: Any, seats: dict[int, list[Seat]], today: date) -> OpenCase:
    assigned = row.plan_entry.open_assignments if row.plan_entry else []
    authors = tuple({item.person_id: item.person for item in assigned}.values())
    recused = frozenset(item.person_id for item in row.standing_recusals)
    writing = [person for person in authors if person.pk not in recused]
    ties = standing(row.guideline.group_links.all())
    groups = tuple(link.group for link in ties)
    returns = [item.returned for item in row.standing_decisions if hasattr(item, "returned")]
    return OpenCase(
        revision=row,
        guideline=row.guideline,
        groups=groups,
        position=_position(row, row.open_steps),
        steps=tuple(_view(step, seats.get(step.pk, []), today, writing) for step in row.open_steps),
        authors=authors,
        contributors=frozenset({item.person_id for item in row.added} | {item.person_id for item in assigned}),
        recused=recused,
        approvals=len(row.needed) or sum(link.may_own for link in ties),
        approved=_approved(row.standing_decisions),
        returned=next((item for item in returns if item.resumed_at is None and item.undone_at is None), None),
        has_file=row.has_file,
        decided_by=frozenset(item.person_id for item in row.standing_decisions),
        inside_groups=frozenset({group.pk for group in groups} | {item.approver_group_id for item in row.needed}),
    )


def read_open_cases(viewer: Viewer | None, today: date) -> list[OpenCase]:
    """Return the revisions under way whose stage the viewer may see (None: all), oldest first, in constant queries."""
    found = open_cases(today)
    return [case for case in found if viewer is None or is_inside(viewer, case.inside_groups, case.participants)]
