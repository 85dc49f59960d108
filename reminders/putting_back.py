"""Mails whose week has passed: they end, and what still matters is planned anew, one mail a week (foundations 18)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from reminders.models import Attempt, Digest, Mail, Occurrence, SlotRun
from reminders.planning import counting, make_mails, served_in
from reminders.slots import WEEK, next_slot, reached_slot, slot_at, week_of, week_start

PUT_BACK = "put_back"
"""Why a mail ended whose reminders are planned anew, or stand in another one."""


def is_past(mail: Mail, now: datetime) -> bool:
    """True for a mail of reminders whose week has passed."""
    return mail.kind == Mail.Kind.REMINDERS and mail.week < week_of(timezone.localdate(now))


def leaves_at(mail: Mail, now: datetime) -> datetime | None:
    """Return when a mail of reminders can leave, so that its reader gets one a week; None where it can at once.

    This week is taken where another mail to the reader left or is to leave in it, also under the row of a duplicate;
    then it is the first slot of the next week in which no other one waits to leave. Of the others, one that is held
    waits for whoever holds it, and one that carries nothing yet is filled by a slot that knows of this mail.
    """
    if mail.kind != Mail.Kind.REMINDERS or mail.person is None:
        return None
    reader, today = mail.person.merged_into or mail.person, timezone.localdate(now)
    held = Q(is_held=True, state__in=Mail.WAITING)
    carries = Exists(Occurrence.objects.filter(mail=OuterRef("pk"))) | Exists(
        Digest.objects.filter(mail=OuterRef("pk"))
    )
    empty = Q(state=Mail.State.PLANNED, frozen_at=None) & ~carries
    others = Mail.objects.of_person(reader).filter(pk__in=counting(week_of(today)).values("pk")).exclude(pk=mail.pk)
    found = list(others.exclude(held | empty).values_list("state", "not_before"))
    if not found:
        return None
    taken = {week_of(timezone.localdate(at)) for state, at in found if state in Mail.WAITING}
    slot = next_slot(week_start(week_of(today)) + WEEK - timedelta(days=1))
    while week_of(slot) in taken:
        slot = next_slot(slot)
    return slot_at(slot)


def never_arrived(mails: QuerySet[Mail]) -> QuerySet[Mail]:
    """Return those of these mails whose reader cannot have them: no answer to a try was lost."""
    return mails.exclude(pk__in=Attempt.objects.filter(outcome=Attempt.Outcome.UNKNOWN).values("mail"))


def put_back(mails: QuerySet[Mail], carried: QuerySet[Occurrence], now: datetime) -> int:
    """End these mails, and let what they carried be planned anew; returns how many mails it was.

    The mails end first: whoever claims one at the same moment has it, and then nothing is taken from it. What the
    secretariat wrote at the top of one stands in the mail that comes instead.
    """
    with transaction.atomic():
        noted = list(mails.exclude(note="").exclude(person=None).select_related("person"))
        count = mails.update(state=Mail.State.SKIPPED, reason=PUT_BACK)
        if count:
            carried.delete()
        ended = Mail.objects.filter(pk__in=[mail.pk for mail in noted], state=Mail.State.SKIPPED) if noted else ()
        for mail in ended:
            keep_note(mail, now)
    return count


def keep_note(mail: Mail, now: datetime, *, later: bool = False) -> None:
    """Let the mail that its reader gets next have the note of one that ended: of this week's slot, if it is made up.

    With `later` it is one of a later week than the mail's own: that week had nothing to say beside the note.
    """
    reader = (mail.person.merged_into_id or mail.person.pk) if mail.person else None
    if reader is None or not mail.note:
        return
    slot, this_week = reached_slot(now), week_of(timezone.localdate(now))
    is_over = week_of(slot) != this_week or (later and this_week <= mail.week)
    if is_over or SlotRun.objects.filter(slot_on=slot).exists():
        slot = next_slot(slot)
    if reader in served_in(week_of(slot)):
        slot = next_slot(slot)
    theirs = Mail.objects.live().filter(kind=Mail.Kind.REMINDERS, person=reader, week=week_of(slot)).first()
    pk = theirs.pk if theirs else make_mails([reader], week_of(slot), slot_at(slot), now)[reader]
    add_note(mail, Mail.objects.get(pk=pk))


def add_note(mail: Mail, other: Mail) -> None:
    """Put the note of one mail at the top of another that has no bytes yet, after what stands there."""
    if mail.note:
        both = "\n\n".join(dict.fromkeys(note for note in (other.note, mail.note) if note))
        open_ = Mail.objects.filter(pk=other.pk, state=Mail.State.PLANNED, frozen_at=None)
        open_.update(note=both, note_by=mail.note_by_id, noted_at=mail.noted_at)


def put_back_past(now: datetime) -> int:
    """Put back the mails that have no bytes yet and whose week has passed, whatever kept them; returns how many.

    Those held one by one stay until somebody lets them go.
    """
    waiting = Mail.objects.filter(kind=Mail.Kind.REMINDERS, state=Mail.State.PLANNED, frozen_at=None, is_held=False)
    ended = Occurrence.objects.filter(mail__state=Mail.State.SKIPPED, mail__reason=PUT_BACK)
    past = waiting.filter(week__lt=week_of(timezone.localdate(now)))
    return put_back(past, ended.filter(state=Occurrence.State.PLANNED), now)
