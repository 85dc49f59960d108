"""Sending a mail before its slot: it is the mail of this week, and there is no other (foundations 18)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from reminders.ahead import may_go_today
from reminders.models import Mail, Occurrence, SenderHold
from reminders.planning import make_mails, served_in
from reminders.putting_back import PUT_BACK, add_note
from reminders.rows import insert
from reminders.rules import Verdict
from reminders.slots import week_of
from reminders.wake import wake


def send_now(person: Person, *, slot: date, by: Person | None, now: datetime) -> Mail:
    """Let what the person would get in a slot to come go with the next tick, as this week's mail.

    What has to wait for its slot stays there. Raises Refused where nothing may go today, where this week's mail went,
    is going or is held for another slot, and while the sender is held.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        if SenderHold.objects.filter(lifted_at=None).exists():
            raise Refused(_("All reminders are held. Let them go first."))
        week = _week_of(person, today)
        if week is not None and week.is_held and week.week != week_of(slot):
            raise Refused(_("This week's mail to %(name)s is held. Let it go first.") % {"name": person.name})
        ahead = may_go_today(person, slot, today)
        if not ahead.going:
            raise Refused(" ".join(ahead.waiting) or _("Nothing is due to this person in that slot."))
        mail = week or Mail.objects.get(pk=make_mails([person.pk], week_of(today), now, now)[person.pk])
        _carry(mail, ahead.going, today, now)
        changes = {"not_before": now, "is_held": False, "hurried_by": by, "hurried_at": now}
        Mail.objects.filter(pk=mail.pk).update(**changes)
        _take_over_note(mail, person, slot)
    wake()
    mail.refresh_from_db()
    return mail


def _week_of(person: Person, today: date) -> Mail | None:
    """Return this week's mail where it can still take more; raises Refused where one went, or is going.

    A mail counts in the week in which it leaves: also one of an earlier week that was late.
    """
    week = week_of(today)
    theirs = Mail.objects.live().filter(kind=Mail.Kind.REMINDERS, week=week)
    mail = theirs.of_person(person).select_for_update(of=("self",)).first()
    can_take_more = mail is None or (mail.state == Mail.State.PLANNED and mail.frozen_at is None)
    if can_take_more and person.pk not in served_in(week):
        return mail
    sentence = _("%(name)s has had this week's mail. There is at most one a week; the next can go on Monday.")
    raise Refused(sentence % {"name": person.name})


def _carry(mail: Mail, going: list[Verdict], today: date, now: datetime) -> None:
    """Plan these reminders in the mail; a row that is there already is left as it is."""
    insert(
        Occurrence,
        ("rule", "guideline_id", "target", "due_on", "rung", "recipient_id"),
        [(one.rule, one.guideline, one.cycle, one.target, one.rung, one.person) for one in going],
        skip_known=True,
        slot_on=today,
        state=Occurrence.State.PLANNED,
        mail_id=mail.pk,
        created_at=now,
    )


def _take_over_note(mail: Mail, person: Person, slot: date) -> None:
    """Take the note over from the row of a later week, which ends: what was written for the mail goes with it."""
    if mail.week == week_of(slot):
        return
    later = Mail.objects.live().filter(kind=Mail.Kind.REMINDERS, person=person, week=week_of(slot))
    row = later.filter(state=Mail.State.PLANNED, frozen_at=None, occurrences=None).first()
    if row is not None:
        Mail.objects.filter(pk=row.pk).update(state=Mail.State.SKIPPED, reason=PUT_BACK)
        add_note(row, mail)
