"""The door for mails outside the weekly cap, and the hint to the sender."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db import transaction

from reminders.models import Mail
from reminders.outbox import queue_mail
from reminders.wake import BELL, wake
from tests.factories import person
from tests.services.ports import free_port

NOW = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
WORDS = {"subject": "Log ind", "text": "Koden er 123456.\n", "html": "<p>Koden er 123456.</p>"}


@pytest.mark.django_db
def test_a_queued_mail_has_its_bytes_at_once() -> None:
    who = person("Ditte Bæk", email="ditte@example.org", language="en")
    mail = queue_mail(kind="login_code", address="ditte@example.org", person=who, now=NOW, **WORDS)
    message = message_from_bytes(mail.content, policy=policy.default)
    assert (mail.state, mail.frozen_at, mail.not_before) == (Mail.State.PLANNED, NOW, NOW)
    assert message["To"] == "Ditte Bæk <ditte@example.org>"
    assert message["Message-ID"] == mail.message_id == f"<{mail.key.hex}@testserver>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["Content-Language"] == "en"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.get_body(("plain",)).get_content().strip() == "Koden er 123456."
    assert bytes(mail.content).isascii()


@pytest.mark.django_db
def test_a_mail_may_wait_but_never_goes_before_now() -> None:
    later = queue_mail(
        kind="receipt", address="a@example.org", person=None, now=NOW, not_before=NOW + timedelta(minutes=10), **WORDS
    )
    earlier = queue_mail(
        kind="receipt", address="a@example.org", person=None, now=NOW, not_before=NOW - timedelta(days=1), **WORDS
    )
    assert (later.not_before, earlier.not_before) == (NOW + timedelta(minutes=10), NOW)


@pytest.mark.django_db
def test_reminders_are_not_queued_by_hand() -> None:
    with pytest.raises(ValueError, match="planned by the tick"):
        queue_mail(kind="reminders", address="a@example.org", person=None, now=NOW, **WORDS)


@pytest.mark.django_db
@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x00", "\x85"])
def test_no_header_can_be_smuggled_in(break_: str) -> None:
    who = person(f"Ditte{break_}Bcc: alle@example.org")
    words = {**WORDS, "subject": f"Log ind{break_}Bcc: alle@example.org"}
    mail = queue_mail(kind="login_code", address="ditte@example.org", person=who, now=NOW, **words)
    message = message_from_bytes(mail.content, policy=policy.default)
    assert (message["Bcc"], message["Cc"]) == (None, None)
    assert message["Subject"] == mail.subject == "Log ind Bcc: alle@example.org"
    assert [address.addr_spec for address in message["To"].addresses] == ["ditte@example.org"]


@pytest.mark.django_db
def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError):
        queue_mail(kind="receipt", address="a b@example.org\nBcc: c@example.org", person=None, now=NOW, **WORDS)
    assert Mail.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_after_the_commit_and_not_before() -> None:
    BELL.clear()
    with transaction.atomic():
        wake()
        assert not BELL.is_set()
    assert BELL.is_set()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_where_the_transaction_fails() -> None:
    BELL.clear()
    with pytest.raises(RuntimeError), transaction.atomic():
        wake()
        raise RuntimeError
    assert not BELL.is_set()


@pytest.mark.django_db(transaction=True)
def test_a_redis_that_is_away_is_no_fault_of_the_visitor(settings: Any) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    settings.CELERY_BROKER_URL = settings.REDIS_URL
    mail = queue_mail(kind="login_code", address="a@example.org", person=None, now=NOW, **WORDS)
    assert Mail.objects.get().pk == mail.pk
