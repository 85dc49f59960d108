"""A small world with reminders in it: a released group, tovholdere, guidelines with a target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from guidelines.models import Group, Guideline, Person
from reminders.models import GroupRelease, Mail
from reminders.slots import slot_at
from tests import factories

TARGET = date(2030, 12, 1)
FINAL_SLOT = date(2030, 11, 19)
LATE_SLOT = date(2030, 12, 17)
CHAIR_SLOT = date(2031, 1, 7)
RELEASED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass
class Scene:
    """One group with a chair, one tovholder and one guideline whose version is due on 1 December 2030."""

    group: Group
    chair: Person
    lead: Person
    guideline: Guideline


def release(group: Group) -> Group:
    """Let the group's reminders go."""
    GroupRelease.objects.get_or_create(group=group, defaults={"released_at": RELEASED})
    return group


def guideline_due(owner: Group, *leads: Person, on: date = TARGET, title: str = "") -> Guideline:
    """A guideline of the group whose version 1.1 is due on a day, with these tovholdere."""
    made = factories.guideline(title, owner=owner)
    factories.version(made, "1.1", next_due=on)
    factories.entry(made, on.year, leads=leads)
    return made


def scene(title: str = "Kæmpecelletumorer") -> Scene:
    """The small world, released."""
    group = release(factories.group("DSG"))
    chair = factories.chair_of(group, "Frode Holt")
    lead = factories.person("Ditte Maria Bæk", email="ditte@example.org")
    return Scene(group, chair, lead, guideline_due(group, lead, title=title))


def crowd(size: int, owner: Group, *, on: date = TARGET) -> list[Person]:
    """So many tovholdere, each with a guideline of the group due on the same day."""
    people = [factories.person(f"Person {number:03}", email=f"p{number:03}@example.org") for number in range(size)]
    for number, person in enumerate(people):
        guideline_due(owner, person, on=on, title=f"Retningslinje {number:03}")
    return people


def moment(slot: date, **later: float) -> datetime:
    """The moment of a slot, or so much later."""
    return slot_at(slot) + timedelta(**later)


def the_mail() -> Mail:
    """The one mail there is."""
    return Mail.objects.get()


def receipts(mail: Mail) -> list[tuple[str, str, int | None]]:
    """(phase, outcome, code) of every try."""
    return list(mail.tries.values_list("phase", "outcome", "code"))


NOW = moment(FINAL_SLOT, minutes=1)
"""When the tests of the tick begin: a minute into the slot of the last rung before the target."""
