"""Verbs on the people of a plan entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group, Person
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.planning.rules import Outcome


@dataclass(frozen=True)
class Lead:
    """A tovholder, and the group the document names behind the person; None where it names none."""

    person: Person
    acting_for: Group | None = None


def assign_leads(entry: PlanEntry, leads: Sequence[Lead], *, by: Actor, now: datetime) -> PlanEntry:
    """Make these persons the entry's tovholdere, in this order; the others' assignments end today.

    Who stays keeps the answer about the role. Unchanged lists write nothing. Raises Refused when the entry is moved
    or withdrawn, or a person stands twice.
    """
    if len({lead.person.pk for lead in leads}) != len(leads):
        raise Refused(_("The same person stands twice."))
    with writing(by, now=now) as journal:
        entry = PlanEntry.objects.select_for_update().select_related("guideline").get(pk=entry.pk)
        if entry.outcome in (Outcome.MOVED, Outcome.WITHDRAWN):
            raise Refused(_("The plan was changed meanwhile: this entry is no longer planned. Load the page again."))
        present = {item.person_id: item for item in entry.assignments.filter(role="lead", ended_on=None)}
        wanted = [(lead.person.pk, lead.acting_for.pk if lead.acting_for else None) for lead in leads]
        before = [[item.person_id, item.acting_for_id] for item in present.values()]
        if before == [list(pair) for pair in wanted]:
            return entry
        gone = [item.pk for person, item in present.items() if person not in dict(wanted)]
        Assignment.objects.filter(pk__in=gone).update(ended_on=timezone.localdate(now))
        _write(entry, wanted, present)
        facts = {"from": before, "to": [list(pair) for pair in wanted]}
        journal.record("leads_assigned", entry, guideline=entry.guideline, facts=facts)
    return entry


def _write(entry: PlanEntry, wanted: list[tuple[int, int | None]], present: dict[int, Assignment]) -> None:
    for position, (person, group) in enumerate(wanted):
        item = present.get(person) or Assignment(plan_entry=entry, person_id=person)
        item.position, item.acting_for_id = position, group
        item.save()


def confirm_lead(assignment: Assignment, *, by: Actor, now: datetime) -> Assignment:
    """Record that the person has answered yes to being tovholder; a second yes changes nothing."""
    with writing(by, now=now) as journal:
        assignment = (
            Assignment.objects.select_for_update().select_related("plan_entry__guideline").get(pk=assignment.pk)
        )
        if assignment.confirmed_at is None and assignment.ended_on is None:
            assignment.confirmed_at = now
            assignment.save(update_fields=["confirmed_at"])
            guideline = assignment.plan_entry.guideline
            facts = {"person": assignment.person_id}
            journal.record("lead_confirmed", assignment.plan_entry, guideline=guideline, facts=facts)
    return assignment
