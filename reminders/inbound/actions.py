"""What the secretariat decides about a message that no machine could judge."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from reminders.inbound.receiving import fail, mark, reader_of
from reminders.models import Incoming


def judge_as_bounce(row: Incoming, *, by: Actor, now: datetime) -> Person:
    """Let the message be a bounce for good: its mail failed and the address is marked at once; returns whose it is.

    Raises Refused where it names no mail, or the person has another address by now.
    """
    with writing(by, now=now):
        person = reader_of(row.mail) if row.mail else None
        if row.mail is None or person is None:
            raise Refused(_("Nobody has that address any more."))
        row.kind, row.is_final, row.handled_at = Incoming.Kind.HARD, True, row.handled_at or now
        row.save(update_fields=["kind", "is_final", "handled_at"])
        fail(row.mail, now)
        return mark(person, by=by, now=now)


def put_aside(row: Incoming, *, now: datetime) -> Incoming:
    """Note that somebody has read the message; a second time changes nothing."""
    Incoming.objects.to_read().filter(pk=row.pk).update(handled_at=now)
    row.refresh_from_db()
    return row
