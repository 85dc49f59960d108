"""R14 and R15: what a mail server refuses, and an answer that is lost, against a real server."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

import reminders.dispatch as dispatch
import reminders.sending as sending
import reminders.smtp as smtp
from reminders.lanes import Done
from reminders.models import Attempt, Mail, Occurrence
from reminders.smtp import Outcome
from reminders.tick import tick
from tests import factories
from tests.faults.processes import arrived, readers
from tests.reminders.scene import FINAL_SLOT, guideline_due, moment, release
from tests.services.smtp import MailServer

pytestmark = pytest.mark.django_db
NOW = moment(FINAL_SLOT, minutes=1)
ROUNDS = 5


@pytest.fixture(autouse=True)
def server(smtp_server: MailServer, settings: Any) -> MailServer:
    """The server that everything is sent to; it is not waited for longer than a second."""
    settings.EMAIL_URL, settings.EMAIL_TIMEOUT, settings.EMAIL_DOT_TIMEOUT = smtp_server.url, 2, 1
    return smtp_server


# --- R14


def faults_of_r14(server: MailServer) -> list[str]:
    """Send to three tovholdere of one guideline, the second of whom is refused; returns what does not hold."""
    group = release(factories.group("DSG"))
    names = ("a@example.org", "b@example.org", "c@example.org")
    guideline_due(group, *(factories.person(email=address) for address in names))
    server.script.recipients["b@example.org"] = "550 5.1.1 no such mailbox"
    tick(NOW)
    tick(NOW + timedelta(days=1))
    found = []
    if readers(server) != ["a@example.org", "c@example.org"]:
        found.append("not the two others got it")
    failed = list(Mail.objects.filter(state="failed").values_list("address", flat=True))
    if failed != ["b@example.org"] or Attempt.objects.filter(mail__address="b@example.org").count() != 1:
        found.append("the refusal is not known, or was tried again")
    if [task.recipient.email for task in Occurrence.objects.open_tasks()] != ["b@example.org"]:
        found.append("nobody is told of the refusal")
    for delivery in server.deliveries:
        if any(name.encode() in delivery.data for name in names if name not in delivery.recipients):
            found.append("somebody else's address is in a mail")
    return found


def test_r14_one_of_three_refused_two_get_it_and_the_third_is_known(server: MailServer) -> None:
    """R14. Proof: the test below takes the reading of the answer away, and the same check finds the loss."""
    assert faults_of_r14(server) == []


def test_r14_fails_when_a_refusal_counts_as_taken(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "judge", lambda phase, code: Outcome.ACCEPTED)
    assert faults_of_r14(server) == ["the refusal is not known, or was tried again", "nobody is told of the refusal"]


# --- R15


def faults_of_r15(server: MailServer, lose: Callable[[MailServer], None]) -> list[str]:
    """Let the server take mails whose answers are lost, then get well; returns what does not hold."""
    group = release(factories.group("DSG"))
    people = [factories.person(email=f"p{number}@example.org") for number in range(ROUNDS)]
    for person in people:
        guideline_due(group, person)
    lose(server)
    tick(NOW)
    found = []
    first = len(server.deliveries)
    if set(Mail.objects.values_list("state", flat=True)) != {"unknown"}:
        found.append("the outcome is not unknown")
    server.script.drop_after_dot = server.script.mute = False
    tick(NOW + timedelta(minutes=29))
    if len(server.deliveries) != first:
        found.append("sent again too soon")
    tick(NOW + timedelta(minutes=31))
    tick(NOW + timedelta(hours=5))
    if set(arrived(server).values()) != {2} or len(arrived(server)) != ROUNDS:
        found.append("not exactly one second copy with the same Message-ID")
    outcomes = Attempt.objects.order_by("mail", "pk").values_list("mail__address", "outcome")
    expected = [(person.email, outcome) for person in people for outcome in ("unknown", "accepted")]
    if sorted(outcomes) != sorted(expected):
        found.append("a second copy is not explained by a receipt")
    if set(Mail.objects.values_list("state", flat=True)) != {"sent"}:
        found.append("not all is sent in the end")
    return found


def drop(server: MailServer) -> None:
    """The line is closed after the final dot."""
    server.script.drop_after_dot = True


def stay_mute(server: MailServer) -> None:
    """The answer to the final dot comes after we have stopped to wait."""
    server.script.mute = True


@pytest.mark.parametrize("lose", [drop, stay_mute])
def test_r15_an_answer_lost_after_the_dot_gives_one_copy_as_seen(
    server: MailServer, lose: Callable[[MailServer], None]
) -> None:
    """R15. Proof: each of the three tests below takes a protection away, and the same check finds it."""
    assert faults_of_r15(server, lose) == []


def test_r15_fails_without_the_pause(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "UNKNOWN_PAUSE", timedelta(minutes=1))
    assert "sent again too soon" in faults_of_r15(server, drop)


def test_r15_fails_when_a_lost_answer_counts_as_a_passing_refusal(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sending.finish_all
    answer = smtp.Answer(Outcome.TRY_AGAIN, "dot", None, "lost")

    def wrong(done: Done, now: datetime) -> None:
        real([(mail, answer if got.outcome is Outcome.UNKNOWN else got) for mail, got in done], now)

    monkeypatch.setattr(dispatch, "finish_all", wrong)
    assert "the outcome is not unknown" in faults_of_r15(server, drop)


def test_r15_fails_when_the_second_copy_is_a_mail_of_its_own(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = dispatch.freeze

    def anew(made: Any, now: datetime) -> list[Mail]:
        begun = real(made, now)
        for mail in begun:
            fresh = f"Message-ID: <{uuid.uuid4().hex}@testserver>".encode()
            mail.content = bytes(mail.content).replace(f"Message-ID: {mail.message_id}".encode(), fresh)
        return begun

    monkeypatch.setattr(dispatch, "freeze", anew)
    assert faults_of_r15(server, drop) == ["not exactly one second copy with the same Message-ID"]
