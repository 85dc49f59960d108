"""Fills an empty database with one of the two plans, through the same verbs as every other change."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guidelines.documents.dates import FuzzyDate
from guidelines.documents.planskema import read_planskema
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.actions import add_person, give_role, invite
from guidelines.people.models import Group, Person, Role
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
from guidelines.planning.importing.apply import apply_import
from guidelines.planning.importing.known import group_spellings
from guidelines.planning.importing.matching import title_language
from guidelines.planning.models import PlanEntry
from guidelines.planning.rules import Kind, Outcome, Stage
from guidelines.register.actions import VersionFacts, create_guideline, link_group, register_version
from guidelines.register.models import Guideline, GuidelineGroup
from reminders.demo import story
from reminders.models import DemoClock, GroupRelease
from reminders.tick import tick

BY = Actor("command", "load_demo", via="command")
PUBLISHED = Path(__file__).with_name("planskema_dsg_2022_2024.txt")
_ASCII = {ord(letter): plain for letter, plain in zip("æøåé", ("ae", "oe", "aa", "e"), strict=True)}


def at(day: date, hour: int = 9) -> datetime:
    """Return a moment in the working hours of a day."""
    return datetime.combine(day, time(hour), UTC)


def is_filled() -> bool:
    """True where guidelines or persons stand in the database already."""
    return Guideline.objects.exists() or Person.objects.exists()


@transaction.atomic
def load_published(now: datetime) -> None:
    """Import the planskema of 2022-2024 as it was published: no years beyond the totals', no status; raises Refused."""
    _refuse_filled()
    group = Group.objects.get(abbreviation="DSG")
    content = PUBLISHED.read_bytes()
    names = group_spellings()
    planskema = read_planskema(content, file_name=PUBLISHED.name, group=group.abbreviation, known_groups=names)
    apply_import(planskema, group, content=content, by=Actor(BY.kind, BY.key, via="import"), now=now)
    _add_roles(group, names={})
    DemoClock.objects.get_or_create(pk=1)


def load_story(now: datetime) -> None:
    """Write the story: fictional people, versions, a plan 2022-2030 and revisions under way; raises Refused.

    In the demo the weekly mails of the last months are produced as well, into the demo's own mailbox.
    """
    with writing(BY, now=now):
        _refuse_filled()
        group = Group.objects.get(abbreviation="DSG")
        people = _add_people()
        _add_roles(group, names=people)
        for item in story.GUIDELINES:
            _tell(item, group, people)
        DemoClock.objects.get_or_create(pk=1)
        GroupRelease.objects.create(group=group, released_at=at(story.RELEASED_ON))
    if settings.EMAIL_URL == "demo:":
        for week in range((story.TODAY - story.RELEASED_ON).days // 7):
            tick(at(story.RELEASED_ON + timedelta(days=7 * week)))


def _refuse_filled() -> None:
    if is_filled():
        raise Refused(_("The database is not empty. The demo is only loaded into an empty one."))


def address_of(name: str) -> str:
    """Return a fictional person's address at example.org."""
    words = re.findall(r"[a-z]+", name.casefold().translate(_ASCII))
    return f"{'.'.join(words)}@example.org"


def _add_people() -> dict[str, Person]:
    named = [lead for item in story.GUIDELINES for lead in item.leads]
    start = at(date(2020, 12, 1))
    people = {}
    for name in dict.fromkeys(named):
        email = "" if name in story.WITHOUT_ADDRESS else address_of(name)
        people[name] = add_person(name=name, email=email, by=BY, now=start)
    return people


def _add_roles(group: Group, names: dict[str, Person]) -> None:
    """Give the demo's own people their roles and let them, and every lead with an address, sign in."""
    start = date(2020, 12, 1)
    other = Group.objects.get(abbreviation="DGCG")
    roles = (
        (story.CHAIR, Role.Kind.CHAIR, group),
        (story.DEPUTY, Role.Kind.DEPUTY, group),
        (story.SECRETARIAT, Role.Kind.SECRETARIAT, None),
        (story.SECOND_SECRETARY, Role.Kind.SECRETARIAT, None),
        (story.OTHER_CHAIR, Role.Kind.CHAIR, other),
        (story.READER, None, None),
    )
    for name, kind, of in roles:
        person = names.get(name) or add_person(name=name, email=address_of(name), by=BY, now=at(start))
        if kind is not None:
            give_role(person, kind=kind, group=of, starts_on=start, by=BY, now=at(start))
        invite(person, by=BY, now=at(start))
    for person in names.values():
        if person.email:
            invite(person, by=BY, now=at(start))


def _tell(item: story.Guideline, group: Group, people: dict[str, Person]) -> None:
    """Write one guideline: versions, then entries in the order of their years, then the run."""
    first = item.versions[0].approved_on
    guideline = create_guideline(
        title=item.title,
        owner=None if item.shared_with else group,
        language=title_language(item.title),
        by=BY,
        now=at(first, 8),
    )
    if item.short_name:
        guideline.short_name = item.short_name
        guideline.save(update_fields=["short_name", "search_text"])
    if item.shared_with:
        for shared in (group, Group.objects.get(abbreviation=item.shared_with)):
            role = GuidelineGroup.Role.CO_OWNER
            link_group(guideline, shared, role=role, confirmed=False, by=BY, now=at(first, 8))
    for version in item.versions:
        _tell_version(guideline, version)
    for entry in item.entries:
        _tell_entry(guideline, entry, [Lead(people[name]) for name in item.leads])
    for name in item.confirmed:
        assignments = guideline.plan_entries.get(outcome="planned").assignments.filter(person__name=name)
        confirm_lead(assignments.get(), by=BY, now=at(date(2026, 1, 14)))
    if item.run is not None:
        _tell_run(guideline, item.run)


def _tell_version(guideline: Guideline, version: story.Version) -> None:
    day = version.approved_on
    dates = {"administrative_approval": FuzzyDate.day(day), "published": FuzzyDate.day(day)}
    if version.searched_on is not None:
        dates["last_search"] = FuzzyDate.day(version.searched_on)
    if version.due_on is None:
        facts = VersionFacts(version.label, dates=dates, next_due_months=60)
    else:
        facts = VersionFacts(version.label, dates={**dates, "next_due": FuzzyDate.day(version.due_on)})
    register_version(guideline, facts, by=BY, now=at(day))


def _tell_entry(guideline: Guideline, told: story.Entry, leads: list[Lead]) -> None:
    """Add an entry when its year was planned, and end it as it ended."""
    planned = at(date(min(told.year, story.TODAY.year) - 1, 11, 20))
    entry = add_entry(guideline, year=told.year, kind=Kind(told.kind), by=BY, now=planned)
    assign_leads(entry, leads, by=BY, now=planned)
    if told.moved_to is not None:
        move_entry(entry, to_year=told.moved_to, reason=told.reason, by=BY, now=at(date(2026, 10, 6)))
    elif told.outcome == Outcome.MISSED:
        mark_missed(entry, reason=story.MISSED, by=BY, now=at(date(told.year + 1, 1, 15)))
    elif told.outcome == Outcome.DONE:
        _tell_done(guideline, entry)


def _tell_done(guideline: Guideline, entry: PlanEntry) -> None:
    """Run a revision from spring to the day its version was approved."""
    year = entry.year or story.TODAY.year
    version = guideline.versions.get(administrative_approval_first__year=year)
    revision = start_revision(entry, deadline_on=date(year, 12, 1), by=BY, now=at(date(year, 2, 1)))
    day = version.administrative_approval.first
    record_stage(revision, stage=Stage.PUBLISHED, reason=story.PUBLISHED, by=BY, now=at(day))


def _tell_run(guideline: Guideline, run: story.Run) -> None:
    entry = guideline.plan_entries.get(year=run.year, outcome="planned")
    revision = start_revision(entry, deadline_on=run.deadline_on, by=BY, now=at(run.started_on))
    for stage, day, reason in run.stages:
        revision = record_stage(revision, stage=Stage(stage), reason=reason, by=BY, now=at(day))


PLANS: dict[str, Callable[[datetime], None]] = {"story": load_story, "published": load_published}
