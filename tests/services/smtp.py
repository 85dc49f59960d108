"""A real SMTP server that remembers what it was sent and can be told how to answer."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.ports import free_port


@dataclass(frozen=True)
class Delivery:
    """One mail as it came over the wire: envelope and bytes."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """The bytes, parsed."""
        message = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message


@dataclass
class Script:
    """How the server answers; as made, it takes everything.

    `recipients`: address -> answer to RCPT. `data`: address of the first recipient -> answer after the final dot.
    `drop_after_dot`: take the mail, then close the line without an answer. `mute`: take the mail and never answer.
    """

    recipients: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    drop_after_dot: bool = False
    mute: bool = False


class MailServer:
    """An SMTP server on a free port of the loopback address; `deliveries` is everything it took, in order."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self.script = Script()
        self._released = threading.Event()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        return int(self._controller.port)

    @property
    def url(self) -> str:
        """The address for EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start to listen."""
        self._released.clear()
        self._controller.start()

    def stop(self) -> None:
        """Stop to listen and let go of a client that was kept waiting; what was taken stays in `deliveries`."""
        self._released.set()
        self._controller.stop()

    def to(self, address: str) -> list[Delivery]:
        """Return the mails that one of whose recipients is `address`."""
        return [delivery for delivery in self.deliveries if address in delivery.recipients]

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer as the script says for `address`, else take it."""
        answer = self.script.recipients.get(address, "250 2.1.5 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep what came unless the script refuses it; drop the line or stay mute where it says so."""
        first = envelope.rcpt_tos[0]
        answer = self.script.data.get(first, "250 2.0.0 OK: taken")
        if answer.startswith("2"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.deliveries.append(Delivery(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        if self.script.drop_after_dot and server.transport is not None:
            server.transport.abort()
        while self.script.mute and not self._released.is_set():
            await asyncio.sleep(0.05)
        return answer
