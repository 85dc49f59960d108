"""What one guideline works towards, read from its rows: its one target and the rows it rests on (foundations 19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, FilteredRelation, OuterRef, Q, Subquery, When

from guidelines.people.models import Group
from guidelines.planning.models.entries import PlanEntry, agreed_year
from guidelines.planning.models.revisions import Revision
from guidelines.planning.rules import Target, target
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion
from guidelines.register.models.guidelines import GuidelineQuerySet

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
    links = list(GuidelineGroup.objects.filter(guideline=guideline).select_related("group").order_by("pk"))
    owner = next((link.group for link in links if link.role == GuidelineGroup.Role.OWNER), None)
    group = owner or (links[0].group if links else None)
    version = GuidelineVersion.objects.current().filter(guideline=guideline).first()
    revision = Revision.objects.underway().filter(guideline=guideline).select_related("plan_entry").first()
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
    planned = PlanEntry.objects.planned().filter(guideline=guideline)
    return min(planned, key=lambda entry: (entry.year is None, entry.year or 0, entry.pk), default=None)


def with_aim(guidelines: GuidelineQuerySet) -> GuidelineQuerySet:
    """Annotate what the target of each guideline is made of, as `read_aim` reads it for one (held by a parity test).

    `aim_deadline` and `aim_due` are days, `aim_year` the planned year with `aim_month` and `aim_day` of its group; the
    first of the three that is known counts.
    """
    planned = (
        PlanEntry.objects.planned().filter(guideline=OuterRef("pk")).order_by(F("year").asc(nulls_last=True), "pk")
    )
    is_owner = Case(When(role=GuidelineGroup.Role.OWNER, then=0), default=1)
    ties = GuidelineGroup.objects.filter(guideline=OuterRef("pk")).order_by(is_owner, "pk")
    own = When(aim_run__plan_entry__isnull=False, then=agreed_year("aim_run__plan_entry__"))
    return guidelines.alias(
        aim_run=FilteredRelation("revisions", condition=Q(revisions__ended_on=None)),
        aim_current=FilteredRelation("versions", condition=Q(versions__is_current=True)),
    ).annotate(
        aim_deadline=F("aim_run__deadline_on"),
        aim_due=F("aim_current__next_due_last"),
        aim_year=Case(own, default=Subquery(planned.annotate(agreed=agreed_year()).values("agreed")[:1])),
        aim_month=Subquery(ties.values("group__deadline_month")[:1]),
        aim_day=Subquery(ties.values("group__deadline_day")[:1]),
    )


def aiming_at(guidelines: GuidelineQuerySet, first: date, last: date) -> GuidelineQuerySet:
    """Return those whose target lies in some whole months of one year, from `first` to `last`."""
    year = Q(aim_year=first.year, aim_month__range=(first.month, last.month))
    if first.month <= DEADLINE_DAY[0] <= last.month:
        year |= Q(aim_year=first.year, aim_month=None)
    due = Q(aim_due__range=(first, last)) | (Q(aim_due=None) & year)
    return with_aim(guidelines).filter(Q(aim_deadline__range=(first, last)) | (Q(aim_deadline=None) & due))
