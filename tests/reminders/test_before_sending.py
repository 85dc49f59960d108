"""Between planning and sending: the state is read again, holds hold, codes run out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client

from guidelines.keeping import restore as restoring
from guidelines.models import Absence, Person
from guidelines.planning.rules import Stage
from reminders import sending
from reminders.loop import _something_waits
from reminders.models import GroupRelease, Mail, Occurrence, SenderHold
from reminders.outbox import queue_mail
from reminders.tick import tick
from tests import factories
from tests.reminders.scene import (
    FINAL_SLOT,
    NOW,
    moment,
    scene,
    the_mail,
)
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]


# --- the state is read again before the bytes are frozen


def tick_after(change: Any) -> Occurrence:
    """Plan with everything held, change the facts, let the mails go; returns the occurrence that was planned."""
    hold = SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    change()
    hold.lifted_at = NOW
    hold.save()
    tick(NOW + timedelta(minutes=5))
    return Occurrence.objects.exclude(reason="superseded").get()


def test_nothing_goes_to_whoever_is_no_longer_tovholder(server: MailServer) -> None:
    there = scene()
    assignment = there.guideline.plan_entries.get().assignments

    row = tick_after(lambda: assignment.update(ended_on=date(2030, 11, 19)))
    assert (row.state, row.reason, the_mail().state, server.deliveries) == ("skipped", "not_recipient", "skipped", [])


def test_nothing_goes_for_a_deadline_that_was_moved(server: MailServer) -> None:
    there = scene()

    row = tick_after(lambda: there.guideline.versions.update(next_due_last=date(2031, 12, 1)))
    assert (row.state, row.reason, server.deliveries) == ("skipped", "target_changed", [])


def test_nothing_goes_for_a_guideline_that_was_withdrawn(server: MailServer) -> None:
    there = scene()
    row = tick_after(lambda: type(there.guideline).objects.update(withdrawn_on=date(2030, 11, 19)))
    assert (row.state, row.reason, server.deliveries) == ("skipped", "not_in_use", [])


def test_nothing_goes_for_work_that_was_handed_in(server: MailServer) -> None:
    there = scene()
    entry = there.guideline.plan_entries.get()
    row = tick_after(lambda: factories.revision(entry, Stage.SUBMITTED))
    assert (row.state, row.reason, server.deliveries) == ("skipped", "not_their_move", [])


def test_an_address_lost_meanwhile_becomes_a_task(server: MailServer) -> None:
    scene()
    row = tick_after(lambda: Person.objects.filter(email="ditte@example.org").update(email=""))
    assert (row.state, row.reason, the_mail().state) == ("task", "no_address", "skipped")


def test_who_went_away_or_whose_group_is_held_is_planned_anew(server: MailServer) -> None:
    there = scene()

    def change() -> None:
        Absence.objects.create(person=there.lead, starts_on=FINAL_SLOT, ends_on=date(2030, 11, 20))

    with pytest.raises(Occurrence.DoesNotExist):
        tick_after(change)
    assert server.deliveries == []
    tick(moment(date(2030, 11, 26), minutes=1))
    assert len(server.deliveries) == 1
    assert Mail.objects.get(state="sent").message_id != Mail.objects.get(state="skipped").message_id


def test_a_group_put_back_on_hold_sends_nothing(server: MailServer) -> None:
    there = scene()
    with pytest.raises(Occurrence.DoesNotExist):
        tick_after(lambda: GroupRelease.objects.filter(group=there.group).delete())
    assert server.deliveries == []


def test_a_new_address_is_used(server: MailServer) -> None:
    scene()
    tick_after(lambda: Person.objects.filter(email="ditte@example.org").update(email="ny@example.org"))
    assert [delivery.recipients for delivery in server.deliveries] == [("ny@example.org",)]


# --- holds


def test_a_held_sender_keeps_reminders_and_lets_codes_go(server: MailServer) -> None:
    scene()
    SenderHold.objects.create(since=NOW, reason="by_hand")
    words = {"subject": "Kode", "text": "123456", "html": "<p>123456</p>"}
    queue_mail(kind="login_code", address="kode@example.org", person=None, now=NOW, **words)
    tick(NOW)
    assert [delivery.recipients for delivery in server.deliveries] == [("kode@example.org",)]


def test_after_a_restore_only_codes_go_until_the_secretariat_lets_go(server: MailServer, client: Client) -> None:
    """What the backup knows as waiting may have gone out after it was made: nobody is told twice unseen."""
    scene()
    for kind in ("invitation", "approval", "login_code"):
        words = {"subject": kind, "text": "x", "html": "<p>x</p>"}
        queue_mail(kind=kind, address=f"{kind}@example.org", person=None, now=NOW, **words)
    for follow in restoring.AFTERWARDS:
        follow(NOW)
    tick(NOW)
    assert [delivery.recipients for delivery in server.deliveries] == [("login_code@example.org",)]
    assert not _something_waits()
    desk = factories.sign_in(client, factories.secretariat())
    assert "En sikkerhedskopi blev lagt tilbage" in desk.get("/paamindelser/").content.decode()
    desk.post("/paamindelser/genoptag/")
    tick(NOW)
    went = {delivery.recipients[0] for delivery in server.deliveries}
    assert went == {"login_code@example.org", "invitation@example.org", "approval@example.org", "ditte@example.org"}


def test_a_held_mail_stays(server: MailServer) -> None:
    scene()
    SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    Mail.objects.update(is_held=True)
    SenderHold.objects.update(lifted_at=NOW)
    tick(NOW + timedelta(minutes=1))
    assert server.deliveries == []


# --- login codes


def test_a_login_code_is_blank_once_it_was_sent(server: MailServer) -> None:
    words = {"subject": "Kode", "text": "123456", "html": "<p>123456</p>"}
    queue_mail(kind="login_code", address="kode@example.org", person=None, now=NOW, **words)
    tick(NOW)
    assert b"123456" in server.deliveries[0].data
    assert (the_mail().state, the_mail().content) == ("sent", None)


@pytest.mark.both
def test_a_login_code_that_ran_out_is_blanked_and_never_sent(server: MailServer) -> None:
    words = {"subject": "Kode", "text": "123456", "html": "<p>123456</p>"}
    queue_mail(kind="login_code", address="kode@example.org", person=None, now=NOW, **words)
    Mail.objects.update(stored_at=Now() - sending.CODE_LIFE)
    tick(NOW)
    assert (the_mail().state, the_mail().content, the_mail().reason) == ("skipped", None, "expired")
    assert server.deliveries == []


@pytest.mark.both
@pytest.mark.parametrize("hours", [0, 2, 48])
def test_a_sender_whose_clock_is_ahead_sends_a_fresh_code(server: MailServer, hours: int) -> None:
    words = {"subject": "Kode", "text": "123456", "html": "<p>123456</p>"}
    queue_mail(kind="login_code", address="kode@example.org", person=None, now=NOW, **words)
    Mail.objects.update(stored_at=Now() - sending.CODE_LIFE + timedelta(minutes=1))
    tick(NOW + timedelta(hours=hours))
    assert [b"123456" in mail.data for mail in server.deliveries] == [True]
    assert (the_mail().state, the_mail().content) == ("sent", None)


@pytest.mark.both
def test_how_old_a_code_is_no_clock_of_a_web_process_says(server: MailServer) -> None:
    words = {"subject": "Kode", "text": "123456", "html": "<p>123456</p>"}
    queue_mail(kind="login_code", address="kode@example.org", person=None, now=NOW - timedelta(hours=2), **words)
    tick(NOW)
    assert (the_mail().state, len(server.deliveries)) == ("sent", 1)
