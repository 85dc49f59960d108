"""What the secretariat does with one mail: keep it back, let it go, add a note, try it again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.register.models import Guideline
from reminders.models import Mail, Occurrence
from reminders.planning import make_mails
from reminders.putting_back import is_past, leaves_at, never_arrived, put_back
from reminders.rules import Reason
from reminders.slots import slot_at, week_of
from reminders.wake import wake

PUT_ASIDE, LAID_ASIDE = "put_aside", "mail_put_aside"
"""Why a mail that failed stands on no list, and the verb of who decided that."""

NOTED = "mail_noted"
"""The verb of a note that was written at the top of a mail, changed or taken away."""

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


def note_mail(mail: Mail, note: str, *, writer: Person | None, by: Actor, now: datetime) -> Mail:
    """Write a note at the top of a mail of reminders; an empty one takes it away. `writer` is named beside it.

    Raises Refused once its bytes are frozen, or are being made.
    """
    words = note.replace("\r\n", "\n").strip()
    with writing(by, now=now) as journal:
        was = Mail.objects.filter(pk=mail.pk).values_list("note", flat=True).first()
        open_ = Mail.objects.filter(pk=mail.pk, kind=Mail.Kind.REMINDERS, state=Mail.State.PLANNED, frozen_at=None)
        if not open_.update(note=words, note_by=writer if words else None, noted_at=now if words else None):
            raise Refused(_("The mail is being sent, or was sent already, so its text stands."))
        if words != was:
            journal.record(NOTED, mail, personal={"was": was, "note": words})
    mail.refresh_from_db()
    return mail


def note_in_advance(person: Person, note: str, *, slot: date, writer: Person | None, by: Actor, now: datetime) -> Mail:
    """Write a note at the top of the mail that a person would get in a slot to come."""
    with writing(by, now=now):
        return note_mail(_mail_of(person, slot, now), note, writer=writer, by=by, now=now)


def free_mail(mail: Mail, *, now: datetime) -> Mail:
    """Let a held mail go.

    One whose week has passed is not sent late: its reminders are put back, and what still matters is planned anew in
    the next slot. So is what is held while its reader had this week's mail: nobody gets two in a week (foundations
    18). One that may have arrived keeps its bytes; it waits where this week's mail went, and is that of a later week.
    """
    with transaction.atomic():
        at = leaves_at(mail, now)
        if not Mail.objects.filter(pk=mail.pk, is_held=True).update(is_held=False):
            return mail
        mail.is_held = False
        waiting = Mail.objects.filter(pk=mail.pk, state=Mail.State.PLANNED)
        carried = Occurrence.objects.filter(mail=mail, state=Occurrence.State.PLANNED)
        is_over = is_past(mail, now) or at is not None
        if not (is_over and put_back(never_arrived(waiting), carried, now)) and at is not None:
            Mail.objects.filter(pk=mail.pk, state__in=Mail.WAITING).update(not_before=at)
        mail.refresh_from_db()
    wake()
    return mail


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

    Its reminders that had become tasks are carried by it again. One whose week has passed is not sent late, nor one
    whose reader had this week's mail, as in `free_mail`: what still matters is planned anew in the next slot.
    """
    with transaction.atomic():
        failed = Mail.objects.filter(pk=mail.pk, state__in=_RETRIED)
        open_ = Occurrence.objects.filter(mail=mail, state__in=[Occurrence.State.PLANNED, Occurrence.State.TASK])
        at = leaves_at(mail, now)
        is_over = is_past(mail, now) or at is not None
        count = put_back(never_arrived(failed), open_, now) if is_over else 0
        if not count:
            count = failed.update(state=Mail.State.PLANNED, not_before=at or now, reason="", is_held=False)
        if not count:
            raise Refused(_("Only a mail that failed can be tried again."))
        open_.update(state=Occurrence.State.PLANNED, reason="", done_at=None)
    wake()
    mail.refresh_from_db()
    return mail
