"""What is approved when a plan is: pure functions from the rows of the plan to a fixed text, and back.

It holds nothing that time alone changes, and of persons nothing but their keys. A line of the plan is known by the
key of the first entry of its chain of moves, so that it stays the same line wherever it is moved to.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from guidelines.journal.rules import canonical
from guidelines.planning.facts import GuidelineFacts
from guidelines.planning.matrix import Entry, PlanRow
from guidelines.planning.rules import Outcome, YearTotal, totals

FORM, FIRST_FORM = 2, 1
"""How the text is laid out; it changes when that does, so that an old one is read as it was meant.

The first one named a group in brackets by its abbreviation, and did not say which guidelines were out of use.
"""
_LAST = 9999


class OutOfUse(enum.StrEnum):
    """Why a guideline is not used any more."""

    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Lead(NamedTuple):
    """A tovholder by the person's key, with the key of the group in brackets; None where none is given."""

    person: int
    group: int | None


class Line(NamedTuple):
    """A guideline in one year of the plan. `is_agreed`: somebody has said the year, it is no guess from totals."""

    key: int
    year: int | None
    is_agreed: bool
    kind: str
    outcome: str
    leads: tuple[Lead, ...]


class Version(NamedTuple):
    """The version that held: its number, and the day of its approval as an ISO date, as precise as it was known."""

    label: str
    approved: str | None
    precision: str | None


class Row(NamedTuple):
    """A guideline as the plan shows it; without lines nothing is planned for it, `out_of_use` None while it is used.

    One that is withdrawn or merged stays with its lines as long as the plan itself keeps it for its totals.
    """

    guideline: int
    title: str
    language: str
    version: Version | None
    lines: tuple[Line, ...]
    out_of_use: str | None


class Content(NamedTuple):
    """A group's plan, its rows in the order of the planskema."""

    group: int
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """The plan as canonical JSON: the same plan gives the same text."""
        return canonical(
            {
                "form": FORM,
                "group": self.group,
                "rows": [_written(row) for row in self.rows],
                "totals": [{"year": one.year, **_counts(one)} for one in self.totals],
            }
        )

    @property
    def totals(self) -> list[YearTotal]:
        """The planskema's totals for each year from the first to the last, then those without a year."""
        return totals(((line.year, line.kind, line.outcome) for line in self.lines()), self.years)

    @property
    def years(self) -> range:
        """The years in which something stands, and those between."""
        years = [line.year for line in self.lines() if line.year is not None]
        return range(min(years), max(years) + 1) if years else range(0)

    @property
    def in_all(self) -> YearTotal:
        """All years together, with what has none."""
        every = self.totals
        return YearTotal(None, sum(one.revisions for one in every), sum(one.new for one in every))

    @property
    def persons(self) -> set[int]:
        """The keys of everybody who is tovholder."""
        return {lead.person for line in self.lines() for lead in line.leads}

    @property
    def acting_for(self) -> set[int]:
        """The keys of the groups in brackets."""
        return {lead.group for line in self.lines() for lead in line.leads if lead.group is not None}

    def lines(self) -> Iterator[Line]:
        """Return all lines, row by row."""
        for row in self.rows:
            yield from row.lines


def digest(text: str) -> str:
    """Return the SHA-256 of a plan's text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(group: int, rows: Iterable[PlanRow]) -> Content:
    """Return what would be approved of a group's plan; `rows` are those of its page, for whomever they were read."""
    return Content(group, tuple([_row(row) for row in rows]))


def _row(row: PlanRow) -> Row:
    facts = row.facts
    first = first_keys({entry.id: entry.moved_from for entry in row.entries})
    lines = [_line(entry, first[entry.id]) for entry in row.entries if entry.outcome != Outcome.MOVED]
    lines.sort(key=lambda line: (line.year or _LAST, line.key))
    version = None
    if facts.label:
        approved = facts.admin_last or facts.clinical_last
        precision = (facts.admin_precision if facts.admin_last else facts.clinical_precision) if approved else None
        version = Version(facts.label, approved.isoformat() if approved else None, precision)
    return Row(facts.id, facts.title, facts.language, version, tuple(lines), out_of_use(facts))


def out_of_use(facts: GuidelineFacts) -> str | None:
    """Return why the guideline is used no more, None while it is; a day still to come makes no difference."""
    if facts.merged_into is not None:
        return OutOfUse.MERGED.value
    return OutOfUse.WITHDRAWN.value if facts.is_out_of_use else None


def first_keys(came_from: Mapping[int, int | None]) -> dict[int, int]:
    """Return for each entry the key of the one that its chain of moves began with."""
    found: dict[int, int] = {}
    for entry in came_from:
        key = entry
        while (before := came_from.get(key)) is not None:
            key = before
        found[entry] = key
    return found


def _line(entry: Entry, first: int) -> Line:
    leads = tuple([Lead(lead.person, lead.acting_for_id) for lead in entry.leads])
    return Line(first, entry.year, entry.is_year_agreed, entry.kind, entry.outcome, leads)


def _written(row: Row) -> dict[str, Any]:
    version = row.version._asdict() if row.version else None
    return {**row._asdict(), "version": version, "lines": [line._asdict() for line in row.lines]}


def _counts(one: YearTotal) -> dict[str, int]:
    return {"revisions": one.revisions, "new": one.new, "all": one.all}


def is_first_form(text: str) -> bool:
    """True for a text that names groups by their abbreviations; keys of the canonical JSON are sorted."""
    return text.startswith(f'{{"form":{FIRST_FORM},')


def read_content(
    text: str, groups: Mapping[str, int] = MappingProxyType({}), unused: Mapping[int, str] = MappingProxyType({})
) -> Content:
    """Return the plan that a text was written of; raises ValueError for one laid out in a way not known here.

    For the first form `groups` are keys by abbreviation, and `unused` says by key why a guideline was out of use; a
    group that is not among them is left out of the brackets.
    """
    told = json.loads(text)
    if told["form"] not in (FIRST_FORM, FORM):
        raise ValueError(f"form {told['form']} of an approved plan is not known")
    rows = [_of_first_form(row, groups, unused) for row in told["rows"]] if told["form"] == FIRST_FORM else told["rows"]
    return Content(told["group"], tuple([_read_row(row) for row in rows]))


def _of_first_form(told: dict[str, Any], groups: Mapping[str, int], unused: Mapping[int, str]) -> dict[str, Any]:
    lines = [
        {**line, "leads": [(person, groups.get(group)) for person, group in line["leads"]]} for line in told["lines"]
    ]
    return {**told, "lines": lines, "out_of_use": unused.get(told["guideline"])}


def _read_row(told: dict[str, Any]) -> Row:
    lines = [Line(**{**line, "leads": tuple([Lead(*lead) for lead in line["leads"]])}) for line in told["lines"]]
    version = Version(**told["version"]) if told["version"] else None
    return Row(**{**told, "version": version, "lines": tuple(lines)})


def approved_on(version: Version) -> date | None:
    """Return the last day on which the version can have been approved; None where it is not known."""
    return date.fromisoformat(version.approved) if version.approved else None
