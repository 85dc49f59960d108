"""What the register does with its own rows when two persons turn out to be one."""

from __future__ import annotations

from guidelines.people.models import Person
from guidelines.register.models import Waiver


def move_waivers(duplicate: Person, *, into: Person) -> int:
    """Hand the findings about the duplicate that were waived to the person kept, and return how many moved.

    Where the same finding is waived for both, the kept person's stands, and the other stays with the duplicate.
    Part of a larger change: call it inside `journal.writing`, beside people's own `merge_persons`.
    """
    twins = Waiver.objects.in_force().filter(person=into).values_list("code", "fingerprint")
    known, moved = set(twins), 0
    for waiver in Waiver.objects.filter(person=duplicate):
        if waiver.withdrawn_at is None and (waiver.code, waiver.fingerprint) in known:
            continue
        moved += Waiver.objects.filter(pk=waiver.pk).update(person=into)
    return moved
