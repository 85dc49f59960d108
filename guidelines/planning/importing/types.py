"""What an import is planned with: the answers given, and what it would do for each row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2s

from guidelines.documents.planskema_types import Doubt, PlanRow, Planskema
from guidelines.people.rules import name_key

NEW = "new"
FILE, PLAN, OTHER = "file", "plan", "other"
ABOUT = "@"  # parts an answer from what it is about


@dataclass(frozen=True)
class Answers:
    """What a person answered on the page: years by row, guidelines by row (a primary key or NEW), rows left out.

    `dates` are dates of approval by row, in ISO form; one counts where it is a reading of what the file says. `takes`
    says of a row's part, as in "3-people", what is right and about what: FILE, PLAN or OTHER, and `Difference.seen`.
    """

    years: Mapping[int, int] = field(default_factory=dict)
    matches: Mapping[int, int | str] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()
    dates: Mapping[int, str] = field(default_factory=dict)
    takes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """A part of a row that was changed in the file since it was exported: what it was, is in the file, is in the plan.

    It is a conflict where the plan was changed meanwhile, too. Where a person has to decide, `question` asks and
    `choices` are the answers with their words; `take` is the one given, "" while none is. `is_stale` tells that one
    was given to something else than what stands here now: it does not count.
    """

    part: str
    exported: str
    file: str
    plan: str
    is_conflict: bool
    take: str = ""
    question: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    is_stale: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return bool(self.choices) and not self.take

    @property
    def seen(self) -> str:
        """What an answer is about, in short: it changes as soon as one of the three does."""
        words = json.dumps([self.part, self.exported, self.file, self.plan, [key for key, _words in self.choices]])
        return blake2s(words.encode(), digest_size=5).hexdigest()

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """The answers as a form sends them, with their words, and whether it is the one given."""
        return [(f"{key}{ABOUT}{self.seen}", words, key == self.take) for key, words in self.choices]

    def answered(self, given: str) -> Difference:
        """The difference with an answer as a form sends it; one that was given to something else is stale."""
        take, _about, seen = given.partition(ABOUT)
        if not given or (not self.choices and seen == self.seen):
            return self
        if seen != self.seen or take not in dict(self.choices):
            return replace(self, is_stale=True)
        return replace(self, take=take)


@dataclass(frozen=True)
class LeadNamed:
    """A tovholder as the file names them: the person's key where known, and the key of the group behind the name."""

    name: str
    person: int | None
    group: int | None

    @property
    def key(self) -> int | str:
        """What tells this person from others: the primary key, or the name of somebody not known yet."""
        return self.person if self.person is not None else name_key(self.name)


@dataclass(frozen=True)
class RowPlan:
    """What an import does for one row. A negative `guideline` or `entry` is one that this file itself creates.

    An entry is created where one is added or moved. A row that is held asks whether `guideline` is meant; `may_match`
    tells whether a yes is the importer's to say. One of its `differences` that is open holds it, too. Rows are planned
    and written in the order of their `turn`.
    """

    row: PlanRow
    guideline: int
    creates: bool = False
    adds_version: bool = False
    adds_entry: bool = False
    entry: int | None = None
    sets_year: bool = False
    sets_leads: bool = False
    sets_submitted: bool = False
    drops_working_title: bool = False
    retitles: bool = False
    moves: bool = False
    sets_kind: bool = False
    is_held: bool = False
    may_match: bool = False
    leads: tuple[LeadNamed, ...] = ()
    groups: tuple[int, ...] = ()
    links_groups: bool = False
    differences: tuple[Difference, ...] = ()
    turn: int = 0

    @property
    def new_entry(self) -> int:
        """The key of the entry that the row creates, while it is not stored."""
        return -self.row.row

    @property
    def asking(self) -> tuple[Doubt, ...]:
        """The doubts of the row, and what it asks."""
        asked = (Doubt("question", item.question, item.file) for item in self.differences if item.is_open)
        return (*self.row.doubts, *asked)

    @property
    def change(self) -> str:
        """ "created", "updated", "unchanged", or "held" where the row waits for an answer."""
        if self.is_held:
            return "held"
        if self.creates or self.adds_entry:
            return "created"
        touched = (self.adds_version, self.sets_year, self.sets_leads, self.sets_submitted, self.links_groups)
        edited = (self.drops_working_title, self.retitles, self.moves, self.sets_kind)
        return "updated" if any(touched) or any(edited) else "unchanged"


@dataclass(frozen=True)
class ImportPlan:
    """A planskema with the change each row makes; nothing has been written."""

    planskema: Planskema
    rows: tuple[RowPlan, ...]

    @property
    def stale(self) -> tuple[RowPlan, ...]:
        """The rows to which an answer was given that no longer fits what they ask."""
        return tuple(row for row in self.rows if any(item.is_stale for item in row.differences))

    def changes(self) -> dict[str, int]:
        """How many rows are created, updated and unchanged; rows held back for an answer count as unchanged."""
        kinds = [row.change for row in self.rows]
        unchanged = kinds.count("unchanged") + kinds.count("held")
        return {"created": kinds.count("created"), "updated": kinds.count("updated"), "unchanged": unchanged}

    def as_json(self) -> dict[str, object]:
        """The object of the issue's contract; the rows carry the doubts that the comparison adds."""
        planskema = replace(self.planskema, rows=tuple(replace(item.row, doubts=item.asking) for item in self.rows))
        return {**planskema.as_json(), "changes": self.changes()}
