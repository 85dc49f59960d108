"""What planning does with its own rows when two persons turn out to be one."""

from __future__ import annotations

from guidelines.people.models import Person
from guidelines.planning.models import Assignment, ExtensionRequest, LeadAnswer, PlanRemark, Snooze, Step


def move_assignments(duplicate: Person, *, into: Person) -> int:
    """Hand the duplicate's assignments, steps, answers, rests, requests and drafts to the person kept.

    Returns how many of the first two moved.
    An entry never names the same person twice: where both were tovholder of one, the kept person's assignment stays.
    Part of a larger change: call it inside `journal.writing`, beside people's own `merge_persons`.
    """
    moved = 0
    for item in Assignment.objects.filter(person=duplicate):
        twin = Assignment.objects.filter(plan_entry=item.plan_entry_id, person=into, role=item.role, ended_on=None)
        if item.ended_on is None and twin.exists():
            item.delete()
        else:
            moved += Assignment.objects.filter(pk=item.pk).update(person=into)
    for rows in (LeadAnswer.objects, Snooze.objects, ExtensionRequest.objects):
        rows.filter(person=duplicate).update(person=into)
    own = PlanRemark.objects.filter(person=duplicate)
    own.filter(group__in=PlanRemark.objects.filter(person=into).values("group")).delete()
    own.update(person=into)
    LeadAnswer.objects.filter(handled_by=duplicate).update(handled_by=into)
    ExtensionRequest.objects.filter(decided_by=duplicate).update(decided_by=into)
    return moved + Step.objects.filter(holder_person=duplicate).update(holder_person=into)
