"""Reading the headers of strangers: decoded, cleaned, and what they say about who or what wrote the message."""

from __future__ import annotations

import re
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

_DAEMONS = frozenset({"mailer-daemon", "postmaster", "mail-daemon", "mdaemon", "mailerdaemon"})
_EXCHANGE = "microsoftexchange"
_MACHINE_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponse",
    "X-Autoreply-From",
    "X-Mail-Autoreply",
    "List-Id",
    "List-Unsubscribe",
)
_MACHINE_PRECEDENCE = frozenset({"auto_reply", "auto-reply", "bulk", "list", "junk"})
_MACHINE_SUBJECT = re.compile(
    r"(?:autosvar|automatisk(?:e)? svar|auto(?:matic)?[ -]?reply|out of (?:the )?office|ikke på kontoret|"
    r"ferieautosvar|feriebesked|fraværsbesked|fraværende|automatische antwort|automatiskt svar)\s*(?:[:–-]|$)",
    re.IGNORECASE,
)
_ANGLES = re.compile(r"(?P<name>[^<>]*)<\s*(?P<address>[^<>\s]+)\s*>\s*", re.DOTALL)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def clean(text: str, length: int, *, lines: bool = False) -> str:
    """Return the text as it may be stored and shown: no control characters, no lone surrogates, at most so long."""
    plain = text[: 4 * length].replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.encode("utf-8", "replace").decode("utf-8")
    plain = _UNSEEN.sub(" ", plain)
    return (plain if lines else " ".join(plain.split()))[:length].strip()


def header(message: Message, name: str) -> str:
    """Return a header in plain words, "" where there is none."""
    return decoded(str(message.get(name) or ""))


def decoded(raw: str) -> str:
    """Return what stands in a header in plain words; what cannot be decoded as it came."""
    try:
        return str(make_header(decode_header(raw)))
    except (ValueError, LookupError, UnicodeError):
        return raw


def author(message: Message) -> tuple[str, str]:
    """Return name and address of who wrote the message, "" where it says none.

    What stands in angles at the end is the address, whatever an encoded name before it may look like.
    """
    raw = str(message.get("From") or "")
    found = _ANGLES.fullmatch(raw)
    name, address = (found["name"], found["address"]) if found else parseaddr(raw)
    return decoded(name.strip().strip('"')), address


def is_from_daemon(message: Message, sender: str) -> bool:
    """True where a mail server itself says that it wrote the message."""
    local = sender.rpartition("@")[0].lower() or sender.lower()
    return local in _DAEMONS or local.startswith(_EXCHANGE) or "X-Failed-Recipients" in message


def is_sent_by_machine(message: Message) -> bool:
    """True for an auto-reply, and for what was sent to many (RFC 3834): by its headers, else by how its subject begins.

    "Re: Autosvar" was written by a person.
    """
    submitted = header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or any(name in message for name in _MACHINE_HEADERS)
        or header(message, "Precedence").strip().lower() in _MACHINE_PRECEDENCE
        or _MACHINE_SUBJECT.match(header(message, "Subject").strip()) is not None
    )
