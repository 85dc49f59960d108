"""What became of a year's plan: pure functions over the plan and the versions as they were known on a day."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import NamedTuple

from guidelines.planning.rewound import EntryThen
from guidelines.planning.rules import COUNTED, STAGES, Kind, Outcome, Stage, YearTotal, totals
from guidelines.register.rewound import GuidelineThen, VersionThen
from guidelines.register.rules import Facts, ValidityState, validity

PLAN_YEARS = 3
"""A planskema covers three years (domain 4)."""
FIRST, CORRECTION = "first", "correction"
"""What a version may say that it was made as (GuidelineVersion.Kind)."""
_COUNTED = {outcome.value for outcome in COUNTED}


@dataclass(frozen=True)
class Period:
    """The year that is reported, and the day on whose evening it is looked at."""

    year: int
    known: date

    @property
    def last(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)

    @property
    def on(self) -> date:
        """The day at which the year is taken stock of: its last, or the one looked from where that is earlier."""
        return min(self.last, self.known)

    @property
    def is_early(self) -> bool:
        """True until the year is over: what is said may change still."""
        return self.known <= self.last

    @property
    def plan_years(self) -> range:
        """The years of the planskema that begins with this one."""
        return range(self.year, self.year + PLAN_YEARS)


class Fate(enum.StrEnum):
    """What became of something planned for the year."""

    DONE = "done"
    OTHER_YEAR = "other_year"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    MISSED = "missed"
    OPEN = "open"


class Line(NamedTuple):
    """Something that has stood in the plan for the year. `year` is the one it was moved to, or done in instead.

    `done_on` is the day it was finished, where that is known; `version` the number of what came of it.
    """

    guideline: GuidelineThen
    entry: EntryThen
    fate: Fate
    year: int | None = None
    done_on: date | None = None
    version: str = ""
    reason: str = ""

    @property
    def is_new(self) -> bool:
        """True for a new guideline; everything else counts as a revision, as in the planskema."""
        return self.entry.kind == Kind.NEW


class Approved(NamedTuple):
    """A version that was approved in the year; `is_first` where it is its guideline's first."""

    guideline: GuidelineThen
    version: VersionThen
    is_first: bool
    is_planned: bool


class Told(NamedTuple):
    """What the plan's own rows do not say: when a revision ended with a version, and why something was changed."""

    finished: Mapping[int, date]
    reasons: Mapping[int, str]


# --- planned against done


def lines(guidelines: Iterable[GuidelineThen], entries: Iterable[EntryThen], told: Told, period: Period) -> list[Line]:
    """Return everything that has stood in the plan for the year, each once, in the order of the guidelines.

    What was moved away and back again is told where it stands.
    """
    of: dict[int, list[EntryThen]] = {}
    for entry in entries:
        of.setdefault(entry.guideline, []).append(entry)
    return [line for one in guidelines for line in _of_guideline(one, of.get(one.pk, []), told, period)]


def _of_guideline(guideline: GuidelineThen, entries: Sequence[EntryThen], told: Told, period: Period) -> Iterator[Line]:
    versions = _approvals(guideline, period.known)
    taken = {entry.year for entry in entries if entry.outcome == Outcome.DONE}
    for entry in entries:
        if entry.year != period.year:
            continue
        if entry.outcome == Outcome.MOVED:
            standing = _standing(entry, entries)
            if all(other.year != period.year for other in standing):
                to = standing[-1].year if standing else None
                yield Line(guideline, entry, Fate.MOVED, to, reason=told.reasons.get(entry.id, ""))
        elif entry.outcome == Outcome.DONE:
            yield _finished(guideline, entry, versions, told.finished.get(entry.id), period)
        elif entry.outcome in (Outcome.WITHDRAWN, Outcome.MISSED):
            yield Line(guideline, entry, Fate(entry.outcome), reason=told.reasons.get(entry.id, ""))
        else:
            yield _unsettled(guideline, entry, versions, taken | _claimed(entries, entry), period)


def _standing(entry: EntryThen, entries: Iterable[EntryThen]) -> list[EntryThen]:
    """The entries that it was moved to, one after the other."""
    after = {other.moved_from: other for other in entries if other.moved_from is not None}
    found: list[EntryThen] = []
    while (following := after.get((found[-1] if found else entry).id)) is not None:
        found.append(following)
    return found


def _approvals(guideline: GuidelineThen, known: date) -> list[tuple[date, VersionThen]]:
    """The versions with the last day on which each can have been approved; corrections are no work of a plan."""
    dated = [(one.approved.last, one) for one in guideline.versions if one.approved is not None]
    return sorted(
        ((day, one) for day, one in dated if day <= known and one.kind != CORRECTION),
        key=lambda pair: (pair[0], pair[1].label_key),
    )


def _finished(
    guideline: GuidelineThen,
    entry: EntryThen,
    versions: Sequence[tuple[date, VersionThen]],
    ended: date | None,
    period: Period,
) -> Line:
    """A revision that ended with a version: in the year, or in the one it ended in."""
    year = ended.year if ended is not None else period.year
    made = next((one.label for day, one in reversed(versions) if day.year == year), "")
    if year == period.year:
        return Line(guideline, entry, Fate.DONE, done_on=ended, version=made)
    return Line(guideline, entry, Fate.OTHER_YEAR, year, ended, made)


def _claimed(entries: Iterable[EntryThen], but: EntryThen) -> set[int | None]:
    """The years that other entries account for."""
    return {entry.year for entry in entries if entry.id != but.id and entry.outcome in _COUNTED}


def _unsettled(
    guideline: GuidelineThen,
    entry: EntryThen,
    versions: Sequence[tuple[date, VersionThen]],
    taken: Collection[int | None],
    period: Period,
) -> Line:
    """What nobody has settled: it is done where a version was approved in the year, or later for nothing else."""
    for day, one in versions:
        if day.year >= period.year and day.year not in taken:
            is_due = day.year == period.year
            fate = Fate.DONE if is_due else Fate.OTHER_YEAR
            return Line(guideline, entry, fate, None if is_due else day.year, day, one.label)
    return Line(guideline, entry, Fate.OPEN)


def fates(found: Iterable[Line]) -> Counter[Fate]:
    """Return how much met each fate."""
    return Counter(line.fate for line in found)


# --- what was approved, came and went


def approved(guidelines: Iterable[GuidelineThen], found: Iterable[Line], period: Period) -> list[Approved]:
    """Return the versions approved in the year, in the order of the guidelines, then of their approval."""
    done = {(line.guideline.pk, line.entry.kind) for line in found if line.fate is Fate.DONE}
    return [
        Approved(
            guideline,
            version,
            _is_first(guideline, version) or (guideline.pk, Kind.NEW.value) in done,
            any((guideline.pk, kind) in done for kind in Kind),
        )
        for guideline in guidelines
        for day, version in _approvals(guideline, period.known)
        if day.year == period.year
    ]


def _is_first(guideline: GuidelineThen, version: VersionThen) -> bool:
    """True for a version that says so, and for a 1.0 that nothing comes before."""
    if version.kind == FIRST:
        return True
    return version.label == "1.0" and min(one.label_key for one in guideline.versions) == version.label_key


def withdrawn(guidelines: Iterable[GuidelineThen], period: Period) -> list[GuidelineThen]:
    """Return the guidelines that went out of use in the year: withdrawn, or merged into another."""
    first = date(period.year, 1, 1)
    return [one for one in guidelines if not one.is_in_use(period.on) and _was_in_use(one, first)]


def _was_in_use(guideline: GuidelineThen, first: date) -> bool:
    days = [day for day in (guideline.withdrawn_on, guideline.merged_on) if day is not None]
    return min(days) >= first


# --- the plan in the users' manner


def plan_totals(entries: Iterable[EntryThen], period: Period) -> list[YearTotal]:
    """Return how many revisions and new guidelines stand in each of the three years, then how many have no year."""
    return totals(((entry.year, entry.kind, entry.outcome) for entry in entries), period.plan_years)


def unconfirmed(entries: Iterable[EntryThen], period: Period) -> int:
    """Return how many of the years counted nobody has said: they follow from a document's totals."""
    return sum(
        entry.year in period.plan_years and entry.agreed_year is None and entry.outcome in _COUNTED for entry in entries
    )


# --- both clocks


class Standing(NamedTuple):
    """How many guidelines in use stand how: `soon` of those in force is due within twelve months."""

    in_force: int
    soon: int
    overdue: int
    unknown: int
    no_version: int

    @property
    def versions(self) -> int:
        """Those that have an approved version."""
        return self.in_force + self.overdue + self.unknown

    @property
    def share(self) -> float | None:
        """What part of those with a version is in force; None where no date of any is known."""
        return self.in_force / self.versions if self.in_force or self.overdue else None


class Clocks(NamedTuple):
    """The same guidelines by the date of the next revision, by the age of the evidence, and by the worse of the two."""

    revision: Standing
    evidence: Standing
    both: Standing


def clocks(facts: Iterable[Facts], on: date) -> Clocks:
    """Return how guidelines stand on a day; those out of use are left out."""
    used = [one for one in facts if not one.is_withdrawn]
    return Clocks(
        _standings((replace(one, last_search=None, assessed=None) for one in used), on),
        _standings((replace(one, next_due=None) for one in used), on),
        _standings(used, on),
    )


def _standings(facts: Iterable[Facts], on: date) -> Standing:
    counted = Counter(validity(one, on).state for one in facts)
    soon = counted[ValidityState.DUE_SOON]
    return Standing(
        in_force=counted[ValidityState.VALID] + soon,
        soon=soon,
        overdue=counted[ValidityState.OVERDUE],
        unknown=counted[ValidityState.UNKNOWN],
        no_version=counted[ValidityState.NO_VERSION],
    )


# --- time per stage


class Passed(NamedTuple):
    """A move of a revision from one stage, or from having been returned, to another, and the day it was made."""

    stage_from: str
    returned_from: bool
    stage_to: str
    returned_to: bool
    on: date


class Run(NamedTuple):
    """A revision: when it began, its moves in order, and the day it ended with a version, None otherwise."""

    started_on: date
    moves: tuple[Passed, ...]
    published_on: date | None


class Spent(NamedTuple):
    """How long something took: the median, the shortest and the longest in days, and how many times it was passed."""

    median: float
    shortest: int
    longest: int
    n: int


RETURNED, WHOLE, BETWEEN = "returned", "whole", "between"
"""Beside the stages: with the authors for corrections, the whole revision, and from one approval to the other."""
SPANS = (*(stage.value for stage in STAGES if stage is not Stage.PUBLISHED), RETURNED, WHOLE, BETWEEN)


def time_per_stage(runs: Iterable[Run], found: Iterable[Approved], period: Period) -> dict[str, Spent]:
    """Return how long each stage took where it was left for good in the year, by its name, in the order of SPANS.

    What a revision returned to counts all its stays together. From clinical to administrative approval the days that
    the versions approved in the year state are counted, whether they ran here or not.
    """
    days: dict[str, list[int]] = {}
    for run in runs:
        for name, number in _spent(run, period):
            days.setdefault(name, []).append(number)
    for one in found:
        first, last = one.version.clinical_approval, one.version.administrative_approval
        if first and last and first.precision == last.precision == "day" and first.last <= last.last:
            days.setdefault(BETWEEN, []).append((last.last - first.last).days)
    return {
        name: Spent(float(median(days[name])), min(days[name]), max(days[name]), len(days[name]))
        for name in SPANS
        if name in days
    }


def _spent(run: Run, period: Period) -> Iterator[tuple[str, int]]:
    entered, here = run.started_on, ""
    spent: dict[str, int] = {}
    left: dict[str, date] = {}
    for move in run.moves:
        before = _name(move.stage_from, is_returned=move.returned_from)
        here = _name(move.stage_to, is_returned=move.returned_to)
        if here != before:
            spent[before] = spent.get(before, 0) + (move.on - entered).days
            left[before], entered = move.on, move.on
    yield from ((name, spent[name]) for name, on in left.items() if on.year == period.year and name != here)
    if run.published_on is not None and run.published_on.year == period.year:
        yield WHOLE, (run.published_on - run.started_on).days


def _name(stage: str, *, is_returned: bool) -> str:
    return RETURNED if is_returned else stage
