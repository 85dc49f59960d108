"""The tests' own servers do what the tests ask of them."""

from __future__ import annotations

import smtplib

import pytest
import redis
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from playwright.sync_api import Page

from guidelines.models import Group, Head
from tests.services.redis import RedisServer
from tests.services.smtp import MailServer

MAIL = b"Subject: =?utf-8?q?P=C3=A5mindelse?=\r\n\r\nKort.\r\n.. et punktum\r\n"


def send(server: MailServer, *recipients: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", server.port, timeout=5) as client:
        return client.sendmail("afsender@example.org", list(recipients), MAIL)


def test_the_mail_server_keeps_envelope_and_bytes(smtp_server: MailServer) -> None:
    send(smtp_server, "nanna@example.org")
    [delivery] = smtp_server.to("nanna@example.org")
    assert (delivery.sender, delivery.recipients) == ("afsender@example.org", ("nanna@example.org",))
    assert delivery.data == MAIL
    assert delivery.message["Subject"] == "Påmindelse"


def test_the_mail_server_refuses_whom_its_script_names(smtp_server: MailServer) -> None:
    smtp_server.script.recipients["ukendt@example.org"] = "550 5.1.1 no such mailbox"
    refused = send(smtp_server, "ukendt@example.org", "nanna@example.org")
    assert refused == {"ukendt@example.org": (550, b"5.1.1 no such mailbox")}
    assert [delivery.recipients for delivery in smtp_server.deliveries] == [("nanna@example.org",)]


def test_the_mail_server_refuses_after_the_final_dot(smtp_server: MailServer) -> None:
    smtp_server.script.data["nanna@example.org"] = "452 4.3.1 full"
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(smtp_server, "nanna@example.org")
    assert (refusal.value.smtp_code, smtp_server.deliveries) == (452, [])


def test_the_mail_server_takes_a_mail_and_drops_the_line(smtp_server: MailServer) -> None:
    smtp_server.script.drop_after_dot = True
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_server, "nanna@example.org")
    assert len(smtp_server.deliveries) == 1


def test_the_mail_server_takes_a_mail_and_never_answers(smtp_server: MailServer) -> None:
    smtp_server.script.mute = True
    client = smtplib.SMTP("127.0.0.1", smtp_server.port, timeout=0.5)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        client.sendmail("afsender@example.org", ["nanna@example.org"], MAIL)
    client.close()
    assert len(smtp_server.deliveries) == 1


@pytest.mark.redis
def test_redis_keeps_over_a_crash_what_it_was_given(redis_server: RedisServer) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        client.set("a", "1")
    redis_server.stop()
    redis_server.start()
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.get("a") == b"1"


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_application_works_with_its_own_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'journal_event'")
        assert cursor.fetchone() == ("dsg_app", "dsg_owner")


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["DELETE FROM journal_event", "TRUNCATE journal_event", "UPDATE journal_event SET verb = ''"]
)
def test_the_application_may_not_change_the_journal(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.both
class TestFlush:
    """What the migrations brought is there again after a test that committed, on both databases."""

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("turn", [1, 2])
    def test_rows_of_the_migrations_outlive_a_flush(self, turn: int) -> None:
        known = Group.objects.filter(slug="dsg").count()
        Group.objects.filter(slug="dsg").delete()
        assert (known, Head.objects.count()) == (1, 1)


@pytest.mark.browser
def test_the_browser_shows_a_page(page: Page) -> None:
    page.set_content("<title>Planskema</title>")
    assert (page.title(), page.viewport_size) == ("Planskema", {"width": 1366, "height": 768})
