"""Plans to be approved: made by hand for the pure tests, and saved for the others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from guidelines.journal.writing import Actor
from guidelines.models import Group, Person, PlanApproval
from guidelines.planning.actions.approvals import approve_plan
from guidelines.planning.approved.content import Content, Lead, Line, Row, digest
from guidelines.planning.approved.reading import latest_approval, present_content
from tests.planning.conftest import NOW, TODAY


def line(key: int = 1, year: int | None = 2027, *leads: int, **facts: Any) -> Line:
    """A revision still to be done, with these persons as tovholdere."""
    known = {"is_agreed": year is not None, "kind": "revision", "outcome": "planned"}
    return Line(key=key, year=year, leads=tuple(Lead(one, None) for one in leads), **{**known, **facts})


def row(guideline: int, *lines: Line, **facts: Any) -> Row:
    """A guideline in use, without a version."""
    known = {"title": f"Sarkomer {guideline}", "language": "da", "version": None, "out_of_use": None}
    return Row(guideline=guideline, lines=lines, **{**known, **facts})


def content(*rows: Row) -> Content:
    """The plan of group 1."""
    return Content(1, rows)


def actor(person: Person, group: Group) -> Actor:
    """Who the journal names for what the person does for the group."""
    return Actor("user", f"person:{person.pk}", acting_for=str(group.pk))


def seen(group: Group) -> dict[str, Any]:
    """What a page of the plan shows now: the digest of the plan, and the approval it is compared with."""
    latest = latest_approval(group)
    return {"seen": digest(present_content(group, TODAY).text), "follows": latest.pk if latest else None}


def approve(group: Group, person: Person, *, now: datetime = NOW, remark: str = "", **shown: Any) -> PlanApproval:
    """Approve the plan as it stands, or as it was `shown`."""
    facts = {"person": person, "by": actor(person, group), "now": now, "remark": remark}
    return approve_plan(group, **{**seen(group), **shown}, **facts)
