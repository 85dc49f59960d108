"""What an annual report is made from, read in a fixed number of statements however many guidelines there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from guidelines.exchange.annual.rules import (
    Approved,
    Clocks,
    Line,
    Period,
    Told,
    approved,
    clocks,
    lines,
    plan_totals,
)
from guidelines.exchange.annual.spans import Passed, Run, Spent, time_per_stage
from guidelines.journal.history import reason_in
from guidelines.journal.models import Event, EventDetail
from guidelines.lists.clock import end_of
from guidelines.people.models import Group, Person
from guidelines.planning.models import Move, Revision
from guidelines.planning.rewound import EntryThen, as_of
from guidelines.planning.rules import YearTotal
from guidelines.register.models import GuidelineGroup
from guidelines.register.rewound import GuidelineThen, assessment_months, known_on, months_of

REASONED = ("entry_moved", "entry_withdrawn", "entry_missed")


@dataclass(frozen=True)
class Material:
    """Everything that a report is made from. `group` is None for the country.

    `groups` are those of each guideline whose ties stand, the owner first; `months` is each group's interval of
    assessment, `names` those of the persons.
    """

    group: Group | None
    period: Period
    all_groups: Mapping[int, Group]
    guidelines: tuple[GuidelineThen, ...]
    groups: Mapping[int, tuple[int, ...]]
    owners: Mapping[int, int]
    entries: tuple[EntryThen, ...]
    told: Told
    runs: tuple[tuple[int, Run], ...]
    names: Mapping[int, str]
    months: Mapping[int, int]

    def of(self, group: int) -> Material:
        """The part of one group."""
        own = {guideline for guideline, groups in self.groups.items() if group in groups}
        return Material(
            group=self.all_groups[group],
            period=self.period,
            all_groups=self.all_groups,
            guidelines=tuple(one for one in self.guidelines if one.pk in own),
            groups=self.groups,
            owners=self.owners,
            entries=tuple(entry for entry in self.entries if entry.guideline in own),
            told=self.told,
            runs=tuple(run for run in self.runs if run[0] in own),
            names=self.names,
            months=self.months,
        )

    @cached_property
    def lines(self) -> list[Line]:
        """What has stood in the plan for the year."""
        return lines(self.guidelines, self.entries, self.told, self.period)

    @cached_property
    def approved(self) -> list[Approved]:
        """The versions approved in the year."""
        return approved(self.guidelines, self.lines, self.period)

    @cached_property
    def totals(self) -> list[YearTotal]:
        """The plan's totals; guidelines out of use on the day looked from have no place without a year."""
        gone = {one.pk for one in self.guidelines if not one.is_in_use(self.period.known)}
        return plan_totals(self.entries, self.period, gone)

    @cached_property
    def clocks(self) -> Clocks:
        """How the guidelines stood by both clocks."""
        on = self.period.on
        return clocks((one.facts(on, months_of(self.owners.get(one.pk), self.months)) for one in self.guidelines), on)

    @cached_property
    def spent(self) -> dict[str, Spent]:
        """How long the stages took."""
        return time_per_stage((run for _guideline, run in self.runs), self.approved, self.period)


def read_report(group: Group | None, period: Period) -> Material:
    """Return what the report of a group, or with None of the country, is made from; twenty statements at most."""
    ties = _ties(group)
    keys = set(ties) if group is not None else None
    known = known_on(period.known, period.on, keys)
    guidelines = tuple(one for one in known if group is None or group.pk not in one.unlinked)
    shown = {one.pk for one in guidelines}
    entries = tuple(entry for entry in as_of(period.known, keys) if entry.guideline in shown)
    return Material(
        group=group,
        period=period,
        all_groups={one.pk: one for one in Group.objects.order_by("sort_key", "pk")},
        guidelines=guidelines,
        groups=_groups(ties, known),
        owners={pk: found[0][0] for pk, found in ties.items() if found[0][1] == GuidelineGroup.Role.OWNER},
        entries=entries,
        told=_told(keys, period),
        runs=_runs(keys, period.known),
        names=_names({person for entry in entries for person, _group in entry.leads}),
        months=assessment_months(period.known),
    )


def _ties(group: Group | None) -> dict[int, list[tuple[int, str]]]:
    """The groups whose ties stand, by guideline, the owner first; those of the group's own guidelines alone."""
    rows = GuidelineGroup.objects.standing()
    if group is not None:
        own = GuidelineGroup.objects.standing().filter(group=group)
        rows = rows.filter(guideline__in=own.values("guideline"))
    found: dict[int, list[tuple[int, str]]] = {}
    for guideline, of, role in rows.order_by("pk").values_list("guideline_id", "group_id", "role"):
        found.setdefault(guideline, []).append((of, role))
    for ties in found.values():
        ties.sort(key=lambda tie: tie[1] != GuidelineGroup.Role.OWNER)
    return found


def _groups(ties: Mapping[int, list[tuple[int, str]]], known: Iterable[GuidelineThen]) -> dict[int, tuple[int, ...]]:
    """The groups of each guideline, without those it was tied to later."""
    return {one.pk: tuple(of for of, _role in ties.get(one.pk, ()) if of not in one.unlinked) for one in known}


def _told(guidelines: Collection[int] | None, period: Period) -> Told:
    """When each entry's revision ended with a version, and had begun; and why entries were changed."""
    until = period.known
    rows = Revision.objects.filter(result=Revision.Result.PUBLISHED, ended_on__lte=until, plan_entry__isnull=False)
    if guidelines is not None:
        rows = rows.filter(guideline__in=guidelines)
    finished, began = {}, {}
    for entry, start, end in rows.order_by("ended_on", "pk").values_list("plan_entry", "started_on", "ended_on"):
        if entry is not None and end is not None:
            finished[entry], began[entry] = end, start
    return Told(finished, _reasons(guidelines, period), began)


def _reasons(guidelines: Collection[int] | None, period: Period) -> dict[int, str]:
    """Why entries were moved out of the year, taken out of any, or not completed in it; an erased reason is none."""
    events = Event.objects.filter(object_type="planentry", verb__in=REASONED, at__lt=end_of(period.known))
    if guidelines is not None:
        events = events.filter(guideline_key__in=[str(key) for key in guidelines])
    about: dict[int, int] = {}
    for event in events.order_by("seq"):
        facts = event.facts
        if event.verb == "entry_moved" and facts["from"] == period.year:
            about[facts["from_entry"]] = event.seq
        elif event.verb == "entry_withdrawn" or (event.verb == "entry_missed" and facts["year"] == period.year):
            about[int(event.object_key)] = event.seq
    details = {one.seq: one for one in EventDetail.objects.filter(seq__in=list(about.values()))}
    return {entry: reason_in(details[seq].words).strip() for entry, seq in about.items() if seq in details}


def _runs(guidelines: Collection[int] | None, known: date) -> tuple[tuple[int, Run], ...]:
    """The revisions begun by then, with the moves that stood; an undone move stands until it is undone."""
    revisions = Revision.objects.filter(started_on__lte=known)
    if guidelines is not None:
        revisions = revisions.filter(guideline__in=guidelines)
    until = end_of(known)
    stood = Q(undone_at=None) | Q(undone_at__gte=until)
    moves: dict[int, list[Passed]] = {}
    rows = Move.objects.filter(stood, at__lt=until, revision__in=revisions).order_by("pk")
    columns = ("stage_from", "returned_from", "stage_to", "returned_to", "at", "revision_id")
    for *passed, at, revision in rows.values_list(*columns):
        moves.setdefault(revision, []).append(Passed._make((*passed, timezone.localdate(at))))
    return tuple(
        (row.guideline_id, Run(row.started_on, tuple(moves.get(row.pk, ())), _published(row, known)))
        for row in revisions.order_by("pk")
    )


def _published(row: Revision, known: date) -> date | None:
    is_out = row.result == Revision.Result.PUBLISHED and row.ended_on is not None and row.ended_on <= known
    return row.ended_on if is_out else None


def _names(persons: Collection[int]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=persons).values_list("pk", "name"))


def years_with_plan(groups: Collection[int] | None) -> dict[int, set[int]]:
    """Return the years for which each of these groups, or with None all, has planned anything; one statement."""
    ties = GuidelineGroup.objects.standing().filter(guideline__plan_entries__year__isnull=False)
    if groups is not None:
        ties = ties.filter(group__in=groups)
    found: dict[int, set[int]] = {}
    for group, year in ties.values_list("group_id", "guideline__plan_entries__year").distinct():
        found.setdefault(group, set()).update([year] if year is not None else [])
    return found
