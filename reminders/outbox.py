"""The door for mails outside the weekly cap: login codes, invitations, receipts (foundations 18)."""

from __future__ import annotations

import uuid
from datetime import datetime

from guidelines.people.models import Person
from reminders.mime import SUBJECT_LENGTH, Letter, as_bytes, message_id, one_line
from reminders.models import Mail
from reminders.wake import wake


def queue_mail(
    *,
    kind: str,
    address: str,
    person: Person | None,
    subject: str,
    text: str,
    html: str,
    now: datetime,
    not_before: datetime | None = None,
) -> Mail:
    """Return the mail, stored with its bytes frozen; it goes with the next tick, never before `not_before`.

    The sender is told once the transaction has committed. `kind` is a `Mail.Kind` other than reminders; the content
    of a login code is blanked when it was sent, or after 15 minutes. The subject stays: never write a code in it.
    Raises ValueError on an address that is none.
    """
    if kind == Mail.Kind.REMINDERS:
        raise ValueError("reminders are planned by the tick alone")
    key = uuid.uuid4()
    language = person.language if person else "da"
    letter = Letter(subject, text, html, language)
    content = as_bytes(letter, kind=kind, key=key, name=person.name if person else "", address=address, now=now)
    mail = Mail.objects.create(
        key=key,
        kind=kind,
        person=person,
        address=address,
        subject=one_line(subject)[:SUBJECT_LENGTH],
        content=content,
        message_id=message_id(key),
        not_before=max(now, not_before or now),
        created_at=now,
        frozen_at=now,
    )
    wake()
    return mail
