"""Two routes that name one approver: one approval for both, under the strictest of their rules."""

from __future__ import annotations

from typing import Any

import pytest

from guidelines.approval import actions
from guidelines.approval.reading import read_case
from guidelines.approval.rules import Position
from guidelines.lists.errors import Refused
from guidelines.models import Group, Revision, RunApproval, RunRoute
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LAX: dict[str, Any] = {"self_approval": "advised", "needs_second_factor": False, "clinical_days": 14}
STRICT: dict[str, Any] = {"self_approval": "required", "needs_second_factor": True, "clinical_days": 7}


def shared(owner: dict[str, Any], co_owner: dict[str, Any]) -> tuple[Group, Group]:
    """A group whose sub-group approves for it, and that sub-group, which owns beside it; with these rules."""
    group = factories.group("DSG")
    sub = factories.group("DSG Bløddel", kind=Group.Kind.SUBGROUP, parent=group)
    for of, facts in ((group, {**owner, "approver_group": sub}), (sub, co_owner)):
        actions.set_route(of, actions.RouteFacts(**facts), by=scene.BY, now=scene.NOW)
    return group, sub


def started(owner: dict[str, Any], co_owner: dict[str, Any]) -> Scene:
    shared(owner, co_owner)
    return scene.at(Position.CLINICAL, ("DSG", "DSG Bløddel"))


def rules(found: RunApproval) -> dict[str, Any]:
    return {name: getattr(found, name) for name in LAX}


@pytest.mark.parametrize("name", LAX)
@pytest.mark.parametrize("stricter", ["owner", "co-owner"])
def test_the_strictest_of_each_rule_holds(name: str, stricter: str) -> None:
    one, other = {**LAX, name: STRICT[name]}, LAX
    here = started(*((one, other) if stricter == "owner" else (other, one)))
    [found] = here.case.approvals
    assert (found.for_group, found.approver_group) == (here.groups["DSG"], here.groups["DSG Bløddel"])
    assert rules(found) == one


def test_a_co_owner_that_asks_for_somebody_else_is_not_passed_by() -> None:
    here = started(LAX, {**LAX, "self_approval": "required"})
    chair = here.chairs["DSG Bløddel"]
    here.revision.contributions.create(person=chair, kind="upload", since=here.now)
    with pytest.raises(Refused, match="en anden godkender"):
        here.approve(own_work_reason="Der er ikke andre")


def test_what_is_shown_before_the_route_is_copied_is_what_is_copied() -> None:
    here = started(LAX, STRICT)
    [copied] = RunApproval.objects.filter(revision=here.revision)
    RunApproval.objects.all().delete()
    RunRoute.objects.all().delete()
    [shown] = read_case(Revision.objects.get(pk=here.revision.pk), here.today).approvals
    assert (shown.for_group, shown.approver_group, rules(shown)) == (
        copied.for_group,
        copied.approver_group,
        rules(copied),
    )
