"""One mail as bytes: headers and two parts, the same for every kind (ux 5.3)."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from reminders.inbound.tokens import comes_back_here, return_path

SUBJECT_LENGTH = 300
_POLICY = SMTP.clone(cte_type="7bit")
_ENCLOSED = "svar.eml"
_LONGEST_LINE = 998
_LISTS = {
    "reminders": "paamindelser",
    "login_code": "log-ind",
    "invitation": "invitation",
    "receipt": "kvittering",
    "approval": "godkendelse",
    "returned": "kommentarer",
    "consultation": "hoering",
    "published": "publiceret",
    "reply": "videresendt",
    "digest": "overblik",
    "answer": "svar",
}


@dataclass(frozen=True)
class Letter:
    """What a mail says: the subject, and twice the same words; `threads` are the ids of what it is about.

    `reply_to` is the name and address that answers go to, "" for the secretariat's; `original` is a message that it
    encloses as it came. `unsubscribe` is where one press ends mails of its sort, "" for what is a duty of a role.
    """

    subject: str
    text: str
    html: str
    language: str = "da"
    threads: Sequence[str] = ()
    reply_to: tuple[str, str] = ("", "")
    original: bytes = b""
    unsubscribe: str = ""


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
    message["Reply-To"] = _answers_to(letter, key)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(key)
    if letter.threads:
        message["References"] = " ".join(letter.threads)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message["List-Id"] = f"<{_LISTS[kind]}.{mail_domain()}>"
    if letter.unsubscribe:  # RFC 8058: only a POST turns it off, and it needs no cookie
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, charset="utf-8")
    message.add_alternative(letter.html, subtype="html", charset="utf-8")
    message["Content-Language"] = letter.language
    if letter.original:
        return _enclosing(message, letter.original)
    return message.as_bytes()


def _answers_to(letter: Letter, key: uuid.UUID) -> Address:
    """Where answers go: to whom the letter says, else to the mailbox that the secretariat reads.

    Where that is the RETURN_ADDRESS itself, it is the mail's own one: then an answer is noted before it is passed on.
    """
    name, address = letter.reply_to
    if address:
        return _mailbox(name, address)
    name, address = parseaddr(settings.REPLY_TO_ADDRESS)
    return _mailbox(name, return_path(key) if comes_back_here(address) else address)


def _enclosing(message: EmailMessage, original: bytes) -> bytes:
    """Return the mail with a message of somebody else's in it; as a file where it is too odd to be a part."""
    whole = deepcopy(message)
    with suppress(Exception):  # no message of a stranger's may stop the one that carries it
        whole.add_attachment(message_from_bytes(original), filename=_ENCLOSED, cte="7bit")
        made = whole.as_bytes()
        if made.isascii() and b"\x00" not in made and max(map(len, made.splitlines())) <= _LONGEST_LINE:
            return made
    message.add_attachment(original, maintype="application", subtype="octet-stream", filename=_ENCLOSED)
    return message.as_bytes()
