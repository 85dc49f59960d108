"""What a planskema says, as values: rows, totals, doubts and findings (issue 2, section 3; foundations 26)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.functional import Promise

from guidelines.documents.dates import FuzzyDate
from guidelines.documents.exported import ExportedRow
from guidelines.documents.guideline.failing import Unread

Text = str | Promise
Kind = Literal["new", "revision"]
YearBasis = Literal["column", "totals", "given", "unknown"]
Severity = Literal["info", "warning", "error"]
Counts = Mapping[int, int | None]


class UnreadableFile(Unread):
    """The file is refused; `message` is one (lazy) sentence for the person who chose it."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A tovholder as written; `group` is the group stated beside the name, None where none is (foundations 26)."""

    name: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about one row that a person must decide; `quote` holds the words of the file."""

    code: str
    message: Text
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the whole table; `evidence` holds the words or figures it rests on."""

    code: str
    severity: Severity
    message: Text
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class RowCells:
    """The words a row was read from, shown beside the interpretation. `place` says where in the file they stand."""

    title: str = ""
    marks: tuple[str, ...] = ()
    people: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row of our own export comes from: what it said then, and which of its parts say something else now.

    `entry` is the plan entry this row of a year is about and `year` the one it stood in, both None for a mark that is
    new; `edited` holds "title", "people", "year" and "kind" as far as a person has changed them in the file. `first` is
    the number of the first row made of the same line of the file, and `words` are the rows that the line makes without
    its token: who knows the plan decides between the two.
    """

    base: ExportedRow
    entry: int | None = None
    year: int | None = None
    edited: frozenset[str] = frozenset()
    first: int = 0
    words: tuple[PlanRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One planned revision or new guideline. A row marked under several years gives one PlanRow for each.

    `year` is None where the file does not say it; `year_basis` tells where it comes from. `is_planned` is False
    for a row without a mark and for one that is to be withdrawn or merged: the doubt says which, and nobody may
    plan it without asking. `approved_readings` are all dates the words for the approval can mean, where they are
    several. `origin` is None for a row that no export of ours has written.
    """

    row: int
    title: str
    is_working_title: bool
    kind: Kind
    year: int | None
    year_basis: YearBasis
    version: str | None = None
    approved_on: FuzzyDate | None = None
    approved_source: str | None = None
    approved_readings: tuple[FuzzyDate, ...] = ()
    submitted_on: FuzzyDate | None = None
    tovholdere: tuple[NamedPerson, ...] = ()
    groups: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    is_planned: bool = True
    is_counted: bool = True
    cells: RowCells = field(default_factory=RowCells)
    origin: Origin | None = None

    def has_doubt(self, code: str) -> bool:
        """Whether a doubt of this code stands on the row."""
        return any(doubt.code == code for doubt in self.doubts)

    def as_json(self) -> dict[str, Any]:
        """The row in the contract of issue 2, section 3: dates as ISO strings as precise as known, or null."""
        return {
            "row": self.row,
            "title": self.title,
            "is_working_title": self.is_working_title,
            "kind": self.kind,
            "year": self.year,
            "year_basis": self.year_basis,
            "version": self.version,
            "approved_on": self.approved_on.isoformat() if self.approved_on else None,
            "approved_source": self.approved_source,
            "submitted_on": self.submitted_on.isoformat() if self.submitted_on else None,
            "tovholdere": [{"name": person.name, "group": person.group} for person in self.tovholdere],
            "groups": list(self.groups),
            "doubts": [{"code": d.code, "message": str(d.message), "quote": d.quote} for d in self.doubts],
        }


@dataclass(frozen=True, slots=True)
class YearTotals:
    """One line of totals: the number for each year and for all; None where it is not known.

    `other` is what a column beside the years counts: rows of other years, or of none.
    """

    by_year: Counts = field(default_factory=dict)
    total: int | None = None
    other: int = 0

    def as_json(self, years: tuple[int, ...]) -> dict[str, int | None]:
        """`{"2022": 5, ..., "total": 13}` with a key for every year of the plan."""
        return {**{str(year): self.by_year.get(year) for year in years}, "total": self.total}

    @property
    def is_known(self) -> bool:
        """Whether anything is known at all."""
        return self.total is not None or any(count is not None for count in self.by_year.values())


@dataclass(frozen=True, slots=True)
class Totals:
    """The three lines under a planskema: revisions, new guidelines, all."""

    revisions: YearTotals = field(default_factory=YearTotals)
    new: YearTotals = field(default_factory=YearTotals)
    all: YearTotals = field(default_factory=YearTotals)

    def as_json(self, years: tuple[int, ...]) -> dict[str, dict[str, int | None]]:
        """The contract of foundations 26."""
        return {
            "revisions": self.revisions.as_json(years),
            "new": self.new.as_json(years),
            "all": self.all.as_json(years),
        }


@dataclass(frozen=True, slots=True)
class Planskema:
    """A planskema as read. `agree` compares what stated and counted totals both know, None where nothing is stated."""

    group: str
    years: tuple[int, ...]
    rows: tuple[PlanRow, ...]
    stated: Totals
    counted: Totals
    agree: bool | None
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The object `import_plan --json` prints, without `changes`; texts in the active language."""
        return {
            "group": self.group,
            "years": list(self.years),
            "rows": [row.as_json() for row in self.rows],
            "totals": {
                "stated": self.stated.as_json(self.years),
                "counted": self.counted.as_json(self.years),
                "agree": self.agree,
            },
            "findings": [
                {"code": f.code, "severity": f.severity, "message": str(f.message), "evidence": f.evidence}
                for f in self.findings
            ],
        }
