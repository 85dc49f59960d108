"""Mails go out over real SMTP; what comes back is counted once, marks the right address and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.models import Person
from guidelines.people.actions import set_address
from reminders.inbound import receiving
from reminders.inbound.receiving import fingerprint, receive
from reminders.inbound.tokens import return_path
from reminders.models import Incoming, Mail, Occurrence
from reminders.outbox import queue_mail
from reminders.tick import tick
from tests import factories
from tests.reminders.inbound.messages import bounce, non_report, written
from tests.reminders.scene import LATE_SLOT, NOW, moment, scene
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]
LATER = moment(LATE_SLOT, minutes=1)
BY = Actor("user", "1")


@pytest.fixture(autouse=True)
def return_address(settings: Any) -> None:
    settings.RETURN_ADDRESS = "retur@example.dk"


def sent(server: MailServer, now: datetime = NOW) -> str:
    """Let the tick send, and return the envelope sender of the last mail to the tovholder."""
    tick(now)
    return server.to("ditte@example.org")[-1].sender


def twice(server: MailServer) -> tuple[str, str]:
    """Send two mails to the tovholder, four weeks apart."""
    return sent(server), sent(server, LATER)


def state_of(person: Person) -> str:
    person.refresh_from_db()
    return str(person.address_state)


# --- bounces


@pytest.mark.both
def test_the_second_mail_that_comes_back_marks_the_address_and_its_reminders_become_tasks(server: MailServer) -> None:
    there = scene()
    first, second = twice(server)
    receive(bounce(first), now=LATER)
    assert state_of(there.lead) == "works"
    receive(bounce(second, number=2), now=LATER)
    assert state_of(there.lead) == "refused"
    mails = Mail.objects.filter(person=there.lead)
    assert set(mails.values_list("state", "reason")) == {("failed", "bounced")}
    tasks = Occurrence.objects.open_tasks().filter(recipient=there.lead, mail__in=mails)
    assert set(tasks.values_list("reason", "slot_on")) == {("refused", LATER.date())}
    assert tasks.count() == Occurrence.objects.filter(mail__in=mails).count()
    event = Event.objects.order_by("-seq").first()
    assert event is not None
    assert (event.verb, event.actor_key, event.via) == ("address_judged", "receive_mail", "mail")


def test_with_one_bounce_as_the_limit_the_first_would_mark(server: MailServer, monkeypatch: Any) -> None:
    monkeypatch.setattr(receiving, "BOUNCES", 1)
    there = scene()
    receive(bounce(sent(server)), now=NOW)
    assert state_of(there.lead) == "refused"


def test_the_receipt_keeps_what_the_other_server_said(server: MailServer) -> None:
    scene()
    row = receive(bounce(sent(server)), now=NOW)
    assert (row.kind, row.status, row.is_final, row.mail) == ("hard", "5.1.1", True, Mail.objects.get())
    assert row.diagnostic.startswith("550 5.1.1")
    assert Mail.objects.get().incoming.get() == row


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "4.2.2", "action": "delayed", "diagnostic": ""},
        {"status": "2.0.0", "action": "delivered", "diagnostic": ""},
    ],
    ids=["delayed", "delivered"],
)
def test_what_is_still_under_way_fails_nothing(server: MailServer, facts: dict[str, str]) -> None:
    there = scene()
    for number, address in enumerate(twice(server)):
        receive(bounce(address, number=number, **facts), now=LATER)
    assert state_of(there.lead) == "works"
    assert set(Mail.objects.filter(person=there.lead).values_list("state", flat=True)) == {"sent"}


def test_a_mail_given_up_for_a_passing_reason_failed_but_marks_nothing(server: MailServer) -> None:
    there = scene()
    for number, address in enumerate(twice(server)):
        receive(bounce(address, number=number, status="4.4.7", diagnostic=""), now=LATER)
    assert state_of(there.lead) == "works"
    assert set(Mail.objects.filter(person=there.lead).values_list("state", flat=True)) == {"failed"}


def test_the_same_bounce_twice_counts_once(server: MailServer) -> None:
    there = scene()
    data = bounce(sent(server))
    rows = {receive(data, now=NOW).pk, receive(data, now=LATER).pk}
    on_the_way = b"Received: from mx2 by mx1;\r\n\tTue, 19 Nov 2030\r\n" + data.replace(b"Path: <>", b"Path: <x@y>")
    rows.add(receive(on_the_way, now=LATER).pk)
    assert (len(rows), state_of(there.lead)) == (1, "works")


def test_two_bounces_of_one_mail_count_once(server: MailServer) -> None:
    there = scene()
    address = sent(server)
    for number in range(3):
        receive(bounce(address, number=number), now=NOW)
    assert (Incoming.objects.count(), state_of(there.lead)) == (3, "works")


def test_without_the_fingerprint_a_bounce_would_be_kept_twice(server: MailServer, monkeypatch: Any) -> None:
    scene()
    data, prints = bounce(sent(server)), iter("abc")
    monkeypatch.setattr(receiving, "fingerprint", lambda _data: next(prints))
    assert receive(data, now=NOW).pk != receive(data, now=NOW).pk


def forgeries(address: str) -> list[str]:
    local, _, domain = address.partition("@")
    wrong = "b" if local[-1] == "a" else "a"
    return [f"{local[:-1]}{wrong}@{domain}", f"{local.rpartition('.')[0]}@{domain}", "retur@example.dk", "x@y.dk"]


def test_a_forged_bounce_marks_nothing(server: MailServer) -> None:
    there = scene()
    for address in twice(server):
        for number, forged in enumerate(forgeries(address)):
            assert receive(bounce(forged, number=number), now=LATER).kind == "forged"
    assert state_of(there.lead) == "works"
    assert set(Mail.objects.filter(person=there.lead).values_list("state", flat=True)) == {"sent"}


def test_without_the_signature_a_forged_bounce_would_mark(server: MailServer, monkeypatch: Any) -> None:
    there = scene()
    addresses = twice(server)
    keys = {
        forgeries(address)[0]: mail.key for address, mail in zip(addresses, Mail.objects.order_by("pk"), strict=True)
    }
    monkeypatch.setattr(receiving, "key_in", keys.get)
    for address in keys:
        receive(bounce(address), now=LATER)
    assert state_of(there.lead) == "refused"


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "auto-replied"}, {"subject": "Autosvar: Udkast"}], ids=str)
def test_an_auto_reply_marks_nothing_answers_nothing_and_goes_nowhere(
    server: MailServer, headers: dict[str, str]
) -> None:
    there = scene()
    for number, address in enumerate(twice(server)):
        row = receive(written(address, X_Number=str(number), **headers), now=LATER)
        assert (row.kind, row.forward) == ("auto_reply", None)
    assert (state_of(there.lead), Mail.objects.filter(kind="reply").count()) == ("works", 0)
    assert not Event.objects.filter(verb="answered_by_mail").exists()


def test_what_no_machine_can_read_waits_for_a_person_and_marks_nothing(server: MailServer) -> None:
    there = scene()
    for address in twice(server):
        row = receive(non_report(address), now=LATER)
        assert (row.kind, row.reason, "no mailbox here by that name" in row.content) == ("unclear", "no_report", True)
    assert state_of(there.lead) == "works"
    assert Incoming.objects.to_read().count() == 2


def test_a_bounce_of_an_address_of_before_marks_no_other(server: MailServer) -> None:
    there = scene()
    addresses = twice(server)
    set_address(there.lead, email="ny@example.org", by=BY, now=LATER)
    for number, address in enumerate(addresses):
        receive(bounce(address, number=number), now=LATER)
    assert state_of(there.lead) == "untried"


def test_a_corrected_address_that_takes_a_mail_works_again(server: MailServer) -> None:
    there = scene()
    for number, address in enumerate(twice(server)):
        receive(bounce(address, number=number), now=LATER)
    set_address(there.lead, email="ny@example.org", by=BY, now=LATER)
    words = {"subject": "x", "text": "x\n", "html": "<p>x</p>"}
    queue_mail(kind="receipt", address="ny@example.org", person=there.lead, now=LATER, **words)
    tick(LATER + timedelta(minutes=1))
    assert state_of(there.lead) == "works"


def test_bounces_long_ago_count_no_more(server: MailServer) -> None:
    there = scene()
    first, second = twice(server)
    receive(bounce(first), now=NOW)
    receive(bounce(second, number=2), now=NOW + receiving.MEMORY + timedelta(days=1))
    assert state_of(there.lead) == "works"


def test_a_mail_of_unknown_outcome_that_comes_back_is_not_sent_again(server: MailServer) -> None:
    there = scene()
    server.script.drop_after_dot = True
    address = sent(server)
    server.script.drop_after_dot = False
    receive(bounce(address), now=NOW + timedelta(minutes=1))
    mail = Mail.objects.get()
    assert (mail.state, tick(NOW + timedelta(hours=1)).sent) == ("failed", 0)
    assert Occurrence.objects.open_tasks().get().recipient == there.lead


def test_a_person_who_turned_out_to_be_another_is_marked_under_the_row_kept(server: MailServer) -> None:
    there = scene()
    addresses = twice(server)
    Person.objects.filter(pk=there.lead.pk).update(email="")
    kept = factories.person("Ditte Bæk", email="ditte@example.org")
    Person.objects.filter(pk=there.lead.pk).update(merged_into=kept)
    for number, address in enumerate(addresses):
        receive(bounce(address, number=number), now=LATER)
    assert state_of(kept) == "refused"


def test_a_bounce_of_a_mail_to_no_person_is_kept_with_its_mail(server: MailServer) -> None:
    words = {"subject": "x", "text": "x\n", "html": "<p>x</p>"}
    mail = queue_mail(kind="consultation", address="part@example.org", person=None, now=NOW, **words)
    tick(NOW)
    row = receive(bounce(return_path(mail.key)), now=NOW)
    mail.refresh_from_db()
    assert (row.mail, mail.state) == (mail, "failed")


# --- where the address of the mail is found


@pytest.mark.parametrize("name", ["Delivered-To", "X-Original-To", "Envelope-To", "To"])
def test_the_mail_is_found_by_the_header_that_a_mail_server_writes(server: MailServer, name: str) -> None:
    scene()
    address = sent(server)
    data = f"{name}: {address}\r\n".encode() + bounce("postmaster@example.dk")
    assert receive(data, now=NOW).mail == Mail.objects.get()


def test_the_mail_is_found_by_the_envelope(server: MailServer) -> None:
    scene()
    address = sent(server)
    assert receive(bounce("x@example.dk"), recipients=[address.upper()], now=NOW).mail == Mail.objects.get()


def test_a_fingerprint_sees_every_letter_but_the_traces() -> None:
    data = bounce("a@example.dk")
    with_traces = b"Return-Path: <>\nDelivered-To: b@example.dk\nReceived: x\n\tfolded\n"
    assert fingerprint(with_traces + data.replace(b"\r\n", b"\n")) == fingerprint(data)
    assert fingerprint(data.replace(b"Status: 5.1.1", b"Status: 5.1.2")) != fingerprint(data)


def test_a_guideline_pauses_when_its_mail_is_answered(server: MailServer) -> None:
    there = scene()
    address = sent(server)
    answered = moment(date(2030, 12, 10))
    receive(written(address), now=answered)
    [event] = Event.objects.filter(verb="answered_by_mail")
    assert (event.guideline_key, event.facts) == (str(there.guideline.pk), {"person": str(there.lead.pk)})
    tick(LATER)
    assert len(server.to("ditte@example.org")) == 1


def test_without_an_answer_the_guideline_does_not_pause(server: MailServer) -> None:
    scene()
    assert len({*twice(server)}) == 2
