"""What the secretariat has to find: chairs for groups with a plan, addresses for tovholdere."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Value

from guidelines.lists.prepared import Prepared
from guidelines.people.models import Group, Person, Role
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.planning.rules import Outcome
from guidelines.register.models import GuidelineGroup


def read_lacking(today: date) -> dict[str, list[str]]:
    """Return the tovholdere without a working address, and the groups with a plan but no chair; one statement."""
    found: dict[str, list[str]] = {}
    for kind, name, _key in sorted(_lacking(today), key=lambda row: bytes(row[2])):
        found.setdefault(kind, []).append(name)
    return found


@lru_cache(maxsize=2)
def _lacking(today: date) -> Prepared:
    planned = Outcome.PLANNED.value
    leads = Assignment.objects.filter(
        person=OuterRef("pk"), role=Assignment.Role.LEAD, ended_on=None, plan_entry__outcome=planned
    )
    entries = PlanEntry.objects.planned().filter(guideline=OuterRef("guideline"))
    plans = GuidelineGroup.objects.filter(Exists(entries), group=OuterRef("pk"))
    chairs = Role.objects.on(today).filter(group=OuterRef("pk"), kind=Role.Kind.CHAIR)
    people = Person.objects.without_address().filter(Exists(leads))
    groups = Group.objects.with_plan().filter(Exists(plans)).exclude(Exists(chairs))
    return Prepared(_named("person", "name", people).union(_named("group", "abbreviation", groups), all=True))


def _named(kind: str, field: str, found: Any) -> Any:
    return found.order_by().annotate(what=Value(kind)).values_list("what", field, "sort_key")
