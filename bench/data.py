"""A register and a plan of any size, the same for the same size and day; people and titles are fictional.

One group holds all guidelines, so that its plan has as many rows as the register. A second one shares sixty of them:
the plan of an ordinary group, which must not grow when the register does (performance.md 8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from random import Random
from typing import Any

from bench.words import names, slug, titles
from guidelines.documents.dates import add_months
from guidelines.models import (
    Assignment,
    Group,
    Guideline,
    GuidelineGroup,
    GuidelineVersion,
    Person,
    PlanEntry,
    Revision,
    Role,
    Step,
    User,
)
from guidelines.planning.rules import Kind, Outcome, Stage, holder_role

SHARED = 60
BATCH = 500
_STAGES = (Stage.AGREED, Stage.DRAFT, Stage.CONSULTATION, Stage.CLINICAL_APPROVAL, Stage.SUBMITTED)
_PRECISIONS = ("day", "day", "day", "day", "month", "year")


@dataclass(frozen=True)
class World:
    """What was filled in: how many guidelines, the two groups, and who looks at what."""

    size: int
    large: Group
    small: Group
    chair: User
    small_chair: User
    secretariat: User
    lead: User


def fill(size: int, today: date) -> World:
    """Write a register of `size` guidelines with their plan into the (migrated) database; return who looks at it."""
    chance = Random(20_301_201)
    large, small = _groups()
    users = _users()
    people = _people(max(8, size // 2), users)
    _roles(people, large, small)
    guidelines = _guidelines(size, large, small, chance)
    _versions(guidelines, today, chance)
    entries = _entries(guidelines, today, chance)
    _assignments(entries, people, large, chance)
    _revisions([entry for entry in entries if entry.year == today.year], large, today, chance)
    chair, secretariat, lead, small_chair = users
    return World(size, large, small, chair, small_chair, secretariat, lead)


def _groups() -> tuple[Group, Group]:
    large = Group.objects.create(abbreviation="Store", name="Den Store Målegruppe", slug="store")
    small = Group.objects.create(abbreviation="Lille", name="Den Lille Målegruppe", slug="lille", chair_title="styret")
    return large, small


def _users() -> list[User]:
    """Accounts of the first four people: the chair, the secretariat, a tovholder, the chair of the small group."""
    names = ("formand", "sekretariat", "tovholder", "lille-formand")
    return User.objects.bulk_create(User(email=f"{name}@example.org") for name in names)


def _people(count: int, users: list[User]) -> list[Person]:
    return Person.objects.bulk_create(
        (
            Person(name=name, email=f"person{place}@example.org", user=users[place] if place < len(users) else None)
            for place, name in enumerate(names(count))
        ),
        BATCH,
    )


def _roles(people: list[Person], large: Group, small: Group) -> None:
    since = date(2020, 1, 1)
    Role.objects.bulk_create(
        [
            Role(person=people[0], group=large, kind=Role.Kind.CHAIR, starts_on=since),
            Role(person=people[3], group=small, kind=Role.Kind.CHAIR, starts_on=since),
            Role(person=people[1], kind=Role.Kind.SECRETARIAT, starts_on=since),
            *(Role(person=who, group=large, kind=Role.Kind.MEMBER, starts_on=since) for who in people[4:30]),
        ]
    )


def _guidelines(size: int, large: Group, small: Group, chance: Random) -> list[Guideline]:
    made = Guideline.objects.bulk_create(
        (
            Guideline(
                title=title,
                slug=slug(title, number),
                language="en" if chance.random() < 0.1 else "da",
                is_working_title=chance.random() < 0.05,
            )
            for number, title in enumerate(titles(size))
        ),
        BATCH,
    )
    shared = set(chance.sample(range(size), min(SHARED, size)))
    owner, co_owner = GuidelineGroup.Role.OWNER, GuidelineGroup.Role.CO_OWNER
    links = [GuidelineGroup(guideline=each, group=large, role=owner) for each in made]
    links += [GuidelineGroup(guideline=made[place], group=small, role=co_owner) for place in sorted(shared)]
    GuidelineGroup.objects.bulk_create(links, BATCH)
    return made


def _versions(guidelines: list[Guideline], today: date, chance: Random) -> None:
    """Nine of ten guidelines have a version that holds, half of those an older one as well."""
    GuidelineVersion.objects.bulk_create(
        (version for each in guidelines for version in _versions_of(each, today, chance)), BATCH
    )


def _versions_of(guideline: Guideline, today: date, chance: Random) -> Iterator[GuidelineVersion]:
    if chance.random() < 0.1:
        return
    approved = date(today.year - chance.randrange(0, 5), chance.randrange(1, 13), chance.randrange(1, 29))
    major = chance.randrange(1, 6)
    if chance.random() < 0.5:
        yield GuidelineVersion(guideline=guideline, label=f"{major}.0", **_fact("published", add_months(approved, -50)))
    precision = chance.choice(_PRECISIONS)
    facts = _fact("administrative_approval", approved, precision) | _fact("next_due", add_months(approved, 60))
    if chance.random() < 0.6:
        facts |= _fact("last_search", add_months(approved, -4))
    yield GuidelineVersion(guideline=guideline, label=f"{major}.{chance.randrange(1, 12)}", is_current=True, **facts)


def _fact(name: str, day: date, precision: str = "day") -> dict[str, Any]:
    """The columns of a dated fact; the last possible day is the one that counts."""
    first, last = day, day
    if precision == "month":
        first, last = day.replace(day=1), day.replace(day=28)
    elif precision == "year":
        first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    stated = {"first": first, "last": last, "precision": precision, "source": f"{day.day}.{day.month}.{day.year}"}
    return {f"{name}_{suffix}": value for suffix, value in stated.items()}


def _entries(guidelines: list[Guideline], today: date, chance: Random) -> list[PlanEntry]:
    """What was done, missed or moved, and what is planned: two or three lines of the plan a guideline."""
    made = PlanEntry.objects.bulk_create(
        (entry for each in guidelines for entry in _entries_of(each, today.year, chance)), BATCH
    )
    moved = [
        (earlier, later)
        for earlier, later in pairwise(made)
        if earlier.outcome == Outcome.MOVED and earlier.guideline_id == later.guideline_id
    ]
    for earlier, later in moved:
        later.moved_from = earlier
    PlanEntry.objects.bulk_update([later for _, later in moved], ["moved_from"], BATCH)
    return made


def _entries_of(guideline: Guideline, this_year: int, chance: Random) -> Iterator[PlanEntry]:
    kind = Kind.NEW if chance.random() < 0.08 else Kind.REVISION
    past, planned = this_year - chance.randrange(1, 5), this_year + chance.randrange(0, 5)
    if chance.random() < 0.7:
        outcome = chance.choice((Outcome.DONE, Outcome.DONE, Outcome.DONE, Outcome.MOVED, Outcome.MISSED))
        yield PlanEntry(guideline=guideline, year=past, kind=kind, outcome=outcome)
    if chance.random() < 0.05:
        yield PlanEntry(guideline=guideline, kind=kind, year_basis=PlanEntry.YearBasis.UNKNOWN)
        return
    note = "Afventer den fælles skabelon" if chance.random() < 0.1 else ""
    yield PlanEntry(guideline=guideline, year=planned, kind=kind, note=note)
    if chance.random() < 0.4:
        yield PlanEntry(guideline=guideline, year=planned + 4, kind=Kind.REVISION)


def _assignments(entries: list[PlanEntry], people: list[Person], large: Group, chance: Random) -> None:
    """One or two tovholdere a line, one in eight for a group, one line in twenty-five without; the third a dozen."""
    made = []
    for place, entry in enumerate(entries):
        if chance.random() < 0.04:
            continue
        first = 2 if place < 24 and place % 2 else chance.randrange(4, len(people))
        leads = [first] if chance.random() < 0.6 else [first, (first + 1) % len(people)]
        for position, person in enumerate(leads):
            acting_for = large if chance.random() < 0.125 else None
            made.append(Assignment(plan_entry=entry, person=people[person], position=position, acting_for=acting_for))
    Assignment.objects.bulk_create(made, BATCH)


def _revisions(entries: list[PlanEntry], large: Group, today: date, chance: Random) -> None:
    """Two of three lines of this year are under way; their deadline is 1 December."""
    begun = [entry for entry in entries if entry.outcome == Outcome.PLANNED and chance.random() < 0.66]
    runs = Revision.objects.bulk_create(
        (
            Revision(
                guideline_id=entry.guideline_id,
                plan_entry=entry,
                stage=chance.choice(_STAGES).value,
                is_returned=chance.random() < 0.1,
                started_on=add_months(today, -chance.randrange(1, 10)),
                deadline_on=date(today.year, 12, 1),
            )
            for entry in begun
        ),
        BATCH,
    )
    Step.objects.bulk_create((_step(run, large) for run in runs), BATCH)


def _step(run: Revision, large: Group) -> Step:
    role = holder_role(Stage(run.stage), is_returned=run.is_returned).value
    group = None if role == "secretariat" else large
    return Step(revision=run, stage=run.stage, holder_role=role, holder_group=group, since=run.started_on)
