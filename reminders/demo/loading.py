"""Fills an empty database with one of the two plans, through the same verbs as every other change."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.reviewing import add_phrase
from guidelines.documents.planskema import read_planskema
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.actions import add_person, give_role, invite
from guidelines.people.models import Group, Person, Role
from guidelines.planning.actions.approvals import approve_plan
from guidelines.planning.approved.content import digest
from guidelines.planning.approved.reading import present_content
from guidelines.planning.importing.apply import apply_import
from guidelines.planning.importing.known import group_spellings
from guidelines.register.models import Guideline
from reminders.demo import story
from reminders.demo.telling import BY
from reminders.demo.timeline import Course, Happening, at, mails, tell
from reminders.models import DemoClock, GroupRelease
from reminders.sending import DEMO_MAIL

PUBLISHED = Path(__file__).with_name("planskema_dsg_2022_2024.txt")
_ASCII = {ord(letter): plain for letter, plain in zip("æøåé", ("ae", "oe", "aa", "e"), strict=True)}


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

    In the demo the mails of the last months are produced as well, into the demo's own mailbox.
    """
    with writing(BY, now=now):
        _refuse_filled()
        groups = {name: Group.objects.get(abbreviation=name) for name in ("DSG", "DGCG")}
        people = _add_people()
        people |= _add_roles(groups["DSG"], names=people)
        for section, text in story.PHRASES:
            add_phrase(section=section, text=text, person=people[story.SECRETARIAT], by=BY, now=at(date(2020, 12, 1)))
        DemoClock.objects.get_or_create(pk=1)
        courses = [Course(item, people, groups) for item in story.GUIDELINES]
        happenings = [each for course in courses for each in course.happenings()]
        happenings.append(Happening(at(story.RELEASED_ON, 8), partial(_release, groups["DSG"])))
        happenings.append(Happening(at(story.APPROVED_ON, 15), partial(_approve, groups["DSG"], people[story.CHAIR])))
        if settings.EMAIL_URL == DEMO_MAIL:
            happenings.extend(mails(story.GUIDELINES))
        tell(happenings)


def _release(group: Group, now: datetime) -> None:
    GroupRelease.objects.create(group=group, released_at=now)


def _approve(group: Group, chair: Person, now: datetime) -> None:
    """Let the chair approve the plan as it stands at that moment."""
    seen = digest(present_content(group, now.date()).text)
    by = Actor("user", f"person:{chair.pk}", acting_for=str(group.pk))
    approve_plan(group, seen=seen, follows=None, remark=story.APPROVED_WITH, person=chair, by=by, now=now)


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


def _add_roles(group: Group, names: dict[str, Person]) -> dict[str, Person]:
    """Give the demo's own people their roles and return them; they and every lead with an address may sign in."""
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
    own: dict[str, Person] = {}
    for name, kind, of in roles:
        person = names.get(name) or add_person(name=name, email=address_of(name), by=BY, now=at(start))
        if kind is not None:
            give_role(person, kind=kind, group=of, starts_on=start, by=BY, now=at(start))
        invite(person, by=BY, now=at(start))
        own[name] = person
    for person in names.values():
        if person.email:
            invite(person, by=BY, now=at(start))
    return own


PLANS: dict[str, Callable[[datetime], None]] = {"story": load_story, "published": load_published}
