"""Passing an answer on to the mailbox that the secretariat reads, once, and in no circle."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guidelines.lists.dates import long_date
from reminders.inbound.classify import Understood
from reminders.inbound.tokens import comes_back_here
from reminders.mime import Letter
from reminders.models import Incoming, Mail
from reminders.outbox import queue_letter
from reminders.wording import SUBJECT_LENGTH, cut

LARGEST = 10_000_000
"""So many bytes of an answer are enclosed; of a larger one only the beginning of its text is passed on."""

A_DAY = 200
"""More answers than that in 24 hours are a circle or a flood, and wait for a person."""

_NAMESPACE = uuid.UUID("9b9a6f0e-8f5b-5d43-8f0c-0a6d1c7f2b55")
_SHOWN = 4_000
_LEAST_SUBJECT = 15
_ANSWER = re.compile(r"^(?:\s*(?:re|sv|vs|fw|fwd|aw)\s*:)+\s*", re.IGNORECASE)


def mailbox() -> str:
    """Return the address that the secretariat reads: where answers go, unless that is where we read them ourselves."""
    address = parseaddr(settings.REPLY_TO_ADDRESS)[1]
    return parseaddr(settings.CONTACT_EMAIL)[1] if comes_back_here(address) else address


def is_ours(sender: str) -> bool:
    """True for what we or the secretariat's mailbox sent: to pass that on would be a circle."""
    own = {parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower(), mailbox().lower()}
    return comes_back_here(sender) or sender.lower() in own


def too_many(now: datetime) -> bool:
    """True where so much was passed on in 24 hours that it is no longer doctors who answer."""
    day = Mail.objects.filter(kind=Mail.Kind.REPLY, created_at__gt=now - timedelta(days=1))
    return day.count() >= A_DAY


def forward(row: Incoming, found: Understood, data: bytes, *, now: datetime) -> Mail:
    """Return the mail that passes an answer on, with its bytes frozen; answers to it reach who wrote.

    `data` is enclosed as it came where it is not too large; b"" is a message that is not whole. Raises ValueError
    where the address to pass it on to is none of the secretariat's, or the sender's address is none.
    """
    if comes_back_here(mailbox()):
        raise ValueError("answers would be passed on in a circle")
    with translation.override(settings.LANGUAGE_CODE):
        letter = _letter(row, found, data if len(data) <= LARGEST else b"")
    key = uuid.uuid5(_NAMESPACE, row.fingerprint)
    return queue_letter(letter, kind=Mail.Kind.REPLY, address=mailbox(), key=key, now=now)


def _letter(row: Incoming, found: Understood, data: bytes) -> Letter:
    name, mail = found.name or found.sender, row.mail
    title = _subject(name, found.subject)
    words = {
        "name": name,
        "address": found.sender,
        "subject": mail.subject if mail else "",
        "day": long_date(timezone.localdate(mail.sent_at)) if mail and mail.sent_at else "",
        "language": settings.LANGUAGE_CODE,
        "title": title,
        "is_enclosed": bool(data),
        "pauses": mail is not None and mail.occurrences.exists(),
        "said": found.text[:_SHOWN],
        "url": f"{settings.SITE_URL}{reverse('mail', args=[mail.key]) if mail else reverse('reminders')}",
    }
    text = f"{render_to_string('mail/answer.txt', words).strip()}\n"
    html = render_to_string("mail/answer.html", words)
    threads = (mail.message_id,) if mail else ()
    return Letter(title, text, html, settings.LANGUAGE_CODE, threads, (name, found.sender), data)


def _subject(name: str, subject: str) -> str:
    act = _("Answer from %(name)s:") % {"name": cut(name, SUBJECT_LENGTH - _LEAST_SUBJECT - 10)}
    about = _ANSWER.sub("", subject) or _("without a subject")
    return f"{act} {cut(about, max(SUBJECT_LENGTH - len(act) - 1, _LEAST_SUBJECT))}"
