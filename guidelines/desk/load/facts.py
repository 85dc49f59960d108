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
    """A plan entry; `year` None where it is not known. `groups` are those of its guideline that are shown.

    `leads` are the tovholdere where it is still to be done, nobody otherwise.
    """

    pk: int
    year: int | None
    is_new: bool
    is_planned: bool
    groups: frozenset[int]
    leads: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AwaitedFacts:
    """A guideline that an administrative approval is to come for, or a plan entry beyond the guideline's next one.

    `on` is its date where there is one, else `year` its planned year; both None where nothing is known. `group` is the
    owner, None without one. `is_handed_in`: it is with the secretariat already.
    """

    group: int | None
    on: date | None
    year: int | None
    is_handed_in: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the page is made from: `entries` of the groups shown and of the persons named in them.

    `names` and `away` (days of absence in each year) are of those persons; `approved` are the months, 1 to 12, in which
    versions of each group were approved before, None standing for guidelines without an owner.
    """

    today: date
    groups: tuple[GroupFacts, ...]
    entries: tuple[EntryFacts, ...]
    names: Mapping[int, str] = field(default_factory=dict)
    away: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    awaited: tuple[AwaitedFacts, ...] = ()
    approved: Mapping[int | None, tuple[int, ...]] = field(default_factory=dict)
