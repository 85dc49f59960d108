"""What a viewer may do with a guideline (foundations 2, 22)."""

from __future__ import annotations

from collections.abc import Iterable

from guidelines.people.access import Viewer
from guidelines.register.models import GuidelineGroup


def may_register_version(viewer: Viewer) -> bool:
    """Register a version that was approved outside the product: the secretariat."""
    return viewer.is_secretariat


def may_retitle(viewer: Viewer) -> bool:
    """Give a guideline another title, or make a working title a real one: the secretariat."""
    return viewer.is_secretariat


def may_confirm_owner(viewer: Viewer, links: Iterable[GuidelineGroup]) -> bool:
    """Say which group owns a guideline: chairs and deputies of those that may, and the secretariat (foundations 2)."""
    return viewer.is_secretariat or any(link.may_own and link.group_id in viewer.led_groups for link in links)
