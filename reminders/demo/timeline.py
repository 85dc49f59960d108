"""The story as one line of happenings: whatever the guideline, what came earlier is written first.

So every history reads in the order of its dates, and the mails of a week are made from what stood there that week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from guidelines.documents.dates import FuzzyDate
from guidelines.people.models import Group, Person
from guidelines.planning.actions import (
    add_entry,
    assign_leads,
    confirm_lead,
    mark_missed,
    move_entry,
    record_stage,
    start_revision,
)
from guidelines.planning.actions.leads import Lead
from guidelines.planning.importing.matching import title_language
from guidelines.planning.rules import Kind, Outcome, Stage
from guidelines.register.actions import VersionFacts, confirm_owner, create_guideline, link_group, register_version
from guidelines.register.models import GuidelineGroup
from reminders.demo import story
from reminders.demo.story_runs import Act, Run
from reminders.demo.telling import BY, Told, begin, perform
from reminders.tick import tick

OWNER_SETTLED_ON = date(2026, 2, 10)
_BETWEEN = timedelta(minutes=7)  # acts of one day
_MAILED = frozenset({"consult", "ask_person", "ask", "approve", "send_back"})


@dataclass(frozen=True)
class Happening:
    """Something that happens at a moment."""

    at: datetime
    do: Callable[[datetime], object]


def at(day: date, hour: int = 9) -> datetime:
    """Return a moment in the working hours of a day."""
    return datetime.combine(day, time(hour), UTC)


def tell(happenings: Iterable[Happening]) -> None:
    """Let everything happen, the earliest first; of two at the same moment the one given first."""
    for item in sorted(happenings, key=lambda item: item.at):
        item.do(item.at)


class Course:
    """What happens to one guideline of the story."""

    def __init__(self, item: story.Guideline, people: dict[str, Person], groups: dict[str, Group]) -> None:
        self._item, self._people, self._groups = item, people, groups
        self._told: Told | None = None

    @property
    def told(self) -> Told:
        """The guideline as far as it has been told; raises LookupError before it was created."""
        if self._told is None:
            raise LookupError("the guideline does not exist yet")
        return self._told

    def happenings(self) -> Iterator[Happening]:
        """Give everything, in any order."""
        item = self._item
        planned = [_planned_on(entry) for entry in item.entries]
        yield Happening(at(min([item.versions[0].approved_on, *planned]), 8), self._create)
        for version in item.versions:
            yield Happening(at(version.approved_on), partial(self._version, version))
        for entry in item.entries:
            yield from self._entry(entry)
        if item.shared_with:
            yield Happening(at(OWNER_SETTLED_ON, 8), self._settle_owner)
        if item.run and item.confirmed:
            yield Happening(at(item.run.started_on, 10), self._confirm)
        yield from self._run()

    def _create(self, now: datetime) -> None:
        item, title = self._item, self._item.title
        owner = None if item.shared_with else self._groups["DSG"]
        guideline = create_guideline(title=title, owner=owner, language=title_language(title), by=BY, now=now)
        if item.short_name:
            guideline.short_name = item.short_name
            guideline.save(update_fields=["short_name", "search_text"])
        for name in ("DSG", item.shared_with) if item.shared_with else ():
            role = GuidelineGroup.Role.CO_OWNER
            link_group(guideline, self._groups[name], role=role, confirmed=False, by=BY, now=now)
        self._told = Told(guideline, self._people, self._groups)

    def _settle_owner(self, now: datetime) -> None:
        confirm_owner(self.told.guideline, self._groups["DSG"], by=BY, now=now)

    def _version(self, version: story.Version, now: datetime) -> None:
        day = version.approved_on
        dates = {"administrative_approval": FuzzyDate.day(day), "published": FuzzyDate.day(day)}
        if version.searched_on is not None:
            dates["last_search"] = FuzzyDate.day(version.searched_on)
        if version.due_on is None:
            facts = VersionFacts(version.label, dates=dates, next_due_months=60)
        else:
            facts = VersionFacts(version.label, dates={**dates, "next_due": FuzzyDate.day(version.due_on)})
        register_version(self.told.guideline, facts, by=BY, now=now)

    def _entry(self, entry: story.Entry) -> Iterator[Happening]:
        """An entry is added when its year was planned, and ends as it ended."""
        yield Happening(at(_planned_on(entry)), partial(self._plan, entry))
        if entry.joined:
            yield Happening(at(entry.joined_on), partial(self._join, entry))
        if entry.moved_to is not None:
            yield Happening(at(entry.moved_on), partial(self._move, entry))
        elif entry.outcome == Outcome.MISSED:
            missed_on = date(entry.year + 1, 1, 15)
            yield Happening(at(missed_on), partial(self._miss, entry))
        elif entry.outcome == Outcome.DONE:
            yield Happening(at(date(entry.year, 2, 1)), partial(self._start, entry))
            [day] = [item.approved_on for item in self._item.versions if item.approved_on.year == entry.year]
            yield Happening(at(day, 10), self._finish)

    def _plan(self, entry: story.Entry, now: datetime) -> None:
        made = add_entry(self.told.guideline, year=entry.year, kind=Kind(entry.kind), by=BY, now=now)
        assign_leads(made, [Lead(self._people[name]) for name in self._item.leads], by=BY, now=now)
        self.told.entries[entry.year] = made

    def _move(self, entry: story.Entry, now: datetime) -> None:
        to_year = entry.moved_to or entry.year
        moved = move_entry(self.told.entries[entry.year], to_year=to_year, reason=entry.reason, by=BY, now=now)
        self.told.entries[to_year] = moved

    def _join(self, entry: story.Entry, now: datetime) -> None:
        names = (*self._item.leads, entry.joined)
        assign_leads(self.told.entries[entry.year], [Lead(self._people[name]) for name in names], by=BY, now=now)

    def _miss(self, entry: story.Entry, now: datetime) -> None:
        mark_missed(self.told.entries[entry.year], reason=story.MISSED, by=BY, now=now)

    def _start(self, entry: story.Entry, now: datetime) -> None:
        deadline = date(entry.year, 12, 1)
        self.told.run = start_revision(self.told.entries[entry.year], deadline_on=deadline, by=BY, now=now)

    def _finish(self, now: datetime) -> None:
        record_stage(self.told.revision, stage=Stage.PUBLISHED, reason=story.PUBLISHED, by=BY, now=now)

    def _confirm(self, now: datetime) -> None:
        planned = self.told.guideline.plan_entries.get(outcome="planned")
        for assignment in planned.assignments.filter(person__name__in=self._item.confirmed):
            confirm_lead(assignment, by=BY, now=now)

    def _run(self) -> Iterator[Happening]:
        run = self._item.run
        if run is None:
            return
        yield Happening(at(run.started_on), partial(self._begin, run))
        seen: Counter[date] = Counter()
        for act in run.acts:
            moment = at(act.on, 10) + seen[act.on] * _BETWEEN
            seen[act.on] += 1
            yield Happening(moment, partial(self._act, act))

    def _begin(self, run: Run, now: datetime) -> None:
        begin(self.told, run.year, run.deadline_on, now)

    def _act(self, act: Act, now: datetime) -> None:
        perform(self.told, act, now)


def _planned_on(entry: story.Entry) -> date:
    """The planskema of 2022-2024 was one document, so its rows stand in its order; later years were added by and by."""
    if entry.year <= story.PLANSKEMA_TO:
        return story.PLANSKEMA_ON
    return date(min(entry.year, story.TODAY.year) - 1, 11, 20)


def mails(guidelines: Iterable[story.Guideline]) -> Iterator[Happening]:
    """Give the ticks of the last months: one a week since the group was released, and one at noon of each day with acts
    that mail: by then they can no longer be undone.
    """
    for week in range((story.TODAY - story.RELEASED_ON).days // 7 + 1):
        yield Happening(at(story.RELEASED_ON + timedelta(days=7 * week)), tick)
    acts = [act for item in guidelines if item.run for act in item.run.acts]
    for day in sorted({act.on for act in acts if act.verb in _MAILED}):
        yield Happening(at(day, 12), tick)
