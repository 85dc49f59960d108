"""Verbs on the people of a plan entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.actions import add_person
from guidelines.people.models import Group, Person
from guidelines.planning.actions.noes import settle_by_yes, settle_noes, told_noes
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.planning.rules import Outcome


@dataclass(frozen=True)
class Lead:
    """A tovholder, and the group the document names behind the person; None where it names none."""

    person: Person
    acting_for: Group | None = None


Named = tuple[Person | str, Group | None]
"""A person, or the name of one who is to be added; and the group in brackets."""


def assign_named(
    entry: PlanEntry,
    named: Sequence[Named],
    *,
    by: Actor,
    now: datetime,
    expected: Sequence[int] | None = None,
) -> PlanEntry:
    """As `assign_leads`; a name in the place of a person becomes a new person first. Raises Refused as that does."""
    with writing(by, now=now):
        return assign_leads(entry, new_leads(named, by=by, now=now), by=by, now=now, expected=expected)


def new_leads(named: Sequence[Named], *, by: Actor, now: datetime) -> list[Lead]:
    """Return tovholdere for these persons, adding those given by a new name only."""
    return [
        Lead(who if isinstance(who, Person) else add_person(name=who, by=by, now=now), group) for who, group in named
    ]


def refuse_twice(leads: Sequence[Lead]) -> None:
    """Raise Refused where a person stands twice among the tovholdere."""
    if len({lead.person.pk for lead in leads}) != len(leads):
        raise Refused(_("The same person stands twice."))


def assign_leads(
    entry: PlanEntry,
    leads: Sequence[Lead],
    *,
    by: Actor,
    now: datetime,
    expected: Sequence[int] | None = None,
    settles: bool = True,
) -> PlanEntry:
    """Make these persons the entry's tovholdere, in this order; the others' assignments end today.

    Who stays keeps the answer about the role. Unchanged lists write nothing. `expected` are the persons the writer
    saw. The noes of those who go are settled, unless `settles` is False. Raises Refused when others stand there by
    now, the entry is moved or withdrawn, or a person stands twice.
    """
    refuse_twice(leads)
    with writing(by, now=now) as journal:
        entry = PlanEntry.objects.select_for_update().select_related("guideline").get(pk=entry.pk)
        if entry.outcome in (Outcome.MOVED, Outcome.WITHDRAWN):
            raise Refused(_("The plan was changed meanwhile: this entry is no longer planned. Load the page again."))
        present = {item.person_id: item for item in entry.assignments.filter(role="lead", ended_on=None)}
        wanted = [(lead.person.pk, lead.acting_for.pk if lead.acting_for else None) for lead in leads]
        before = [[item.person_id, item.acting_for_id] for item in present.values()]
        if before == [list(pair) for pair in wanted]:
            return entry
        if expected is not None and list(present) != list(expected):
            raise Refused(_("Somebody else changed the lead authors meanwhile. Load the page again to see them."))
        gone = [person for person in present if person not in dict(wanted)]
        ending = Assignment.objects.filter(pk__in=[present[person].pk for person in gone])
        ending.update(ended_on=timezone.localdate(now))
        settled = told_noes(entry, settle_noes([entry], gone, now)) if settles else {}
        _write(entry, wanted, present)
        facts = {"from": before, "to": [list(pair) for pair in wanted], **settled}
        journal.record("leads_assigned", entry, guideline=entry.guideline, facts=facts)
    return entry


def _write(entry: PlanEntry, wanted: list[tuple[int, int | None]], present: dict[int, Assignment]) -> None:
    for position, (person, group) in enumerate(wanted):
        item = present.get(person) or Assignment(plan_entry=entry, person_id=person)
        item.position, item.acting_for_id = position, group
        item.save()


def write_leads(entry: PlanEntry, leads: Sequence[Lead]) -> None:
    """Write the tovholdere of an entry that has none yet; a part of the verb that adds it."""
    refuse_twice(leads)
    _write(entry, [(lead.person.pk, lead.acting_for.pk if lead.acting_for else None) for lead in leads], {})


def confirm_lead(assignment: Assignment, *, by: Actor, now: datetime) -> Assignment:
    """Record that the person has answered yes to being tovholder; a second yes changes nothing."""
    with writing(by, now=now) as journal:
        assignment = (
            Assignment.objects.select_for_update().select_related("plan_entry__guideline").get(pk=assignment.pk)
        )
        if assignment.confirmed_at is None and assignment.ended_on is None:
            assignment.confirmed_at = now
            assignment.save(update_fields=["confirmed_at"])
            settle_by_yes(assignment.plan_entry, assignment.person_id, now)
            guideline = assignment.plan_entry.guideline
            facts = {"person": assignment.person_id}
            journal.record("lead_confirmed", assignment.plan_entry, guideline=guideline, facts=facts)
    return assignment
