"""What was in force on a day, as far as it was known on another: guidelines and versions rewound by the journal.

Two days: `known` is the one on whose evening one looks, `on` the one that is looked at, which is not later. What was
registered or corrected after `known` was not known yet. What was decided after `on` (an assessment, a later date, a
withdrawal, a merger) did not hold yet, though it may have been known; a correction holds for the past as well. A row
that no event tells of was always known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from guidelines.documents.dates import FuzzyDate
from guidelines.journal.models import Event, EventDetail
from guidelines.lists.clock import COPENHAGEN, end_of
from guidelines.lists.danish import sort_key
from guidelines.people.models import Group
from guidelines.register.models import Guideline, GuidelineVersion
from guidelines.register.rules import DEFAULT_ASSESSMENT_MONTHS, Facts

MADE = ("version_registered", "version_published", "guideline_created", "group_linked")
CHANGED = ("version_corrected", "guideline_retitled")
DECIDED = ("guideline_assessed", "guideline_extended", "guideline_withdrawn", "guideline_merged")
_DATES = ("last_search", "clinical_approval", "administrative_approval", "published", "next_due")
"""What a correction may change of what is rewound here."""
_ALWAYS = ("version_registered", "guideline_assessed", "guideline_merged")
"""Read whenever they were: a version holds from when it was registered, an assessment is taken back to the one before
it, and a merger has no other date."""


@dataclass
class VersionThen:
    """A version as it was known; each date is None where no document says.

    `registered` is the day on which it was registered; None for one published here, and for a row without an event.
    """

    pk: int
    label: str
    label_key: str
    kind: str
    clinical_approval: FuzzyDate | None
    administrative_approval: FuzzyDate | None
    published: FuzzyDate | None
    last_search: FuzzyDate | None
    assessed: FuzzyDate | None
    next_due: FuzzyDate | None
    registered: date | None = None

    @property
    def approved(self) -> FuzzyDate | None:
        """When it was last approved, or else published."""
        return self.administrative_approval or self.clinical_approval or self.published

    def held(self, on: date, *, is_newest: bool) -> bool:
        """True where it had been published, else approved, or registered by then.

        Without any of these days nobody knows since when it holds: the newest version of all has always stood.
        """
        dated = self.published or self.administrative_approval or self.clinical_approval
        days = [day for day in (dated.last if dated else None, self.registered) if day is not None]
        return min(days) <= on if days else is_newest


@dataclass
class GuidelineThen:
    """A guideline as it was known; `versions` are all of them, those approved after the day looked at too.

    `groups` are the keys of the groups that it belongs to. `withdrawn_on` is a day to come where it is after that day;
    `merged_on` the day it was merged into another.
    """

    pk: int
    slug: str
    title: str
    language: str
    assessment_months: int | None
    withdrawn_on: date | None
    merged_on: date | None
    versions: list[VersionThen] = field(default_factory=list)
    unlinked: set[int] = field(default_factory=set)

    def in_force(self, on: date) -> VersionThen | None:
        """The version that stood on a day: the highest of those that held then, as the overview of that day has it."""
        ranked = sorted(self.versions, key=lambda one: (one.label_key, one.pk), reverse=True)
        return next((one for place, one in enumerate(ranked) if one.held(on, is_newest=place == 0)), None)

    def is_in_use(self, on: date) -> bool:
        """True where it was neither withdrawn nor merged into another by then."""
        return not any(day is not None and day <= on for day in (self.withdrawn_on, self.merged_on))

    def facts(self, on: date, months: int) -> Facts:
        """What its validity on the day rests on; `months` is the assessment interval of its owner."""
        version = self.in_force(on)
        return Facts(
            has_version=version is not None,
            is_withdrawn=not self.is_in_use(on),
            next_due=version.next_due if version else None,
            last_search=_by(version.last_search, on) if version else None,
            assessed=_by(version.assessed, on) if version else None,
            assessment_months=self.assessment_months or months,
        )


def _by(fact: FuzzyDate | None, on: date) -> FuzzyDate | None:
    return fact if fact is not None and fact.first <= on else None


def known_on(known: date, on: date, guidelines: Collection[int] | None = None) -> list[GuidelineThen]:
    """Return the guidelines, by title in Danish order, as they were known when `known` ended, with what held on `on`.

    Of these guidelines, or with None of all; four statements.
    """
    rows, versions = Guideline.objects.order_by("id"), GuidelineVersion.objects.order_by("id")
    events = Event.objects.filter(verb__in=(*MADE, *CHANGED, *DECIDED))
    if guidelines is not None:
        rows, versions = rows.filter(pk__in=guidelines), versions.filter(guideline__in=guidelines)
        events = events.filter(guideline_key__in=[str(key) for key in guidelines])
    found = {row.pk: _guideline(row) for row in rows}
    for version in versions:
        found[version.guideline_id].versions.append(_version(version))
    told = list(events.filter(Q(at__gte=end_of(min(known, on))) | Q(verb__in=_ALWAYS)).order_by("-seq"))
    _Rewinding(found, told, end_of(known), end_of(min(known, on))).run()
    return sorted(found.values(), key=lambda one: (sort_key(one.title), one.pk))


def assessment_months(known: date) -> dict[int, int]:
    """Return each group's interval of assessment as it was set when the day ended; two statements."""
    found = dict(Group.objects.values_list("pk", "assessment_months"))
    later = Event.objects.filter(object_type="group", verb="group_changed", at__gte=end_of(known))
    for event in later.order_by("-seq"):
        before = event.facts["changed"].get("assessment_months")
        if before is not None:
            found[int(event.object_key)] = before[0]
    return found


def months_of(owner: int | None, months: Mapping[int, int]) -> int:
    """Return the interval of assessment of a guideline's owner; the product's own where nobody owns it."""
    return months.get(owner, DEFAULT_ASSESSMENT_MONTHS) if owner is not None else DEFAULT_ASSESSMENT_MONTHS


def _guideline(row: Guideline) -> GuidelineThen:
    merged = date.min if row.merged_into_id is not None else None
    return GuidelineThen(row.pk, row.slug, row.title, row.language, row.assessment_months, row.withdrawn_on, merged)


def _version(row: GuidelineVersion) -> VersionThen:
    return VersionThen(
        pk=row.pk,
        label=row.label,
        label_key=row.label_key,
        kind=row.kind,
        clinical_approval=row.clinical_approval,
        administrative_approval=row.administrative_approval,
        published=row.published,
        last_search=row.last_search,
        assessed=row.assessed,
        next_due=row.next_due,
    )


# --- what is taken back


class _Rewinding:
    """Takes back what was done after the two moments, the newest first."""

    def __init__(self, found: dict[int, GuidelineThen], told: list[Event], known: datetime, held: datetime) -> None:
        self.found, self.told, self.known, self.held = found, told, known, held
        self.versions = {one.pk: one for guideline in found.values() for one in guideline.versions}
        self.assessed = _assessments(told, held)

    def run(self) -> None:
        """Take back every event that has to be; then what was made too late is left out."""
        gone: set[int] = set()
        titles: dict[int, int] = {}
        for event in self.told:
            if event.verb == "version_registered" and int(event.object_key) in self.versions:
                self.versions[int(event.object_key)].registered = _day(event.at)
            if event.at >= self.known:
                gone |= self._unmake(event)
                if event.verb == "version_corrected":
                    self._uncorrect(event)
                elif event.verb == "guideline_retitled":
                    titles[event.seq] = int(event.guideline_key)
            if event.verb in DECIDED:
                self._undecide(event)
        self._retitle(titles)
        for guideline in self.found.values():
            guideline.versions = [one for one in guideline.versions if one.pk not in gone]

    def _unmake(self, event: Event) -> set[int]:
        """The versions that were not known yet; a guideline and a tie are marked or dropped at once."""
        if event.verb == "version_registered":
            return {int(event.object_key)}
        if event.verb == "version_published":
            return {event.facts["version"]}
        if event.verb == "guideline_created":
            self.found.pop(int(event.object_key), None)
        elif event.verb == "group_linked" and int(event.object_key) in self.found:
            self.found[int(event.object_key)].unlinked.add(event.facts["group"])
        return set()

    def _uncorrect(self, event: Event) -> None:
        version = self.versions.get(int(event.object_key))
        if version is None:
            return
        for name, change in event.facts["changed"].items():
            if name in _DATES:
                setattr(version, name, _fact(change["from"]))

    def _undecide(self, event: Event) -> None:
        guideline = self.found.get(int(event.guideline_key))
        if guideline is None:
            return
        if event.verb == "guideline_merged":
            guideline.merged_on = None if event.at >= self.known else _day(event.at)
        elif event.verb == "guideline_withdrawn" and event.at >= self.known:
            guideline.withdrawn_on = None
        elif event.at >= self.held and event.verb in ("guideline_assessed", "guideline_extended"):
            self._put_back(event)

    def _put_back(self, event: Event) -> None:
        version = self.versions.get(event.facts["version"])
        if version is None:
            return
        if "from" in event.facts:
            version.next_due = _fact(event.facts["from"])
        if event.verb == "guideline_assessed":
            version.assessed = self.assessed.get(version.pk)

    def _retitle(self, events: Mapping[int, int]) -> None:
        """Give each guideline the title before the first change that is taken back; an erased one stays."""
        details = EventDetail.objects.in_bulk(list(events)) if events else {}
        for seq in sorted(details, reverse=True):
            before = details[seq].words.get("from")
            if before and events[seq] in self.found:
                self.found[events[seq]].title = before


def _assessments(told: Iterable[Event], held: datetime) -> dict[int, FuzzyDate | None]:
    """The assessment that each version had at a moment: the last one before it, else what its document said."""
    found: dict[int, FuzzyDate | None] = {}
    for event, version, days in _assessed(told):
        if event.verb == "version_registered" or event.at < held:
            found.setdefault(version, _fact(days))
    return found


def _assessed(told: Iterable[Event]) -> Iterator[tuple[Event, int, list[str] | None]]:
    """What each event says of the assessment of a version."""
    for event in told:
        if event.verb == "guideline_assessed":
            yield event, event.facts["version"], event.facts["assessed"]
        elif event.verb == "version_registered":
            yield event, int(event.object_key), event.facts["dates"].get("assessed")


def _fact(days: list[str] | None) -> FuzzyDate | None:
    """A date as the journal keeps it: its first and last possible day."""
    if days is None:
        return None
    first, last = (date.fromisoformat(day) for day in days)
    precision: Any = "day" if first == last else "month" if first.month == last.month else "year"
    return FuzzyDate(first, last, precision)


def _day(moment: datetime) -> date:
    return moment.astimezone(COPENHAGEN).date()
