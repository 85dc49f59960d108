"""Who may be the same person as whom: proposals to the secretariat (ux 6.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guidelines.people.models import Person
from guidelines.people.rules import Likeness, alike, likeness
from guidelines.people.wording import LIKENESS, Text


@dataclass(frozen=True)
class Proposal:
    """Two persons who may be one, the longer name first, and why."""

    kept: Person
    duplicate: Person
    reason: Text


def proposals() -> list[Proposal]:
    """Return all pairs that may be one person, the likeliest reasons first; two statements."""
    names = list(Person.objects.current().order_by("sort_key").values_list("pk", "name"))
    pairs = list(alike(names))
    persons = Person.objects.in_bulk({key for pair in pairs for key in pair[:2]})
    order = list(Likeness)
    pairs.sort(key=lambda pair: order.index(pair[2]))
    return [_proposal(persons[one], persons[other], reason) for one, other, reason in pairs]


def proposals_for(person: Person, others: Iterable[Person] | None = None) -> list[Proposal]:
    """Return who may be the same as this person; one statement."""
    known = Person.objects.current().exclude(pk=person.pk) if others is None else others
    found = ((other, likeness(person.name, other.name)) for other in known)
    return [_proposal(person, other, reason) for other, reason in found if reason is not None]


def _proposal(one: Person, other: Person, reason: Likeness) -> Proposal:
    """Keep the person who has an account, else the longer name."""
    kept, duplicate = sorted((one, other), key=lambda who: (who.user_id is None, -len(who.name), who.pk))
    return Proposal(kept, duplicate, LIKENESS[reason])
