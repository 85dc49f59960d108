"""Mails whose week has passed: they end, and what still matters is planned anew, one mail a week (foundations 18)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from reminders.following import PUT_BACK
from reminders.models import Mail, Occurrence
from reminders.slots import week_of


def is_past(mail: Mail, now: datetime) -> bool:
    """True for a mail of reminders whose week has passed."""
    return mail.kind == Mail.Kind.REMINDERS and mail.week < week_of(timezone.localdate(now))


def put_back(mails: QuerySet[Mail], carried: QuerySet[Occurrence]) -> int:
    """End these mails, and let what they carried be planned anew; returns how many mails it was.

    The mails end first: whoever claims one at the same moment has it, and then nothing is taken from it.
    """
    with transaction.atomic():
        count = mails.update(state=Mail.State.SKIPPED, reason=PUT_BACK)
        if count:
            carried.delete()
    return count


def put_back_past(now: datetime) -> int:
    """Put back the mails that have no bytes yet and whose week has passed, whatever kept them; returns how many.

    Those held one by one stay until somebody lets them go.
    """
    waiting = Mail.objects.filter(kind=Mail.Kind.REMINDERS, state=Mail.State.PLANNED, frozen_at=None, is_held=False)
    ended = Occurrence.objects.filter(mail__state=Mail.State.SKIPPED, mail__reason=PUT_BACK)
    past = waiting.filter(week__lt=week_of(timezone.localdate(now)))
    return put_back(past, ended.filter(state=Occurrence.State.PLANNED))
