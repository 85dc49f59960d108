"""One mail as bytes: headers and two parts, the same for every kind (ux 5.3)."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from django.conf import settings

SUBJECT_LENGTH = 300
_POLICY = SMTP.clone(cte_type="7bit")
_LISTS = {
    "reminders": "paamindelser",
    "login_code": "log-ind",
    "invitation": "invitation",
    "receipt": "kvittering",
    "approval": "godkendelse",
    "returned": "kommentarer",
    "consultation": "hoering",
    "published": "publiceret",
    "reply": "svar",
    "digest": "overblik",
    "answer": "svar",
}


@dataclass(frozen=True)
class Letter:
    """What a mail says: the subject, and twice the same words; `threads` are the ids of what it is about."""

    subject: str
    text: str
    html: str
    language: str = "da"
    threads: Sequence[str] = ()


def one_line(text: str) -> str:
    """Return the text as it may stand in a header: control characters and line ends of any script become blanks."""
    plain = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    return re.sub(r"\s+", " ", plain).strip()


def mail_domain() -> str:
    """Return the host of SITE_URL: the right side of Message-IDs and the end of List-Ids."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def message_id(key: uuid.UUID) -> str:
    """Return the Message-ID of the mail with this key; it is the same at every try."""
    return f"<{key.hex}@{mail_domain()}>"


def thread_id(name: str) -> str:
    """Return the id under which mail programs collect the mails about one thing (References)."""
    return f"<traad.{uuid.uuid5(uuid.NAMESPACE_URL, f'{settings.SITE_URL}/{name}').hex}@{mail_domain()}>"


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(one_line(name), local, domain.encode("idna").decode("ascii"))


def _own(address: str) -> Address:
    name, plain = parseaddr(address)
    return _mailbox(name, plain)


def as_bytes(letter: Letter, *, kind: str, key: uuid.UUID, name: str, address: str, now: datetime) -> bytes:
    """Return the whole mail to one recipient, in ASCII with CRLF; raises ValueError on an address that is none."""
    message = EmailMessage(_POLICY)
    message["Subject"] = one_line(letter.subject)[:SUBJECT_LENGTH]
    message["From"] = _own(settings.DEFAULT_FROM_EMAIL)
    message["To"] = _mailbox(name, address)
    message["Reply-To"] = _own(settings.REPLY_TO_ADDRESS)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(key)
    if letter.threads:
        message["References"] = " ".join(letter.threads)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message["List-Id"] = f"<{_LISTS[kind]}.{mail_domain()}>"
    message.set_content(letter.text, charset="utf-8")
    message.add_alternative(letter.html, subtype="html", charset="utf-8")
    message["Content-Language"] = letter.language
    return message.as_bytes()
