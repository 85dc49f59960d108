"""The plan as a matrix: pure functions from flat rows to one row a guideline, with a mark in each year (ux 10.2)."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
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
_WITH_DECIDERS = (Stage.CLINICAL_APPROVAL, Stage.SUBMITTED, Stage.ADMINISTRATIVE_APPROVAL)


class Need(enum.StrEnum):
    """Why a row asks for somebody's hand, the most urgent first."""

    YOURS = "yours"
    OVERDUE = "overdue"
    MISSED = "missed"
    NO_YEAR = "no_year"
    NO_LEAD = "no_lead"


class LeadName(NamedTuple):
    """A tovholder as the plan names one; `acting_for` is the group in brackets, None where none is given."""

    person: int
    name: str
    acting_for: str | None


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
    leads: list[LeadName] = field(default_factory=list)
    is_planned: bool = field(init=False)

    def __post_init__(self) -> None:
        """Say once whether it is still to be done; every row asks often."""
        self.is_planned = self.outcome == Outcome.PLANNED


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
    has_unknown_year: bool = field(init=False)

    def __post_init__(self) -> None:
        """Say once whether an entry waits for its year."""
        self.has_unknown_year = any(entry.year is None and entry.is_planned for entry in self.entries)

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
    rows = []
    for place, (key, tied) in enumerate(links.items()):
        own = entries.get(key, [])
        rows.append(_row(tied, own, participants.get(key, set()), steps.get(key, []), place, seen))
    last = max((entry.id for own in entries.values() for entry in own), default=0) + 1
    rows.sort(key=lambda row: (min((entry.id for entry in row.entries), default=last), row.place))
    return rows


def _entries(facts: Iterable[EntryFacts]) -> tuple[dict[int, list[Entry]], dict[int, set[int]]]:
    """Return the entries and the persons on them, by guideline; withdrawn entries are left out."""
    known: dict[int, Entry] = {}
    by_guideline: dict[int, list[Entry]] = {}
    people: dict[int, set[int]] = {}
    for row in facts:
        if row.person is not None and row.outcome != Outcome.MOVED:  # who still is on it, is on the entry it became
            people.setdefault(row.guideline, set()).add(row.person)
        if row.outcome == Outcome.WITHDRAWN:
            continue
        entry = known.get(row.id)
        if entry is None:
            submitted = (row.submitted_last, row.submitted_precision) if row.submitted_last else None
            entry = known[row.id] = Entry(row.id, row.year, row.kind, row.outcome, row.note, submitted, row.moved_from)
            by_guideline.setdefault(row.guideline, []).append(entry)
        if row.role == "lead" and row.person is not None:
            entry.leads.append(LeadName(row.person, row.name or "", row.acting_for))
    return by_guideline, people


def _row(
    tied: list[GuidelineFacts],
    entries: list[Entry],
    participants: set[int],
    steps: list[StepFacts],
    place: int,
    seen: Perspective,
) -> PlanRow:
    facts = tied[0]
    groups = {link.group for link in tied}
    inside = is_inside(seen.viewer, groups, participants)
    run = _run(facts, steps, seen.today) if inside else None
    entry = _main(entries, facts.revision_entry)
    missed = entry.year if inside and entry and _is_missed(entry, facts, seen.today) else None
    row = PlanRow(
        facts=facts,
        groups=tuple(dict.fromkeys(link.abbreviation for link in tied)),
        is_owner_known=any(link.role == "owner" and link.is_confirmed for link in tied),
        is_inside=inside,
        may_edit=may_edit_entries(seen.viewer, groups),
        place=place,
        entries=entries,
        entry=entry,
        marks=_marks(entries, facts, seen.today, is_inside=inside),
        target=_target(facts, entry, run, seen.deadline_day),
        overdue_since=_overdue_since(facts, seen.today) if inside else None,
        missed_year=missed,
        run=run,
        needs=frozenset(),
    )
    if run:
        yours = frozenset(step for step in run.holders if is_yours(step, row.leads, groups, seen.viewer))
        row.run = run._replace(yours=yours)
    row.needs = _needs(row)
    return row


def _main(entries: Sequence[Entry], underway: int | None) -> Entry | None:
    """The entry a row is about: the one under way, else one without a year, else the next, else the last settled."""
    planned = [entry for entry in entries if entry.is_planned]
    for entry in planned:
        if entry.id == underway:
            return entry
    if planned:
        return min(planned, key=lambda entry: entry.year or 0)
    settled = [entry for entry in entries if entry.outcome != Outcome.MOVED]
    return max(settled, key=lambda entry: entry.year or 0, default=None)


def _is_missed(entry: Entry, facts: GuidelineFacts, today: date) -> bool:
    """True when a past year was planned and nothing is under way; time alone changes no outcome (architecture 8)."""
    if entry.outcome == Outcome.MISSED:
        return True
    return entry.is_planned and entry.year is not None and entry.year < today.year and entry.id != facts.revision_entry


def _marks(entries: list[Entry], facts: GuidelineFacts, today: date, *, is_inside: bool) -> dict[int, list[Mark]]:
    marks: dict[int, list[Mark]] = {}
    went_to = {entry.moved_from: entry.year for entry in entries if entry.moved_from is not None}
    for entry in entries:
        if entry.year is None or (entry.outcome == Outcome.MOVED and not is_inside):
            continue
        look = _look(entry, facts, today) if is_inside else _public_look(entry)
        mark = Mark(look, entry.kind)
        if look in (Look.UNDERWAY, Look.SUBMITTED):
            mark = Mark(look, entry.kind, facts.stage, bool(facts.is_returned))
        elif look is Look.MOVED:
            mark = Mark(look, entry.kind, moved_to=went_to.get(entry.id))
        marks.setdefault(entry.year, []).append(mark)
    for several in marks.values():
        if len(several) > 1:
            several.sort(key=lambda mark: STRENGTH[mark.look])
    return marks


def _public_look(entry: Entry) -> Look:
    """What every reader sees: done or planned. Lateness and stage are the group's own (foundations 22)."""
    if entry.outcome == Outcome.DONE:
        return Look.DONE
    return Look.NEW if entry.kind == Kind.NEW else Look.PLANNED


def _look(entry: Entry, facts: GuidelineFacts, today: date) -> Look:
    if entry.outcome == Outcome.MOVED:
        return Look.MOVED
    if entry.is_planned and entry.id == facts.revision_entry:
        with_deciders = facts.stage in _WITH_DECIDERS and not facts.is_returned
        return Look.SUBMITTED if with_deciders else Look.UNDERWAY
    return Look.MISSED if _is_missed(entry, facts, today) else _public_look(entry)


def _target(facts: GuidelineFacts, entry: Entry | None, run: Run | None, day: tuple[int, int]) -> Target | None:
    """The guideline's one target (foundations 19); the deadline of a run only for those who may know of it."""
    return target(
        deadline_on=run.deadline_on if run else None,
        next_due_on=facts.due_last,
        planned_year=entry.year if entry and entry.is_planned else None,
        deadline_day=day,
    )


def _overdue_since(facts: GuidelineFacts, today: date) -> date | None:
    """The last day the version was valid; None while it is not overdue."""
    if facts.validity != ValidityState.OVERDUE:
        return None
    due = validity(
        Facts(
            next_due=FuzzyDate.day(facts.due_last) if facts.due_last else None,
            last_search=FuzzyDate.day(facts.last_search) if facts.last_search else None,
            assessed=FuzzyDate.day(facts.assessed) if facts.assessed else None,
            assessment_months=facts.assessment_months,
        ),
        today,
    ).due
    return due.last if due else None


def _run(facts: GuidelineFacts, steps: list[StepFacts], today: date) -> Run | None:
    if facts.revision is None or facts.stage is None:
        return None
    late = facts.deadline_on is not None and facts.deadline_on < today
    return Run(facts.revision, facts.stage, bool(facts.is_returned), facts.deadline_on, late, tuple(steps))


def _needs(row: PlanRow) -> frozenset[Need]:
    needs = set()
    if row.run and row.run.yours:
        needs.add(Need.YOURS)
    if row.overdue_since or (row.run and row.run.is_late):
        needs.add(Need.OVERDUE)
    if row.missed_year is not None:
        needs.add(Need.MISSED)
    if row.has_unknown_year:
        needs.add(Need.NO_YEAR)
    if any(entry.is_planned and not entry.leads for entry in row.entries):
        needs.add(Need.NO_LEAD)
    return frozenset(needs)


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
