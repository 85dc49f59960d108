"""Who may read an annual report: it tells what was not completed and why (foundations 22)."""

from __future__ import annotations

from guidelines.people.access import Viewer
from guidelines.people.models import Group


def may_read_report(viewer: Viewer, group: Group) -> bool:
    """Read a group's report: everybody with a role in the group, and the secretariat."""
    return viewer.is_secretariat or viewer.belongs_to(group)


def may_read_country(viewer: Viewer) -> bool:
    """Read the report of the country: the secretariat, for it holds every group's."""
    return viewer.is_secretariat


def may_read_any(viewer: Viewer) -> bool:
    """See the list of reports: those who may read one of them."""
    return viewer.is_secretariat or bool(viewer.own_groups)
