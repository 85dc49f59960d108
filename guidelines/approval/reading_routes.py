"""What the page of a group's route shows: what revisions under way keep, and how the route came to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guidelines.approval.models import Route, RunApproval
from guidelines.journal.models import Event
from guidelines.people.models import Group, Person

SHOWN = (
    "approver_group",
    "clinical_days",
    "self_approval",
    "needs_second_factor",
    "has_consultation",
    "consultation_days",
    "administrative_days",
    "return_days",
)
"""What a route says, in the order it is shown; the first four are kept per approval, the others per revision."""


@dataclass(frozen=True)
class RouteChange:
    """A change of a group's route: when, by whom ("" where nobody is known), and from what to what by field."""

    at: datetime
    who: str
    fields: dict[str, tuple[Any, Any]]


def approvers_for(group: Group) -> list[Group]:
    """Return who can approve for the group: itself, then its sub-groups."""
    return [group, *group.children.order_by("sort_key")]


def kept_by_runs(group: Group) -> list[RunApproval]:
    """Return the approvals for the group in revisions under way, each with the route it keeps; one query."""
    runs = RunApproval.objects.filter(for_group=group, revision__ended_on=None)
    return list(runs.select_related("revision__guideline", "revision__route", "approver_group").order_by("revision"))


def route_changes(group: Group) -> list[RouteChange]:
    """Return the changes of the group's route, the newest first; three queries."""
    events = list(Event.objects.filter(object_type="group", object_key=str(group.pk), verb="route_set").order_by("seq"))
    names = _names([event.actor_key for event in events])
    groups = dict(Group.objects.values_list("pk", "abbreviation")) if events else {}
    changes, before = [], _shown(_defaults(), group, groups)
    for event in events:
        after = _shown(event.facts, group, groups)
        fields = {name: (before[name], after[name]) for name in SHOWN if before[name] != after[name]}
        changes.append(RouteChange(event.at, names.get(event.actor_key, ""), fields))
        before = after
    return changes[::-1]


def _defaults() -> dict[str, Any]:
    route = Route()
    return {name: getattr(route, name) for name in SHOWN}


def _shown(facts: Mapping[str, Any], group: Group, groups: Mapping[int, str]) -> dict[str, Any]:
    values = {name: facts.get(name) for name in SHOWN}
    values["has_consultation"] = facts.get("has_consultation", True)  # an event from before it could be left out
    approver = values["approver_group"]
    return {**values, "approver_group": groups.get(approver, "") if approver else group.abbreviation}


def _names(keys: Sequence[str]) -> dict[str, str]:
    persons = [int(key.removeprefix("person:")) for key in set(keys) if key.startswith("person:")]
    return {f"person:{key}": name for key, name in Person.objects.filter(pk__in=persons).values_list("pk", "name")}
