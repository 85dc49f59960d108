"""What a viewer may do with a guideline (foundations 2, 22)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from guidelines.people.access import Viewer
from guidelines.register.models import Verdict

JUDGED = (
    Verdict.Kind.ASSESSED,
    Verdict.Kind.EXTENDED,
    Verdict.Kind.CORRECTION,
    Verdict.Kind.WITHDRAWN,
    Verdict.Kind.MERGED,
)
"""The verdicts in the order they are offered: what happens most, first."""


class Link(Protocol):
    """A guideline's tie to a group, as far as ownership goes: a row, or facts read from one."""

    @property
    def group_id(self) -> int | None:
        """The group."""

    @property
    def role(self) -> str | None:
        """Its role: owner, co-owner, professional body."""

    @property
    def may_own(self) -> bool:
        """True where its role is to own, alone or with others."""

    @property
    def confirmed(self) -> bool:
        """True where somebody who may has said so; False where a document alone says it."""


AnyLink = TypeVar("AnyLink", bound=Link)


def standing(links: Iterable[AnyLink]) -> list[AnyLink]:
    """Return the ties of one guideline that open anything to their groups (foundations 2, 22).

    A tie that nobody has confirmed counts only while no owner is confirmed: any group's document can make one.
    """
    ties = list(links)
    is_owned = any(link.role == "owner" and link.confirmed for link in ties)
    return [link for link in ties if link.confirmed or not is_owned]


def may_register_version(viewer: Viewer) -> bool:
    """Register a version that was approved outside the product: the secretariat."""
    return viewer.is_secretariat


def may_retitle(viewer: Viewer) -> bool:
    """Give a guideline another title, or make a working title a real one: the secretariat."""
    return viewer.is_secretariat


def may_switch_rules(viewer: Viewer) -> bool:
    """Switch a rule for documents off for a group, and on again: the secretariat."""
    return viewer.is_secretariat


def may_waive(viewer: Viewer) -> bool:
    """Let a finding of a document stand, and take that back: the secretariat, for warnings as for errors."""
    return viewer.is_secretariat


def may_confirm_owner(viewer: Viewer, links: Iterable[Link]) -> bool:
    """Say which group owns a guideline: chairs and deputies of those that may, and the secretariat (foundations 2)."""
    return viewer.is_secretariat or any(link.may_own and link.group_id in viewer.led_groups for link in standing(links))


def may_judge(viewer: Viewer, links: Iterable[Link]) -> list[str]:
    """Return the kinds of verdict the viewer may give: the secretariat all of them, the owner's leaders two.

    A chair or deputy of the owner may assess and extend; to correct, withdraw or merge is for the secretariat.
    """
    if viewer.is_secretariat:
        return [kind.value for kind in JUDGED]
    if any(link.role == "owner" and link.group_id in viewer.led_groups for link in links):
        return [Verdict.Kind.ASSESSED.value, Verdict.Kind.EXTENDED.value]
    return []
