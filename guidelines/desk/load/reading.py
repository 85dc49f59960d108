"""Whose load a viewer sees, and what approvals can be expected; a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from guidelines.desk.load.facts import AwaitedFacts, OutlookFacts
from guidelines.people.access import Viewer
from guidelines.people.models import Group
from guidelines.planning.aims import with_aim
from guidelines.planning.load.facts import Facts
from guidelines.planning.load.reading import Ties, read_load, read_ties
from guidelines.planning.models import PlanEntry, Revision
from guidelines.planning.models.entries import agreed_year
from guidelines.planning.rules import Stage
from guidelines.register.models import Guideline, GuidelineVersion

HANDED_IN = (Stage.SUBMITTED, Stage.ADMINISTRATIVE_APPROVAL)


@dataclass(frozen=True)
class Scope:
    """Whose load is shown: these groups' (None: of all), or of one person alone; with the expected approvals or not."""

    groups: Collection[int] | None
    person: int | None = None
    with_approvals: bool = False


def scope_of(viewer: Viewer, group: int | None = None) -> Scope | None:
    """Return what the viewer may see, of one group where that is asked for; None where that is nothing.

    The secretariat sees all of it, those who lead groups theirs, everybody else what is their own.
    """
    if viewer.is_secretariat:
        return Scope(None if group is None else {group}, with_approvals=group is None)
    if viewer.led_groups and (group is None or group in viewer.led_groups):
        return Scope(viewer.led_groups if group is None else {group})
    if viewer.person is not None and group is None:
        return Scope((), person=viewer.person.pk)
    return None


def groups_to_choose(viewer: Viewer) -> list[Group]:
    """Return the groups the page can be narrowed to, in Danish order."""
    with_plan = Group.objects.with_plan()
    return list(with_plan if viewer.is_secretariat else with_plan.filter(pk__in=viewer.led_groups))


def read_scope(scope: Scope, today: date) -> tuple[Facts, OutlookFacts | None]:
    """Return what is shown, and what is awaited where that is shown too; five statements, nine with both."""
    ties = read_ties() if scope.with_approvals else None
    facts = read_load(today, groups=scope.groups, person=scope.person, ties=ties)
    return facts, _outlook(ties, today) if ties is not None else None


def _outlook(ties: Ties, today: date) -> OutlookFacts:
    owners = {guideline: _owner(found) for guideline, found in ties.items()}
    return OutlookFacts(today, tuple(_awaited(owners, today)), _approved(owners))


def _owner(ties: list[tuple[int, bool]]) -> int:
    return next((group for group, is_owner in ties if is_owner), ties[0][0])


def _awaited(owners: Mapping[int, int], today: date) -> Iterable[AwaitedFacts]:
    """One approval for the next entry of each guideline in use, or its next due, and one for each further entry."""
    in_use = Guideline.objects.in_use()
    planned: dict[int, list[tuple[int, int | None]]] = {}
    entries = PlanEntry.objects.planned().filter(guideline__in=in_use).annotate(agreed=agreed_year()).order_by("pk")
    for guideline, pk, year in entries.values_list("guideline_id", "pk", "agreed"):
        planned.setdefault(guideline, []).append((pk, year))
    runs = {
        guideline: (entry, stage in HANDED_IN and not is_returned)
        for guideline, entry, stage, is_returned in Revision.objects.live().values_list(
            "guideline_id", "plan_entry_id", "stage", "is_returned"
        )
    }
    for row in with_aim(in_use).order_by("pk"):
        yield from _of_guideline(row, owners.get(row.pk), planned.get(row.pk, []), runs.get(row.pk))


def _of_guideline(
    row: Any, group: int | None, planned: list[tuple[int, int | None]], run: tuple[int | None, bool] | None
) -> Iterable[AwaitedFacts]:
    first = (
        run[0] if run and run[0] else min(planned, key=lambda one: (one[1] is None, one[1] or 0), default=(None,))[0]
    )
    year = next((year for pk, year in planned if pk == first), None)
    on = row.aim_deadline
    if on is None and row.aim_due is not None and (year is None or row.aim_due.year == year):
        on = row.aim_due
    if run is not None or planned or on is not None:
        yield AwaitedFacts(group, on, year, is_handed_in=bool(run and run[1]))
    yield from (AwaitedFacts(group, None, other) for pk, other in planned if pk != first)


def _approved(owners: Mapping[int, int]) -> dict[int | None, tuple[int, ...]]:
    """The months in which versions were approved administratively before, where the month is known."""
    found: dict[int | None, tuple[int, ...]] = {}
    known = GuidelineVersion.objects.filter(administrative_approval_precision__in=("day", "month")).order_by("pk")
    for guideline, on in known.values_list("guideline_id", "administrative_approval_last"):
        group = owners.get(guideline)
        if on is not None:
            found[group] = (*found.get(group, ()), on.month)
    return found
