"""What planning does with its own rows when two persons turn out to be one."""

from __future__ import annotations

from guidelines.people.actions.merging import follows_merge
from guidelines.people.models import Person
from guidelines.planning.models import Assignment, Step


@follows_merge
def move_assignments(duplicate: Person, into: Person) -> None:
    """Hand the duplicate's assignments and steps to the person kept; an entry never names the same person twice."""
    for item in Assignment.objects.filter(person=duplicate):
        twin = Assignment.objects.filter(plan_entry=item.plan_entry_id, person=into, role=item.role, ended_on=None)
        if item.ended_on is None and twin.exists():
            item.delete()
        else:
            Assignment.objects.filter(pk=item.pk).update(person=into)
    Step.objects.filter(holder_person=duplicate).update(holder_person=into)
