"""What a message from a mail server's pipe is: a bounce, an auto-reply, an answer. Pure, and never surprised.

The order matters. A report (RFC 3464) is a bounce although it says Auto-Submitted; what a mail daemon writes in words
of its own is nobody's to guess; whatever else a machine sent is no answer; the rest was written by a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from reminders.inbound.headers import author, clean, header, is_from_daemon, is_sent_by_machine
from reminders.models import Incoming

TEXT_LENGTH = 20_000
"""So many characters of a message are kept for a person to read."""

_PARTS = 50
_NULL = frozenset({"", "<>", "mailer-daemon"})
"""How mail servers name an empty sender; Postfix says MAILER-DAEMON to a pipe."""

_TO = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc")
_ACTION = re.compile(r"^action\s*:\s*([a-z]+)", re.MULTILINE | re.IGNORECASE)
_STATUS = re.compile(r"^status\s*:\s*([245]\.\d{1,3}\.\d{1,3})", re.MULTILINE | re.IGNORECASE)
_DIAGNOSTIC = re.compile(r"^diagnostic-code\s*:\s*(.+(?:\n[ \t].+)*)", re.MULTILINE | re.IGNORECASE)
_SMTP_CODE = re.compile(r"\b([45])\d\d\b")
_FINE = frozenset({"delivered", "relayed", "expanded"})
_TAGS = re.compile(r"<(style|script)\b.*?</\1>|<[^<>]{0,2000}>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Understood:
    """What a message is, who sent it, and what a bounce says; `text` is what a person can read of it."""

    kind: Incoming.Kind = Incoming.Kind.REPLY
    sender: str = ""
    name: str = ""
    subject: str = ""
    status: str = ""
    diagnostic: str = ""
    is_final: bool = False
    reason: str = ""
    text: str = ""
    recipients: tuple[str, ...] = ()


def understand(data: bytes, *, envelope_sender: str | None = None) -> Understood:
    """Return what the message is. `envelope_sender` is None where it is not known, "" where it was empty.

    Never raises: what cannot be read is UNREADABLE, with as much of its text as there is.
    """
    try:
        return _understand(message_from_bytes(data), envelope_sender)
    except Exception:  # whatever is wrong with this message, the next one must not wait for it
        raw = clean(data[: 4 * TEXT_LENGTH].decode("utf-8", "replace"), TEXT_LENGTH, lines=True)
        return Understood(Incoming.Kind.UNREADABLE, reason="malformed", text=raw)


def _understand(message: Message, envelope_sender: str | None) -> Understood:
    name, sender = author(message)
    seen = Understood(
        sender=clean(sender, 254),
        name=clean(name, 200),
        subject=clean(header(message, "Subject"), 300),
        text=_text(message),
        recipients=_recipients(message),
    )
    is_report = message.get_content_type() == "multipart/report"
    report = str(message.get_param("report-type") or "").lower() if is_report else ""
    if is_report and report not in {"disposition-notification", "feedback-report"}:
        return _bounce(message, seen)
    if report == "feedback-report":
        return replace(seen, kind=Incoming.Kind.UNCLEAR, reason="complaint")
    if is_from_daemon(message, sender):
        return replace(seen, kind=Incoming.Kind.UNCLEAR, reason="no_report")
    if report or is_sent_by_machine(message):
        return replace(seen, kind=Incoming.Kind.AUTO_REPLY)
    if "@" not in sender or _has_null_sender(message, envelope_sender):
        return replace(seen, kind=Incoming.Kind.UNCLEAR, reason="no_sender")
    return seen


def _has_null_sender(message: Message, envelope_sender: str | None) -> bool:
    if envelope_sender is not None:
        return envelope_sender.strip().lower() in _NULL
    return header(message, "Return-Path").strip() == "<>"


def _recipients(message: Message) -> tuple[str, ...]:
    """Every address the message says it came to; which of them is ours, the signature tells."""
    raw = [str(value) for name in _TO for value in message.get_all(name, [])]
    return tuple(dict.fromkeys(address for _, address in getaddresses(raw[:_PARTS]) if address))


# --- bounces


def _bounce(message: Message, seen: Understood) -> Understood:
    """Read a report of delivery: the worst that it says of any recipient."""
    found = [_judge(block, seen) for block in _blocks(message)]
    order = (Incoming.Kind.HARD, Incoming.Kind.SOFT, Incoming.Kind.UNCLEAR, Incoming.Kind.IGNORED)
    return min(found, key=lambda one: (order.index(one.kind), not one.is_final), default=_unreported(seen))


def _unreported(seen: Understood) -> Understood:
    return replace(seen, kind=Incoming.Kind.UNCLEAR, reason="no_report")


def _blocks(message: Message) -> Iterator[str]:
    """The fields of each recipient; a report that is built wrong is read as the text it is."""
    for part in _parts(message):
        if part.get_content_type() != "message/delivery-status":
            continue
        payload = part.get_payload()
        texts = [str(block) for block in payload] if isinstance(payload, list) else [_decoded(part)]
        yield from (text.replace("\r\n", "\n") for text in texts if _ACTION.search(text) or _STATUS.search(text))


def _judge(block: str, seen: Understood) -> Understood:
    action, status, said = _ACTION.search(block), _STATUS.search(block), _DIAGNOSTIC.search(block)
    act = action[1].lower() if action else ""
    diagnostic = clean(said[1].partition(";")[2] or said[1], 500) if said else ""
    code = status[1] if status else ""
    reply = _SMTP_CODE.search(diagnostic)
    weight = code[:1] or (reply[1] if reply else "")
    told = replace(seen, status=code, diagnostic=diagnostic, is_final=act == "failed" or (not act and weight == "5"))
    if act in _FINE or weight == "2":
        return replace(told, kind=Incoming.Kind.IGNORED, reason="delivered", is_final=False)
    if weight == "5" and told.is_final:
        return replace(told, kind=Incoming.Kind.HARD)
    if weight in {"4", "5"} or act == "delayed":
        return replace(told, kind=Incoming.Kind.SOFT)
    return replace(told, kind=Incoming.Kind.UNCLEAR, reason="no_report")


# --- what a person can read


def _parts(message: Message) -> Iterator[Message]:
    """The parts of a message, those of enclosed messages left out; never more than fifty."""
    waiting, count = [message], 0
    while waiting and count < _PARTS:
        part, count = waiting.pop(0), count + 1
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting.extend(one for one in payload if isinstance(one, Message))
        else:
            yield part


def _text(message: Message) -> str:
    """The first plain text, else the first HTML without its tags."""
    parts = [part for part in _parts(message) if part.get_content_disposition() != "attachment"]
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind:
                said = _decoded(part)
                said = _TAGS.sub(" ", said) if kind == "text/html" else said
                return clean(said, TEXT_LENGTH, lines=True)
    return ""


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    raw = data if isinstance(data, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    charset = str(part.get_content_charset() or "utf-8")
    try:
        return raw[: 8 * TEXT_LENGTH].decode(charset, "replace")
    except LookupError:
        return raw[: 8 * TEXT_LENGTH].decode("utf-8", "replace")
