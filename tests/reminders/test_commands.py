"""The commands: tick, the rehearsal with its contract, and the loop."""

from __future__ import annotations

import json
import threading
import time
from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from guidelines.lists.clock import COPENHAGEN
from guidelines.models import Person
from reminders import loop as looping
from reminders.loop import run_loop, start_loop
from reminders.models import GroupRelease, Heartbeat, Mail, Occurrence
from reminders.outbox import queue_mail
from reminders.tasks import HARD_SECONDS, SOFT_SECONDS, run_tick
from reminders.tick import BUDGET_SECONDS
from reminders.transport import Console, DemoMailbox, Folder, open_transport
from reminders.wake import BELL
from tests import factories
from tests.reminders.scene import FINAL_SLOT, guideline_due, moment, scene
from tests.services.ports import free_port, wait_until


def run(name: str, *arguments: str) -> str:
    """What a command prints."""
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def demo_mailbox(settings: Any) -> None:
    settings.EMAIL_URL = "demo:"


# --- tick


@pytest.mark.django_db
@pytest.mark.parametrize("now", ["2030-11-19T06:31", "2030-11-19T05:31+00:00"])
def test_tick_acts_as_if_it_were_a_moment_in_danish_time(now: str) -> None:
    scene()
    lines = run("tick", "--now", now).splitlines()
    assert lines[0].startswith("tick 2030-11-19T0")
    assert lines[1] == "planned slot=2030-11-19 mails=1 reminders=1 tasks=0 skipped=9 broke=False"
    assert lines[2].startswith("sent=1 ")
    assert Heartbeat.objects.get().at.date() == FINAL_SLOT


@pytest.mark.django_db
def test_tick_fails_where_no_mail_can_leave(settings: Any) -> None:
    settings.EMAIL_URL = f"smtp://127.0.0.1:{free_port()}"
    scene()
    with pytest.raises(CommandError, match="refused"):
        run("tick", "--now", "2030-11-19T06:31")


@pytest.mark.django_db
def test_tick_fails_where_a_mail_cannot_be_made() -> None:
    scene()
    Person.objects.filter(email="ditte@example.org").update(email=f"a@{'x' * 70}.dk")
    with pytest.raises(CommandError, match="1 mails could not be made"):
        run("tick", "--now", "2030-11-19T06:31")


# --- the rehearsal


def rehearsed(*arguments: str) -> Any:
    """The rehearsal's JSON."""
    return json.loads(run("rehearse_reminders", "--json", *arguments))


@pytest.fixture
def in_2026() -> Any:
    """A day long before everything."""
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=COPENHAGEN), tick=False):
        yield


@pytest.mark.django_db
def test_the_rehearsal_of_a_version_due_on_1_december_2030(in_2026: None) -> None:
    there = scene()
    GroupRelease.objects.all().delete()
    found = rehearsed("--from", "2029-01-01", "--to", "2031-12-31", "--group", "DSG")
    ditte, frode = ("ditte@example.org", "Ditte Maria Bæk"), (there.chair.email, "Frode Holt")
    mails = [mail for mail in found["mails"] if mail["kind"] != "quarterly"]
    assert [(mail["date"], mail["recipient"], mail["person"], mail["kind"]) for mail in mails] == [
        ("2029-11-27", *ditte, "confirm"),
        ("2030-05-28", *ditte, "begin"),
        ("2030-07-02", *ditte, "draft_90"),
        ("2030-08-27", *ditte, "draft_30"),
        ("2030-09-24", *ditte, "draft_7"),
        ("2030-10-01", *ditte, "consultation_30"),
        ("2030-10-22", *ditte, "consultation_7"),
        ("2030-10-29", *ditte, "final_30"),
        ("2030-11-19", *ditte, "final_7"),
        ("2030-12-17", *ditte, "late_14"),
        ("2031-01-07", *ditte, "chair_30_copy"),
        ("2031-01-07", *frode, "chair_30"),
    ]
    slug = there.guideline.slug
    reason = "12 måneder før fristen 1. december 2030"
    item = {"kind": "confirm", "guideline": slug, "due": "2030-12-01", "reason": reason}
    assert mails[0] == {
        "recipient": "ditte@example.org",
        "person": "Ditte Maria Bæk",
        "date": "2029-11-27",
        "items": [item],
        "kind": "confirm",
        "guidelines": [slug],
        "reason": reason,
    }
    overviews = [mail for mail in found["mails"] if mail["kind"] == "quarterly"]
    said = "I kvartalsmånedens anden uge, til den, der er formand for gruppen."
    assert [(mail["date"], mail["recipient"], mail["guidelines"], mail["items"]) for mail in overviews] == [
        (day, frode[0], [], [{"kind": "quarterly", "guideline": None, "due": day, "reason": said}])
        for day in (
            *("2029-01-09", "2029-04-10", "2029-08-14", "2029-10-09"),  # planned for 2030
            *("2031-01-14", "2031-04-08", "2031-08-12", "2031-10-14"),  # overdue
        )
    ]
    assert [(task["date"], task["recipient"], task["kind"]) for task in found["tasks"]] == [
        ("2031-02-04", None, "secretariat_60")
    ]
    assert Occurrence.objects.count() == Mail.objects.count() == 0


@pytest.mark.django_db
def test_the_rehearsal_merges_and_names_who_has_no_address(in_2026: None) -> None:
    there = scene()
    guideline_due(there.group, there.lead, title="GIST")
    guideline_due(there.group, factories.person("Esben Dam", email=""), title="Ewing")
    found = rehearsed("--from", "2030-11-19", "--to", "2030-11-19")["mails"]
    assert [(mail["recipient"], mail["person"], len(mail["items"]), len(mail["guidelines"])) for mail in found] == [
        ("ditte@example.org", "Ditte Maria Bæk", 2, 2),
        (None, "Esben Dam", 1, 1),
    ]


@pytest.mark.django_db
def test_the_rehearsal_goes_on_from_what_was_sent(in_2026: None) -> None:
    there = scene()
    with time_machine.travel(moment(FINAL_SLOT, hours=1), tick=False):
        run("tick")
        found = rehearsed("--from", "2030-11-01", "--to", "2031-01-10")["mails"]
    kinds = [(mail["date"], mail["kind"]) for mail in found if mail["person"] == there.lead.name]
    assert kinds == [("2030-12-17", "late_14"), ("2031-01-07", "chair_30_copy")]


@pytest.mark.django_db
def test_the_rehearsal_is_the_same_as_what_ticks_send(in_2026: None) -> None:
    scene()
    days = ("2029-11-27", "2030-05-28", "2030-07-02", "2030-08-27", "2030-09-24", "2030-10-01")
    days = (*days, "2030-10-22", "2030-10-29", "2030-11-19")
    promised = rehearsed("--from", days[0], "--to", days[-1])["mails"]
    for day in days:
        run("tick", "--now", f"{day}T06:31")
    sent = [
        (str(mail.sent_at.astimezone(COPENHAGEN).date()), mail.address) for mail in Mail.objects.order_by("sent_at")
    ]
    assert sent == [(mail["date"], mail["recipient"]) for mail in promised]


@pytest.mark.django_db
def test_the_rehearsal_for_people(in_2026: None) -> None:
    scene()
    assert run("rehearse_reminders", "--from", "2030-12-17", "--to", "2030-12-20").splitlines() == [
        "2030-12-17  Ditte Maria Bæk (ditte@example.org)",
        "    Fristen er passeret: Kæmpecelletumorer – 14 dage efter fristen 1. december 2030",
    ]
    assert run("rehearse_reminders", "--from", "2028-01-01", "--to", "2028-12-31").strip() == "Ingen mails i den tid."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "2030-01-02", "--to", "2030-01-01"], "before"),
        (["--from", "2030-01-01", "--to", "2030-01-02", "--group", "NIX"], "NIX"),
    ],
)
def test_the_rehearsal_refuses_what_makes_no_sense(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run("rehearse_reminders", *arguments)


@pytest.mark.django_db
def test_a_rehearsal_of_three_hundred_guidelines_asks_no_more_than_one_of_one(
    in_2026: None, django_assert_max_num_queries: Any
) -> None:
    group = factories.group("TST")
    for number in range(30):
        guideline_due(group, factories.person(), on=date(2030, 1 + number % 12, 1), title=f"Titel {number}")
    with django_assert_max_num_queries(27):
        rehearsed("--from", "2029-01-01", "--to", "2031-12-31")


# --- the loop and the task


def stop_loop(thread: threading.Thread, stop: threading.Event) -> None:
    """End a loop and wait for it."""
    stop.set()
    BELL.set()
    thread.join(timeout=20)
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_the_loop_sends_at_once_what_it_is_told_of() -> None:
    thread, stop = start_loop()
    try:
        wait_until(Heartbeat.objects.exists, "the first tick")
        words = {"subject": "Kode", "text": "1", "html": "<p>1</p>"}
        queue_mail(kind="receipt", address="a@example.org", person=None, now=looping.clock.now(), **words)
        start = time.monotonic()
        wait_until(lambda: Mail.objects.get().state == "sent", "the mail")
        assert time.monotonic() - start < looping.TICK_SECONDS / 2
    finally:
        stop_loop(thread, stop)


@pytest.mark.django_db(transaction=True)
def test_the_loop_finds_what_another_process_queued() -> None:
    thread, stop = start_loop()
    try:
        wait_until(Heartbeat.objects.exists, "the first tick")
        words = {"subject": "Kode", "text": "1", "html": "<p>1</p>"}
        queue_mail(kind="receipt", address="a@example.org", person=None, now=looping.clock.now(), **words)
        BELL.clear()
        wait_until(lambda: Mail.objects.get().state == "sent", "the mail")
    finally:
        stop_loop(thread, stop)


@pytest.mark.django_db(transaction=True)
def test_the_loop_outlives_a_tick_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[datetime] = []
    real = looping.tick

    def sometimes(now: datetime) -> Any:
        calls.append(now)
        if len(calls) == 1:
            raise RuntimeError("no")
        return real(now)

    monkeypatch.setattr(looping, "tick", sometimes)
    stop = threading.Event()
    thread = threading.Thread(target=run_loop, args=(stop,), kwargs={"every": 0.1, "look": 0.05})
    thread.start()
    try:
        wait_until(Heartbeat.objects.exists, "the second tick")
    finally:
        stop_loop(thread, stop)


@pytest.mark.django_db
def test_the_task_runs_a_tick_and_may_wait_for_a_slow_server(settings: Any) -> None:
    run_tick()
    assert Heartbeat.objects.count() == 1
    broker = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert BUDGET_SECONDS + settings.EMAIL_DOT_TIMEOUT < SOFT_SECONDS < HARD_SECONDS < broker
    assert (run_tick.name, run_tick.acks_late) == ("reminders.tick", True)


# --- ways out


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", "")),
        ("smtp+tls://u%40x:p@mail.example", ("mail.example", 587, "starttls", "u@x", "p")),
        ("smtps://u:p%2F@mail.example:4465", ("mail.example", 4465, "tls", "u", "p/")),
    ],
)
def test_a_mail_server_is_named_by_its_address(settings: Any, url: str, expected: tuple[Any, ...]) -> None:
    settings.EMAIL_URL = url
    server = open_transport().server
    assert (server.host, server.port, server.security, server.user, server.password) == expected
    assert (server.timeout, server.dot_timeout) == (20, 600)


@pytest.mark.parametrize(
    ("url", "kind"), [("demo:", DemoMailbox), ("filemail:///tmp/x", Folder), ("consolemail://", Console)]
)
def test_mails_may_stay_on_the_machine(settings: Any, url: str, kind: type) -> None:
    settings.EMAIL_URL = url
    assert isinstance(open_transport(), kind)


def test_an_unknown_way_out_is_refused(settings: Any) -> None:
    settings.EMAIL_URL = "pigeon://roof"
    with pytest.raises(ImproperlyConfigured):
        open_transport()


def test_the_console_prints_the_mail(capsys: pytest.CaptureFixture[str]) -> None:
    Console().hand_over("a@example.org", b"Subject: x\r\n\r\nTekst")
    assert "Tekst" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Any) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert Folder(blocked / "mail").hand_over("a@example.org", b"x").outcome == "try_again"
