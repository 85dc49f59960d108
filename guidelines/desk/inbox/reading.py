"""What the inbox is made from, in a constant number of statements however many revisions are under way."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date

from guidelines.approval.access import may_review
from guidelines.approval.models import Draft
from guidelines.approval.parties import unled_parties
from guidelines.approval.reading import OpenCase, StepView, read_open_cases
from guidelines.approval.rules import Position, Verb
from guidelines.desk.inbox.asked import read_asked
from guidelines.desk.inbox.rules import Kind, Row
from guidelines.people.access import Viewer
from guidelines.planning.models import Move
from guidelines.planning.rules import HolderRole
from guidelines.register.models import GuidelineVersion

_KINDS = {
    Position.SUBMITTED: Kind.NEW,
    Position.REVIEW: Kind.REVIEW,
    Position.APPROVED: Kind.APPROVED,
    Position.RETURNED: Kind.RETURNED,
    Position.CLINICAL: Kind.CHAIRS,
}


@dataclass(frozen=True)
class Expected:
    """What is to come next: the guideline, who has it now, and the day it is due there."""

    title: str
    language: str
    url: str
    holder: str
    due: date


@dataclass(frozen=True)
class Inbox:
    """All rows, and what is to come next (None: nothing has a day)."""

    rows: tuple[Row, ...]
    expected: Expected | None


def read_inbox(viewer: Viewer, today: date) -> Inbox:
    """Return the cases that wait for the secretariat, or that authors or chairs have, what doctors answered, and what
    comes next.
    """
    cases = read_open_cases(None, today)
    unled = set(unled_parties(today).values_list("consultation__revision", flat=True))
    placed = [(case, kind, view) for case in cases for kind, view in [_place(case, unled)] if kind is not None]
    revisions = [case.revision.pk for case, _kind, _view in placed]
    labels = dict(Draft.objects.filter(revision__in=revisions).values_list("revision_id", "label"))
    versions = GuidelineVersion.objects.current().filter(guideline__in=[case.guideline.pk for case, _k, _v in placed])
    current = dict(versions.values_list("guideline_id", "label"))
    opened = [view.step.opened_by_id for _case, _kind, view in placed if view is not None and view.step.opened_by_id]
    again = set(Move.objects.filter(pk__in=opened, verb=Verb.RESUBMIT).values_list("pk", flat=True))
    rows = tuple(
        _row(case, kind, view, current.get(case.guideline.pk, ""), labels.get(case.revision.pk, ""), again, viewer)
        for case, kind, view in placed
    )
    return Inbox((*rows, *read_asked(today)), _expected(cases))


def _place(case: OpenCase, unled: Container[int]) -> tuple[Kind | None, StepView | None]:
    """Return what a case waits for, and the step it waits at; None for one that is not handed in.

    `unled` are the revisions in whose consultation a group is asked that nobody leads.
    """
    orphan = next((view for view in case.steps if view.is_orphaned), None)
    if orphan is not None:
        return Kind.NOBODY, orphan
    first = case.steps[0] if case.steps else None
    if first is not None and first.step.holder_role == HolderRole.LEAD and case.authors and first.holder is None:
        return Kind.UNWRITTEN, first
    return Kind.UNLED if case.revision.pk in unled else _KINDS.get(case.position), first


def _row(
    case: OpenCase, kind: Kind, view: StepView | None, label_from: str, label_to: str, again: set[int], viewer: Viewer
) -> Row:
    step = view.step if view else None
    holder = view.holder if view else None
    told = [holder] if kind is not Kind.CHAIRS else [view.holder for view in case.steps]
    is_returned = kind is Kind.RETURNED and case.returned is not None
    return Row(
        revision=case.revision.pk,
        kind=kind,
        slug=case.guideline.slug,
        title=case.guideline.title,
        language=case.guideline.language,
        groups=tuple(group.abbreviation for group in case.groups),
        group_slugs=tuple(group.slug for group in case.groups),
        label_from=label_from,
        label_to=label_to,
        since=step.since if step else case.revision.started_on,
        due=case.returned.due_on if is_returned and case.returned else (step.due_on if step else None),
        holder=", ".join(dict.fromkeys(person.name for person in told if person)),
        holder_key=holder.pk if holder else None,
        is_again=step is not None and step.opened_by_id in again,
        rests_until=step.deferred_until if step and view and view.is_deferred else None,
        may_take=kind is Kind.NEW and may_review(viewer, case),
        step=step.pk if step and kind is Kind.NOBODY else None,
    )


def _expected(cases: Iterable[OpenCase]) -> Expected | None:
    """Return what is due first of what others have: a clinical approval, or work that was sent back."""
    waiting = [
        (view.step.due_on, case, view)
        for case in cases
        for view in case.steps
        if view.step.holder_role != HolderRole.SECRETARIAT and not view.is_orphaned and view.step.due_on is not None
    ]
    if not waiting:
        return None
    due, case, view = min(waiting, key=lambda item: (item[0], item[2].step.pk))
    guideline = case.guideline
    name = view.holder.name if view.holder else ""
    return Expected(guideline.title, guideline.language, guideline.get_absolute_url(), name, due)
