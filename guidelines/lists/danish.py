"""Danish order and Danish search, the same on both databases (foundations 6, ux.md 6.3).

Order is that of Retskrivningsordbogen as ICU's `da` has it: ... x y z æ ø å, aa as å, ü as y, ä and ö as æ and ø;
accents count only between words that are otherwise equal, then capitals come before small letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from django.db.models import Q

MAX_KEY = 2000
MAX_WORDS = 8

_LATIN_ENDS = 0x250
_RING, _DIAERESIS, _DOUBLE_ACUTE = "\u030a", "\u0308", "\u030b"
_PLAIN = {"ð": "d", "đ": "d", "ł": "l", "þ": "th", "œ": "oe", "ı": "i"}
_MERGED = {
    ("a", _RING): "å",
    ("a", _DIAERESIS): "æ",
    ("o", _DIAERESIS): "ø",
    ("o", _DOUBLE_ACUTE): "ø",
    ("u", _DIAERESIS): "y",
    ("u", _DOUBLE_ACUTE): "y",
}
_WEIGHT = {"æ": b"\x7b", "ø": b"\x7c", "å": b"\x7d"}
_DASHES = dict.fromkeys("‐‑‒–—−", "-")
_PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
# æ, ø, å as they are written on keyboards without them, the likeliest first
_SPELLINGS = tuple(str.maketrans({"æ": "ae", "ø": o, "å": a}) for o, a in (("oe", "aa"), ("o", "aa"), ("o", "a")))


def _clusters(text: str) -> Iterator[tuple[str, str]]:
    """Each letter of the text with the marks above and below it, alike for NFC and NFD."""
    base, marks = "", ""
    for char in unicodedata.normalize("NFKD", text):
        if unicodedata.combining(char):
            marks += char
            continue
        if base:
            yield base, marks
        base, marks = char, ""
    if base:
        yield base, marks


def _letters(text: str) -> Iterator[tuple[str, bytes, bool]]:
    """Each letter as it counts in Danish: the small letter, what sets it apart from the plain one, is it a capital."""
    for base, marks in _clusters(" ".join(text.split())):
        is_capital = base.isupper()
        for small in base.casefold():
            merged = next((_MERGED[small, mark] for mark in marks if (small, mark) in _MERGED), None)
            if merged:
                yield merged, b"" if merged == "å" else b"\x02", is_capital
            elif small in _PLAIN:
                yield from ((letter, b"\x02", is_capital) for letter in _PLAIN[small])
            else:
                yield _DASHES.get(small, small), marks.encode(), is_capital


def _double_a_joined(letters: Iterator[tuple[str, bytes, bool]]) -> list[tuple[str, bytes, bool]]:
    """aa, Aa and AA as one å each, which comes after a written å; not aA, where a new word begins."""
    joined: list[tuple[str, bytes, bool]] = []
    for letter in letters:
        before = joined[-1] if joined else None
        if before and before[:2] == letter[:2] == ("a", b"") and (before[2] or not letter[2]):
            joined[-1] = ("å", b"\x02", before[2])
        else:
            joined.append(letter)
    return joined


def _weight(letter: str) -> bytes:
    """Spaces before punctuation before digits before letters before other scripts."""
    if letter == " ":
        return b"\x02"
    if letter in _PUNCTUATION:
        return bytes([3 + _PUNCTUATION.index(letter)])
    if letter.isascii() and letter.isalnum():
        return letter.encode()
    return _WEIGHT.get(letter, b"\x7e" + letter.encode("utf-8", "replace"))


@lru_cache(maxsize=8192)
def sort_key(text: str) -> bytes:
    """Bytes whose plain order is Danish order; equal for NFC and NFD, at most 2,000 bytes (an index holds no more).

    Three levels: the letters, then the accents (å before aa), then capitals before small letters.
    """
    letters = _double_a_joined(_letters(text))
    primary = b"".join(_weight(letter) for letter, _, _ in letters)
    accents = b"".join(mark + b"\x01" for _, mark, _ in letters).rstrip(b"\x01")
    capitals = bytes(1 if is_capital else 2 for _, _, is_capital in letters).rstrip(b"\x02") + b"\x03"
    return b"\x00".join((primary[: MAX_KEY - 600], accents[:299], capitals[:299]))


def fold(text: str) -> str:
    """The text as it is searched: small letters, no accents but æ, ø, å (ä and ö count as æ and ø), single spaces."""
    tidy = " ".join(text.split())
    return _fold_apart(tidy) if any(map(unicodedata.combining, tidy)) else tidy.translate(_FOLDS)


def _fold_apart(text: str) -> str:
    """The text folded letter by letter with the marks that follow it."""
    return "".join(_folded(base, marks) for base, marks in _clusters(text))


def _folded(base: str, marks: str) -> str:
    letters = (
        next((_MERGED[small, mark] for mark in marks if (small, mark) in _MERGED and small != "u"), small)
        for small in base.casefold()
    )
    return "".join(_PLAIN.get(letter, _DASHES.get(letter, letter)) for letter in letters)


class _Folds(dict[int, str]):
    """What each sign is folded to where no mark follows it; that of Latin letters is kept."""

    def __missing__(self, code: int) -> str:
        folded = _fold_apart(chr(code))
        if code < _LATIN_ENDS:
            self[code] = folded
        return folded


_FOLDS = _Folds()


def search_text(text: str) -> str:
    """What is stored to be searched: the folded text, and below it the spellings without æ, ø, å that differ from it.

    Searched with `search_filter`; a newline stands between the forms, so that no word reaches across two of them.
    """
    folded = fold(text)
    return "\n".join(dict.fromkeys((folded, *(folded.translate(spelling) for spelling in _SPELLINGS))))


def search_forms(query: str) -> list[str]:
    """What to look for in a stored `search_text`: the folded query, then its ae/oe/aa spelling where that differs."""
    folded = fold(query)
    return list(dict.fromkeys((folded, folded.translate(_SPELLINGS[0]))))


def search_filter(field: str, query: str) -> Q:
    """A condition on the search text in `field`: every word of the query occurs, in either of its forms.

    An empty query finds everything; words past the eighth are not looked at.
    """
    found = Q()
    for word in query.split()[:MAX_WORDS]:
        either = Q()
        for form in search_forms(word):
            either |= Q(**{f"{field}__contains": form})
        found &= either
    return found
