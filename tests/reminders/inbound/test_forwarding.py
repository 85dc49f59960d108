"""An answer reaches the secretariat's mailbox once, whole, and in no circle."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from reminders.inbound import forwarding
from reminders.inbound.forwarding import LARGEST
from reminders.inbound.receiving import receive
from reminders.inbound.tokens import return_path
from reminders.models import Incoming, Mail
from reminders.outbox import queue_mail
from reminders.tick import tick
from tests.reminders.inbound.messages import written
from tests.reminders.mailing import html_of, text_of
from tests.reminders.scene import NOW, scene
from tests.services.smtp import Delivery, MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]
SECRETARIAT = "sekretariat@example.org"


@pytest.fixture(autouse=True)
def addresses(settings: Any) -> None:
    settings.RETURN_ADDRESS = "retur@example.dk"
    settings.REPLY_TO_ADDRESS = settings.CONTACT_EMAIL = SECRETARIAT


def passed_on(server: MailServer) -> Delivery:
    """Let the tick send, and return the one mail to the secretariat's mailbox."""
    tick(NOW + timedelta(minutes=1))
    [delivery] = server.to(SECRETARIAT)
    return delivery


def enclosed(delivery: Delivery) -> EmailMessage:
    [part] = delivery.message.iter_attachments()
    assert part.get_content_type() == "message/rfc822"
    message = part.get_content()
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.both
def test_an_answer_is_passed_on_with_the_message_as_it_came(server: MailServer) -> None:
    scene()
    tick(NOW)
    [first] = server.deliveries
    row = receive(written(first.sender), now=NOW)
    delivery = passed_on(server)
    message = delivery.message
    assert (row.kind, row.mail, row.forward) == ("reply", Mail.objects.get(kind="reminders"), Mail.objects.last())
    assert (
        message["Subject"] == "Svar fra Ditte Bæk: Udkast senest 1. marts: Kæmpecelletumorer"[:60] or message["Subject"]
    )
    assert message["Reply-To"] == "Ditte Bæk <ditte@example.org>"
    assert (message["Auto-Submitted"], message["List-Id"]) == ("auto-generated", "<videresendt.testserver>")
    assert message["References"] == row.mail.message_id
    original = enclosed(delivery)
    assert (original["Subject"], original["From"]) == (
        "Re: Udkast senest 1. marts: Kæmpecelletumorer",
        "Ditte Bæk <ditte@example.org>",
    )
    assert "Udkastet er på vej" in original.get_content()
    for said in (text_of(delivery), html_of(delivery)):
        assert "Udkastet er på vej, I får det den 1. april." in said
        assert f"/paamindelser/mail/{row.mail.key}/" in said
    assert "Påmindelser om den hviler i 14 dage." in text_of(delivery)
    assert delivery.data.isascii()


def test_the_answer_to_what_was_passed_on_reaches_the_doctor_and_not_us(server: MailServer) -> None:
    receive(written("retur@example.dk", sender="Åse Ærø <aase@example.org>"), now=NOW)
    [address] = passed_on(server).message["Reply-To"].addresses
    assert (address.display_name, address.addr_spec) == ("Åse Ærø", "aase@example.org")


def test_a_message_without_a_mail_of_ours_is_passed_on_and_counts_as_no_answer(server: MailServer) -> None:
    row = receive(written("retur@example.dk"), now=NOW)
    said = text_of(passed_on(server))
    assert (row.kind, row.mail) == ("reply", None)
    assert "har skrevet til den adresse, som vores mails kommer fra" in said
    assert "hviler" not in said


def test_the_same_answer_twice_is_passed_on_once(server: MailServer) -> None:
    data = written("retur@example.dk")
    assert receive(data, now=NOW) == receive(b"Received: again\n" + data, now=NOW)
    passed_on(server)


@pytest.mark.parametrize(
    "headers",
    [
        {"sender": "Retningslinjesekretariatet <sekretariat@example.org>"},
        {"sender": "SEKRETARIAT@example.org"},
        {"sender": "retur@example.dk"},
        {"sender": "retur+abc.def@example.dk"},
        {"Auto_Submitted": "auto-forwarded"},
        {"List_Id": "<videresendt.testserver>"},
    ],
    ids=str,
)
def test_what_we_sent_ourselves_is_not_passed_on(server: MailServer, headers: dict[str, str]) -> None:
    row = receive(written("retur@example.dk", **headers), now=NOW)
    tick(NOW + timedelta(minutes=1))
    assert (row.forward, row.kind in ("ignored", "auto_reply"), server.deliveries) == (None, True, [])


def test_a_mail_that_was_passed_on_and_comes_back_is_not_passed_on_again(server: MailServer) -> None:
    receive(written("retur@example.dk"), now=NOW)
    delivery = passed_on(server)
    again = f"Delivered-To: {delivery.sender}\r\n".encode() + delivery.data
    assert receive(again, recipients=[delivery.sender], now=NOW).forward is None
    tick(NOW + timedelta(minutes=2))
    assert len(server.deliveries) == 1


def test_a_flood_waits_for_a_person(server: MailServer, monkeypatch: Any) -> None:
    monkeypatch.setattr(forwarding, "A_DAY", 3)
    rows = [receive(written("retur@example.dk", text=f"Svar {n}"), now=NOW) for n in range(5)]
    assert [row.kind for row in rows] == ["reply"] * 3 + ["unreadable"] * 2
    assert [(row.reason, row.content) for row in rows[3:]] == [("too_many", "Svar 3"), ("too_many", "Svar 4")]
    assert receive(written("retur@example.dk", text="I morgen"), now=NOW + timedelta(days=1)).kind == "reply"


def test_a_large_answer_is_passed_on_by_its_beginning(server: MailServer) -> None:
    row = receive(written("retur@example.dk", text="Svar. " * (LARGEST // 6 + 1)), now=NOW)
    message = passed_on(server).message
    assert (row.kind, list(message.iter_attachments())) == ("reply", [])
    assert "for stor til at blive vedhæftet" in message.get_body(("plain",)).get_content()
    assert len(bytes(Mail.objects.get(kind="reply").content)) < 50_000


def test_half_a_message_is_not_enclosed(server: MailServer) -> None:
    receive(written("retur@example.dk"), is_cut=True, now=NOW)
    assert list(passed_on(server).message.iter_attachments()) == []


ODD = {
    "8-bit": "Subject: æøå\nFrom: a@example.org\nContent-Type: text/plain; charset=utf-8\n\nÆrø".encode(),
    "latin-1 header": "Subject: æøå\nFrom: Bæk <a@example.org>\n\nÆrø".encode("latin-1"),
    "NUL": written("x@example.dk", sender="a@example.org").replace(b"Udkastet", b"Ud\x00kastet"),
    "unknown charset": b"From: a@example.org\nContent-Type: text/plain; charset=x-y\n\n\xff\xfe",
    "no boundary": b"From: a@example.org\nContent-Type: multipart/mixed\n\nhej",
    "long line": b"From: a@example.org\n\n" + b"x" * 5000,
    "smuggled": b"From: =?utf-8?q?A=0D=0ABcc:_b@d.dk?= <a@example.org>\nSubject: =?utf-8?q?x=0ABcc:_c@d.dk?=\n\nhej",
    "separators": "From: a@example.org\nSubject: x\u2028Bcc: c@d.dk\n\nhej".encode(),
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_no_answer_is_too_odd_to_be_passed_on(server: MailServer, data: bytes) -> None:
    assert receive(data, recipients=["retur@example.dk"], now=NOW).kind == "reply"
    delivery = passed_on(server)
    message = delivery.message
    assert (message["Bcc"], message["Cc"], delivery.data.isascii()) == (None, None, True)
    assert delivery.recipients == (SECRETARIAT,)
    assert [address.addr_spec for address in message["Reply-To"].addresses] == ["a@example.org"]
    assert len(list(message.iter_attachments())) == 1


@pytest.mark.parametrize("sender", ["a b@example.org", "a@", "@b", "a@exa mple.org", '"a@b"@example.org', "æ@ø.dk"])
def test_an_answer_from_an_odd_address_is_not_lost(server: MailServer, sender: str) -> None:
    scene()
    tick(NOW)
    [first] = server.deliveries
    row = receive(f"From: {sender}\nSubject: x\n\nhej".encode(), recipients=[first.sender], now=NOW)
    tick(NOW + timedelta(minutes=1))
    assert row.forward is not None or (row in Incoming.objects.to_read() and row.content == "hej")
    assert len(server.to(SECRETARIAT)) == (row.forward is not None)


def test_answers_would_go_in_a_circle_where_nobody_reads_a_mailbox(server: MailServer, settings: Any) -> None:
    settings.REPLY_TO_ADDRESS = settings.CONTACT_EMAIL = "retur@example.dk"
    row = receive(written("retur@example.dk"), now=NOW)
    assert (row.kind, row.reason, Mail.objects.count()) == ("unreadable", "not_passed_on", 0)


@pytest.mark.parametrize("comes_here", [True, False])
def test_answers_come_here_first_only_where_the_address_says_so(
    server: MailServer, settings: Any, comes_here: bool
) -> None:
    settings.REPLY_TO_ADDRESS = "Sekretariatet <retur@example.dk>" if comes_here else SECRETARIAT
    words = {"subject": "x", "text": "x\n", "html": "<p>x</p>"}
    mail = queue_mail(kind="receipt", address="a@example.org", person=None, now=NOW, **words)
    tick(NOW)
    [delivery] = server.deliveries
    [address] = delivery.message["Reply-To"].addresses
    assert address.addr_spec == (return_path(mail.key) if comes_here else SECRETARIAT)
    if comes_here:
        assert receive(written(address.addr_spec), now=NOW).mail == mail
        assert passed_on(server).recipients == (SECRETARIAT,)
