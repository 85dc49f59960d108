"""R8 (what the code says), R18, R20, R21, R22: commits, poison, silence, yesterday's database."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from dsg_planner.celery import app
from guidelines.lists import clock
from guidelines.models import Guideline, Person
from reminders import dispatch, health, outbox, planning
from reminders import tick as ticking
from reminders.actions import hold_restored, lift_holds
from reminders.models import Heartbeat, Mail, Occurrence, SlotRun
from reminders.outbox import queue_mail
from reminders.tasks import run_tick
from reminders.tick import tick
from tests.reminders.faults.checker import check, receipts
from tests.reminders.faults.facts import NOW, due
from tests.reminders.faults.sink import Sink

ROOT = Path(__file__).resolve().parents[3]
CODE = [path for room in ("dsg_planner", "guidelines", "reminders") for path in sorted((ROOT / room).rglob("*.py"))]
LATER = re.compile(r"\b(eta|countdown)\s*=|\bapply_async\b|\.retry\(")


def test_every_row_names_tests_that_there_are() -> None:
    """The table of this folder: R1 to R22, each file in it there, and each row's name in one of them, but for three."""
    told = (Path(__file__).parent / "__init__.py").read_text()
    rows = dict(re.findall(r"^\| (R\d+) \| (.*) \|$", told, re.M))
    assert list(rows) == [f"R{number}" for number in range(1, 23)]
    unnamed = []
    for row, words in rows.items():
        places = [ROOT / name for name in re.findall(r"tests/[\w/]+(?:\.py)?", words)]
        places += [Path(__file__).parent / name for name in re.findall(r"(?<![\w/])test_\w+\.py", words)]
        assert [str(place) for place in places if not place.exists()] == []
        if not any(f"test_{row.lower()}_" in place.read_text() for place in places if place.is_file()):
            unnamed.append(row)
    assert unnamed == ["R11", "R13", "R19"]


# --- R8


def delays(texts: dict[str, str]) -> list[str]:
    """Where a task is put off: nothing may wait in the broker, whose visibility timeout would run it again."""
    return [name for name, text in texts.items() if LATER.search(text)]


def test_r8_no_task_is_put_off_in_the_broker() -> None:
    """R8: no ETA, no countdown, no retry by Celery anywhere. Proof: the test below."""
    assert delays({str(path.relative_to(ROOT)): path.read_text() for path in CODE}) == []
    assert len(CODE) > 100


@pytest.mark.parametrize("line", ["run.apply_async(countdown=300)", "send_task(TASK, eta=then)", "self.retry()"])
def test_r8_fails_on_each_way_to_put_a_task_off(line: str) -> None:
    assert delays({"x": line}) == ["x"]


def test_r8_celery_runs_late_acks_one_at_a_time_and_keeps_no_results() -> None:
    conf = app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)
    assert (conf.result_backend, conf.task_ignore_result, conf.enable_utc) == (None, True, True)
    [entry] = conf.beat_schedule.values()
    assert isinstance(entry["schedule"], timedelta)  # an interval: no local hour that may be missing
    assert entry["options"]["expires"] <= 60
    assert run_tick.name == entry["task"]
    assert run_tick.time_limit < conf.broker_transport_options["visibility_timeout"]


# --- R18


def a_mail(now: datetime) -> Mail:
    words = {"subject": "Kvittering", "text": "Tak.\n", "html": "<p>Tak.</p>"}
    return queue_mail(kind="receipt", address="a@example.org", person=None, now=now, **words)


@pytest.mark.django_db(transaction=True)
def test_r18_a_commit_without_its_hint_is_sent_by_the_next_tick(
    sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R18, first half: the process dies between commit and wake-up. The rows are the queue, the hint is none."""
    settings.EMAIL_URL = sink.url
    monkeypatch.setattr(outbox, "wake", lambda: None)
    a_mail(NOW)
    tick(NOW + timedelta(seconds=30))
    assert [arrival.recipient for arrival in sink.log] == ["a@example.org"]


def hints_of_a_rollback(monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Queue a mail in a transaction that fails; returns how many hints were given and how many mails there are."""
    told: list[int] = []
    monkeypatch.setattr("reminders.wake._tell", lambda: told.append(1))
    with pytest.raises(RuntimeError), transaction.atomic():
        a_mail(NOW)
        raise RuntimeError("after planning")
    return len(told), Mail.objects.count()


@pytest.mark.django_db(transaction=True)
def test_r18_a_transaction_that_fails_leaves_no_mail_and_no_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    """R18, second half. Proof: the test below."""
    assert hints_of_a_rollback(monkeypatch) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_r18_fails_where_the_hint_does_not_wait_for_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminders.wake.transaction.on_commit", lambda function: function())
    assert hints_of_a_rollback(monkeypatch)[0] == 1


# --- R20

POISON = "a@" + "x" * 70 + ".dk"


def with_poison(sink: Sink, settings: Any, size: int) -> tuple[list[tuple[str, str]], Mail]:
    """Reminders to many, among them odd titles and names, and one whose mail cannot be made."""
    settings.EMAIL_URL = sink.url
    items = due(size)
    odd = ["Emoji 🎗 og æøå", "{{ settings.SECRET_KEY }} {% fejl %}", "Linje\nBcc: alle@example.org", "x" * 300]
    for title, guideline in zip(odd, Guideline.objects.order_by("pk"), strict=False):
        guideline.title = f"{guideline.title} {title}"
        guideline.save(update_fields=["title", "sort_key", "search_text"])
    victim = Person.objects.get(email=items[-1][0])
    Person.objects.filter(pk=victim.pk).update(email=POISON)
    Person.objects.filter(email=items[0][0]).update(name="To\nlinjer")
    tick(NOW)
    return items[:-1], Mail.objects.get(person=victim)


@pytest.mark.django_db
def test_r20_one_poisoned_mail_stops_no_other_and_is_parked(sink: Sink, settings: Any) -> None:
    """R20: 39 on time, the one put aside after five tries with its cause, and a sign of life. Proof: below."""
    items, poison = with_poison(sink, settings, 40)
    assert (check(items, sink.log, receipts()).faults, poison.state) == ({}, "planned")
    now = NOW
    while poison.state == "planned":
        now = poison.not_before + timedelta(seconds=1)
        tick(now)
        poison.refresh_from_db()
    assert (poison.state, poison.tries.count(), len(sink.log)) == ("parked", 5, 39)
    assert "Error: " in poison.reason
    assert Heartbeat.objects.get().at >= now


@pytest.mark.django_db
def test_r20_fails_where_one_error_is_everybodys(sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = dispatch.compose

    def all_or_nothing(mails: Any, now: datetime) -> Any:
        drafts = real(mails, now)
        if any(draft.error for draft in drafts.values()):
            raise ValueError("one mail cannot be made")
        return drafts

    monkeypatch.setattr(dispatch, "compose", all_or_nothing)
    with pytest.raises(ValueError, match="one mail"):
        with_poison(sink, settings, 40)
    assert sink.log == []


# --- R21


def watched(now: datetime) -> tuple[int, bool]:
    """What a watcher gets at a moment: the status of /healthz, and whether the command says that all is well."""
    real = clock.now()
    clock.set_offset(lambda: now - real)
    try:
        status = Client().get("/healthz").status_code
        try:
            call_command("check_reminders", verbosity=0)
        except CommandError:
            return status, False
        return status, True
    finally:
        clock.set_offset(None)


@pytest.mark.django_db
def test_r21_silence_is_seen_within_fifteen_minutes_and_is_over_with_the_next_tick() -> None:
    """R21: nobody ticks, or only the tick fails. Proof: the test below."""
    tick(NOW)
    assert watched(NOW + timedelta(minutes=14)) == (200, True)
    assert watched(NOW + timedelta(minutes=16)) == (503, False)
    tick(NOW + timedelta(minutes=17))
    assert watched(NOW + timedelta(minutes=17, seconds=5)) == (200, True)


@pytest.mark.django_db
def test_r21_a_tick_that_fails_is_silence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    tick(NOW)
    monkeypatch.setattr(ticking, "plan", lambda now: 1 / 0)
    for minute in range(1, 17):
        with pytest.raises(ZeroDivisionError):
            tick(NOW + timedelta(minutes=minute))
    assert watched(NOW + timedelta(minutes=16)) == (503, False)


@pytest.mark.django_db
def test_r21_fails_where_nobody_looks_at_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    tick(NOW)
    monkeypatch.setattr(health, "SILENCE", timedelta(days=1))
    assert watched(NOW + timedelta(minutes=16)) == (200, True)


# --- R22


def yesterday(sink: Sink, settings: Any) -> tuple[dict[str, int], int]:
    """Send, put the database of the day before back, and release; returns faults and what left while on hold."""
    settings.EMAIL_URL = sink.url
    items = due(10)
    tick(NOW)
    assert len(sink.log) == 10
    for model in (Occurrence, Mail):  # as they stood in the backup, before the slot
        model.objects.all().delete()
    SlotRun.objects.filter(slot_on=NOW.date()).delete()
    hold_restored(NOW)
    tick(NOW + timedelta(hours=1))
    held = len(sink.log) - 10
    assert Mail.objects.filter(state="planned").count() == 10  # the list of what would go out
    lift_holds(now=NOW + timedelta(hours=2))
    tick(NOW + timedelta(hours=2))
    return check(items, sink.log, receipts()).faults, held


@pytest.mark.django_db
def test_r22_after_a_restore_nothing_leaves_unasked_and_nothing_is_seen_twice(sink: Sink, settings: Any) -> None:
    """R22: second copies carry the Message-ID of the first; no receipt of this database explains them. Proof: below."""
    faults, held = yesterday(sink, settings)
    assert (held, len(sink.log), "doubled" in faults, "lost" in faults) == (0, 20, False, False)
    assert len({arrival.message_id for arrival in sink.log}) == 10


@pytest.mark.django_db
def test_r22_fails_where_a_mail_gets_its_key_by_chance(
    sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "mail_key", lambda person, week, number=0: uuid.uuid4())
    faults, _held = yesterday(sink, settings)
    assert faults["doubled"] == 10


@pytest.mark.django_db
def test_r22_fails_without_the_hold(sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.reminders.faults.test_rows.hold_restored", lambda now: None)
    with pytest.raises(AssertionError):
        yesterday(sink, settings)
