"""What succession is judged by: plain values, read before anything is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """A tovholder of a plan entry, and what is known of whether they still are there.

    `has_left`: no role in the guideline's groups any more, or the account is closed. `suggested` is whom somebody who
    said no named instead, None where nobody said no. `heard_on` is when the person last did anything in the product.
    """

    pk: int
    name: str
    has_left: bool = False
    is_refused: bool = False
    suggested: str | None = None
    heard_on: date | None = None


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """A plan entry still to be done; `late_since` its deadline where that has passed and the authors have the draft."""

    pk: int
    year: int | None
    kind: str
    leads: tuple[LeadFacts, ...] = ()
    late_since: date | None = None


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group of a guideline whose tie stands; `most` is how many entries of a year a person should have there."""

    pk: int
    slug: str
    abbreviation: str
    most: int
    is_owner: bool


@dataclass(frozen=True, slots=True)
class GuidelineFacts:
    """A guideline in use. `plan` is the group whose plan it is changed in, "" where the viewer can change none.

    `authors` are those who wrote it before, `led_in` those who were tovholder of it, with the last year they were.
    """

    pk: int
    slug: str
    title: str
    language: str
    groups: tuple[GroupFacts, ...]
    plan: str
    entries: tuple[EntryFacts, ...] = ()
    authors: frozenset[int] = frozenset()
    led_in: Mapping[int, int | None] = field(default_factory=dict)
    turned_down: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody who may be asked. `groups` are those they have a role in today, `writes_in` those whose plans name them.

    `load` is how many entries of each year they are tovholder of, `away` how many days of each year they are absent.
    """

    pk: int
    name: str
    key: str
    groups: frozenset[int] = frozenset()
    writes_in: frozenset[int] = frozenset()
    load: Mapping[int | None, int] = field(default_factory=dict)
    away: Mapping[int, int] = field(default_factory=dict)
    is_away_today: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the page is made from; `persons` are those who can be asked at all, in Danish order."""

    today: date
    guidelines: tuple[GuidelineFacts, ...]
    persons: tuple[PersonFacts, ...]
