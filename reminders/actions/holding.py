"""What the secretariat holds and lets go: groups, everything."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guidelines.journal.writing import Actor, writing
from guidelines.people.models import Group, Person
from reminders.models import GroupRelease, SenderHold
from reminders.wake import wake


def release_group(group: Group, *, person: Person | None, by: Actor, now: datetime) -> GroupRelease:
    """Let a group's reminders go from the next slot on (foundations 20); a second release changes nothing."""
    with writing(by, now=now) as journal:
        release, created = GroupRelease.objects.get_or_create(
            group=group, defaults={"released_at": now, "released_by": person}
        )
        if created:
            journal.record("reminders_released", group)
    return release


def hold_group(group: Group, *, by: Actor, now: datetime) -> Group:
    """Put a group's reminders on hold again; mails that were not sent yet leave the group out."""
    with writing(by, now=now) as journal:
        if GroupRelease.objects.filter(group=group).delete()[0]:
            journal.record("reminders_held", group)
    return group


def hold_all(*, now: datetime) -> SenderHold:
    """Stop all automatic mails until `lift_holds`; codes and invitations go on."""
    with transaction.atomic():
        held = SenderHold.objects.filter(lifted_at=None).first()
        return held or SenderHold.objects.create(since=now, reason=SenderHold.Reason.BY_HAND)


def hold_restored(now: datetime) -> None:
    """Stop everything but codes until `lift_holds`, in a database that was just put back from a backup."""
    SenderHold.objects.create(since=now, reason=SenderHold.Reason.RESTORED)


def lift_holds(*, now: datetime) -> int:
    """Let automatic mails go again, whatever held them; returns how many holds were lifted."""
    lifted = SenderHold.objects.filter(lifted_at=None).update(lifted_at=now)
    wake()
    return lifted
