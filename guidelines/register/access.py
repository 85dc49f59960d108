"""What a viewer may do with a guideline (foundations 2, 22)."""

from __future__ import annotations

from collections.abc import Collection

from guidelines.people.access import Viewer


def may_register_version(viewer: Viewer) -> bool:
    """Register a version that was approved outside the product: the secretariat."""
    return viewer.is_secretariat


def may_retitle(viewer: Viewer) -> bool:
    """Give a guideline another title, or make a working title a real one: the secretariat."""
    return viewer.is_secretariat


def may_confirm_owner(viewer: Viewer, groups: Collection[int]) -> bool:
    """Say which of these groups owns a guideline: their chairs and deputies, and the secretariat (foundations 2)."""
    return viewer.is_secretariat or not viewer.led_groups.isdisjoint(groups)
