"""What a viewer may see of a group's plan, and do with it (foundations 22)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from guidelines.people.access import Viewer
from guidelines.people.models import Group


def may_edit_plan(viewer: Viewer, group: Group) -> bool:
    """Change a group's plan, and read a planskema into it: its chair and deputies, and the secretariat."""
    return viewer.is_secretariat or viewer.leads(group)


def led_groups_with_plan(viewer: Viewer) -> QuerySet[Group]:
    """Return the groups in whose plan the viewer may make a new guideline: all for the secretariat, else those led."""
    with_plan = Group.objects.with_plan().order_by("sort_key")
    return with_plan if viewer.is_secretariat else with_plan.filter(pk__in=viewer.led_groups)


def may_choose_kind(viewer: Viewer) -> bool:
    """Say what a new guideline is planned as: the secretariat; a chair proposes one as new."""
    return viewer.is_secretariat


def may_approve_plan(viewer: Viewer, group: Group) -> bool:
    """Approve a group's plan: its chair and deputies alone; the secretariat sees it done."""
    return viewer.person is not None and viewer.leads(group)


def may_read_all_approved(viewer: Viewer, group: Group) -> bool:
    """Read what a chair wrote to the group when approving its plan, and what was not completed in it.

    That is for everybody in the group, and the secretariat (foundations 22).
    """
    return viewer.is_secretariat or viewer.belongs_to(group)


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


def may_ask_extension(viewer: Viewer, working: Collection[int]) -> bool:
    """Ask for a new deadline: those who do the work, by the keys of the persons."""
    return viewer.person is not None and viewer.person.pk in working


def may_decide_extension(
    viewer: Viewer, *, asker: int, owner: int | None, leaders: Collection[int], is_beyond: bool
) -> bool:
    """Decide on a new deadline: whoever leads the owning group, the secretariat where nobody else can.

    `owner` is the owning group, `leaders` the persons who lead it and are not away. The secretariat decides where there
    is none beside the one who asked, and what goes beyond the group's limit. Nobody decides what they asked for
    themselves.
    """
    if viewer.person is None or viewer.person.pk == asker:
        return False
    if owner is not None and owner in viewer.led_groups:
        return True
    return viewer.is_secretariat and (is_beyond or not set(leaders) - {asker})


def may_agree_extension(viewer: Viewer, owner: int | None) -> bool:
    """Note a new deadline as agreed with a tovholder: whoever leads the owning group, and the secretariat."""
    if viewer.person is None:
        return False
    return viewer.is_secretariat or (owner is not None and owner in viewer.led_groups)


def may_grant_beyond(viewer: Viewer) -> bool:
    """Grant more than the group allows in all: the secretariat, with a reason."""
    return viewer.is_secretariat
