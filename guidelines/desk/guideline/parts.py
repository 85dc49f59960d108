"""What the page of one guideline shows, piece by piece, in words that are ready to be read (ux 10.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from guidelines.desk.guideline.announcements import AnnouncementLine
from guidelines.desk.guideline.people import PersonLine
from guidelines.desk.guideline.run import Decided, Paper
from guidelines.desk.shapes import Act, Item


@dataclass(frozen=True)
class State:
    """The validity as the head shows it: shape, word, why, and what is not known."""

    look: str
    word: str
    causes: list[str]
    gaps: list[str]


@dataclass(frozen=True)
class Stated:
    """A date with the words it was read from, and how far it is from today where that helps."""

    label: str
    date: str
    source: str = ""
    relative: str = ""
    counted: str = ""


@dataclass(frozen=True)
class VersionLine:
    """A version in the table, newest first; `fingerprint` is the start of the file's SHA-256."""

    label: str
    kind: str
    is_current: bool
    dates: list[Stated]
    file_name: str
    fingerprint: str
    link: str
    file_url: str = ""
    is_from_outside: bool = False
    corrected: str = ""


@dataclass(frozen=True)
class VerdictLine:
    """A verdict without a new version: when, what, why, what it changed, and by whom ("" outside the groups)."""

    date: str
    kind: str
    reason: str
    change: str
    who: str
    into: Item | None = None


@dataclass(frozen=True)
class Named:
    """A person on an entry: the name with the group acted for, and the answer about the role ("" where not shown)."""

    name: str
    answer: str = ""


@dataclass(frozen=True)
class EntryLine:
    """An entry of the plan: year, kind, what became of it, and who is on it."""

    year: str
    kind: str
    look: str
    state: str
    reason: str
    note: str
    leads: list[Named]
    others: list[Named]


@dataclass(frozen=True)
class GroupLine:
    """A group of the guideline and its role in words."""

    abbreviation: str
    name: str
    role: str
    url: str


@dataclass(frozen=True)
class Ask:
    """What the viewer is asked about the own role: the question, by when the work is due, where the yes is posted."""

    question: str
    by_when: str
    url: str


@dataclass(frozen=True)
class Page:
    """Everything the template shows."""

    state: State
    meta: str
    next_due: Stated | None
    balls: list[str]
    stages: list[dict[str, str]]
    happens: str
    versions: list[VersionLine]
    entries: list[EntryLine]
    groups: list[GroupLine]
    asks_owner: bool
    first_version: str
    verdicts: list[VerdictLine] = field(default_factory=list)
    people: list[PersonLine] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)
    ask: Ask | None = None
    acts: list[Act] = field(default_factory=list)
    more: list[Act] = field(default_factory=list)
    has_primary: bool = False
    announcements: list[AnnouncementLine] = field(default_factory=list)
