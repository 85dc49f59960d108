"""What a guideline document says of itself, as values; each fact keeps the words and the place it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from guidelines.documents.dates import FuzzyDate

DateName = Literal[
    "last_search", "clinical_approval", "submitted", "administrative_approval", "published", "next_revision", "expiry"
]
DATE_NAMES: tuple[DateName, ...] = (
    "last_search",
    "clinical_approval",
    "submitted",
    "administrative_approval",
    "published",
    "next_revision",
    "expiry",
)
Held = Literal["true", "false", "unknown"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: the page of a PDF, the paragraph of a Word document, or the line of a text; counted from 1."""

    kind: Literal["page", "paragraph", "line"]
    number: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as they stand, blanks collapsed; `confidence` (0-1) is how sure the reader is of their meaning."""

    text: str
    place: Place
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class DateFact:
    """A date as precise as the document has it; of an interval, the months and the date it counts from.

    `value` is None where only an interval is stated and what it counts from is not known: nothing is invented.
    """

    value: FuzzyDate | None
    quote: Quote
    interval_months: int | None = None
    counts_from: DateName | None = None
    is_anchor_stated: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """Who did something, as named: persons, groups by abbreviation (or as written), and the role stated."""

    persons: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """One author as listed. `has_conflict` is None where no declaration follows the name."""

    name: str
    title: str | None
    specialty: str | None
    affiliation: str | None
    declaration: str | None
    has_conflict: bool | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation of the quick guide; `strengths` are the grades A-D in the order they stand, each once."""

    number: str | None
    block: str | None
    text: str
    strengths: tuple[str, ...]
    quote: Quote


@dataclass(frozen=True, slots=True)
class SectionFact:
    """A section of the template: its heading as written, or as the template has it where it is missing."""

    heading: str
    canonical: str
    is_present: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change log."""

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """The change log: the version it counts from (None where it names none), and its lines."""

    since_version: str | None
    entries: tuple[Change, ...]
    quote: Quote


@dataclass(frozen=True, slots=True)
class Search:
    """A documented search in one database; `hits` is None where no figure is stated."""

    database: str
    on: FuzzyDate | None
    responsible: str | None
    hits: int | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class Query:
    """A line of a search history: its number as written (`#3`) and its hits."""

    number: str
    hits: int | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class Stated:
    """A short value with the words it was read from: a version, a name, a link."""

    value: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Consultation:
    """Whether the document says that it was heard, by whom, in what words; "unknown" where it says nothing.

    `heard` are the groups the section on the consultation names, `heard_by_approval` those the section on the approval
    says were heard.
    """

    held: Held = "unknown"
    parties: tuple[str, ...] = ()
    quote: Quote | None = None
    heard: tuple[Stated, ...] = ()
    heard_by_approval: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class GuidelineFacts:
    """All that was read. None, or nothing, where the document says nothing; `stated` maps field paths to quotations."""

    language: str | None = None
    title: Stated | None = None
    group: Stated | None = None
    professional_body: Stated | None = None
    version: Stated | None = None
    base_versions: tuple[Stated, ...] = ()
    template_versions: tuple[Stated, ...] = ()
    dates: Mapping[DateName, DateFact] = field(default_factory=dict)
    other_dates: Mapping[DateName, tuple[DateFact, ...]] = field(default_factory=dict)
    clinical_approval_by: Body | None = None
    administrative_approval_by: Body | None = None
    approval_quotes: Mapping[str, Quote] = field(default_factory=dict)
    update_owner: Stated | None = None
    authors: tuple[Author, ...] = ()
    reviewers: tuple[Author, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    sections: tuple[SectionFact, ...] = ()
    change_log: ChangeLog | None = None
    searches: tuple[Search, ...] = ()
    queries: tuple[Query, ...] = ()
    consultation: Consultation = field(default_factory=Consultation)

    @property
    def based_on_version(self) -> Stated | None:
        """The version this one was made from, where the document names one only."""
        return self.base_versions[0] if len({stated.value for stated in self.base_versions}) == 1 else None

    @property
    def template_version(self) -> Stated | None:
        """The template's version as the document first states it."""
        return self.template_versions[0] if self.template_versions else None

    def day(self, name: DateName) -> FuzzyDate | None:
        """The date of that name, None where it is not known."""
        fact = self.dates.get(name)
        return fact.value if fact else None


@dataclass(frozen=True, slots=True)
class NameWitness:
    """What the file's name says: group, slug, version and the administrative approval; each None where it does not."""

    group: str | None = None
    slug: str | None = None
    version: str | None = None
    approved_on: date | None = None
