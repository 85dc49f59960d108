"""How alike two titles are, where one is compared with all of a register: what cannot be alike is passed over."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from guidelines.lists.danish import fold
from guidelines.register.rules import ascii_text

_MOST_SIGNS = 400  # of a title that are compared


def plainly(text: str) -> str:
    """Return the text folded, with Danish letters as they are written without them."""
    return ascii_text(fold(text))


class Likeness:
    """A title to be compared with many others, each as `plainly` gives it."""

    def __init__(self, title: str) -> None:
        self._own = plainly(title[:_MOST_SIGNS])
        self._whole = (1 << len(self._own)) - 1
        self._places: dict[str, int] = {}
        for at, sign in enumerate(self._own):
            self._places[sign] = self._places.get(sign, 0) | 1 << at

    def to(self, names: Iterable[str]) -> float:
        """Return how alike the title is to the likest of the names, from 0 to 1."""
        if not self._own:
            return 0.0
        return max((SequenceMatcher(None, self._own, name).ratio() for name in names), default=0.0)

    def reaches(self, share: float, names: Iterable[str]) -> float:
        """Return how alike the title is to the likest name where that is `share` or more; else 0."""
        likely = [name for name in names if self._at_most(name, share) >= share]
        alike = self.to(likely)
        return alike if alike >= share else 0.0

    def _at_most(self, name: str, share: float) -> float:
        """A bound that `to` does not pass: by the lengths, and where that is enough, by the signs in common."""
        both = len(self._own) + len(name)
        by_length = 2.0 * min(len(self._own), len(name)) / both if both else 0.0
        return 2.0 * self._in_common(name) / both if by_length >= share and both else by_length

    def _in_common(self, name: str) -> int:
        """How many signs stand in both in the same order, at most: the longest common subsequence.

        Each place of the title is a bit of one number; a sign of the name is handled in one sum (Hyyrö 2004).
        """
        left = self._whole
        for sign in name:
            met = left & self._places.get(sign, 0)
            left = (left + met) | (left - met)
        return len(self._own) - (left & self._whole).bit_count()
