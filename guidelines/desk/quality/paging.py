"""Pages of what is judged, not read, as every list has them: the next one begins after an item, not after a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.utils.translation import gettext as _

from guidelines.lists.tables import AFTER, BEFORE, Address, Link


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


def page_links(part: Part[Item], address: Address) -> list[Link]:
    """Return the links to the first page, the one before and the next one, as far as there are any."""
    links = []
    if part.has_previous:
        links.append(Link("foerste", _("First page"), address.page()))
        links.append(Link("forrige", _("Previous page"), address.page(BEFORE, part.items[0].key)))
    if part.has_next:
        links.append(Link("naeste", _("Next page"), address.page(AFTER, part.items[-1].key)))
    return links
