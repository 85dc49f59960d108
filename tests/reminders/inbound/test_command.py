"""`manage.py receive_mail` as a mail server's pipe calls it: whatever happens, done or to be tried again."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import base, call_command
from django.db import DatabaseError

from reminders.inbound.tokens import return_path
from reminders.management.commands import receive_mail
from reminders.models import Incoming, Mail
from reminders.outbox import queue_mail
from tests.reminders.inbound.messages import bounce, written
from tests.reminders.scene import NOW

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def return_address(settings: Any, monkeypatch: Any) -> None:
    settings.RETURN_ADDRESS = "retur@example.dk"
    for name in ("ORIGINAL_RECIPIENT", "RECIPIENT", "SENDER"):
        monkeypatch.delenv(name, raising=False)


def pipe(monkeypatch: Any, data: bytes, *args: str) -> int:
    """Run the command with a message on its standard input, and return its exit code."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    command = receive_mail.Command(stdout=io.StringIO(), stderr=io.StringIO())
    monkeypatch.setattr(command, "check", lambda *_args, **_kwargs: None)
    monkeypatch.setattr(base.connections, "close_all", lambda: None)
    try:
        command.run_from_argv(["manage.py", "receive_mail", *args])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def a_mail() -> Mail:
    words = {"subject": "x", "text": "x\n", "html": "<p>x</p>"}
    mail = queue_mail(kind="receipt", address="a@example.org", person=None, now=NOW, **words)
    Mail.objects.filter(pk=mail.pk).update(state="sent", sent_at=NOW)
    return mail


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["argument", "ORIGINAL_RECIPIENT", "RECIPIENT"])
def test_a_bounce_is_taken_in_by_the_envelope(monkeypatch: Any, how: str) -> None:
    mail = a_mail()
    args = [return_path(mail.key)] if how == "argument" else []
    if not args:
        monkeypatch.setenv(how, return_path(mail.key))
    assert pipe(monkeypatch, bounce("x@example.dk"), *args) == 0
    assert [(row.kind, row.mail) for row in Incoming.objects.all()] == [("hard", mail)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("args", "sender", "kind"),
    [
        (["--sender", ""], None, "unclear"),
        (["--sender="], None, "unclear"),
        ([], "", "unclear"),
        ([], "MAILER-DAEMON", "unclear"),
        ([], "ditte@example.org", "reply"),
        (["--sender", "ditte@example.org"], "", "reply"),
        ([], None, "reply"),
    ],
)
def test_an_empty_sender_of_the_envelope_is_no_person(
    monkeypatch: Any, args: list[str], sender: str | None, kind: str
) -> None:
    mail = a_mail()
    if sender is not None:
        monkeypatch.setenv("SENDER", sender)
    assert pipe(monkeypatch, written(return_path(mail.key)), *args) == 0
    assert Incoming.objects.get().kind == kind


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"", b"\x00" * 50, b"x" * 1000, b"Subject: \xff\n\n\xff"], ids=range(4))
def test_rubbish_is_taken_in_once_and_never_bounced(monkeypatch: Any, data: bytes) -> None:
    assert [pipe(monkeypatch, data), pipe(monkeypatch, data), Incoming.objects.count()] == [0, 0, 1]


@pytest.mark.django_db
def test_of_a_huge_message_the_beginning_is_read(monkeypatch: Any) -> None:
    monkeypatch.setattr(receive_mail, "LARGEST", 2_000)
    assert pipe(monkeypatch, written("retur@example.dk", text="Udkastet er på vej. " * 1_000)) == 0
    row = Incoming.objects.get()
    assert row.forward is not None
    assert b"rfc822" not in bytes(row.forward.content or b"")


@pytest.mark.django_db
@pytest.mark.parametrize("error", [DatabaseError("away"), OSError("disk full"), KeyError("a fault of ours")], ids=str)
def test_what_goes_wrong_is_tried_again_later(monkeypatch: Any, error: Exception) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(receive_mail, "receive", fail)
    assert (pipe(monkeypatch, written("retur@example.dk")), Incoming.objects.count()) == (75, 0)


@pytest.mark.django_db
def test_a_call_that_is_wrong_is_tried_again_when_somebody_has_put_it_right(monkeypatch: Any) -> None:
    assert pipe(monkeypatch, written("retur@example.dk"), "--findes-ikke") == 75


@pytest.mark.django_db
def test_the_line_says_what_it_was_taken_for() -> None:
    mail, out, stdin = a_mail(), io.StringIO(), sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(bounce(return_path(mail.key))))
    try:
        call_command("receive_mail", stdout=out)
    finally:
        sys.stdin = stdin
    assert out.getvalue() == f"hard {mail.key} 5.1.1\n"


@pytest.mark.parametrize("is_empty", [True, False], ids=["empty", "unreachable"])
def test_a_database_that_is_not_ready_is_tried_again_by_the_real_command(tmp_path: Path, is_empty: bool) -> None:
    where = tmp_path / ("db.sqlite3" if is_empty else "missing/db.sqlite3")
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{where}", "DJANGO_SETTINGS_MODULE": "dsg_planner.settings"}
    environment.pop("DEMO", None)
    found = subprocess.run(
        [sys.executable, ROOT / "manage.py", "receive_mail"],
        input=bounce("x@example.dk"),
        env=environment,
        capture_output=True,
        check=False,
    )
    assert found.returncode == 75, found.stderr
