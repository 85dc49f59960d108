"""What follows a person who turned out to be somebody else: what is still to be told, never what was told.

People and planning let `merged_into` stand for a duplicate; the next tick reads that pointer here (foundations 15).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from reminders.models import Mail, Occurrence
from reminders.putting_back import PUT_BACK, add_note, keep_note

_WHAT = ("rule", "guideline", "target", "due_on", "rung")


def follow_merged(now: datetime) -> int:
    """Hand open reminders, tasks and mails that have no bytes yet to the persons kept, and return how many.

    A mail with bytes goes to the address it was made for and stays with the duplicate, as what was sent does
    (foundations 17); `Mail.objects.of_person` finds both. One that is being made now waits for the next tick.
    """
    with transaction.atomic():
        waiting = Mail.objects.filter(kind=Mail.Kind.REMINDERS, state=Mail.State.PLANNED, frozen_at=None)
        of_duplicates = waiting.filter(person__merged_into__isnull=False).select_related("person__merged_into")
        mails = list(of_duplicates.select_for_update(of=("self",)).order_by("pk"))
        for mail in mails:
            _follow(mail, now)
        tasks = Occurrence.objects.open_tasks().filter(recipient__merged_into__isnull=False)
        return len(mails) + _hand_over(tasks)


def _follow(mail: Mail, now: datetime) -> None:
    """Let the mail be the kept person's, or part of the one they get that week; nobody gets two (foundations 18)."""
    kept = mail.person.merged_into if mail.person else None
    if kept is None:
        return
    carried = Occurrence.objects.filter(mail=mail, state=Occurrence.State.PLANNED)
    _hand_over(carried)
    theirs = Mail.objects.live().filter(kind=Mail.Kind.REMINDERS, person=kept, week=mail.week)
    other = theirs.select_for_update().first()
    if other is None:
        mail.person, mail.address = kept, kept.email
        mail.save(update_fields=["person", "address"])
        return
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SKIPPED, reason=PUT_BACK)
    if other.state == Mail.State.PLANNED and other.frozen_at is None:
        carried.update(mail=other)
        Mail.objects.filter(pk=other.pk).update(is_held=other.is_held or mail.is_held, **_haste(mail, other))
        add_note(mail, other)
    else:
        carried.delete()
        keep_note(mail, now)


def _haste(mail: Mail, other: Mail) -> dict[str, object]:
    """What was sent by hand before its slot goes as soon with the other mail, and is marked as such."""
    if mail.hurried_at is None or other.hurried_at is not None:
        return {}
    not_before = min(mail.not_before, other.not_before)
    return {"hurried_by": mail.hurried_by_id, "hurried_at": mail.hurried_at, "not_before": not_before}


def _hand_over(occurrences: QuerySet[Occurrence]) -> int:
    """Make the persons kept the recipients; returns how many moved. What they were told or owe already is left out."""
    moved = 0
    for item in list(occurrences.select_related("recipient")):
        kept = item.recipient.merged_into_id
        alike = Occurrence.objects.filter(**{name: getattr(item, name) for name in _WHAT}).exclude(pk=item.pk)
        theirs = alike.filter(Q(recipient=kept) | Q(recipient__merged_into=kept))
        if theirs.exclude(state=Occurrence.State.SKIPPED).exists():
            item.delete()
            continue
        theirs.filter(recipient=kept).delete()
        moved += Occurrence.objects.filter(pk=item.pk).update(recipient=kept)
    return moved
