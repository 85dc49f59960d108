"""What the pages of people are made from, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from guidelines.people.models import Group, Role
from guidelines.people.wording import GROUPS, Text, role_in_group, role_name

_ORDER = {Role.Kind.CHAIR: 0, Role.Kind.DEPUTY: 1, Role.Kind.MEMBER: 2, Role.Kind.SECRETARIAT: 3}


@dataclass(frozen=True)
class Branch:
    """A group in the tree, with those below it; `chairs` stay empty where they are not to be seen."""

    group: Group
    kind: Text
    depth: int
    has_plan: bool
    chairs: list[Role] = field(default_factory=list)


def group_tree(today: date | None) -> list[Branch]:
    """Return all groups, each umbrella and DMCG followed by what is below it; chairs on `today`, None for none."""
    below: dict[int | None, list[Group]] = {}
    for group in Group.objects.all():
        below.setdefault(group.parent_id, []).append(group)
    chairs: dict[int | None, list[Role]] = {}
    if today is not None:
        roles = Role.objects.on(today).filter(kind=Role.Kind.CHAIR).select_related("person")
        for role in roles.order_by("person__sort_key"):
            chairs.setdefault(role.group_id, []).append(role)
    return list(_branches(None, 0, below, chairs))


def _branches(
    parent: int | None, depth: int, below: dict[int | None, list[Group]], chairs: dict[int | None, list[Role]]
) -> Iterator[Branch]:
    for group in below.get(parent, []):
        yield Branch(group, GROUPS[group.kind], depth, group.has_plan, chairs.get(group.pk, []))
        yield from _branches(group.pk, depth + 1, below, chairs)


@dataclass(frozen=True)
class Held:
    """A role with its name in words."""

    role: Role
    name: str


@dataclass(frozen=True)
class Members:
    """The people of a group: those in a role today or later, those before, and whether a chair is missing."""

    present: list[Held]
    former: list[Held]
    has_chair: bool


def group_members(group: Group, today: date) -> Members:
    """Return the roles of a group, chairs first, each with its person."""
    roles = sorted(
        group.roles.select_related("person", "person__user").order_by("person__sort_key", "starts_on"),
        key=lambda role: _ORDER[Role.Kind(role.kind)],
    )
    held = [Held(role, role_name(role.kind, group.chair_title)) for role in roles]
    present = [item for item in held if item.role.ends_on is None or item.role.ends_on >= today]
    former = [item for item in held if item.role.ends_on is not None and item.role.ends_on < today]
    has_chair = any(item.role.kind == Role.Kind.CHAIR and item.role.starts_on <= today for item in present)
    return Members(present, former, has_chair)


def roles_on(today: date) -> dict[int, list[str]]:
    """Return everybody's roles on a day in words, by the key of the person; one statement."""
    named: dict[int, list[str]] = {}
    columns = ("person_id", "kind", "group__abbreviation", "group__chair_title", "group__slug")
    rows = Role.objects.on(today).order_by("group__sort_key").values_list(*columns)
    for person, kind, group, chair_title, _slug in sorted(rows, key=lambda row: _ORDER[Role.Kind(row[1])]):
        named.setdefault(person, []).append(role_in_group(kind, group or "", chair_title or ""))
    return named


def person_roles(person_id: int, today: date) -> tuple[list[Held], list[Held]]:
    """Return a person's roles that have not ended, and those that have, the latest first."""
    roles = Role.objects.filter(person=person_id).select_related("group").order_by("-starts_on", "id")
    held = [
        Held(role, role_in_group(role.kind, role.group.abbreviation, role.group.chair_title))
        if role.group
        else Held(role, role_name(role.kind))
        for role in roles
    ]
    present = [item for item in held if item.role.ends_on is None or item.role.ends_on >= today]
    return present, [item for item in held if item not in present]
