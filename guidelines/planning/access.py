"""What a viewer may see of a group's plan, and do with it (foundations 22)."""

from __future__ import annotations

from collections.abc import Collection

from guidelines.people.access import Viewer
from guidelines.people.models import Group


def may_edit_plan(viewer: Viewer, group: Group) -> bool:
    """Change a group's plan, and read a planskema into it: its chair and deputies, and the secretariat."""
    return viewer.is_secretariat or viewer.leads(group)


def may_edit_entries(viewer: Viewer, groups: Collection[int]) -> bool:
    """Change the entries of a guideline: chairs and deputies of any of its groups, and the secretariat.

    `groups` are those whose ties stand (`register.access.standing`).
    """
    return viewer.is_secretariat or not viewer.led_groups.isdisjoint(groups)


def may_record_stage(viewer: Viewer) -> bool:
    """Start a revision, record its stage, set its deadline: the secretariat, until approval exists (foundations 9)."""
    return viewer.is_secretariat


def is_inside(viewer: Viewer, groups: Collection[int], participants: Collection[int]) -> bool:
    """See stage, holder, lateness and notes of a guideline: its groups, its participants and the secretariat.

    `groups` are those whose ties stand (`register.access.standing`).
    """
    if viewer.is_secretariat or not viewer.own_groups.isdisjoint(groups):
        return True
    return viewer.person is not None and viewer.person.pk in participants
