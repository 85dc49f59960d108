"""Pure matching of a document's titles to known guidelines: the same title, a resembling one, or none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

SAME_WORD = 0.75
MOST_DIFFERENT = 2
MOST_PARTS = 12
_ENGLISH = frozenset(["of", "the", "and", "with", "treatment", "patients", "radiotherapy"])
_DANISH = frozenset(["og", "af", "til", "med", "på", "ved", "hos", "for", "behandling", "patienter", "i"])


def title_key(title: str) -> str:
    """Return the form in which two writings of one title are equal: letters and digits only, case folded."""
    plain = unicodedata.normalize("NFC", title).casefold()
    return " ".join(re.findall(r"\w+", plain))


def resembles(one: str, other: str) -> bool:
    """True where two title keys differ only as a corrected typo would: word by word the same or nearly so.

    "Multiple …" and "Solitære …" of the same length are two titles, because the first words are different words.
    """
    ours, theirs = one.split(), other.split()
    if len(ours) != len(theirs) or len(ours) < 2:
        return len(ours) == len(theirs) == 1 and _same_word(one, other)
    different = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return len(different) <= MOST_DIFFERENT and all(_same_word(a, b) for a, b in different)


def _same_word(one: str, other: str) -> bool:
    is_near = 2 * min(len(one), len(other)) >= SAME_WORD * (len(one) + len(other))
    return is_near and len(one) > 3 and SequenceMatcher(None, one, other).ratio() >= SAME_WORD


class _Likeness:
    """Finds the title keys that resemble one, without comparing it to all of them.

    Keys that resemble each other are the same but for two words, so each is filed under itself with every two of its
    words left out. Of titles of one or two words nothing would be left: they are filed under their first letter.
    """

    def __init__(self, titles: Mapping[int, str]) -> None:
        self.titles = titles
        self.filed: dict[tuple[str, ...], list[int]] = {}
        for pk, title in titles.items():
            for gap in _gaps(title):
                self.filed.setdefault(gap, []).append(pk)

    def of(self, title: str) -> list[int]:
        """Return the primary keys of the titles that resemble this one."""
        near = {pk for gap in _gaps(title) for pk in self.filed.get(gap, ())}
        return [pk for pk in near if resembles(title, self.titles[pk])]


def _gaps(title: str) -> Iterator[tuple[str, ...]]:
    """Return the title with every two of its parts left out; a part is a word, in a long title a few of them."""
    words = title.split()
    if len(words) <= MOST_DIFFERENT:
        yield (title[:1], str(len(words)))
        return
    size = -(-len(words) // MOST_PARTS)
    parts = [" ".join(words[first : first + size]) for first in range(0, len(words), size)]
    for left_out in combinations(range(len(parts)), MOST_DIFFERENT):
        yield tuple("" if place in left_out else part for place, part in enumerate(parts))


@dataclass(frozen=True)
class Match:
    """The guideline a title belongs to (its primary key), and whether a person has to agree to that first."""

    guideline: int | None
    is_proposal: bool = False


def match_titles(
    titles: Sequence[str], known: Mapping[int, str], former: Mapping[str, int] | None = None
) -> list[Match]:
    """Return a match for each title, given {primary key: title} of the guidelines known.

    Equal titles are taken first, then titles a guideline had before (`former`, by key). Only what is left over on both
    sides is compared for likeness, and a likeness is a proposal only where it points to exactly one guideline.
    """
    by_key = {**(former or {}), **{title_key(title): key for key, title in known.items()}}
    exact = [by_key.get(title_key(title)) for title in titles]
    taken = set(exact)
    left = _Likeness({key: title_key(title) for key, title in known.items() if key not in taken})
    return [
        Match(found) if found is not None else _nearest(title_key(title), left)
        for title, found in zip(titles, exact, strict=True)
    ]


def _nearest(key: str, left: _Likeness) -> Match:
    alike = left.of(key)
    return Match(alike[0], is_proposal=True) if len(alike) == 1 else Match(None)


def alike_titles(titles: Mapping[int, str]) -> list[tuple[int, int]]:
    """Return the pairs of guidelines, by key and the lower one first, whose titles are equal or resemble each other."""
    keys = {pk: title_key(title) for pk, title in titles.items()}
    known = _Likeness(keys)
    return sorted({(other, pk) for pk, key in keys.items() for other in known.of(key) if other < pk})


def title_language(title: str) -> str:
    """Return "en" for a title written in English among Danish ones, else "da"; by its small words."""
    words = title_key(title).split()
    english, danish = _count(words, _ENGLISH), _count(words, _DANISH)
    return "en" if english > danish else "da"


def _count(words: Iterable[str], small: frozenset[str]) -> int:
    return sum(word in small for word in words)
