"""R4, and R8 with a real worker: Redis away and back empty, and a broker that loses patience."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from guidelines.lists import clock
from reminders.models import Mail
from reminders.outbox import queue_mail
from tests import factories
from tests.reminders.faults.checker import check, receipts
from tests.reminders.faults.facts import NOW, due
from tests.reminders.faults.fleet import Fault, Zygote, drive, fleet
from tests.reminders.faults.sink import Sink
from tests.reminders.faults.test_kills import settled, wait_for_everybody
from tests.services.ports import wait_until
from tests.services.redis import RedisServer

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]


def test_r4_redis_away_and_back_empty_the_worker_goes_on_by_itself(
    tmp_path: Path, sink: Sink, zygote: Zygote, redis_server: RedisServer, settings: Any
) -> None:
    """R4: requests work meanwhile, the same worker and beat resume within a minute, nothing is lost.

    Proof: R3's switch, a worker without beat, loses what Redis forgot.
    """
    who = factories.reader()
    with fleet(zygote, tmp_path, sink, clock.now(), redis_server) as ships:
        first = [ships.start("worker", "worker"), ships.start("beat", "beat")]
        receipt(0)
        wait_until(lambda: len(sink.log) == 1, "the first mail", 60)
        redis_server.kill()
        settings.REDIS_URL = redis_server.url
        asked = Client().post("/log-ind/", {"email": who.email})
        for number in range(1, 4):
            receipt(number)
        settings.REDIS_URL = ""
        drive(ships, [Fault(2.0, "nothing")])
        for path in redis_server.folder.glob("appendonlydir/*"):
            path.unlink()
        redis_server.start()
        wait_until(lambda: len(sink.log) == 5, "the others", 60)
        alive = not ships.gone("worker") and not ships.gone("beat")
        assert (asked.status_code, alive, [ships.pids["worker"], ships.pids["beat"]]) == (302, True, first)
    assert sorted(arrival.recipient for arrival in sink.log if arrival.recipient != who.email) == [
        f"r{number}@example.org" for number in range(4)
    ]


def receipt(number: int) -> Mail:
    """A mail outside the weekly slot."""
    words = {"subject": f"Kvittering {number}", "text": "Tak.\n", "html": "<p>Tak.</p>"}
    return queue_mail(kind="receipt", address=f"r{number}@example.org", person=None, now=clock.now(), **words)


def test_r8_a_task_that_is_given_out_again_sends_nothing_again(
    tmp_path: Path, sink: Sink, zygote: Zygote, redis_server: RedisServer
) -> None:
    """R8: a visibility timeout of five seconds, a mail server that answers after eight. Proof: R6's switch, which
    takes the claim away: then every tick that the broker gives out sends once more."""
    items = due(3)
    sink.script = lambda recipient, phase, number: "late 8" if phase == "dot" else ""
    with fleet(zygote, tmp_path, sink, NOW, redis_server) as ships:
        ships.start("worker", "worker")
        ships.start("beat", "beat")
        wait_for_everybody(items, sink, 60)
        settled(90)
    assert (check(items, sink.log, receipts()).faults, len(sink.log)) == ({}, 3)
