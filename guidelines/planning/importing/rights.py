"""What an import may do on behalf of whoever makes it: nothing that the pages would not let the same person do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from guidelines.people.access import Viewer
from guidelines.register.rules import label_key


@dataclass(frozen=True)
class Importer:
    """Who imports, as far as it matters: of the secretariat or not, and the groups they lead. By default nobody."""

    is_secretariat: bool = False
    led_groups: frozenset[int] = field(default_factory=frozenset)

    def may_take(self, owners: Collection[int]) -> bool:
        """Say that a row speaks of another group's guideline: the leaders of those that own it, and the secretariat."""
        return self.is_secretariat or not self.led_groups.isdisjoint(owners)

    def may_add_version(self, label: str, *, current: str | None, is_under_way: bool) -> bool:
        """Write a version of a guideline that is stored already; `current` is the one in force, None without one.

        A first version anybody who imports, where no revision is under way; the others the secretariat
        (`register.access.may_register_version`). What is being approved is overtaken by nobody's document.
        """
        if self.is_secretariat:
            return not is_under_way or current is None or label_key(label) < label_key(current)
        return not is_under_way and current is None


SECRETARIAT = Importer(is_secretariat=True)


def importer_of(viewer: Viewer) -> Importer:
    """Return what matters of who is looking."""
    return Importer(viewer.is_secretariat, viewer.led_groups)
