"""What became of a year's plan: pure functions over the plan and the versions as they were known on a day."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from guidelines.planning.rewound import EntryThen
from guidelines.planning.rules import COUNTED, Kind, Outcome, YearTotal, totals
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
        """True until the evening of the year's last day: what is said may change still."""
        return self.known < self.last

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

    `done_on` is the day it was finished, where that is known; `made` what came of it.
    """

    guideline: GuidelineThen
    entry: EntryThen
    fate: Fate
    year: int | None = None
    done_on: date | None = None
    made: VersionThen | None = None
    reason: str = ""

    @property
    def version(self) -> str:
        """The number of what came of it."""
        return self.made.label if self.made else ""

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
    """What the plan's own rows do not say, by the entry.

    When its revision ended with a version, why it was changed, and when a revision that ended so had begun.
    """

    finished: Mapping[int, date]
    reasons: Mapping[int, str]
    began: Mapping[int, date] = MappingProxyType({})


class Made(NamedTuple):
    """An approved version, and the last and the first day on which it can have been approved."""

    day: date
    first: date
    version: VersionThen

    @property
    def exact(self) -> date | None:
        """The day of approval, where that is known."""
        approval = self.version.approved
        return self.day if approval is not None and approval.precision == "day" else None


# --- planned against done


def lines(guidelines: Iterable[GuidelineThen], entries: Iterable[EntryThen], told: Told, period: Period) -> list[Line]:
    """Return everything that has stood in the plan for the year, each once, in the order of the guidelines.

    What was moved away and back again, or taken out and planned again, is told where it stands.
    """
    of: dict[int, list[EntryThen]] = {}
    for entry in entries:
        of.setdefault(entry.guideline, []).append(entry)
    return [line for one in guidelines for line in _of_guideline(one, of.get(one.pk, []), told, period)]


def _of_guideline(guideline: GuidelineThen, entries: Sequence[EntryThen], told: Told, period: Period) -> Iterator[Line]:
    versions = _approvals(guideline, period.known)
    stands = any(entry.year == period.year and entry.outcome in _COUNTED for entry in entries)
    for entry in entries:
        if entry.year != period.year:
            continue
        if entry.outcome == Outcome.MOVED:
            line = _moved(guideline, entry, entries, told)
        elif entry.outcome == Outcome.DONE:
            line = _finished(guideline, entry, versions, told, period)
        elif entry.outcome in (Outcome.WITHDRAWN, Outcome.MISSED):
            line = Line(guideline, entry, Fate(entry.outcome), reason=told.reasons.get(entry.id, ""))
        else:
            line = _unsettled(guideline, entry, _left(versions, entries, entry, told), period)
        is_again = stands and entry.outcome not in _COUNTED
        if line is not None and not (line.fate is Fate.WITHDRAWN and is_again):
            yield line


def _moved(guideline: GuidelineThen, entry: EntryThen, entries: Sequence[EntryThen], told: Told) -> Line | None:
    """Where it stands now; None where that is in the same year again. What was taken out there is taken out."""
    standing = _standing(entry, entries)
    if any(other.year == entry.year for other in standing):
        return None
    if standing and standing[-1].outcome == Outcome.WITHDRAWN:
        return Line(guideline, entry, Fate.WITHDRAWN, reason=told.reasons.get(standing[-1].id, ""))
    to = standing[-1].year if standing else None
    return Line(guideline, entry, Fate.MOVED, to, reason=told.reasons.get(entry.id, ""))


def _standing(entry: EntryThen, entries: Iterable[EntryThen]) -> list[EntryThen]:
    """The entries that it was moved to, one after the other."""
    after = {other.moved_from: other for other in entries if other.moved_from is not None}
    found: list[EntryThen] = []
    while (following := after.get((found[-1] if found else entry).id)) is not None:
        found.append(following)
    return found


def _approvals(guideline: GuidelineThen, known: date) -> list[Made]:
    """The versions approved by a day, in the order of their approval; corrections are no work of a plan.

    What is known to have been approved in a month has been approved, though the month is not over.
    """
    dated = [(one.approved, one) for one in guideline.versions if one.approved and one.kind != CORRECTION]
    found = [Made(min(approval.last, known), approval.first, one) for approval, one in dated if approval.first <= known]
    return sorted(found, key=lambda made: (made.day, made.version.label_key))


def _finished(guideline: GuidelineThen, entry: EntryThen, versions: Sequence[Made], told: Told, period: Period) -> Line:
    """A revision that ended with a version: done where either was in the year, else in the one it ended in."""
    ended = told.finished.get(entry.id)
    if ended is None:
        of_year = [made.version for made in versions if made.day.year == period.year]
        return Line(guideline, entry, Fate.DONE, made=of_year[-1] if of_year else None)
    own = _own(versions, told.began.get(entry.id, date.min), ended)
    newest = own[-1].version if own else None
    if ended.year == period.year:
        return Line(guideline, entry, Fate.DONE, done_on=ended, made=newest)
    for made in reversed(own):
        if made.day.year == period.year:
            return Line(guideline, entry, Fate.DONE, None, made.exact, made.version)
    return Line(guideline, entry, Fate.OTHER_YEAR, ended.year, ended, newest)


def _own(versions: Sequence[Made], began: date, ended: date) -> Sequence[Made]:
    """The versions approved while a revision ran; with none, the next one of the year it ended in."""
    since = [made for made in versions if made.day >= began]
    own = [made for made in since if made.first <= ended]
    return own or [made for made in since if made.day.year == ended.year][:1]


def _left(versions: Sequence[Made], entries: Sequence[EntryThen], entry: EntryThen, told: Told) -> Iterator[Made]:
    """The versions that no other entry accounts for, by its year or by its revision."""
    others = [other for other in entries if other.id != entry.id]
    years = {other.year for other in others if other.outcome in _COUNTED}
    used: set[str] = set()
    for other in others:
        ended = told.finished.get(other.id) if other.outcome == Outcome.DONE else None
        if ended is not None:
            own = _own(versions, told.began.get(other.id, date.min), ended)
            used |= {made.version.label for made in own}
            years |= set() if own else {ended.year}
    return (made for made in versions if made.day.year not in years and made.version.label not in used)


def _unsettled(guideline: GuidelineThen, entry: EntryThen, left: Iterable[Made], period: Period) -> Line:
    """What nobody has settled: done where a version was approved in the year or later; gone with its guideline."""
    for made in left:
        if made.day.year >= period.year:
            is_due = made.day.year == period.year
            fate = Fate.DONE if is_due else Fate.OTHER_YEAR
            return Line(guideline, entry, fate, None if is_due else made.day.year, made.exact, made.version)
    return Line(guideline, entry, Fate.OPEN if guideline.is_in_use(period.known) else Fate.WITHDRAWN)


def fates(found: Iterable[Line]) -> Counter[Fate]:
    """Return how much met each fate."""
    return Counter(line.fate for line in found)


# --- what was approved, came and went


def approved(guidelines: Iterable[GuidelineThen], found: Iterable[Line], period: Period) -> list[Approved]:
    """Return the versions approved in the year, in the order of the guidelines, then of their approval."""
    done = [line for line in found if line.fate is Fate.DONE]
    planned = {line.guideline.pk for line in done}
    new = {(line.guideline.pk, line.made.label) for line in done if line.is_new and line.made}
    return [
        Approved(
            guideline,
            version,
            _is_first(guideline, version) or (guideline.pk, version.label) in new,
            guideline.pk in planned,
        )
        for guideline in guidelines
        for day, _first, version in _approvals(guideline, period.known)
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


def plan_totals(entries: Iterable[EntryThen], period: Period, gone: Collection[int] = ()) -> list[YearTotal]:
    """Return how many revisions and new guidelines stand in each of the three years, then how many have no year.

    Without a year nothing is planned for the guidelines that are `gone`, as in the planskema.
    """
    standing = (entry for entry in entries if entry.year is not None or entry.guideline not in gone)
    return totals(((entry.year, entry.kind, entry.outcome) for entry in standing), period.plan_years)


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
