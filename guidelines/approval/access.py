"""What a viewer may see of a revision under way, and do with it (foundations 22, four eyes A1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from guidelines.approval.models import Decision
from guidelines.approval.reading import Case, OpenCase, StepView
from guidelines.approval.rules import UNDO_WINDOW, may_decide
from guidelines.people.access import Viewer
from guidelines.people.models import Group
from guidelines.planning.access import is_inside
from guidelines.planning.rules import HolderRole, Stage


def may_see_draft(viewer: Viewer, inside_groups: Collection[int], participants: Collection[int]) -> bool:
    """See a draft, its file and what is said of it: the guideline's groups, those who take part, the secretariat."""
    return is_inside(viewer, inside_groups, participants)


def may_see_case(viewer: Viewer, case: Case | OpenCase) -> bool:
    """`may_see_draft` for a case that has been read."""
    return is_inside(viewer, case.inside_groups, case.participants)


def may_author(viewer: Viewer, case: Case | OpenCase) -> bool:
    """Write, upload and hand in: tovholdere and authors, the secretariat on their behalf.

    Where nobody is named yet, also the chair and the deputies of the guideline's groups. Never one who is recused.
    """
    if viewer.person is not None and viewer.person.pk in case.recused:
        return False
    if viewer.is_secretariat:
        return True
    if not case.authors:
        return not viewer.led_groups.isdisjoint(group.pk for group in case.groups)
    return viewer.person is not None and viewer.person.pk in {person.pk for person in case.authors}


def may_decide_step(viewer: Viewer, view: StepView) -> bool:
    """Decide a step: who is its holder by the electorate, or who has the case; the verb looks it up once more."""
    if viewer.person is None:
        return False
    if view.step.holder_role == HolderRole.CHAIR:
        return may_decide(viewer.person.pk, view.standings)
    is_review = view.step.stage == Stage.ADMINISTRATIVE_APPROVAL and view.step.holder_role == HolderRole.SECRETARIAT
    return is_review and viewer.is_secretariat and view.step.holder_person_id in (None, viewer.person.pk)


def may_review(viewer: Viewer, case: Case | OpenCase) -> bool:
    """Take the case and decide it: one of the secretariat who has neither worked on the version nor is recused."""
    if viewer.person is None or not viewer.is_secretariat:
        return False
    return viewer.person.pk not in case.contributors and viewer.person.pk not in case.recused


def may_run_route(viewer: Viewer, group: Group) -> bool:
    """Set a group's route for revisions to come: its chair and deputies, and the secretariat."""
    return viewer.is_secretariat or viewer.leads(group)


def may_change_run(viewer: Viewer, case: Case) -> bool:
    """Change the route of a running revision: who may review it, so never one who has worked on it (A3)."""
    return may_review(viewer, case)


def may_undo(viewer: Viewer, decision: Decision, now: datetime) -> bool:
    """Be offered to undo a decision: who made it, within ten minutes; the verb also sees who acted since."""
    return (
        has_decided(viewer, decision)
        and decision.undone_at is None
        and decision.voided_at is None
        and now - decision.at <= UNDO_WINDOW
    )


def has_decided(viewer: Viewer, decision: Decision) -> bool:
    """True for the person who made a decision, also where that row was merged into another since."""
    return viewer.person is not None and viewer.person.pk in (decision.person_id, decision.person.merged_into_id)
