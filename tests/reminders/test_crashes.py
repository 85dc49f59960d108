"""What goes wrong inside: mails that cannot be made, senders that die or sleep, ticks that fail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from guidelines.models import Person
from reminders import dispatch, sending
from reminders import tick as ticking
from reminders.models import Heartbeat, Mail, SenderHold
from reminders.sending import claim, finish
from reminders.smtp import Answer, Outcome
from reminders.tick import tick
from tests import factories
from tests.reminders.scene import (
    NOW,
    crowd,
    receipts,
    release,
    scene,
    the_mail,
)
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]


def test_a_mail_that_cannot_be_made_is_parked_after_five_tries_and_stops_no_other(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = release(factories.group("TST"))
    crowd(3, group)
    Person.objects.filter(email="p001@example.org").update(email=f"a@{'x' * 70}.dk")
    now = NOW
    report = tick(now)
    assert (report.sent, report.not_composed, report.is_well) == (2, 1, False)
    poison = Mail.objects.exclude(state="sent").get()
    while poison.state == "planned":
        now = poison.not_before + timedelta(seconds=1)
        tick(now)
        poison.refresh_from_db()
    assert (poison.state, poison.tries.count()) == ("parked", 5)
    assert poison.reason
    assert Heartbeat.objects.get().at >= now


@pytest.mark.parametrize(
    "title", ["æ" * 400, "Sarkom 🎗 og mere", "Linje\nBcc: alle@example.org", "<script>alert(1)</script>", "%(title)s"]
)
def test_no_title_can_break_a_mail(server: MailServer, title: str) -> None:
    scene(title)
    tick(NOW)
    [delivery] = server.deliveries
    message = delivery.message
    assert (message["Bcc"], len(message["Subject"]) <= 60, message.defects) == (None, True, [])
    html = message.get_body(("html",)).get_content()
    assert "<script" not in html


@pytest.mark.both
def test_a_sender_that_died_while_sending_leaves_an_unknown_outcome(server: MailServer) -> None:
    scene()
    hold = SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    hold.delete()
    [mail] = claim(NOW, 10)
    drafts = dispatch.compose([mail], NOW)
    assert dispatch.freeze([(mail, drafts[mail.pk])], NOW) == [mail]
    dead = NOW + sending.lease() + timedelta(seconds=1)
    tick(dead)
    mail = the_mail()
    assert (mail.state, receipts(mail)) == ("unknown", [("dot", "unknown", None)])
    assert server.deliveries == []
    tick(dead + timedelta(minutes=29))
    assert server.deliveries == []
    tick(dead + timedelta(minutes=31))
    assert [delivery.message["Message-ID"] for delivery in server.deliveries] == [mail.message_id]


def test_a_sender_that_died_before_sending_is_followed_by_another(server: MailServer) -> None:
    scene()
    hold = SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    hold.delete()
    assert len(claim(NOW, 10)) == 1
    assert tick(NOW + timedelta(minutes=1)).sent == 0
    tick(NOW + sending.lease() + timedelta(seconds=1))
    tick(NOW + sending.lease() + timedelta(minutes=10))
    assert len(server.deliveries) == 1


def test_a_mail_that_kills_its_sender_is_parked_in_the_end(server: MailServer) -> None:
    scene()
    hold = SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    hold.delete()
    now = NOW
    for _ in range(5):
        now = max(now, the_mail().not_before) + timedelta(seconds=1)
        assert len(claim(now, 10)) == 1
        now += sending.lease() + timedelta(seconds=1)
        sending.sweep(now)
    assert the_mail().state == "parked"


@pytest.mark.both
def test_a_late_writer_changes_nothing_but_leaves_its_receipt(server: MailServer) -> None:
    """R17: the token keeps a sender that slept over its lease from writing over what is known by now."""
    scene()
    hold = SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    hold.delete()
    [sleeper] = claim(NOW, 10)
    dispatch.freeze([(sleeper, dispatch.compose([sleeper], NOW)[sleeper.pk])], NOW)
    later = NOW + sending.lease() + timedelta(seconds=1)
    sending.sweep(later)
    assert finish(sleeper, Answer(Outcome.TRY_AGAIN, "rcpt", 451, "late"), later) == ""
    mail = the_mail()
    assert (mail.state, mail.tries.count()) == ("unknown", 2)


def test_the_facts_of_a_mail_are_never_old(server: MailServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow server makes the rest of a batch be given back and read anew."""
    settings.SMTP_CONNECTIONS = 1
    monkeypatch.setattr(dispatch, "FRESH_SECONDS", 0.0)
    composed: list[int] = []
    real = dispatch.compose
    monkeypatch.setattr(dispatch, "compose", lambda mails, now: composed.append(len(mails)) or real(mails, now))
    crowd(3, release(factories.group("TST")))
    assert tick(NOW).sent == 3
    assert composed == [3, 2, 1]


def test_a_tick_gives_a_sign_of_life_and_a_failing_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    tick(NOW)
    seen = Heartbeat.objects.get().at

    def broken(now: datetime) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(ticking, "plan", broken)
    with pytest.raises(RuntimeError):
        tick(NOW + timedelta(minutes=1))
    assert Heartbeat.objects.get().at == seen
