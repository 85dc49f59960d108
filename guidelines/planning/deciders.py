"""Who decides on a new deadline that was asked for, by who is there to do it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q

from guidelines.people.models import Absence, Role
from guidelines.planning.models.extensions import ExtensionRequest
from guidelines.register.models import GuidelineGroup

LEADING = (Role.Kind.CHAIR, Role.Kind.DEPUTY)
Rank = tuple[int | None, str, bool]
"""The group, None for the secretariat; the kind of role; whether the person is away."""


def away_on(today: date) -> Exists:
    """Return the condition that the person of a role is away on the day (foundations 7)."""
    return Exists(Absence.objects.on(today).filter(person=OuterRef("person")))


def present_leaders(groups: Collection[int], today: date) -> dict[int, frozenset[int]]:
    """By group: the persons who lead it and are not away on the day; one statement."""
    found: dict[int, set[int]] = defaultdict(set)
    roles = Role.objects.on(today).filter(group__in=groups, kind__in=LEADING, person__merged_into=None)
    rows = roles.exclude(away_on(today)).values_list("group", "person") if groups else ()
    for group, person in rows:
        found[group or 0].add(person)
    return {group: frozenset(persons) for group, persons in found.items()}


def deciders(requests: Iterable[ExtensionRequest], today: date) -> dict[int, tuple[int, ...]]:
    """By request: the persons whose decision it is today, never the one who asked.

    The chairs of the owning group, the deputies while no chair can, else the secretariat; the secretariat first for
    what is beyond the group's limit. Where everybody is away it is still somebody's. Two statements, none for nothing.
    """
    waiting = list(requests)
    if not waiting:
        return {}
    owned = {item.guideline_id for item in waiting}
    ties = GuidelineGroup.objects.filter(guideline__in=owned, role=GuidelineGroup.Role.OWNER).order_by("pk")
    owners = dict(ties.values_list("guideline", "group"))
    ranks = _ranks(set(owners.values()), today)
    return {item.pk: _decider(item, owners.get(item.guideline_id), ranks) for item in waiting}


def _ranks(groups: Collection[int], today: date) -> dict[Rank, list[int]]:
    found: dict[Rank, list[int]] = defaultdict(list)
    wanted = Q(group__in=groups, kind__in=LEADING) | Q(kind=Role.Kind.SECRETARIAT)
    roles = Role.objects.on(today).filter(wanted, person__merged_into=None).annotate(away=away_on(today))
    for group, kind, away, person in roles.order_by("starts_on", "pk").values_list("group", "kind", "away", "person"):
        found[group, kind, away].append(person)
    return found


def _decider(item: ExtensionRequest, owner: int | None, ranks: dict[Rank, list[int]]) -> tuple[int, ...]:
    order: list[Rank] = []
    for away in (False, True):
        leading: list[Rank] = [(owner, kind.value, away) for kind in LEADING] if owner is not None else []
        ours: list[Rank] = [(None, Role.Kind.SECRETARIAT.value, away)]
        order += [*ours, *leading] if item.is_beyond_limit else [*leading, *ours]
    free = (tuple(one for one in ranks.get(rank, ()) if one != item.person_id) for rank in order)
    return next((persons for persons in free if persons), ())
