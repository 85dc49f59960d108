"""Pure rules about people: when two spellings are the same name, how a name is shortened, how often a code is tried."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

CODE_DIGITS = 6
CODE_VALID = timedelta(minutes=15)  # foundations 23
GUESSES_PER_CODE = 5
GUESSES_PER_HOUR = 10  # reliability C7
REQUESTS_PER_HOUR = 8
HOUR = 3600  # seconds

FRESH_FOR = timedelta(minutes=5)  # foundations 24
FRESH_REQUESTS_PER_HOUR = 60  # who asks is signed in, and may have many decisions to make
TOTP_PERIOD = 30  # seconds (RFC 6238)
BACKUP_CODES = 8
BACKUP_LENGTH = 10
BACKUP_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another


class Factor(enum.StrEnum):
    """What the fresh sign-in of a sign-off rested on (foundations 24)."""

    CODE = "code"
    TOTP = "totp"


def plain_code(typed: str) -> str:
    """Return a code as it was typed without blanks and hyphens, in small letters."""
    return re.sub(r"[\s‐‑–-]", "", typed).lower()


def totp_steps(now: float) -> tuple[int, int]:
    """Return the time steps whose codes are taken at a moment (seconds since 1970): the present and the one before."""
    step = int(now) // TOTP_PERIOD
    return step, step - 1


def name_key(name: str) -> str:
    """Return the form in which two spellings of one name are equal: no full stops, single blanks, case folded.

    "Bjarne H Hansen" and "Bjarne H. Hansen" have the same key (ux 6.3); hyphens and letters stay.
    """
    plain = unicodedata.normalize("NFC", name).replace(".", " ")
    return re.sub(r"\s+", " ", plain).strip().casefold()


def short_name(name: str) -> str:
    """Return a name for narrow places: "A. Krarup-Hansen" for "Anders Krarup-Hansen"; a single word stays."""
    first, _, rest = name.strip().partition(" ")
    if not rest:
        return name.strip()
    return f"{first[0]}. {rest.split()[-1]}"


def is_in_force(starts_on: date | None, ends_on: date | None, today: date) -> bool:
    """True when a period with open ends covers today; the end day is the last day inside it."""
    return (starts_on is None or starts_on <= today) and (ends_on is None or today <= ends_on)


def recent(moments: Iterable[float], now: float) -> list[float]:
    """Return those moments (seconds since 1970) that lie in the hour before now, in any order."""
    return [moment for moment in moments if now - HOUR < moment]


# --- who may be the same person (ux 6.3): proposed to the secretariat, never acted upon


class Likeness(enum.StrEnum):
    """Why two names may be one person's."""

    SAME = "same"
    INITIALS = "initials"
    SPELLING = "spelling"


_PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "-": " "})


def likeness(one: str, other: str) -> Likeness | None:
    """Return why two names may belong to one person; None where nothing suggests it.

    SAME: equal but for full stops, case, hyphens, or æ written ae. INITIALS: first and last name fit, middle names
    are missing or shortened. SPELLING: one letter more, less, other or swapped.
    """
    left, right = (re.sub(r"\s+", " ", name_key(name).translate(_PLAIN)).strip() for name in (one, other))
    if left == right:
        return Likeness.SAME
    if _fit_by_initials(left.split(), right.split()):
        return Likeness.INITIALS
    if min(len(left), len(right)) >= 6 and _one_letter_apart(left, right):
        return Likeness.SPELLING
    return None


def _fit_by_initials(left: list[str], right: list[str]) -> bool:
    """First and last words fit, and the shorter name's middle words stand in order among the longer one's."""
    if len(left) < 2 or len(right) < 2 or left[-1] != right[-1] or not _same_word(left[0], right[0]):
        return False
    shorter, longer = sorted((left[1:-1], right[1:-1]), key=len)
    rest = iter(longer)
    return all(any(_same_word(word, candidate) for candidate in rest) for word in shorter)


def _same_word(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def _one_letter_apart(left: str, right: str) -> bool:
    if abs(len(left) - len(right)) > 1:
        return False
    start = next((at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), None)
    if start is None:
        return True
    one, other = left[start:], right[start:]
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    return swapped or one[1:] == other[1:] or one[1:] == other or one == other[1:]


def alike(names: Iterable[tuple[int, str]]) -> Iterator[tuple[int, int, Likeness]]:
    """Yield the pairs of (key, name) that may be one person; those that share a first or last word."""
    known: dict[str, list[tuple[int, str]]] = {}
    for key, name in names:
        words = name_key(name).translate(_PLAIN).split()
        if not words:
            continue
        ends = (f"first {words[0]}", f"last {words[-1]}")
        others = dict.fromkeys(other for end in ends for other in known.get(end, ()))
        for other_key, other_name in others:
            reason = likeness(other_name, name)
            if reason is not None:
                yield other_key, key, reason
        for end in ends:
            known.setdefault(end, []).append((key, name))
