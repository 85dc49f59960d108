"""What a message from a mail server's pipe is, said from its bytes alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.inbound.classify import TEXT_LENGTH, understand
from reminders.inbound.headers import clean
from tests.reminders.inbound.messages import bounce, non_report, written

TO = "retur+x@example.dk"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ("hard", "5.1.1", True)),
        ({"status": "5.7.1", "diagnostic": ""}, ("hard", "5.7.1", True)),
        ({"status": "", "diagnostic": "smtp; 554 no"}, ("hard", "", True)),
        ({"action": "", "status": "5.0.0"}, ("hard", "5.0.0", True)),
        ({"status": "4.4.7", "diagnostic": "smtp; 451 later"}, ("soft", "4.4.7", True)),
        ({"status": "4.2.2", "action": "delayed", "diagnostic": ""}, ("soft", "4.2.2", False)),
        ({"status": "5.1.1", "action": "delayed", "diagnostic": ""}, ("soft", "5.1.1", False)),
        ({"status": "2.0.0", "action": "delivered", "diagnostic": ""}, ("ignored", "2.0.0", False)),
        ({"status": "2.0.0", "action": "relayed", "diagnostic": ""}, ("ignored", "2.0.0", False)),
        ({"status": "", "diagnostic": ""}, ("unclear", "", True)),
        ({"status": "", "action": "", "diagnostic": ""}, ("unclear", "", False)),
    ],
)
def test_a_report_of_delivery(facts: dict[str, str], expected: tuple[str, str, bool]) -> None:
    found = understand(bounce(TO, **facts))
    assert (found.kind, found.status, found.is_final) == expected


def test_a_report_says_what_the_other_server_said_and_to_whom_it_came() -> None:
    found = understand(bounce(TO))
    assert found.diagnostic == "550 5.1.1 <ditte@example.org>: Recipient address rejected: User unknown"
    assert (found.subject, found.recipients) == ("Undelivered Mail Returned to Sender", (TO,))
    assert found.text == "I'm sorry to have to inform you"


def test_of_several_recipients_the_worst_counts() -> None:
    fine = b"Final-Recipient: rfc822; a@example.org\r\nAction: relayed\r\nStatus: 2.0.0\r\n\r\n"
    data = bounce(TO).replace(b"Final-Recipient: rfc822; d", fine + b"Final-Recipient: rfc822; d")
    assert understand(data).kind == "hard"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner=x"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": ""},
        {"Precedence": "auto_reply"},
        {"Precedence": "Bulk"},
        {"List_Id": "<nyt.example.org>"},
        {"subject": "Automatisk svar: Udkast senest 1. marts"},
        {"subject": "Automatic reply: Udkast"},
        {"subject": "Out of Office: Udkast"},
        {"subject": "Autosvar"},
        {"subject": "Fraværende: tilbage i uge 30"},
    ],
    ids=str,
)
def test_an_auto_reply_is_neither_a_bounce_nor_an_answer(headers: dict[str, str]) -> None:
    assert understand(written(TO, **headers)).kind == "auto_reply"


def test_a_receipt_for_reading_is_an_auto_reply() -> None:
    data = written(TO).replace(b"text/plain", b"multipart/report; report-type=disposition-notification; boundary=A")
    assert understand(data).kind == "auto_reply"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Auto_Submitted": "no"},
        {"Precedence": "first-class"},
        {"subject": "Re: Automatisk svar: Udkast"},
        {"subject": "Fraværende forfattere i uge 30"},
        {"Return_Path": "<ditte@example.org>"},
    ],
    ids=str,
)
def test_what_a_person_writes_is_an_answer(headers: dict[str, str]) -> None:
    found = understand(written(TO, **headers))
    assert (found.kind, found.sender, found.name) == ("reply", "ditte@example.org", "Ditte Bæk")


@pytest.mark.parametrize(
    ("data", "envelope_sender", "reason"),
    [
        (non_report(TO), None, "no_report"),
        (written(TO, sender="Postmaster@mx.example.org", subject="Ikke leveret"), None, "no_report"),
        (written(TO, X_Failed_Recipients="ditte@example.org"), None, "no_report"),
        (written(TO), "", "no_sender"),
        (written(TO), "<>", "no_sender"),
        (written(TO), "MAILER-DAEMON", "no_sender"),
        (written(TO, Return_Path="<>"), None, "no_sender"),
        (written(TO, sender="nobody"), None, "no_sender"),
        (
            bounce(TO).replace(b"report-type=delivery-status", b"report-type=feedback-report"),
            None,
            "complaint",
        ),
        (bounce(TO).replace(b"message/delivery-status", b"text/plain"), None, "no_report"),
    ],
    ids=[
        "qmail",
        "postmaster",
        "exim",
        "null",
        "brackets",
        "Postfix",
        "return-path",
        "no address",
        "complaint",
        "no block",
    ],
)
def test_what_a_machine_writes_in_its_own_words_is_a_persons_to_read(
    data: bytes, envelope_sender: str | None, reason: str
) -> None:
    found = understand(data, envelope_sender=envelope_sender)
    assert (found.kind, found.reason) == ("unclear", reason)


def test_an_answer_that_encloses_a_bounce_is_an_answer() -> None:
    data = written(TO).replace(
        b"Content-Type: text/plain", b'Content-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: text/plain'
    )
    data += b"\n--B\nContent-Type: message/rfc822\n\n" + bounce(TO) + b"\n--B--\n"
    assert understand(data).kind == "reply"


def test_html_is_read_without_its_tags() -> None:
    page = "<html><style>p {color: red}</style><p>Udkastet er <b>på vej</b></p><script>alert(1)</script></html>"
    data = written(TO, text=page).replace(b"text/plain", b"text/html")
    assert " ".join(understand(data).text.split()) == "Udkastet er på vej"


DAMAGED = {
    "empty": b"",
    "only NUL": b"\x00" * 1000,
    "NUL inside": written(TO).replace(b"Udkastet", b"Ud\x00kastet"),
    "no headers": b"\r\n\r\nhej",
    "unknown charset": written(TO).replace(b"utf-8", b"x-findes-ikke"),
    "bad header": b"Subject: =?utf-8?b?!!!?=\nFrom: =?x?q?=FF?= <a@example.org>\n\nhej",
    "8-bit header": "From: Ditte Bæk <a@example.org>\nSubject: æøå\n\nhej".encode("latin-1"),
    "surrogates": b"Subject: \xed\xa0\x80\nFrom: a@example.org\n\n\xed\xa0\x80",
    "no boundary": b"Content-Type: multipart/report; report-type=delivery-status\n\nhej",
    "open boundary": bounce(TO)[:-60],
    "nested": b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(2000)),
    "ten megabytes": written(TO, text="Svar. " * 1_700_000),
    "one long line": b"Subject: " + b"x" * 2_000_000,
    "bad base64": written(TO).replace(b"8bit", b"base64").replace(b"quoted-printable", b"base64"),
    "status is text": bounce(TO).replace(b"Status: 5.1.1", b"Status: gone"),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_nothing_that_arrives_is_a_surprise(data: bytes) -> None:
    found = understand(data)
    shown = f"{found.sender}{found.name}{found.subject}{found.status}{found.diagnostic}{found.text}"
    shown.encode()
    assert ("\x00" in shown, len(found.text) <= TEXT_LENGTH, len(found.subject) <= 300) == (False, True, True)


@given(st.binary(max_size=2000))
def test_no_bytes_at_all_are_a_surprise(data: bytes) -> None:
    heads = b"From: a@example.org\nContent-Type: multipart/report; boundary=A; report-type=delivery-status\n\n--A\n"
    for message in (data, heads + data, heads + b"Content-Type: message/delivery-status\n\n" + data):
        assert understand(message).reason != "malformed"


@given(st.text(max_size=200))
def test_what_is_stored_has_no_control_characters(text: str) -> None:
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u2028\u2029" for char in clean(text, 50))
