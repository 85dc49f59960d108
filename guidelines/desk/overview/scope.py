"""Whose guidelines the overview is about, and by which ties they belong to groups."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from guidelines.desk.overview.then import Day, Register, guidelines_on, in_use, steps_on
from guidelines.people.access import Viewer
from guidelines.people.models import Group
from guidelines.planning.models import Step
from guidelines.register.models import GuidelineGroup

NO_GROUP = "uden"
"""Stands in an address for guidelines that belong to no group."""


@dataclass(frozen=True)
class Scope:
    """The groups that are counted, None for the whole country; `chosen` where it is narrowed to one by the address.

    The secretariat counts every tie of a guideline to a group, as the register does; those who lead groups only the
    ties that open anything to them (foundations 22).
    """

    groups: Collection[int] | None
    is_office: bool
    chosen: Group | None = None
    is_without_group: bool = False

    @property
    def name(self) -> str:
        """The group it is narrowed to, in words; "" where it is not."""
        if self.chosen is not None:
            return self.chosen.abbreviation
        return no_group() if self.is_without_group else ""

    @property
    def slug(self) -> str:
        """The same as it stands in an address."""
        return self.chosen.slug if self.chosen else NO_GROUP if self.is_without_group else ""

    @property
    def is_national(self) -> bool:
        """True for the whole country."""
        return self.groups is None and not self.is_without_group

    def ties(self) -> QuerySet[GuidelineGroup, Any]:
        """The ties that count."""
        ties = GuidelineGroup.objects.all() if self.is_office else GuidelineGroup.objects.standing()
        return ties if self.groups is None else ties.filter(group__in=self.groups)

    def guidelines(self, day: Day) -> Register:
        """The guidelines that are counted, as they stood that day (`then.guidelines_on`)."""
        return self._of(guidelines_on(day), "pk")

    def used(self, day: Day) -> Register:
        """Those of them that were in use."""
        return in_use(self.guidelines(day), day)

    def steps(self, day: Day) -> QuerySet[Step, Any]:
        """The steps that were open that day."""
        return self._of(steps_on(day), "revision__guideline")

    def _of(self, found: QuerySet[Any, Any], path: str) -> QuerySet[Any, Any]:
        if self.is_without_group:
            return found.filter(~Exists(GuidelineGroup.objects.filter(guideline=OuterRef(path))))
        if self.groups is None:
            return found
        return found.filter(Exists(self.ties().filter(guideline=OuterRef(path))))

    def by_group(self, found: Register) -> Register:
        """Return a row for each guideline and tie, with the group as `group_links__group`; None where it has no tie."""
        return found if self.groups is None and self.is_office else found.filter(group_links__in=self.ties())


def may_see_overview(viewer: Viewer) -> bool:
    """See how things stand: the secretariat everywhere, those who lead groups in theirs."""
    return viewer.is_secretariat or bool(viewer.led_groups)


def scope_of(viewer: Viewer, group: str = "") -> Scope | None:
    """Return what the viewer sees, narrowed to the group with this slug; None where that is nothing."""
    if not may_see_overview(viewer):
        return None
    office = viewer.is_secretariat
    if not group:
        return Scope(None if office else viewer.led_groups, office)
    if group == NO_GROUP:
        return Scope(None, office, is_without_group=True) if office else None
    chosen = Group.objects.filter(slug=group).first()
    if chosen is None or not (office or viewer.leads(chosen)):
        return None
    return Scope({chosen.pk}, office, chosen)


def groups_to_choose(viewer: Viewer) -> list[tuple[str, str]]:
    """Return the slugs and names of the groups the overview can be narrowed to, in Danish order."""
    if not viewer.is_secretariat:
        return list(Group.objects.filter(pk__in=viewer.led_groups).values_list("slug", "abbreviation"))
    return [*Group.objects.values_list("slug", "abbreviation"), (NO_GROUP, no_group())]


def no_group() -> str:
    """Return what is said of guidelines that belong to no group."""
    return _("Without a group")
