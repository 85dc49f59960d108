"""The register as succession looks at it: a constant number of statements, however many guidelines there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from guidelines.approval.models import Contribution
from guidelines.desk.orphans.facts import EntryFacts, Facts, GroupFacts, GuidelineFacts, LeadFacts
from guidelines.desk.orphans.people import read_persons
from guidelines.desk.quality.reading_persons import Roles, read_roles
from guidelines.journal.history import PERSONS
from guidelines.journal.models import Event
from guidelines.lists.clock import COPENHAGEN
from guidelines.people.access import Viewer
from guidelines.people.rules import name_key
from guidelines.planning.aims import DEADLINE_DAY, with_aim
from guidelines.planning.load.held import Held, read_held
from guidelines.planning.models import Assignment, LeadAnswer, PlanEntry, Revision
from guidelines.planning.models.entries import agreed_year
from guidelines.planning.rules import WRITING, Outcome, target
from guidelines.register.access import standing
from guidelines.register.models import Guideline, GuidelineGroup


def may_see_orphans(viewer: Viewer) -> bool:
    """See who is missing and choose successors: the secretariat in all groups, those who lead groups in theirs."""
    return viewer.is_secretariat or bool(viewer.led_groups)


def groups_of(viewer: Viewer) -> Collection[int] | None:
    """Return the groups whose guidelines the viewer may give tovholdere; None for all."""
    return None if viewer.is_secretariat else viewer.led_groups


@dataclass
class _Before:
    """Who has had to do with a guideline: wrote it, was tovholder and when, or is not to be asked again."""

    authors: set[int] = field(default_factory=set)
    led_in: dict[int, int | None] = field(default_factory=dict)
    turned_down: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Run:
    """A revision under way: the entry it is of, and whether the authors have the draft."""

    entry: int | None
    is_with_authors: bool


def read_orphans(viewer: Viewer, today: date) -> Facts:
    """Return what the viewer may see of it; twelve statements."""
    scope = _scope(groups_of(viewer))
    ties, roles, held = _ties(scope), read_roles(), read_held()
    before, answers, runs = _before(scope), _declined(scope), _runs(scope)
    entries = _entries(scope)
    rows = list(with_aim(scope).order_by("sort_key", "pk"))
    late = {row.pk: _late(row, entries.get(row.pk, []), runs.get(row.pk), today) for row in rows}
    heard = _heard(item.person for item in held if item.entry in {one.entry for one in late.values()})
    read = _Read(ties, roles, held, before, answers, heard, viewer.led_groups, today)
    guidelines = tuple(read.guideline(row, entries.get(row.pk, []), late[row.pk]) for row in rows)
    return Facts(today, guidelines, tuple(read_persons(roles, held, ties, today)))


def _scope(groups: Collection[int] | None) -> Any:
    in_use = Guideline.objects.in_use()
    if groups is None:
        return in_use
    return in_use.filter(pk__in=GuidelineGroup.objects.standing().filter(group__in=groups).values("guideline"))


def _ties(scope: QuerySet[Guideline, Guideline]) -> dict[int, list[GroupFacts]]:
    """The groups of each guideline whose ties stand, the owner first."""
    links: dict[int, list[GuidelineGroup]] = {}
    rows = GuidelineGroup.objects.filter(guideline__in=scope).select_related("group")
    for link in rows.order_by("group__sort_key", "pk"):
        links.setdefault(link.guideline_id, []).append(link)
    return {guideline: _groups(standing(found)) for guideline, found in links.items()}


def _groups(links: Iterable[GuidelineGroup]) -> list[GroupFacts]:
    found: dict[int, GroupFacts] = {}
    for link in sorted(links, key=lambda link: link.role != GuidelineGroup.Role.OWNER):
        group, is_owner = link.group, link.role == GuidelineGroup.Role.OWNER
        facts = GroupFacts(group.pk, group.slug, group.abbreviation, group.most_revisions_per_person, is_owner)
        found.setdefault(group.pk, facts)
    return list(found.values())


_Row = tuple[int, int | None, str]


def _entries(scope: QuerySet[Guideline, Guideline]) -> dict[int, list[_Row]]:
    """Key, year and kind of the entries still to be done, the first year first, those without one last."""
    planned = PlanEntry.objects.planned().filter(guideline__in=scope).annotate(agreed=agreed_year())
    found: dict[int, list[_Row]] = {}
    rows = planned.order_by("pk").values_list("guideline_id", "pk", "agreed", "kind")
    for guideline, *entry in rows:
        found.setdefault(guideline, []).append((entry[0], entry[1], entry[2]))
    return {pk: sorted(own, key=lambda row: (row[1] is None, row[1] or 0, row[0])) for pk, own in found.items()}


def _runs(scope: QuerySet[Guideline, Guideline]) -> dict[int, _Run]:
    rows = Revision.objects.underway().filter(guideline__in=scope)
    columns = rows.values_list("guideline_id", "plan_entry_id", "stage", "is_returned")
    return {pk: _Run(entry, is_returned or stage in WRITING) for pk, entry, stage, is_returned in columns}


@dataclass(frozen=True)
class _Late:
    """The entry that a passed deadline is about, and that day; both None where nothing is late, or not with authors."""

    entry: int | None = None
    on: date | None = None


def _late(row: Any, entries: list[_Row], run: _Run | None, today: date) -> _Late:
    """The entry of the run, else the next one, where the guideline's one target has passed (foundations 19)."""
    entry = run.entry if run and run.entry else next((pk for pk, _year, _kind in entries), None)
    if entry is None or (run and not run.is_with_authors):
        return _Late()
    day = (row.aim_month or DEADLINE_DAY[0], row.aim_day or DEADLINE_DAY[1])
    known = {"deadline_on": row.aim_deadline, "next_due_on": row.aim_due, "planned_year": row.aim_year}
    aim = target(**known, deadline_day=day)
    return _Late(entry, aim.on) if aim and aim.on < today else _Late()


def _heard(persons: Iterable[int]) -> dict[int, date]:
    """When each of these persons last did anything here, signed in or by a link in a mail; two statements."""
    keys = {f"person:{pk}": pk for pk in set(persons)}
    if not keys:
        return {}
    events = Event.objects.filter(actor_kind__in=PERSONS, actor_key__in=list(keys)).order_by()
    newest = dict(events.values("actor_key").annotate(newest=Max("seq")).values_list("newest", "actor_key"))
    moments = Event.objects.filter(seq__in=list(newest)).values_list("seq", "at")
    return {keys[newest[seq]]: at.astimezone(COPENHAGEN).date() for seq, at in moments}


def _before(scope: QuerySet[Guideline, Guideline]) -> dict[int, _Before]:
    """Authors and tovholdere of each guideline so far, from plans and from runs; two statements."""
    found: dict[int, _Before] = {}
    items = Assignment.objects.filter(plan_entry__guideline__in=scope).exclude(role=Assignment.Role.REVIEWER)
    columns = ("plan_entry__guideline_id", "person_id", "role", "ended_on", "plan_entry__year", "plan_entry__outcome")
    for guideline, person, role, ended_on, year, outcome in items.order_by("pk").values_list(*columns):
        own = found.setdefault(guideline, _Before())
        if role == Assignment.Role.AUTHOR:
            own.authors.add(person)
        elif outcome in (Outcome.DONE, Outcome.MISSED):
            own.led_in[person] = max(filter(None, (year, own.led_in.get(person))), default=None)
        elif outcome == Outcome.PLANNED and ended_on is not None:
            own.turned_down.add(person)
    wrote = Contribution.objects.filter(revision__guideline__in=scope, kind=Contribution.Kind.AUTHOR)
    for guideline, person in wrote.values_list("revision__guideline_id", "person_id"):
        found.setdefault(guideline, _Before()).authors.add(person)
    return found


def _declined(scope: QuerySet[Guideline, Guideline]) -> dict[tuple[int, int], str]:
    """Whom those who said no to a guideline named instead, "" for nobody, by guideline and person."""
    said = LeadAnswer.objects.open().filter(guideline__in=scope, kind=LeadAnswer.Kind.DECLINED)
    rows = said.order_by("at", "pk").values_list("guideline_id", "person_id", "suggested")
    return {(guideline, person): name_key(suggested) for guideline, person, suggested in rows}


class _Read:
    """Makes the facts of a guideline from what was read."""

    def __init__(
        self,
        ties: Mapping[int, list[GroupFacts]],
        roles: Roles,
        held: Iterable[Held],
        before: Mapping[int, _Before],
        declined: Mapping[tuple[int, int], str],
        heard: Mapping[int, date],
        led: Collection[int],
        today: date,
    ) -> None:
        self.ties, self.roles, self.before, self.declined = ties, roles, before, declined
        self.heard, self.led, self.today = heard, led, today
        self.held: dict[int, list[Held]] = {}
        for item in held:
            self.held.setdefault(item.entry, []).append(item)

    def guideline(self, row: Guideline, entries: list[_Row], late: _Late) -> GuidelineFacts:
        """The facts of one guideline, with its entries."""
        groups = tuple(self.ties.get(row.pk, ()))
        before = self.before.get(row.pk, _Before())
        said_no = {person for guideline, person in self.declined if guideline == row.pk} if self.declined else set()
        return GuidelineFacts(
            pk=row.pk,
            slug=row.slug,
            title=row.title,
            language=row.language,
            groups=groups,
            plan=next((group.slug for group in sorted(groups, key=lambda one: one.pk not in self.led)), ""),
            entries=tuple(
                EntryFacts(
                    pk,
                    year,
                    kind,
                    tuple(self._lead(item, row.pk, groups) for item in self.held.get(pk, ())),
                    late.on if late.entry == pk else None,
                )
                for pk, year, kind in entries
            ),
            authors=frozenset(before.authors),
            led_in=before.led_in,
            turned_down=frozenset(before.turned_down | said_no),
        )

    def _lead(self, item: Held, guideline: int, groups: Iterable[GroupFacts]) -> LeadFacts:
        own = {group.pk for group in groups}
        return LeadFacts(
            pk=item.person,
            name=item.name,
            has_left=item.is_stopped or self.roles.has_left(item.person, own, self.today),
            is_refused=item.is_refused,
            suggested=self.declined.get((guideline, item.person)),
            heard_on=self.heard.get(item.person),
        )
