"""What the secretariat does with one mail: keep it back, let it go, add a note, try it again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.register.models import Guideline
from reminders.models import Attempt, Mail, Occurrence
from reminders.planning import make_mails, served_in
from reminders.putting_back import is_past, put_back
from reminders.rules import Reason
from reminders.slots import next_slot, slot_at, week_of
from reminders.wake import wake

PUT_ASIDE, LAID_ASIDE = "put_aside", "mail_put_aside"
"""Why a mail that failed stands on no list, and the verb of who decided that."""

UNKNOWN_TWICE = "unknown_twice"
"""Why a mail is parked whose answer was lost too often."""

_RETRIED = (Mail.State.FAILED, Mail.State.PARKED)


def hold_mail(mail: Mail) -> Mail:
    """Keep one mail back. Raises Refused when it is being sent, or was."""
    waiting = Mail.objects.filter(pk=mail.pk, state__in=Mail.WAITING)
    if not waiting.update(is_held=True):
        raise Refused(_("The mail is being sent, or was sent already."))
    mail.is_held = True
    return mail


def hold_in_advance(person: Person, *, slot: date, now: datetime) -> Mail:
    """Keep back the mail that a person would get in a slot to come; everything due then is collected in it."""
    with transaction.atomic():
        return hold_mail(_mail_of(person, slot, now))


def _mail_of(person: Person, slot: date, now: datetime) -> Mail:
    """Return the person's one mail of the slot's week; made where there is none."""
    week = week_of(slot)
    mail = Mail.objects.live().filter(kind=Mail.Kind.REMINDERS, person=person, week=week).first()
    if mail is not None:
        return mail
    made = make_mails([person.pk], week, slot_at(slot), now)
    return Mail.objects.get(pk=made[person.pk])


def note_mail(mail: Mail, note: str, *, by: Person | None, now: datetime) -> Mail:
    """Write a note at the top of a mail of reminders; an empty one takes it away.

    Raises Refused once its bytes are frozen, or are being made.
    """
    words = note.replace("\r\n", "\n").strip()
    with transaction.atomic():
        open_ = Mail.objects.filter(pk=mail.pk, kind=Mail.Kind.REMINDERS, state=Mail.State.PLANNED, frozen_at=None)
        if not open_.update(note=words, note_by=by if words else None, noted_at=now if words else None):
            raise Refused(_("The mail is being sent, or was sent already, so its text stands."))
    mail.refresh_from_db()
    return mail


def note_in_advance(person: Person, note: str, *, slot: date, by: Person | None, now: datetime) -> Mail:
    """Write a note at the top of the mail that a person would get in a slot to come."""
    with transaction.atomic():
        return note_mail(_mail_of(person, slot, now), note, by=by, now=now)


def free_mail(mail: Mail, *, now: datetime) -> Mail:
    """Let a held mail go.

    One whose week has passed is not sent late: its reminders are put back, and what still matters is planned anew in
    the next slot, so that nobody gets two mails in a week (foundations 18). One that may have arrived keeps its bytes;
    where this week's mail went, it waits for the next slot and is the mail of that week.
    """
    with transaction.atomic():
        served = served_in(week_of(timezone.localdate(now)))
        if not Mail.objects.filter(pk=mail.pk, is_held=True).update(is_held=False):
            return mail
        mail.is_held = False
        if is_past(mail, now):
            never_arrived = Mail.objects.filter(pk=mail.pk, state=Mail.State.PLANNED).exclude(pk__in=_perhaps_arrived())
            carried = Occurrence.objects.filter(mail=mail, state=Occurrence.State.PLANNED)
            if not put_back(never_arrived, carried, now) and _reader(mail) in served:
                next_time = slot_at(next_slot(timezone.localdate(now)))
                Mail.objects.filter(pk=mail.pk, state__in=Mail.WAITING).update(not_before=next_time)
            mail.refresh_from_db()
    wake()
    return mail


def _perhaps_arrived() -> QuerySet[Attempt, int]:
    return Attempt.objects.filter(outcome=Attempt.Outcome.UNKNOWN).values_list("mail", flat=True)


def _reader(mail: Mail) -> int | None:
    """The key under which the reader is known now."""
    return (mail.person.merged_into_id or mail.person.pk) if mail.person else None


def put_mail_aside(mail: Mail, reason: str, *, by: Actor, now: datetime) -> Mail:
    """Note why a mail that did not arrive needs nothing more; it leaves the list, and can still be tried again.

    What it was to tell is a task until that is ticked off, so that what follows counts from today. Raises Refused in
    every other state.
    """
    with writing(by, now=now) as journal:
        stuck = Mail.objects.filter(pk=mail.pk, state__in=_RETRIED).exclude(reason=PUT_ASIDE)
        may_have_arrived = stuck.filter(reason=UNKNOWN_TWICE).exists()
        if not stuck.update(reason=PUT_ASIDE):
            raise Refused(_("Only a mail that failed can be put aside."))
        why, task = Reason.BOUNCED if may_have_arrived else Reason.GAVE_UP, Occurrence.State.TASK
        untold = Occurrence.objects.filter(mail=mail, state=Occurrence.State.PLANNED)
        untold.update(state=task, reason=why.value, slot_on=timezone.localdate(now))
        facts, words = {"mail": str(mail.key)}, {"note": reason}
        guidelines = list(Guideline.objects.filter(occurrences__mail=mail).distinct().order_by("pk"))
        for guideline in guidelines:
            journal.record(LAID_ASIDE, guideline, guideline=guideline, facts=facts, personal=words)
        if not guidelines:
            journal.record(LAID_ASIDE, mail, facts=facts, personal=words)
    mail.refresh_from_db()
    return mail


def retry_mail(mail: Mail, *, now: datetime) -> Mail:
    """Try a failed or parked mail once more, with the bytes it had. Raises Refused in every other state.

    Its reminders that had become tasks are carried by it again. One whose week has passed is not sent late, as in
    `free_mail`: what still matters is planned anew in the next slot.
    """
    with transaction.atomic():
        failed = Mail.objects.filter(pk=mail.pk, state__in=_RETRIED)
        open_ = Occurrence.objects.filter(mail=mail, state__in=[Occurrence.State.PLANNED, Occurrence.State.TASK])
        if is_past(mail, now):
            count = put_back(failed, open_, now)
        else:
            count = failed.update(state=Mail.State.PLANNED, not_before=now, reason="", is_held=False)
        if not count:
            raise Refused(_("Only a mail that failed can be tried again."))
        open_.update(state=Occurrence.State.PLANNED, reason="", done_at=None)
    wake()
    mail.refresh_from_db()
    return mail
