"""R3 and R5: Celery on a real Redis, the built-in loop without one, and Redis flushed under load."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from reminders.models import Mail, Occurrence, SlotRun
from tests import factories
from tests.faults.processes import arrived, readers, site, wait_for_mails
from tests.reminders.scene import FINAL_SLOT, crowd, moment, release, scene
from tests.services.ports import wait_until
from tests.services.redis import RedisServer
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]
NOW = moment(FINAL_SLOT, minutes=1)


def keys() -> list[tuple[str, ...]]:
    """The key and the fate of every occurrence."""
    columns = ("rule", "guideline__slug", "due_on", "rung", "recipient__email", "state")
    rows = Occurrence.objects.values_list(*columns)
    return sorted(tuple(str(value) for value in row) for row in rows)


def forget() -> None:
    """Take the work of one engine away, so that another finds the same facts."""
    Occurrence.objects.all().delete()
    Mail.objects.all().delete()
    SlotRun.objects.all().delete()


# --- R5


def through_celery(folder: Path, server: MailServer, redis_url: str, count: int) -> list[tuple[str, ...]]:
    """Let worker and beat do the work; returns the occurrences."""
    folder.mkdir()
    with site(folder, server, NOW, redis_url) as here:
        here.start("worker")
        here.start("beat")
        wait_for_mails(server, count, 90)
        wait_until(lambda: Mail.objects.filter(state="sent").count() == count, "receipts")
    return keys()


def through_the_loop(folder: Path, server: MailServer, count: int, *switch: str) -> list[tuple[str, ...]]:
    """Let the built-in loop do the work; returns the occurrences."""
    folder.mkdir()
    with site(folder, server, NOW) as here:
        here.start("loop", *switch)
        wait_for_mails(server, count, 60)
        wait_until(lambda: not Mail.objects.exclude(state="sent").exists(), "receipts")
    return keys()


def test_r5_the_loop_sends_what_celery_sends(
    tmp_path: Path, redis_server: RedisServer, smtp_server: MailServer
) -> None:
    """R5, and the reminder received through Celery and Redis as through the loop. Proof: see the test below."""
    there = scene()
    crowd(5, there.group)
    one = through_celery(tmp_path / "celery", smtp_server, redis_server.url, 6)
    got = readers(smtp_server)
    bodies = sorted(delivery.data.split(b"\r\n\r\n", 1)[0].count(b"Subject:") for delivery in smtp_server.deliveries)
    [mail] = smtp_server.to("ditte@example.org")
    assert mail.message["Subject"] == "Færdig senest 1. december: Kæmpecelletumorer"
    smtp_server.deliveries.clear()
    forget()
    other = through_the_loop(tmp_path / "loop", smtp_server, 6)
    assert (one, got, bodies) == (other, readers(smtp_server), [1] * 6)


def test_r5_fails_where_one_engine_plans_otherwise(tmp_path: Path, smtp_server: MailServer) -> None:
    """The comparison of keys sees an engine that forgets a rung."""
    scene()
    one = through_the_loop(tmp_path / "one", smtp_server, 1)
    forget()
    folder = tmp_path / "other"
    folder.mkdir()
    with site(folder, smtp_server, NOW) as here:
        here.start("loop", "--broken", "rung")
        wait_until(SlotRun.objects.exists, "the planning", 60)
    assert keys() != one


# --- R3


@contextmanager
def flushing(url: str, every: float) -> Iterator[list[int]]:
    """Empty Redis again and again; the list holds how many keys were there each time."""
    stop, found = threading.Event(), []

    def run() -> None:
        with redis.Redis.from_url(url) as client:
            while not stop.wait(every):
                found.append(int(client.dbsize()))
                client.flushall()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield found
    finally:
        stop.set()
        thread.join()


def test_r3_redis_flushed_under_load_loses_and_doubles_nothing(
    tmp_path: Path, redis_server: RedisServer, smtp_server: MailServer
) -> None:
    """R3: 200 mails, half of them reminders, half queued by requests meanwhile; FLUSHALL every second.

    Proof: the test below takes beat away, whose ticks look at the rows; then what Redis forgot is lost.
    """
    people = crowd(100, release(factories.group("TST")))
    SlotRun.objects.create(slot_on=FINAL_SLOT.replace(day=12), planned_at=NOW, mails=100)
    with site(tmp_path, smtp_server, NOW, redis_server.url) as here:
        here.start("worker")
        here.start("beat")
        with flushing(redis_server.url, 1.0) as flushes:
            web = here.start("web", "--count", "100", "--every", "0.1")
            assert web.wait(timeout=120) == 0, here.logs()
            wait_for_mails(smtp_server, 200, 90)
        wait_until(lambda: Mail.objects.filter(state="sent").count() == 200, "receipts")
    expected = sorted([person.email for person in people] + [f"w{number:03}@example.org" for number in range(100)])
    assert readers(smtp_server) == expected
    assert set(arrived(smtp_server).values()) == {1}
    assert len(flushes) >= 5
    assert max(flushes) > 0


def test_r3_fails_where_redis_alone_knows(tmp_path: Path, redis_server: RedisServer, smtp_server: MailServer) -> None:
    """Without beat a flush between request and worker loses the mail."""
    with site(tmp_path, smtp_server, NOW, redis_server.url) as here:
        assert here.start("web", "--count", "3", "--every", "0.01").wait(timeout=60) == 0, here.logs()
        with redis.Redis.from_url(redis_server.url) as client:
            assert int(client.llen("celery")) == 3
            client.flushall()
        here.start("worker")
        with redis.Redis.from_url(redis_server.url) as client:
            wait_until(lambda: bool(client.exists("_kombu.binding.celery")), "the worker", 60)
        with pytest.raises(TimeoutError):
            wait_for_mails(smtp_server, 1, 5)
    assert Mail.objects.filter(state="planned").count() == 3
