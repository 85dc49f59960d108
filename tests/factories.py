"""Fictional people, groups and guidelines for the tests. Every function saves rows and returns the main one.

Rows are made by the models, not by the verbs: a test of a verb starts from an empty journal.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.test import Client
from django.utils.text import slugify

from guidelines.documents.dates import FuzzyDate
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
from guidelines.planning.rules import Stage, holder_role

SINCE = date(2020, 1, 1)
_numbers = itertools.count(1)
_FIRST = ("Agnete", "Bodil", "Carsten", "Ditte", "Esben", "Frode", "Gudrun", "Holger", "Inge", "Jeppe")
_LAST = ("Ager", "Bæk", "Dam", "Engholm", "Fjord", "Grøn", "Holt", "Klit", "Lund", "Åkær")


def group(abbreviation: str = "", **fields: Any) -> Group:
    """The group with this abbreviation: one that ships with the product, else a new DMCG; without one always new."""
    abbreviation = abbreviation or f"TG{next(_numbers)}"
    found = Group.objects.filter(abbreviation=abbreviation).first()
    if found is not None:
        return found
    defaults = {"name": f"Testgruppen {abbreviation}", "slug": slugify(abbreviation)}
    return Group.objects.create(abbreviation=abbreviation, **{**defaults, **fields})


def person(name: str = "", *, email: str | None = None, **fields: Any) -> Person:
    """A new person without an account; `email=None` makes up an address at example.org, "" leaves it out."""
    number = next(_numbers)
    name = name or f"{_FIRST[number % 10]} {_LAST[number // 10 % 10]} {number}"
    address = f"person{number}@example.org" if email is None else email
    return Person.objects.create(name=name, email=address, **fields)


def user_for(who: Person) -> User:
    """The account of a person, made where there is none; the person then has an address."""
    if who.user is None:
        who.email = who.email or f"person{next(_numbers)}@example.org"
        who.user = User.objects.create_user(who.email)
        who.save(update_fields=["user", "email"])
    return who.user


def sign_in(client: Client, who: Person) -> Client:
    """The same client, signed in as the person; without going through the mailed code."""
    client.force_login(user_for(who))
    return client


def role(who: Person, kind: str, of: Group | None = None, **fields: Any) -> Role:
    """A role in force since 2020."""
    return Role.objects.create(person=who, kind=kind, group=of, **{"starts_on": SINCE, **fields})


def chair_of(of: Group, name: str = "") -> Person:
    """A new person with an account who chairs the group."""
    return _with_role(Role.Kind.CHAIR, of, name)


def deputy_of(of: Group, name: str = "") -> Person:
    """A new person with an account who is the group's deputy."""
    return _with_role(Role.Kind.DEPUTY, of, name)


def member_of(of: Group, name: str = "") -> Person:
    """A new person with an account who is a member of the group."""
    return _with_role(Role.Kind.MEMBER, of, name)


def secretariat(name: str = "") -> Person:
    """A new person with an account in the secretariat."""
    return _with_role(Role.Kind.SECRETARIAT, None, name)


def reader(name: str = "") -> Person:
    """A new person with an account and no role."""
    who = person(name)
    user_for(who)
    return who


def _with_role(kind: str, of: Group | None, name: str) -> Person:
    who = reader(name)
    role(who, kind, of)
    return who


def guideline(
    title: str = "", *, owner: Group | None = None, co_owners: Sequence[Group] = (), **fields: Any
) -> Guideline:
    """A new guideline; `owner` None leaves it without a group."""
    title = title or f"Prøveretningslinje {next(_numbers)}"
    slug = f"{slugify(title)[:80]}-{next(_numbers)}"
    made = Guideline.objects.create(**{"title": title, "slug": slug, **fields})
    if owner is not None:
        GuidelineGroup.objects.create(guideline=made, group=owner, role=GuidelineGroup.Role.OWNER)
    for other in co_owners:
        GuidelineGroup.objects.create(guideline=made, group=other, role=GuidelineGroup.Role.CO_OWNER)
    return made


def day(on: date) -> FuzzyDate:
    """A date known to the day, as a document would state it."""
    return FuzzyDate(on, on, "day", on.strftime("%d.%m.%Y"))


def version(of: Guideline, label: str = "1.0", *, is_current: bool = True, **fields: Any) -> GuidelineVersion:
    """A version of the guideline. Dated facts are given as dates: `published=date(2024, 1, 1)`."""
    facts = {name: day(value) if type(value) is date else value for name, value in fields.items()}
    made = GuidelineVersion(guideline=of, label=label, is_current=is_current)
    for name, value in facts.items():
        setattr(made, name, value)
    made.save()
    return made


def entry(
    of: Guideline, year: int | None = 2027, *, kind: str = "revision", leads: Sequence[Person] = (), **fields: Any
) -> PlanEntry:
    """A plan entry with its tovholdere, in the order given."""
    basis = PlanEntry.YearBasis.UNKNOWN if year is None else PlanEntry.YearBasis.GIVEN
    made = PlanEntry.objects.create(guideline=of, year=year, kind=kind, **{"year_basis": basis, **fields})
    for position, who in enumerate(leads):
        Assignment.objects.create(plan_entry=made, person=who, position=position)
    return made


def revision(of: PlanEntry, stage: Stage = Stage.DRAFT, *, started_on: date = SINCE, **fields: Any) -> Revision:
    """A revision under way from a plan entry, with one open step at its stage."""
    made = Revision.objects.create(
        guideline=of.guideline, plan_entry=of, stage=stage.value, started_on=started_on, **fields
    )
    holder = holder_role(stage, is_returned=made.is_returned).value
    owner = of.guideline.group_links.filter(role=GuidelineGroup.Role.OWNER).first()
    Step.objects.create(
        revision=made,
        stage=stage.value,
        holder_role=holder,
        holder_group=owner.group if owner and holder != "secretariat" else None,
        since=started_on,
    )
    return made
