"""Pages of findings as every list has them: the next one begins after a finding, not after a number of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guidelines.desk.quality.standing import Listed


@dataclass(frozen=True)
class Part:
    """The findings of one page, and whether there are more on either side."""

    items: Sequence[Listed]
    has_previous: bool
    has_next: bool


def part_of(found: Sequence[Listed], *, after: str, before: str, size: int) -> Part:
    """Return the page after, or before, the finding with this key; the first one where it is not there any more."""
    places = {item.key: place for place, item in enumerate(found)}
    start = 0
    if after in places and places[after] + 1 < len(found):
        start = places[after] + 1
    elif before in places:
        start = max(places[before] - size, 0)
    return Part(found[start : start + size], start > 0, start + size < len(found))
