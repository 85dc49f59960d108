"""What load is counted from: plain values, read before anything is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group whose load is shown; `most` is how many guidelines a person should have in a year."""

    pk: int
    slug: str
    abbreviation: str
    most: int


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """A plan entry still to be done, of a guideline in use; `leads` are its tovholdere.

    `year` is None where nobody has said it: a year that only follows from a document's totals is none. `groups` are
    those of its guideline that are shown.
    """

    year: int | None
    is_new: bool
    groups: frozenset[int]
    leads: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything load is made from: `entries` of the groups shown and of the persons named in them.

    `names` and `away` (days of absence in each year) are of those persons.
    """

    today: date
    groups: tuple[GroupFacts, ...]
    entries: tuple[EntryFacts, ...]
    names: Mapping[int, str] = field(default_factory=dict)
    away: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
