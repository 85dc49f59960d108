"""The demo mailbox: the frozen bytes of mails that were sent, read back as a mail program would."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from django.db.models import QuerySet

from reminders.answers.links import LIFE
from reminders.answers.standing import State, look
from reminders.ladder import CONFIRM
from reminders.models import Mail

NEWEST = 100
_LINK = re.compile(r"/svar/([^/\s]+)/")


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


def to_confirm(now: datetime) -> Mail | None:
    """Return the newest mail that asks a tovholder about the role and can be answered; None where there is none."""
    asking = Mail.objects.filter(state=Mail.State.SENT, occurrences__rung=CONFIRM, sent_at__gt=now - LIFE).distinct()
    newest = asking.select_related("person").order_by("-sent_at", "-pk")
    return next((mail for mail in newest if _is_open(mail, now)), None)


def _is_open(mail: Mail, now: datetime) -> bool:
    letter = read_mail(mail)
    tokens = _LINK.findall(letter.text) if letter else []
    return any(look(token, now).state is State.OPEN for token in tokens)


def read_mail(mail: Mail) -> Letter | None:
    """Return the mail as its reader gets it; None where its content was blanked."""
    if not mail.content:
        return None
    message = email.message_from_bytes(bytes(mail.content), policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",)) if isinstance(message, EmailMessage) else None
    text = body.get_content() if body is not None else ""
    return Letter(str(message["From"]), str(message["To"]), str(message["Subject"]), str(text))
