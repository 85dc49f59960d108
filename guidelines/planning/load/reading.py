"""What load is counted from, read in a constant number of statements however many guidelines there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from guidelines.people.models import Group
from guidelines.planning.load.facts import EntryFacts, Facts, GroupFacts
from guidelines.planning.load.held import leading, read_absences, read_held
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.planning.models.entries import agreed_year
from guidelines.planning.rules import Kind
from guidelines.register.models import Guideline, GuidelineGroup

Ties = Mapping[int, list[tuple[int, bool]]]
"""The groups of each guideline whose ties stand, each with whether it is the owner."""


def read_ties(groups: Collection[int] | None = None) -> Ties:
    """Return the ties that stand, of all groups or of some; one statement."""
    found: dict[int, list[tuple[int, bool]]] = {}
    standing = GuidelineGroup.objects.standing().order_by("pk")
    chosen = standing if groups is None else standing.filter(group__in=groups)
    for guideline, group, role in chosen.values_list("guideline_id", "group_id", "role"):
        found.setdefault(guideline, []).append((group, role == GuidelineGroup.Role.OWNER))
    return found


def read_load(
    today: date, *, groups: Collection[int] | None = None, person: int | None = None, ties: Ties | None = None
) -> Facts:
    """Return what is still to be done of these groups (None: of all), or by one person alone; five statements.

    Persons are counted with what they have in other groups. For one person every group's limit counts, elsewhere those
    of the groups shown. `ties` are those of all groups, where they are read already.
    """
    shown = _groups(None if person is not None else groups)
    keys = {group.pk for group in shown}
    known = read_ties(None if groups is None or person is not None else keys) if ties is None else ties
    items, entries = _chosen(groups, person)
    held = read_held(items)
    leads: dict[int, list[int]] = {}
    for item in held:
        leads.setdefault(item.entry, []).append(item.person)
    rows = entries.annotate(agreed=agreed_year()).order_by("pk").values_list("pk", "guideline_id", "agreed", "kind")
    found = [
        EntryFacts(year, kind == Kind.NEW, _of_shown(known.get(guideline, ()), keys), tuple(leads.get(pk, ())))
        for pk, guideline, year, kind in rows
    ]
    named = {person} if person is not None else {lead for one in found if one.groups for lead in one.leads}
    counted = [one for one in found if (one.groups and person is None) or not named.isdisjoint(one.leads)]
    names = {item.person: item.name for item in sorted(held, key=lambda item: item.name) if item.person in named}
    away, _today = read_absences(today)
    return Facts(today, tuple(shown), tuple(counted), names, {pk: away[pk] for pk in names if pk in away})


def _groups(chosen: Collection[int] | None) -> list[GroupFacts]:
    found = Group.objects.with_plan() if chosen is None else Group.objects.filter(pk__in=chosen)
    rows = found.values_list("pk", "slug", "abbreviation", "most_revisions_per_person")
    return [GroupFacts(*row) for row in rows]


def _of_shown(ties: Collection[tuple[int, bool]], shown: Collection[int]) -> frozenset[int]:
    return frozenset([group for group, _is_owner in ties if group in shown])


def _chosen(
    groups: Collection[int] | None, person: int | None
) -> tuple[QuerySet[Assignment, Assignment], QuerySet[PlanEntry, PlanEntry]]:
    """The tovholdere and the entries that count: of the groups and of everybody who leads there, or of one person."""
    items, entries = leading(), PlanEntry.objects.planned().filter(guideline__in=Guideline.objects.in_use())
    if person is not None:
        items = items.filter(person=person)
        return items, entries.filter(pk__in=items.values("plan_entry"))
    if groups is None:
        return items, entries
    theirs = GuidelineGroup.objects.standing().filter(group__in=groups).values("guideline")
    persons = items.filter(plan_entry__guideline__in=theirs).values("person")
    items = items.filter(Q(plan_entry__guideline__in=theirs) | Q(person__in=persons))
    return items, entries.filter(Q(guideline__in=theirs) | Q(pk__in=items.values("plan_entry")))
