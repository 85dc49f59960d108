"""What one guideline works towards, read from its rows: its one target and the rows it rests on (foundations 19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guidelines.people.models import Group
from guidelines.planning.models.entries import PlanEntry
from guidelines.planning.models.revisions import Revision
from guidelines.planning.rules import Target, target
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion

DEADLINE_DAY = (12, 1)
"""1 December, where no group says otherwise."""


@dataclass(frozen=True)
class Aim:
    """A guideline's target; None where nothing is known. `group` is the owner, else the first group tied to it.

    `entry` is the plan's line it works on: the one of the revision under way, else the next that is planned.
    """

    guideline: Guideline
    target: Target | None
    version: GuidelineVersion | None
    revision: Revision | None
    entry: PlanEntry | None
    group: Group | None
    owner: Group | None

    @property
    def deadline_day(self) -> tuple[int, int]:
        """Month and day of the deadline in a planned year."""
        return (self.group.deadline_month, self.group.deadline_day) if self.group else DEADLINE_DAY

    @property
    def on(self) -> date | None:
        """The day, None where no target is known."""
        return self.target.on if self.target else None


def read_aim(guideline: Guideline) -> Aim:
    """Return what the guideline works towards; four statements."""
    links = list(guideline.group_links.select_related("group").order_by("pk"))
    owner = next((link.group for link in links if link.role == GuidelineGroup.Role.OWNER), None)
    group = owner or (links[0].group if links else None)
    version = guideline.versions.current().first()
    revision = guideline.revisions.underway().select_related("plan_entry").first()
    entry = revision.plan_entry if revision and revision.plan_entry else _next(guideline)
    found = Aim(guideline, None, version, revision, entry, group, owner)
    aim = target(
        deadline_on=revision.deadline_on if revision else None,
        next_due_on=version.next_due_last if version else None,  # type: ignore[attr-defined]
        planned_year=entry.agreed_year if entry else None,
        deadline_day=found.deadline_day,
    )
    return Aim(guideline, aim, version, revision, entry, group, owner)


def _next(guideline: Guideline) -> PlanEntry | None:
    """The planned entry of the first year, one without a year last."""
    planned = guideline.plan_entries.planned()
    return min(planned, key=lambda entry: (entry.year is None, entry.year or 0, entry.pk), default=None)
