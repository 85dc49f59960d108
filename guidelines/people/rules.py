"""Pure rules about people: when two spellings are the same name, and how a name is shortened."""

from __future__ import annotations

import re
import unicodedata
from datetime import date


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
