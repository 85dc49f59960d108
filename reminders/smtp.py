"""Handing one mail to one recipient over SMTP, with the phase in which it ended (reliability 2.1, rule 5)."""

from __future__ import annotations

import contextlib
import enum
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ANSWER_LENGTH = 500
GRACE_SECONDS = 1.0
"""So much longer than its timeout may a phase take before the line is cut."""


class Phase(enum.StrEnum):
    """Where in the dialogue the last answer was seen or waited for."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"


class Outcome(enum.StrEnum):
    """What is true after a try."""

    ACCEPTED = "accepted"
    TRY_AGAIN = "try_again"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """The outcome of a try, the phase, the server's code (None where there was no answer) and its words."""

    outcome: Outcome
    phase: str
    code: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Server:
    """Where and how to connect; `security` is "", "starttls" or "tls". Timeouts are in seconds.

    `own_name` is what we call ourselves; given, so that no name server is asked for it.
    """

    host: str
    port: int
    own_name: str = "localhost"
    security: str = ""
    user: str = ""
    password: str = ""
    timeout: float = 20
    dot_timeout: float = 600


_FINAL = (Phase.RCPT, Phase.DATA, Phase.DOT)


def judge(phase: Phase, code: int) -> Outcome:
    """Return what an answer other than the wished-for one means (the table of reliability 2.1).

    A 5xx to the greeting or to MAIL is about us, not about the recipient: it is tried again. An answer to the final
    dot that is none leaves the truth unknown.
    """
    if 500 <= code < 600 and phase in _FINAL:
        return Outcome.REFUSED
    if phase is Phase.DOT and not 400 <= code < 500:
        return Outcome.UNKNOWN
    return Outcome.TRY_AGAIN


class Session:
    """One connection, opened at the first mail and used again until something goes wrong with it.

    One thread hands mails over. Others may ask how it goes, and cut the line: a server that sends a byte now and then
    would keep us for ever, because a timeout counts from the last byte.
    """

    def __init__(self, server: Server, sender: str) -> None:
        self.server = server
        self.sender = sender
        self._client: smtplib.SMTP | None = None
        self._dialogue: _Dialogue | None = None
        self._line: socket.socket | None = None

    @property
    def is_open(self) -> bool:
        """True where the server has let us in."""
        return self._client is not None

    @property
    def is_overdue(self) -> bool:
        """True where the server has kept us in one phase for longer than a phase may take."""
        dialogue = self._dialogue
        if dialogue is None:
            return False
        limit = self.server.dot_timeout if dialogue.phase is Phase.DOT else self.server.timeout
        return dialogue.seconds > limit + GRACE_SECONDS

    def cut(self) -> None:
        """End the line under whoever waits on it; what the mail's outcome is follows from the phase."""
        line = self._line
        if line is None:
            return
        with contextlib.suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)  # below TLS, which another thread is in

    def hand_over(self, recipient: str, content: bytes, *, sender: str = "") -> Answer:
        """Try once to hand over the mail, and say what is known afterwards. Never raises for what the server does.

        `sender` is where its bounces go; "" is the sender of the session.
        """
        reused, sender = self._client is not None, sender or self.sender
        answer = self._try(recipient, content, sender)
        if reused and self._client is None and answer.phase == Phase.MAIL and answer.code in (None, 421):
            return self._try(recipient, content, sender)  # the server had grown tired of an idle connection
        return answer

    def close(self) -> None:
        """Say goodbye; a server that does not answer is left alone."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            client.quit()
        except (OSError, smtplib.SMTPException):
            client.close()

    def _try(self, recipient: str, content: bytes, sender: str) -> Answer:
        dialogue = self._dialogue = _Dialogue()
        try:
            client = self._client = self._client or self._connect()
            code, text = dialogue.run(client, sender, recipient, content, self.server)
        except smtplib.SMTPResponseException as error:
            self._drop()
            return _answer(Outcome.TRY_AGAIN, dialogue.phase, error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: an address that ASCII cannot hold
            self._drop()
            outcome = Outcome.UNKNOWN if dialogue.phase is Phase.DOT else Outcome.TRY_AGAIN
            return _answer(outcome, dialogue.phase, None, str(error) or type(error).__name__)
        finally:
            self._dialogue = None
        if dialogue.is_taken:
            return _answer(Outcome.ACCEPTED, dialogue.phase, code, text)
        self._start_over(code)
        return _answer(judge(dialogue.phase, code), dialogue.phase, code if code > 0 else None, text)

    def _connect(self) -> smtplib.SMTP:
        server, context = self.server, ssl.create_default_context()
        place: tuple[str, int, str] = (server.host, server.port, server.own_name)
        if server.security == "tls":
            client: smtplib.SMTP = _TlsClient(*place, timeout=server.timeout, context=context, heard=self._heard)
        else:
            client = _Client(*place, timeout=server.timeout, heard=self._heard)
        try:
            client.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                client.starttls(context=context)
                client.ehlo()
            if server.user:
                client.login(server.user, server.password)
        except (OSError, smtplib.SMTPException):
            client.close()
            raise
        return client

    def _start_over(self, code: int) -> None:
        """Make the connection ready for the next recipient, or give it up."""
        if self._client is None:
            return
        try:
            if code != 421 and self._client.rset()[0] == 250:
                return
        except (OSError, smtplib.SMTPException):
            pass
        self._drop()

    def _heard(self, line: socket.socket | None) -> None:
        self._line = line

    def _drop(self) -> None:
        self._line = None
        if self._client is not None:
            self._client.close()
        self._client = None


class _Watched:
    """A client that tells on which line it waits for an answer, from the greeting on."""

    def __init__(self, *place: Any, heard: Callable[[socket.socket | None], None], **options: Any) -> None:
        self._tell = heard
        super().__init__(*place, **options)

    def getreply(self) -> tuple[int, bytes]:
        self._tell(getattr(self, "sock", None))
        return super().getreply()  # type: ignore[misc,no-any-return]


class _Client(_Watched, smtplib.SMTP):
    """Without TLS, or with STARTTLS."""


class _TlsClient(_Watched, smtplib.SMTP_SSL):
    """With TLS from the first byte."""


class _Dialogue:
    """One transaction with one recipient; `phase` is how far it came, `seconds` how long ago it came there."""

    def __init__(self) -> None:
        self._enter(Phase.CONNECT)
        self.is_taken = False

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._since

    def _enter(self, phase: Phase) -> None:
        self.phase, self._since = phase, time.monotonic()

    def run(
        self, client: smtplib.SMTP, sender: str, recipient: str, content: bytes, server: Server
    ) -> tuple[int, bytes]:
        """Return the last answer; it is the one to the final dot where the phase is DOT."""
        self._enter(Phase.MAIL)
        code, text = client.mail(sender)
        if code != 250:
            return code, text
        self._enter(Phase.RCPT)
        code, text = client.rcpt(recipient)
        if code not in (250, 251):
            return code, text
        self._enter(Phase.DATA)
        code, text = client.docmd("DATA")
        if code != 354:
            return code, text
        client.send(_stuffed(content))
        self._enter(Phase.DOT)
        _wait_at_most(client, server.dot_timeout)
        code, text = client.getreply()
        _wait_at_most(client, server.timeout)
        self.is_taken = 200 <= code < 300
        return code, text


def _wait_at_most(client: smtplib.SMTP, seconds: float) -> None:
    if client.sock is not None:
        client.sock.settimeout(seconds)


def _stuffed(content: bytes) -> bytes:
    """Return the content as it goes over the wire: CRLF, leading dots doubled, the final dot (RFC 5321 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    ended = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _answer(outcome: Outcome, phase: Phase, code: int | None, text: bytes | str) -> Answer:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return Answer(outcome, phase, code, " ".join(words.split())[:ANSWER_LENGTH])
