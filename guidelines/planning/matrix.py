"""The plan as a matrix: pure functions from flat rows to one row a guideline, with a mark in each year (ux 10.2)."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from guidelines.documents.dates import FuzzyDate
from guidelines.people.access import Viewer
from guidelines.planning.access import is_inside, may_edit_entries
from guidelines.planning.facts import EntryFacts, GuidelineFacts, PlanFacts, StepFacts
from guidelines.planning.rules import HolderRole, Kind, Outcome, Stage, Target, target
from guidelines.register.rules import Facts, ValidityState, validity


class Look(enum.StrEnum):
    """How a year is marked; the values are the classes of the stylesheet. The strongest comes first."""

    UNDERWAY = "prog"
    SUBMITTED = "sub"
    PLANNED = "plan"
    NEW = "new"
    MISSED = "err"
    DONE = "done"
    MOVED = "off"


STRENGTH = {look: place for place, look in enumerate(Look)}
_WITH_DECIDERS = frozenset(
    stage.value for stage in (Stage.CLINICAL_APPROVAL, Stage.SUBMITTED, Stage.ADMINISTRATIVE_APPROVAL)
)
# Plain texts, looked up once: to ask an enum for a member costs more than to compare it, and every row asks often.
_PLANNED, _DONE, _MISSED = Outcome.PLANNED.value, Outcome.DONE.value, Outcome.MISSED.value
_MOVED, _WITHDRAWN = Outcome.MOVED.value, Outcome.WITHDRAWN.value
_TOTALS = "totals"  # PlanEntry.YearBasis.TOTALS: the year follows from a document's totals, nobody has said it
_OVERDUE, _NEW = ValidityState.OVERDUE.value, Kind.NEW.value
_UNDERWAY, _SUBMITTED = Look.UNDERWAY, Look.SUBMITTED
_LOOKS = dict.fromkeys((_PLANNED, _MISSED), (Look.PLANNED, Look.NEW)) | {_DONE: (Look.DONE, Look.DONE)}


class Need(enum.StrEnum):
    """Why a row asks for somebody's hand, the most urgent first."""

    YOURS = "yours"
    OVERDUE = "overdue"
    MISSED = "missed"
    NO_YEAR = "no_year"
    NO_LEAD = "no_lead"


_NOTHING: frozenset[Need] = frozenset()
_NOBODY: frozenset[int] = frozenset()


class LeadName(NamedTuple):
    """A tovholder as the plan names one; `acting_for` is the group in brackets, with its key, None where none is."""

    person: int
    name: str
    acting_for: str | None
    acting_for_id: int | None = None


class Mark(NamedTuple):
    """What stands in a year: how it looks, what kind, and what the sentence adds (a stage, or the year moved to)."""

    look: Look
    kind: str
    stage: str | None = None
    is_returned: bool = False
    moved_to: int | None = None


@dataclass(slots=True)
class Entry:
    """A plan entry with its tovholdere in order."""

    id: int
    year: int | None
    kind: str
    outcome: str
    note: str
    submitted: tuple[date, str] | None
    moved_from: int | None
    is_planned: bool
    is_year_agreed: bool
    leads: list[LeadName] = field(default_factory=list)


class Run(NamedTuple):
    """The revision under way, for those who may know of it (foundations 22)."""

    id: int
    stage: str
    is_returned: bool
    deadline_on: date | None
    is_late: bool
    holders: tuple[StepFacts, ...]
    yours: frozenset[StepFacts] = frozenset()


@dataclass(slots=True)
class PlanRow:
    """A line of the page. `entry` is what its menu acts on, None where nothing is planned or done."""

    facts: GuidelineFacts
    groups: tuple[str, ...]
    is_owner_known: bool
    is_inside: bool
    may_edit: bool
    place: int
    entries: list[Entry]
    entry: Entry | None
    marks: dict[int, list[Mark]]
    target: Target | None
    overdue_since: date | None
    missed_year: int | None
    run: Run | None
    needs: frozenset[Need]
    asks_year: bool

    @property
    def leads(self) -> list[LeadName]:
        """The tovholdere that the row shows."""
        return self.entry.leads if self.entry else []

    def is_planned_in(self, year: int) -> bool:
        """True when something still to be done stands in that year."""
        return any(entry.is_planned and entry.year == year for entry in self.entries)


@dataclass(frozen=True)
class Perspective:
    """From where a plan is looked at: by whom, on which day, with which day of the year as the group's rule."""

    viewer: Viewer
    today: date
    deadline_day: tuple[int, int] = (12, 1)


def plan_rows(facts: PlanFacts, seen: Perspective) -> list[PlanRow]:
    """Return one row a guideline, in the order of the planskema: as the entries came, then in Danish order."""
    entries, participants = _entries(facts.entries)
    steps: dict[int, list[StepFacts]] = {}
    for step in facts.steps:
        steps.setdefault(step.guideline, []).append(step)
    links: dict[int, list[GuidelineFacts]] = {}
    for guideline in facts.guidelines:
        links.setdefault(guideline.id, []).append(guideline)
    rows = [
        _row(tied, entries.get(key, []), participants.get(key, _NOBODY), steps.get(key), place, seen)
        for place, (key, tied) in enumerate(links.items())
    ]
    last = max([entry.id for own in entries.values() for entry in own], default=0) + 1
    rows.sort(key=lambda row: (min([entry.id for entry in row.entries], default=last), row.place))
    return rows


def _entries(facts: Iterable[EntryFacts]) -> tuple[dict[int, list[Entry]], dict[int, set[int]]]:
    """Return the entries and the persons on them, by guideline; withdrawn entries are left out."""
    known: dict[int, Entry] = {}
    by_guideline: dict[int, list[Entry]] = {}
    people: dict[int, set[int]] = {}
    for row in facts:
        key, guideline, year, basis, kind, outcome, note, on, precision, came_from, role, person, name, *_group = row
        if person is not None and outcome != _MOVED:  # who still is on it, is on the entry it became
            if guideline in people:
                people[guideline].add(person)
            else:
                people[guideline] = {person}
        if outcome == _WITHDRAWN:
            continue
        entry = known.get(key)
        if entry is None:
            submitted = (on, precision) if on else None
            is_planned, is_agreed = outcome == _PLANNED, year is not None and basis != _TOTALS
            entry = Entry(key, year, kind, outcome, note, submitted, came_from, is_planned, is_agreed)
            known[key] = entry
            if guideline in by_guideline:
                by_guideline[guideline].append(entry)
            else:
                by_guideline[guideline] = [entry]
        if role == "lead" and person is not None:
            entry.leads.append(LeadName(person, name or "", row.acting_for, row.acting_for_id))
    return by_guideline, people


def _row(
    tied: list[GuidelineFacts],
    entries: list[Entry],
    participants: Collection[int],
    steps: list[StepFacts] | None,
    place: int,
    seen: Perspective,
) -> PlanRow:
    facts = tied[0]
    is_owned = any(link.is_confirmed and link.role == "owner" for link in tied)
    groups = {link.group for link in tied if link.is_confirmed or not is_owned}  # as register.access.standing
    inside = is_inside(seen.viewer, groups, participants)
    entry = _main(entries, facts.revision_entry)
    leads = entry.leads if entry else []
    run = _run(facts, steps or (), leads, groups, seen) if inside and facts.revision is not None else None
    missed = entry.year if inside and entry and _is_missed(entry, facts, seen.today) else None
    overdue = _overdue_since(facts, seen.today) if inside and facts.validity == _OVERDUE else None
    no_year = no_lead = False
    for planned in entries:
        if planned.is_planned:
            no_year = no_year or not planned.is_year_agreed
            no_lead = no_lead or not planned.leads
    return PlanRow(
        facts=facts,
        groups=(facts.abbreviation,) if len(tied) == 1 else tuple(dict.fromkeys([link.abbreviation for link in tied])),
        is_owner_known=is_owned,
        is_inside=inside,
        may_edit=may_edit_entries(seen.viewer, groups),
        place=place,
        entries=entries,
        entry=entry,
        marks=_marks(entries, facts, seen.today, is_inside=inside),
        target=_target(facts, entry, run, seen.deadline_day),
        overdue_since=overdue,
        missed_year=missed,
        run=run,
        needs=_needs(run, overdue, missed, no_year=no_year, no_lead=no_lead),
        asks_year=no_year,
    )


def _main(entries: Sequence[Entry], underway: int | None) -> Entry | None:
    """The entry a row is about: the one under way, else one without a year, else the next, else the last settled."""
    if len(entries) == 1:
        return entries[0] if entries[0].outcome != _MOVED else None
    planned = [entry for entry in entries if entry.is_planned]
    for entry in planned:
        if entry.id == underway:
            return entry
    if planned:
        return min(planned, key=_year_or_0)
    return max([entry for entry in entries if entry.outcome != _MOVED], key=_year_or_0, default=None)


def _year_or_0(entry: Entry) -> int:
    return entry.year or 0


def _is_missed(entry: Entry, facts: GuidelineFacts, today: date) -> bool:
    """True when a past year was agreed and nothing is under way; time alone changes no outcome (architecture 8)."""
    if not entry.is_planned:
        return entry.outcome == _MISSED
    is_past = entry.year is not None and entry.year < today.year
    return is_past and entry.is_year_agreed and entry.id != facts.revision_entry


def _marks(entries: list[Entry], facts: GuidelineFacts, today: date, *, is_inside: bool) -> dict[int, list[Mark]]:
    marks: dict[int, list[Mark]] = {}
    for entry in entries:
        year = entry.year
        if year is None or (entry.outcome == _MOVED and not is_inside):
            continue
        mark = _mark(entry, entries, facts, today) if is_inside else _plain(_public_look(entry), entry.kind)
        if year in marks:
            marks[year].append(mark)
            marks[year].sort(key=_strength)
        else:
            marks[year] = [mark]
    return marks


def _mark(entry: Entry, entries: Iterable[Entry], facts: GuidelineFacts, today: date) -> Mark:
    """What those who may know of it see in the entry's year."""
    look = _look(entry, facts, today)
    if look is _UNDERWAY or look is _SUBMITTED:
        return Mark(look, entry.kind, facts.stage, bool(facts.is_returned))
    if entry.outcome == _MOVED:
        went_to = [other.year for other in entries if other.moved_from == entry.id]
        return Mark(look, entry.kind, moved_to=went_to[-1] if went_to else None)
    return _plain(look, entry.kind)


@lru_cache(maxsize=64)
def _plain(look: Look, kind: str) -> Mark:
    return Mark(look, kind)


def _strength(mark: Mark) -> int:
    return STRENGTH[mark.look]


def _public_look(entry: Entry) -> Look:
    """What every reader sees: done or planned. Lateness and stage are the group's own (foundations 22)."""
    return _LOOKS.get(entry.outcome, _LOOKS[_PLANNED])[entry.kind == _NEW]


def _look(entry: Entry, facts: GuidelineFacts, today: date) -> Look:
    if entry.outcome == _MOVED:
        return Look.MOVED
    if entry.is_planned and entry.id == facts.revision_entry:
        return _SUBMITTED if facts.stage in _WITH_DECIDERS and not facts.is_returned else _UNDERWAY
    return Look.MISSED if _is_missed(entry, facts, today) else _public_look(entry)


def _target(facts: GuidelineFacts, entry: Entry | None, run: Run | None, day: tuple[int, int]) -> Target | None:
    """The guideline's one target (foundations 19); the deadline of a run only for those who may know of it."""
    return target(
        deadline_on=run.deadline_on if run else None,
        next_due_on=facts.due_last,
        planned_year=entry.year if entry and entry.is_planned and entry.is_year_agreed else None,
        deadline_day=day,
    )


def _overdue_since(facts: GuidelineFacts, today: date) -> date | None:
    """The last day the version of an overdue guideline was valid."""
    due = validity(
        Facts(
            next_due=_fuzzy(facts.due_last),
            last_search=_fuzzy(facts.last_search),
            assessed=_fuzzy(facts.assessed),
            assessment_months=facts.assessment_months,
        ),
        today,
    ).due
    return due.last if due else None


def _fuzzy(day: date | None) -> FuzzyDate | None:
    return FuzzyDate.day(day) if day else None


def _run(
    facts: GuidelineFacts,
    steps: Sequence[StepFacts],
    leads: Sequence[LeadName],
    groups: set[int],
    seen: Perspective,
) -> Run | None:
    if facts.revision is None or facts.stage is None:
        return None
    late = facts.deadline_on is not None and facts.deadline_on < seen.today
    yours = frozenset([step for step in steps if is_yours(step, leads, groups, seen.viewer)])
    return Run(facts.revision, facts.stage, bool(facts.is_returned), facts.deadline_on, late, tuple(steps), yours)


def _needs(
    run: Run | None, overdue_since: date | None, missed_year: int | None, *, no_year: bool, no_lead: bool
) -> frozenset[Need]:
    if not (run or overdue_since or no_year or no_lead) and missed_year is None:
        return _NOTHING
    asked = {
        Need.YOURS: run and run.yours,
        Need.OVERDUE: overdue_since or (run and run.is_late),
        Need.MISSED: missed_year is not None,
        Need.NO_YEAR: no_year,
        Need.NO_LEAD: no_lead,
    }
    return frozenset([need for need, is_so in asked.items() if is_so])


def is_yours(step: StepFacts, leads: Iterable[LeadName], groups: set[int], viewer: Viewer) -> bool:
    """True when the step's holder is the viewer: by name, as a tovholder, as chair of the group, or the secretariat."""
    me = viewer.person.pk if viewer.person else None
    if step.person is not None:
        return step.person == me
    if step.role == HolderRole.SECRETARIAT:
        return viewer.is_secretariat
    if step.role == HolderRole.CHAIR:
        holders = groups if step.group is None else {step.group}
        return not viewer.led_groups.isdisjoint(holders)
    return any(lead.person == me for lead in leads)
