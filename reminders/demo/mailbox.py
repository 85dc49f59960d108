"""The demo mailbox: the frozen bytes of mails that were sent, read back as a mail program would."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage

from django.db.models import QuerySet

from reminders.models import Mail

NEWEST = 100


@dataclass(frozen=True)
class Letter:
    """What a reader sees of a mail: some headers and the plain text."""

    sender: str
    to: str
    subject: str
    text: str


def sent_mails() -> QuerySet[Mail]:
    """Return the newest mails that were sent, at most a hundred, without their bytes."""
    sent = Mail.objects.filter(state=Mail.State.SENT).select_related("person").defer("content")
    return sent.order_by("-sent_at", "-pk")[:NEWEST]


def read_mail(mail: Mail) -> Letter | None:
    """Return the mail as its reader gets it; None where its content was blanked."""
    if not mail.content:
        return None
    message = email.message_from_bytes(bytes(mail.content), policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",)) if isinstance(message, EmailMessage) else None
    text = body.get_content() if body is not None else ""
    return Letter(str(message["From"]), str(message["To"]), str(message["Subject"]), str(text))
