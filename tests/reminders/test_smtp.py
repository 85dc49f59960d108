"""The SMTP session against a server that misbehaves at every step of the dialogue."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BufferedRWPair

import pytest

from reminders.smtp import Outcome, Server, Session

GOOD = {"HELO": "250 ok", "EHLO": "250 ok", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go", "RSET": "250 ok"}
MAIL = b"Subject: x\r\n\r\n.punktum\nslut"


class Crook:
    """A server for one connection after the other; `answers` by verb, "." for the final dot, "" hangs up."""

    def __init__(self, answers: dict[str, str], greeting: str = "220 hej") -> None:
        self.answers = {**GOOD, ".": "250 taken", "QUIT": "221 farvel", **answers}
        self.greeting = greeting
        self.heard: list[str] = []
        self.bodies: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def server(self) -> Server:
        """Where it listens; nobody waits long for it."""
        return Server("127.0.0.1", self._listener.getsockname()[1], timeout=0.5, dot_timeout=0.5)

    def close(self) -> None:
        """Stop to listen."""
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), connection, connection.makefile("rwb") as lines:
                self._talk(lines)  # the client may leave at any time

    def _talk(self, lines: BufferedRWPair) -> None:
        if not self.greeting:
            return
        self._say(lines, self.greeting)
        while line := lines.readline():
            verb = (line.split() or [b"?"])[0].decode("ascii", "replace").upper()
            self.heard.append(verb)
            if not self._answer(lines, verb):
                return

    def _answer(self, lines: BufferedRWPair, verb: str) -> bool:
        if verb == "DATA" and self.answers["DATA"].startswith("354"):
            self._say(lines, self.answers["DATA"])
            body = b""
            while (line := lines.readline()) != b".\r\n":
                if not line:
                    return False
                body += line
            self.bodies.append(body)
            verb = "."
        answer = self.answers.get(verb, "500 hvad")
        if not answer:
            return False
        self._say(lines, answer)
        return verb != "QUIT"

    def _say(self, lines: BufferedRWPair, text: str) -> None:
        lines.write(f"{text}\r\n".encode())
        lines.flush()


@pytest.fixture
def crooks() -> Iterator[list[Crook]]:
    """Servers that are closed in the end."""
    made: list[Crook] = []
    yield made
    for crook in made:
        crook.close()


def talk(
    crooks: list[Crook], answers: dict[str, str], *, greeting: str = "220 hej", mails: int = 1
) -> Sequence[object]:
    """Hand over mails in one session; returns (outcome, phase, code) of each."""
    crook = Crook(answers, greeting)
    crooks.append(crook)
    session = Session(crook.server, "afsender@example.org")
    found = [session.hand_over(f"m{number}@example.org", MAIL) for number in range(mails)]
    session.close()
    return [(answer.outcome, answer.phase, answer.code) for answer in found]


@pytest.mark.parametrize(
    ("answers", "greeting", "expected"),
    [
        ({}, "554 ikke dig", (Outcome.TRY_AGAIN, "connect", 554)),
        ({}, "", (Outcome.TRY_AGAIN, "connect", None)),
        ({"EHLO": "502 nej", "HELO": "550 nej"}, "220 hej", (Outcome.TRY_AGAIN, "connect", 550)),
        ({"MAIL": "550 afsender"}, "220 hej", (Outcome.TRY_AGAIN, "mail", 550)),
        ({"MAIL": "421 travl"}, "220 hej", (Outcome.TRY_AGAIN, "mail", 421)),
        ({"RCPT": "450 senere"}, "220 hej", (Outcome.TRY_AGAIN, "rcpt", 450)),
        ({"RCPT": "251 videre"}, "220 hej", (Outcome.ACCEPTED, "dot", 250)),
        ({"RCPT": ""}, "220 hej", (Outcome.TRY_AGAIN, "rcpt", None)),
        ({"DATA": "554 nej"}, "220 hej", (Outcome.REFUSED, "data", 554)),
        ({"DATA": "451 senere"}, "220 hej", (Outcome.TRY_AGAIN, "data", 451)),
        ({".": "452 fuld"}, "220 hej", (Outcome.TRY_AGAIN, "dot", 452)),
        ({".": "552 for stor"}, "220 hej", (Outcome.REFUSED, "dot", 552)),
        ({".": "sludder"}, "220 hej", (Outcome.UNKNOWN, "dot", None)),
        ({".": ""}, "220 hej", (Outcome.UNKNOWN, "dot", None)),
        ({"RCPT": "550 nej", "RSET": "500 nej"}, "220 hej", (Outcome.REFUSED, "rcpt", 550)),
        ({"RCPT": "550 nej", "RSET": ""}, "220 hej", (Outcome.REFUSED, "rcpt", 550)),
        ({"QUIT": ""}, "220 hej", (Outcome.ACCEPTED, "dot", 250)),
    ],
)
def test_what_is_known_after_each_kind_of_answer(
    crooks: list[Crook], answers: dict[str, str], greeting: str, expected: tuple[object, ...]
) -> None:
    assert talk(crooks, answers, greeting=greeting) == [expected]


def test_one_connection_serves_many_recipients_one_at_a_time(crooks: list[Crook]) -> None:
    assert talk(crooks, {}, mails=3) == [(Outcome.ACCEPTED, "dot", 250)] * 3
    assert crooks[0].heard == ["EHLO", *["MAIL", "RCPT", "DATA"] * 3, "QUIT"]


def test_after_a_refusal_the_connection_is_made_ready_again(crooks: list[Crook]) -> None:
    talk(crooks, {"RCPT": "550 nej"}, mails=2)
    assert crooks[0].heard == ["EHLO", *["MAIL", "RCPT", "RSET"] * 2, "QUIT"]


def test_a_server_that_hangs_up_is_called_anew(crooks: list[Crook]) -> None:
    talk(crooks, {".": "421 nok for nu"}, mails=2)
    assert crooks[0].heard == ["EHLO", "MAIL", "RCPT", "DATA"] * 2


def test_dots_and_line_ends_arrive_as_they_were_meant(crooks: list[Crook]) -> None:
    talk(crooks, {})
    assert crooks[0].bodies == [b"Subject: x\r\n\r\n..punktum\r\nslut\r\n"]


def test_a_server_without_starttls_gets_nothing_in_clear(crooks: list[Crook]) -> None:
    crook = Crook({})
    crooks.append(crook)
    where = replace(crook.server, security="starttls", user="u", password="p")
    session = Session(where, "a@example.org")
    answer = session.hand_over("m@example.org", MAIL)
    assert (answer.outcome, answer.phase, crook.heard) == (Outcome.TRY_AGAIN, "connect", ["EHLO"])


def test_a_server_that_does_not_speak_tls_gets_nothing_in_clear(crooks: list[Crook]) -> None:
    crook = Crook({})
    crooks.append(crook)
    session = Session(replace(crook.server, security="tls"), "a@example.org")
    assert session.hand_over("m@example.org", MAIL).outcome is Outcome.TRY_AGAIN
    assert "MAIL" not in crook.heard
