"""All groups' plans at a glance: how many guidelines, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count

from guidelines.people.models import Group
from guidelines.planning.models import PlanEntry
from guidelines.register.models import Guideline
from guidelines.register.rules import ValidityState


@dataclass
class GroupPlan:
    """A group with the number of its guidelines by validity; a shared guideline counts in each of its groups."""

    pk: int
    slug: str
    abbreviation: str
    name: str
    states: dict[str, int] = field(default_factory=dict)
    without_year: int = 0

    @property
    def total(self) -> int:
        """How many guidelines in use the group has a part in."""
        return sum(self.states.values())

    @property
    def overdue(self) -> int:
        """Guidelines past their deadline."""
        return self.states.get(ValidityState.OVERDUE, 0)

    @property
    def due_soon(self) -> int:
        """Guidelines due within twelve months."""
        return self.states.get(ValidityState.DUE_SOON, 0)

    @property
    def current(self) -> int:
        """Guidelines that are current for a year and more."""
        return self.states.get(ValidityState.VALID, 0)

    @property
    def other(self) -> int:
        """Guidelines whose deadline is unknown, or that have no approved version yet."""
        return self.total - self.overdue - self.due_soon - self.current


def group_plans(today: date) -> list[GroupPlan]:
    """Return every group that can have a plan, in Danish order; three statements."""
    columns = ("pk", "slug", "abbreviation", "name")
    plans = {row[0]: GroupPlan(*row) for row in Group.objects.with_plan().values_list(*columns)}
    guidelines: Any = Guideline.objects.in_use().with_validity(today).order_by()
    counted = guidelines.values_list("group_links__group_id", "validity").annotate(number=Count("id", distinct=True))
    for group, state, number in counted:
        if group in plans:
            plans[group].states[state] = number
    missing: Any = (
        PlanEntry.objects.asking_year()
        .order_by()
        .values_list("guideline__group_links__group_id")
        .annotate(number=Count("id", distinct=True))
    )
    for group, number in missing:
        if group in plans:
            plans[group].without_year = number
    return list(plans.values())
