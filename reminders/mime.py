"""One mail as bytes: headers and two parts, the same for every kind (ux 5.3)."""

from __future__ import annotations

import re
import unicodedata
import uuid
from binascii import b2a_qp
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

from reminders.headers import POLICY, mailbox_line, tokens_line, words_line
from reminders.inbound.tokens import comes_back_here, return_path

SUBJECT_LENGTH = 300
_ENCLOSED = "svar.eml"
_EVENT = "tid-til-retningslinjen.ics"
_LONGEST_LINE = 998
_LINE_END = re.compile(rb"\r\n|\r|\n")
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
    "by_hand": "paamindelser",
}


@dataclass(frozen=True)
class Letter:
    """What a mail says: the subject, and twice the same words; `threads` are the ids of what it is about.

    `reply_to` is the name and address that answers go to, "" for the secretariat's; `original` is a message that it
    encloses as it came, `event` a calendar file. `unsubscribe` is where one press ends mails of its sort, "" for what
    is a duty of a role.
    """

    subject: str
    text: str
    html: str
    language: str = "da"
    threads: Sequence[str] = ()
    reply_to: tuple[str, str] = ("", "")
    original: bytes = b""
    unsubscribe: str = ""
    event: bytes = b""


def one_line(text: str) -> str:
    """Return the text as it may stand in a header: control characters and line ends of any script become blanks."""
    if text.isprintable():
        return " ".join(text.split())
    plain = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    return re.sub(r"\s+", " ", plain).strip()


def stored_subject(letter: Letter) -> str:
    """Return the subject as it stands in the header and in its column: in one line, cut where it has no room."""
    return one_line(letter.subject)[:SUBJECT_LENGTH].rstrip()


def mail_domain() -> str:
    """Return the host of SITE_URL: the right side of Message-IDs and the end of List-Ids."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def message_id(key: uuid.UUID) -> str:
    """Return the Message-ID of the mail with this key; it is the same at every try."""
    return f"<{key.hex}@{mail_domain()}>"


def thread_id(name: str) -> str:
    """Return the id under which mail programs collect the mails about one thing (References)."""
    return f"<traad.{uuid.uuid5(uuid.NAMESPACE_URL, f'{settings.SITE_URL}/{name}').hex}@{mail_domain()}>"


def as_bytes(letter: Letter, *, kind: str, key: uuid.UUID, name: str, address: str, now: datetime) -> bytes:
    """Return the whole mail to one recipient, in ASCII with CRLF; raises ValueError on an address that is none."""
    boundary = f"=_{key.hex}"
    lines = [
        words_line("Subject", stored_subject(letter)),
        _own(settings.DEFAULT_FROM_EMAIL),
        mailbox_line("To", one_line(name), address),
        _answers_to(letter, key),
        words_line("Date", format_datetime(now)),
        tokens_line("Message-ID", message_id(key)),
    ]
    if letter.threads:
        lines.append(tokens_line("References", *letter.threads))
    lines += [
        b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\n",
        tokens_line("List-Id", f"<{_LISTS[kind]}.{mail_domain()}>"),
    ]
    if letter.unsubscribe:  # RFC 8058: only a POST turns it off, and it needs no cookie
        lines.append(tokens_line("List-Unsubscribe", f"<{letter.unsubscribe}>"))
        lines.append(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n'
    lines += [head.encode("ascii"), tokens_line("Content-Language", letter.language)]
    between = f"\r\n--{boundary}".encode("ascii")
    lines += [between, _part("plain", letter.text), between, _part("html", letter.html), between, b"--\r\n"]
    made = b"".join(lines)
    if letter.event:
        made = _with_event(made, letter.event)
    return _enclosing(made, letter.original) if letter.original else made


def _part(subtype: str, text: str) -> bytes:
    """A part with its own head, quoted-printable: lines of at most 76, whatever stands in the text.

    No line of it can be a boundary: that holds "=_", and an equals sign is written in another way.
    """
    body = _LINE_END.sub(b"\r\n", text.encode("utf-8"))
    ended = body if body.endswith(b"\r\n") else body + b"\r\n"
    head = f'\r\nContent-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode("ascii") + b2a_qp(ended, istext=True)


@lru_cache(maxsize=8)
def _own(address: str) -> bytes:
    name, plain = parseaddr(address)
    return mailbox_line("From", one_line(name), plain)


def _answers_to(letter: Letter, key: uuid.UUID) -> bytes:
    """Where answers go: to whom the letter says, else to the mailbox that the secretariat reads.

    Where that is the RETURN_ADDRESS itself, it is the mail's own one: then an answer is noted before it is passed on.
    """
    name, address = letter.reply_to
    if not address:
        name, address = parseaddr(settings.REPLY_TO_ADDRESS)
        address = return_path(key) if comes_back_here(address) else address
    return mailbox_line("Reply-To", one_line(name), address)


def _with_event(made: bytes, event: bytes) -> bytes:
    """Return the mail with a calendar file: published, never an invitation that asks to be accepted (ux 5.5)."""
    whole = _read(made)
    whole.add_attachment(event.decode("utf-8"), subtype="calendar", filename=_EVENT, params={"method": "PUBLISH"})
    return whole.as_bytes()


def _enclosing(made: bytes, original: bytes) -> bytes:
    """Return the mail with a message of somebody else's in it; as a file where it is too odd to be a part."""
    with suppress(Exception):  # no message of a stranger's may stop the one that carries it
        whole = _read(made)
        whole.add_attachment(message_from_bytes(original), filename=_ENCLOSED, cte="7bit")
        carried = whole.as_bytes()
        if carried.isascii() and b"\x00" not in carried and max(map(len, carried.splitlines())) <= _LONGEST_LINE:
            return carried
    message = _read(made)
    message.add_attachment(original, maintype="application", subtype="octet-stream", filename=_ENCLOSED)
    return message.as_bytes()


def _read(made: bytes) -> EmailMessage:
    return message_from_bytes(made, EmailMessage, policy=POLICY)
