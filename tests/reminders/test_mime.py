"""A mail as bytes reads back as what the standard library's own composer would have made of the same letter (C14)."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reminders.headers import POLICY, mailbox_line, tokens_line, words_line
from reminders.mime import SUBJECT_LENGTH, Letter, as_bytes, message_id, one_line, thread_id

KEY = uuid.UUID("5d1f2f0e-6f0c-5d0b-9a54-5b3a4f0d7c11")
NOW = datetime(2030, 11, 25, 6, 0, 1, tzinfo=UTC)
USUAL = st.text(st.sampled_from("abcXYZ æøåÆØÅé»«–…😀0189-.,:;()<>@\"'\\_=?!/#%&*+~[]"), max_size=90)
ANY = st.text(max_size=200)
ODD = st.text(st.sampled_from('aÅ\r\n\x00\x0b\x1c\x85\u2028\u2029\u202e\u00a0\u200b\ufeff:,<>@"=?\\ \t😀'), max_size=60)
TEXTS = st.one_of(ANY, ODD, USUAL, st.text(st.sampled_from("a=._- \t\r\nÅ"), max_size=300))
NAMES = st.text(st.sampled_from("abcXYZæøåé😀 -.,'()@\"\\_"), max_size=20).filter(
    lambda name: len(name.encode()) <= 20  # longer ones may need two encoded words, which the library folds
)
WORDS = st.one_of(USUAL, ANY, ODD)
many = hypothesis_settings(deadline=None, max_examples=200)


def parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def by_the_library(letter: Letter, name: str, address: str) -> EmailMessage:
    """The same mail from `EmailMessage`, read back."""
    message = EmailMessage(POLICY)
    message["Subject"] = one_line(letter.subject)[:SUBJECT_LENGTH].rstrip()
    message["From"] = Address("Retningslinjesekretariatet", "sekretariat", "example.org")
    local, _, domain = address.rpartition("@")
    message["To"] = Address(one_line(name), local, domain.encode("idna").decode("ascii"))
    answers, to = letter.reply_to
    message["Reply-To"] = Address(one_line(answers), *(to or "sekretariat@example.org").split("@"))
    message["Date"] = format_datetime(NOW)
    message["Message-ID"] = message_id(KEY)
    if letter.threads:
        message["References"] = " ".join(letter.threads)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message["List-Id"] = "<kvittering.testserver>"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, charset="utf-8")
    message.add_alternative(letter.html, subtype="html", charset="utf-8")
    message["Content-Language"] = letter.language
    return parsed(message.as_bytes())


def said(message: EmailMessage) -> dict[str, Any]:
    """Everything that a reader's program shows or acts on."""
    rest = {name: str(value) for name, value in message.items() if name not in ("Content-Type", "Date")}
    parts = [(part.get_content_type(), part.get_content_charset(), part.get_content()) for part in message.iter_parts()]
    boxes = [
        [(box.display_name, box.addr_spec) for box in message[header].addresses]
        for header in ("From", "To", "Reply-To")
    ]
    return {
        "names": message.keys(),
        "rest": rest,
        "type": message.get_content_type(),
        "date": message["Date"].datetime,
        "boxes": boxes,
        "parts": parts,
        "defects": [list(message[name].defects) for name in ("Subject", "From", "To", "Reply-To", "Content-Type")],
    }


def is_fit_to_send(data: bytes) -> bool:
    """ASCII without NUL, every line ended by CRLF and by nothing else, none too long for a server."""
    lines = data.split(b"\r\n")
    return data.isascii() and not re.search(rb"[\r\n\x00]", b"".join(lines)) and max(map(len, lines)) <= 998


@many
@given(
    subject=WORDS,
    name=WORDS,
    text=TEXTS,
    html=TEXTS,
    answers=WORDS,
    threads=st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=4, unique=True),
    ends=st.booleans(),
    language=st.sampled_from(["da", "en"]),
)
@example("Fristen er passeret: Kæmpecelletumorer", "Bæk, Ditte", ".\r\n--x\r\n", " \t", "", ["a", "b"], True, "da")
@example("=?utf-8?q?x?= å", "=?utf-8?q?x?=", "--=_" + KEY.hex, "From her\r.\n.", '"\\', [], False, "en")
def test_it_reads_back_as_what_the_library_composes(
    subject: str, name: str, text: str, html: str, answers: str, threads: list[str], ends: bool, language: str
) -> None:
    letter = Letter(
        subject,
        text,
        html,
        language,
        tuple(map(thread_id, threads)),
        reply_to=(answers, "svar@example.org") if answers else ("", ""),
        unsubscribe="https://a.example.org/afmeld/a:b/" if ends else "",
    )
    data = as_bytes(letter, kind="receipt", key=KEY, name=name, address="ditte@example.org", now=NOW)
    assert is_fit_to_send(data)
    expected = said(by_the_library(letter, name, "ditte@example.org"))
    if "=?" in subject and not subject.isascii():  # the library lets the words be read as an encoded word
        expected["rest"]["Subject"] = one_line(subject)[:SUBJECT_LENGTH].rstrip()
    assert said(parsed(data)) == expected


@many
@given(WORDS)
@example("æ" * 300)
@example("😀" * 40)
def test_a_subject_is_folded_into_whole_words_of_at_most_seventy_five(subject: str) -> None:
    line = words_line("Subject", one_line(subject))
    head, *folded = line.removesuffix(b"\r\n").split(b"\r\n")
    for words in [head.removeprefix(b"Subject: "), *folded]:
        if words.strip().startswith(b"=?utf-8?q?"):
            assert max(map(len, words.split())) <= 75
    if one_line(subject).isprintable() and not one_line(subject).isascii():
        assert parsed(line + b"\r\n")["Subject"] == one_line(subject)
        assert max(map(len, line.split(b"\r\n"))) <= 76


@many
@given(NAMES)
@example("Bæk, Ditte")
@example('Ditte "D" Bæk')
@example("Ditte M. Bak")
@example("")
def test_a_name_is_read_as_it_was_written(name: str) -> None:
    line = mailbox_line("To", one_line(name), "ditte@example.org")
    message = parsed(line + b"\r\n")
    assert [(box.display_name, box.addr_spec) for box in message["To"].addresses] == [
        (one_line(name), "ditte@example.org")
    ]
    assert max(map(len, line.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("p@d1.example.org", "p@d1.example.org"),
        ("p.q+r@sygehus.example", "p.q+r@sygehus.example"),
        ("p@blåbær.example", "p@xn--blbr-roah.example"),
        ("A.B@Example.ORG", "A.B@Example.ORG"),
        ('"a b"@example.org', '"a b"@example.org'),
        ("p_q@under_score.example", "p_q@under_score.example"),
    ],
)
@pytest.mark.parametrize("name", ["Ditte Bak", "Ditte Bæk", "D" * 70, ""])
def test_addresses_of_any_sort_read_back(address: str, there: str, name: str) -> None:
    made = as_bytes(Letter("Hej", "Hej", "Hej"), kind="receipt", key=KEY, name=name, address=address, now=NOW)
    expected = by_the_library(Letter("Hej", "Hej", "Hej"), name, address)
    assert parsed(made)["To"].addresses[0].domain == there.rpartition("@")[2]
    assert said(parsed(made)) == said(expected)


@pytest.mark.parametrize(
    "address",
    ["a@b.dk\r\nBcc: x@y.dk", "a\r\n@b.dk", "a@b.dk\n", f"a@{'d' * 64}.dk", "a@b..dk", "a@b.dk\r\n\r\nHej"],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        as_bytes(Letter("Hej", "Hej", "Hej"), kind="receipt", key=KEY, name="Ditte", address=address, now=NOW)


@pytest.mark.parametrize("field", ["subject", "text", "html"])
def test_half_a_character_is_refused(field: str) -> None:
    words = {"subject": "Hej", "text": "Hej", "html": "Hej", field: "Hej \ud800"}
    with pytest.raises(ValueError, match="surrogates"):
        as_bytes(Letter(**words), kind="receipt", key=KEY, name="Ditte", address="d@example.org", now=NOW)


@pytest.mark.parametrize("value", ["<https://a.example/\r\nBcc: x@y.dk>", "<a\nb>", "<a>\r", "<a>\n", "\x00"])
def test_no_token_ends_its_line(value: str) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        tokens_line("List-Unsubscribe", value)
    with pytest.raises(ValueError, match="linefeed"):
        words_line("Subject", value)


def test_a_long_address_of_a_page_stays_as_it_is() -> None:
    page = f"https://plan.example.org/mails/afmeld/{'x' * 200}/"
    letter = Letter("Nyt", "Hej", "Hej", unsubscribe=page)
    data = as_bytes(letter, kind="receipt", key=KEY, name="Ditte", address="d@example.org", now=NOW)
    assert f"\r\nList-Unsubscribe: <{page}>\r\n".encode() in data


def test_the_same_letter_gives_the_same_bytes() -> None:
    made = [
        as_bytes(Letter("Hej", "Hej", "<p>Hej</p>"), kind="receipt", key=KEY, name="D", address="d@e.org", now=NOW)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert made[0].count(KEY.hex.encode()) == 5  # the Message-ID, the boundary's name and its three lines
