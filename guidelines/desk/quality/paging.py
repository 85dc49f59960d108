"""Pages of what is judged, not read, as every list has them: the next one begins after an item, not after a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    """Something that an address names."""

    @property
    def key(self) -> str:
        """By what."""


Item = TypeVar("Item", bound=Keyed)


@dataclass(frozen=True)
class Part(Generic[Item]):
    """The items of one page, and whether there are more on either side."""

    items: Sequence[Item]
    has_previous: bool
    has_next: bool


def part_of(found: Sequence[Item], *, after: str, before: str, size: int) -> Part[Item]:
    """Return the page after, or before, the item with this key; the first one where it is not there any more."""
    places = {item.key: place for place, item in enumerate(found)}
    start = 0
    if after in places and places[after] + 1 < len(found):
        start = places[after] + 1
    elif before in places:
        start = max(places[before] - size, 0)
    return Part(found[start : start + size], start > 0, start + size < len(found))
