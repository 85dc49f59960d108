"""Approvals of a plan as they are read, a fixed number of statements whatever the size of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from guidelines.people.access import ANONYMOUS
from guidelines.people.models import Group, Person
from guidelines.planning.approved.content import Content, content_of, read_content
from guidelines.planning.approved.differences import Difference, differences, with_persons
from guidelines.planning.matrix import Perspective, PlanRow, plan_rows
from guidelines.planning.models import PlanApproval
from guidelines.planning.reading import read_plan
from guidelines.planning.sections import FULL_SPAN


def latest_approval(group: Group) -> PlanApproval | None:
    """Return the group's newest approval with its `approver`, None where the plan was never approved; one statement."""
    own = PlanApproval.objects.filter(group=group).select_related("person__merged_into")
    return own.order_by("-pk").first()


def present_content(group: Group, today: date) -> Content:
    """Return the group's plan as it would be approved now; three statements."""
    facts = read_plan(group, today, FULL_SPAN[0])
    return content_of(group.pk, plan_rows(facts, Perspective(ANONYMOUS, today)))


def changes_since(approval: PlanApproval, present: Content) -> list[Difference]:
    """Return what differs in the plan since it was approved; one statement, for those who were merged since."""
    merged = Person.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into")
    kept = {key: into for key, into in merged if into is not None}
    return differences(with_persons(read_content(approval.text), kept), present)


class Stamp(NamedTuple):
    """When and by whom a plan was last approved, and how many changes there are since."""

    approval: PlanApproval
    changes: int


def read_stamp(group: Group, rows: Sequence[PlanRow]) -> Stamp | None:
    """Return what stands above a plan whose rows are these; None where it was never approved. Two statements."""
    approval = latest_approval(group)
    if approval is None:
        return None
    return Stamp(approval, len(changes_since(approval, content_of(group.pk, rows))))
