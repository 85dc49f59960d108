"""How a group stands, as its chair reads it four times a year: overdue, awaiting the chair, planned for next year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from guidelines.people.models import Group, Person, Role
from guidelines.planning.models import PlanEntry, agreed_year
from guidelines.planning.rules import Outcome
from guidelines.register.models import Guideline, GuidelineGroup
from reminders.among import among
from reminders.choices.sorts import wanting
from reminders.facts import World, load
from reminders.models import Digest, MailChoice
from reminders.steps import Kind


@dataclass(frozen=True)
class GroupQuarter:
    """One group's quarter for one person: titles with the day they were due, titles that await them, titles to come."""

    group: str
    slug: str
    number: int
    next_year: int
    overdue: tuple[tuple[str, date], ...] = ()
    waiting: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where there is nothing to say."""
        return not (self.overdue or self.waiting or self.planned)


@dataclass(frozen=True)
class Board:
    """What quarters are read from: the facts, the guidelines each group owns with their titles, and what is planned."""

    world: World
    owned: Mapping[int, Mapping[int, str]]
    planned: Mapping[tuple[int, int], frozenset[int]]

    def quarter(self, person: int, group: Group, number: int, day: date) -> GroupQuarter:
        """Return a group's quarter for a person as it would stand on a day, if nothing happened until then."""
        titles = self.owned.get(group.pk, {})
        known = (self.world.facts[pk] for pk in titles if pk in self.world.facts)
        late = sorted((facts.target, facts.guideline) for facts in known if facts.target < day)
        steps = (step for step in self.world.steps.values() if step.kind is Kind.APPROVAL and step.guideline in titles)
        return GroupQuarter(
            group.abbreviation,
            group.slug,
            number,
            day.year + 1,
            tuple((titles[pk], target) for target, pk in late),
            tuple(sorted(titles[step.guideline] for step in steps if person in step.holders)),
            tuple(sorted({titles[pk] for pk in self.planned.get((group.pk, day.year + 1), ())})),
        )


def read_board(world: World, groups: Collection[int], years: Collection[int]) -> Board:
    """Return what the quarters of these groups are read from, with what is planned for these years; two statements."""
    links = GuidelineGroup.objects.filter(group__in=groups, role=GuidelineGroup.Role.OWNER).order_by("pk")
    rows = {guideline: (group, title) for guideline, group, title in links.values_list(*_OWNED)}
    owned: dict[int, dict[int, str]] = defaultdict(dict)
    for guideline, (group, title) in rows.items():
        owned[group][guideline] = title
    entries = PlanEntry.objects.filter(guideline__in=among(rows), outcome=Outcome.PLANNED).annotate(
        agreed=agreed_year()
    )
    planned: dict[tuple[int, int], set[int]] = defaultdict(set)
    for guideline, year in entries.filter(agreed__in=years).values_list("guideline", "agreed"):
        planned[rows[guideline][0], year].add(guideline)
    return Board(world, owned, {key: frozenset(pks) for key, pks in planned.items()})


_OWNED = ("guideline", "group", "guideline__title")


def quarters(wanted: Collection[tuple[int, Group, int]], today: date) -> dict[tuple[int, int], GroupQuarter]:
    """Return the quarter of each (person, group, number), by person and group; a fixed number of statements."""
    groups = {group.pk for _person, group, _number in wanted}
    links = GuidelineGroup.objects.filter(group__in=groups, role=GuidelineGroup.Role.OWNER)
    world = load(Guideline.objects.filter(pk__in=links.values("guideline")), today=today, everybody=False)
    board = read_board(world, groups, {today.year + 1})
    return {(person, group.pk): board.quarter(person, group, number, today) for person, group, number in wanted}


def quarters_of_mails(mails: Iterable[int], now: datetime) -> dict[int, list[GroupQuarter]]:
    """Return what mails that are not made yet have to say of quarters, by key, as things stand now.

    Who no longer chairs the group, or wants no overview any more, gets none.
    """
    rows = list(Digest.objects.filter(mail__in=list(mails)).exclude(group=None).select_related("group").order_by("pk"))
    found: dict[int, list[GroupQuarter]] = defaultdict(list)
    if not rows:
        return found
    today = timezone.localdate(now)
    chairs = set(chairs_on(today, {row.group_id for row in rows if row.group_id}))
    willing = wanting(MailChoice.Sort.QUARTERLY, {row.person_id for row in rows})
    kept = [row for row in rows if (row.person_id, row.group_id) in chairs and row.person_id in willing]
    asked = [(row.person_id, row.group, int(row.period[-1])) for row in kept if row.group is not None]
    read = quarters(asked, today) if asked else {}
    for row in kept:
        quarter = read[row.person_id, row.group_id or 0]
        if row.mail_id is not None and not quarter.is_empty:
            found[row.mail_id].append(quarter)
    return found


def chairs_on(day: date, groups: Collection[int]) -> list[tuple[int, int]]:
    """Return (person, group) for everybody who chairs one of these groups on a day."""
    roles = Role.objects.on(day).filter(kind=Role.Kind.CHAIR, group__in=groups, person__merged_into=None)
    return [(person, group) for person, group in roles.order_by("pk").values_list("person", "group") if group]


def reachable(persons: Collection[int]) -> dict[int, Person]:
    """Return those of these persons who can be sent a mail."""
    known = Person.objects.filter(pk__in=persons).exclude(email="")
    return {person.pk: person for person in known.exclude(address_state=Person.AddressState.REFUSED)}
