"""What an import is planned with: the answers given, and what it would do for each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from guidelines.documents.planskema_types import PlanRow, Planskema
from guidelines.people.rules import name_key

NEW = "new"
FILE, PLAN = "file", "plan"


@dataclass(frozen=True)
class Answers:
    """What a person answered on the page: years by row, guidelines by row (a primary key or NEW), rows left out.

    `dates` are dates of approval by row, in ISO form; one counts where it is a reading of what the file says. `takes`
    says of a row's part, as in "3-people", whether the file or the plan is right.
    """

    years: Mapping[int, int] = field(default_factory=dict)
    matches: Mapping[int, int | str] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()
    dates: Mapping[int, str] = field(default_factory=dict)
    takes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """A part of a row that was changed in the file since it was exported: what it was, is in the file, is in the plan.

    It is a conflict where the plan was changed meanwhile, too; `take` is the answer, FILE or PLAN, "" while none is.
    """

    part: str
    exported: str
    file: str
    plan: str
    is_conflict: bool
    take: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.is_conflict and not self.take


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

    A row that is held asks whether `guideline` is meant; `may_match` tells whether a yes is the importer's to say. One
    of its `differences` that is open holds it, too.
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

    def changes(self) -> dict[str, int]:
        """How many rows are created, updated and unchanged; rows held back for an answer count as unchanged."""
        kinds = [row.change for row in self.rows]
        unchanged = kinds.count("unchanged") + kinds.count("held")
        return {"created": kinds.count("created"), "updated": kinds.count("updated"), "unchanged": unchanged}

    def as_json(self) -> dict[str, object]:
        """The object of the issue's contract; the rows carry the doubts that the comparison adds."""
        planskema = replace(self.planskema, rows=tuple(item.row for item in self.rows))
        return {**planskema.as_json(), "changes": self.changes()}
