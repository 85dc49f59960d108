"""What the rules of the register look at: plain values, read before anything is judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from guidelines.documents.dates import FuzzyDate


@dataclass(frozen=True, slots=True)
class TieFacts:
    """A group of a guideline in one role; `months` is the group's longest interval between versions."""

    group_id: int
    slug: str
    abbreviation: str
    months: int
    role: str
    confirmed: bool

    @property
    def may_own(self) -> bool:
        """True for an owner or co-owner, confirmed or not."""
        return self.role in ("owner", "co_owner")


@dataclass(frozen=True, slots=True)
class DocumentError:
    """An error that the rules for documents found: by its code, what tells it from others, and its words."""

    code: str
    fingerprint: str
    message: str


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """The stored document of a version: whether its file lies there as stored, and what is kept of it.

    `is_sound` and `is_readable` are None while nobody has gone through the document; `is_there` is asked each time.
    """

    key: str
    is_there: bool
    is_sound: bool | None = None
    is_readable: bool | None = None
    errors: tuple[DocumentError, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """The version in force; `dates` by the names of their fields, in the order in which they should come."""

    pk: int
    label: str
    dates: tuple[tuple[str, FuzzyDate | None], ...]
    interval_months: int | None
    is_from_outside: bool
    document: DocumentFacts | None = None

    def date_of(self, name: str) -> FuzzyDate | None:
        """One of the dates; None where no document gives it."""
        return dict(self.dates)[name]

    @property
    def approved(self) -> FuzzyDate | None:
        """When the version was approved: administratively, else clinically."""
        return self.date_of("administrative_approval") or self.date_of("clinical_approval")


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """A tovholder of a plan entry; `has_left` the guideline's groups, or may not sign in any more."""

    pk: int
    name: str
    has_left: bool


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """A plan entry that is still to be done; `year` None where it is not known, or no person has agreed to it."""

    pk: int
    year: int | None
    kind: str
    leads: tuple[LeadFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class GuidelineFacts:
    """A guideline in use. `ties` are the ones that stand; `plan` is the group whose plan it is changed in, "" for none.

    `months` is its own longest interval, None where its groups' holds.
    """

    pk: int
    slug: str
    title: str
    language: str
    is_working_title: bool
    months: int | None
    ties: tuple[TieFacts, ...]
    plan: str
    has_versions: bool
    version: VersionFacts | None
    entries: tuple[EntryFacts, ...]
    is_under_way: bool

    @property
    def has_owner(self) -> bool:
        """True where somebody who may has said who owns it."""
        return any(tie.role == "owner" and tie.confirmed for tie in self.ties)

    @property
    def longest_months(self) -> int | None:
        """The longest interval between versions: its own, else of its slowest group; None without either."""
        return self.months or max((tie.months for tie in self.ties), default=None)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person who cannot be written to; `owes` are titles of what waits for them, `leads` of whose groups they lead.

    `groups` are the slugs and abbreviations of the groups it is about, `address` is "" where there is none.
    """

    pk: int
    name: str
    is_refused: bool
    owes: tuple[str, ...]
    leads: tuple[str, ...]
    groups: tuple[tuple[str, str], ...] = field(default=())
    address: str = ""


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """Everything the rules are asked of."""

    today: date
    guidelines: tuple[GuidelineFacts, ...]
    persons: tuple[PersonFacts, ...]
