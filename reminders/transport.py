"""Where mails go: the server, folder or demo mailbox that EMAIL_URL names."""

from __future__ import annotations

import sys
import uuid
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from reminders.mime import mail_domain
from reminders.smtp import Answer, Outcome, Server, Session

_SECURITY = {"smtp": "", "smtp+tls": "starttls", "smtps": "tls", "smtp+ssl": "tls"}
_PORTS = {"": 25, "starttls": 587, "tls": 465}


class Transport(Protocol):
    """What the sender needs of a way out."""

    def hand_over(self, recipient: str, content: bytes, *, sender: str = "") -> Answer:
        """Try once, and say what is known afterwards. Bounces go to `sender`; "" is the usual one."""

    def close(self) -> None:
        """Let go of what is open."""


class DemoMailbox:
    """Nothing leaves the machine: the rows of the mails themselves are the demo's mailbox."""

    def hand_over(self, recipient: str, content: bytes, *, sender: str = "") -> Answer:
        """Take every mail."""
        return Answer(Outcome.ACCEPTED, "demo")

    def close(self) -> None:
        """Nothing is open."""


class Folder:
    """Each mail becomes a file, for a machine without a mail server."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def hand_over(self, recipient: str, content: bytes, *, sender: str = "") -> Answer:
        """Write the file; a folder that cannot be written is tried again."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            (self.path / f"{uuid.uuid4().hex}.eml").write_bytes(content)
        except OSError as error:
            return Answer(Outcome.TRY_AGAIN, "file", None, str(error))
        return Answer(Outcome.ACCEPTED, "file")

    def close(self) -> None:
        """Nothing is open."""


class Console:
    """Each mail is printed, while developing."""

    def hand_over(self, recipient: str, content: bytes, *, sender: str = "") -> Answer:
        """Print the mail."""
        sys.stdout.write(content.decode("ascii", "replace"))
        return Answer(Outcome.ACCEPTED, "console")

    def close(self) -> None:
        """Nothing is open."""


def open_transport() -> Transport:
    """Return the way out that EMAIL_URL names. Raises ImproperlyConfigured on an unknown scheme."""
    parts = urlsplit(settings.EMAIL_URL)
    if parts.scheme in _SECURITY:
        return Session(_server(), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    if parts.scheme == "demo":
        return DemoMailbox()
    if parts.scheme == "filemail":
        return Folder(Path(parts.path))
    if parts.scheme == "consolemail":
        return Console()
    raise ImproperlyConfigured(f"EMAIL_URL: {parts.scheme}: is no way to send reminders")


def _server() -> Server:
    parts = urlsplit(settings.EMAIL_URL)
    security = _SECURITY[parts.scheme]
    return Server(
        host=parts.hostname or "localhost",
        port=parts.port or _PORTS[security],
        own_name=mail_domain(),
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        timeout=settings.EMAIL_TIMEOUT,
        dot_timeout=settings.EMAIL_DOT_TIMEOUT,
    )
