"""The door for mails outside the weekly cap: login codes, invitations, receipts (foundations 18)."""

from __future__ import annotations

import uuid
from datetime import datetime

from guidelines.people.models import Person
from reminders.mime import Letter, as_bytes, message_id, stored_subject
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
    of a login code is blanked when it was sent, or after 15 minutes by the database's clock. The subject stays: never
    write a code in it.
    Raises ValueError on an address that is none.
    """
    if kind == Mail.Kind.REMINDERS:
        raise ValueError("reminders are planned by the tick alone")
    letter = Letter(subject, text, html, person.language if person else "da")
    return queue_letter(letter, kind=kind, address=address, person=person, now=now, not_before=not_before)


def queue_letter(
    letter: Letter,
    *,
    kind: str,
    address: str,
    now: datetime,
    person: Person | None = None,
    name: str = "",
    key: uuid.UUID | None = None,
    not_before: datetime | None = None,
) -> Mail:
    """Return the mail with these words, stored as `queue_mail` does. `key` tells it apart for good; without one it is
    another mail each time. Raises IntegrityError where a mail with the key is there, ValueError as `queue_mail`.
    """
    key = key or uuid.uuid4()
    content = as_bytes(letter, kind=kind, key=key, name=person.name if person else name, address=address, now=now)
    mail = Mail.objects.create(
        key=key,
        kind=kind,
        person=person,
        address=address,
        subject=stored_subject(letter),
        content=content,
        message_id=message_id(key),
        not_before=max(now, not_before or now),
        created_at=now,
        frozen_at=now,
    )
    wake()
    return mail
