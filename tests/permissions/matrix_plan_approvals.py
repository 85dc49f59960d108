"""The permission matrix of approving a plan. See matrix.py."""

from __future__ import annotations

from typing import Any

from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.planning.actions.approvals import approve_plan
from guidelines.planning.approved.content import digest
from guidelines.planning.approved.reading import present_content
from tests.permissions.table import HEARD, OK, World, leaders, once, only, row, signed_in


def _plan(w: World) -> dict[str, Any]:
    return {"slug": w.group.slug}


@once
def _approval(w: World) -> dict[str, Any]:
    """The chair has approved the plan."""
    chair = w.people["chair"]
    seen = digest(present_content(w.group, clock.today()).text)
    facts = {"seen": seen, "follows": None, "remark": "Prøve", "person": chair}
    made = approve_plan(w.group, **facts, by=Actor("user", f"person:{chair.pk}"), now=clock.now())
    return {"slug": w.group.slug, "approval_id": made.pk}


row("plan-approve", args=_plan, data={"act": "approve"}, GET=leaders(OK), POST=only(HEARD, "chair", "deputy"))
row("plan-approved", args=_approval, GET=signed_in(OK))
