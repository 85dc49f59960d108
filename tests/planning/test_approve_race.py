"""Chairs who approve one plan at once, and somebody who changes it at that moment, on both databases (A4, D9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from guidelines.journal.models import Event
from guidelines.journal.verify import verify
from guidelines.journal.writing import Actor
from guidelines.models import Group, Person, PlanApproval, PlanEntry
from guidelines.planning.actions import approvals, move_entry
from guidelines.planning.actions.approvals import approve_plan
from guidelines.planning.approved.content import digest
from guidelines.planning.approved.reading import present_content
from tests import factories
from tests.approval.together import nothing, together, without_lock
from tests.planning.approving import seen
from tests.planning.conftest import NOW, TODAY

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
AT_ONCE = 4


def act(person: int, group: int, now: datetime, move_to: int | None, **shown: Any) -> str:
    """Approve as the page does, or move the only line; which of them is said."""
    by = Actor("user", f"person:{person}", acting_for=str(group))
    if move_to is not None:
        move_entry(PlanEntry.objects.planned().get(), to_year=move_to, reason="", by=by, now=now)
        return "moved"
    facts: dict[str, Any] = {"person": Person.objects.get(pk=person), "by": by, "now": now, "remark": ""}
    return f"approved {approve_plan(Group.objects.get(pk=group), **shown, **facts).pk}"


def without_looking() -> None:
    """Let everybody approve what they read themselves, whatever they were shown and whatever stands by then."""
    without_lock()
    approvals.digest = lambda text: "0" * 64


def plan_of(chairs: int) -> tuple[Group, list[Person]]:
    """A plan of one line with so many who may approve it."""
    dsg = factories.group("DSG")
    factories.entry(factories.guideline(owner=dsg), 2027)
    return dsg, [factories.chair_of(dsg), *(factories.deputy_of(dsg) for _ in range(chairs - 1))]


def order(person: Person, group: Group, *, move_to: int | None = None, **shown: Any) -> dict[str, Any]:
    return {"person": person.pk, "group": group.pk, "now": NOW, "move_to": move_to, **(shown or seen(group))}


def approved_at_once(without: Callable[[], None] = nothing) -> list[str]:
    """Let four approve what each of them saw, the same; what each was told."""
    dsg, chairs = plan_of(AT_ONCE)
    orders = [order(person, dsg) for person in chairs]
    with together(act, [AT_ONCE], without=without) as race:
        return sorted(race(orders))


def test_one_approval_stands_and_the_others_are_told() -> None:
    told = approved_at_once()
    assert told == sorted([f"approved {PlanApproval.objects.get().pk}", *["PlanChanged"] * (AT_ONCE - 1)])
    assert Event.objects.filter(verb="plan_approved").count() == 1
    assert verify() is None


def test_presses_of_one_person_are_one_approval() -> None:
    dsg, [chair] = plan_of(1)
    with together(act, [AT_ONCE]) as race:
        told = race([order(chair, dsg)] * AT_ONCE)
    assert set(told) == {f"approved {PlanApproval.objects.get().pk}"}


def test_what_is_approved_is_what_was_seen_whoever_comes_first() -> None:
    """The chair approves while a deputy moves the line: either the plan as seen was approved first, or nothing was."""
    dsg, [chair, deputy] = plan_of(2)
    with together(act, [2]) as race:
        for number in range(10):
            shown, before = seen(dsg), PlanApproval.objects.count()
            approving, moving = race([order(chair, dsg, **shown), order(deputy, dsg, move_to=2028 + number % 2)])
            assert moving == "moved"
            made = PlanApproval.objects.count() - before
            assert made == approving.startswith("approved")
            if made:
                assert PlanApproval.objects.latest("pk").sha256 == shown["seen"]
            else:
                assert approving == "PlanChanged"
            assert digest(present_content(dsg, TODAY).text) != shown["seen"]
    assert verify() is None


def test_the_switch_without_a_lock_and_a_look_it_fails() -> None:
    told = approved_at_once(without_looking)
    assert [line for line in told if line == "PlanChanged"] != ["PlanChanged"] * (AT_ONCE - 1)
