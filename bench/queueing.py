"""`python -m bench.queueing SINGLE MAILS`: a Celery task a mail against the tick, one task for all; prints JSON.

    BENCH_DATABASE_URL=...  python -m bench.queueing 300 2000

A real worker with two processes and a Redis of its own send mails that are due to a mail server that takes everything,
first so many by a task each, which does for its mail what the tick does for a batch, then so many by the tick.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import django
from django.apps import apps

if not apps.ready:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()

from celery import Celery
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from bench.postgres import free_port
from bench.storming import fill, sink
from reminders.compose import compose
from reminders.dispatch import freeze
from reminders.inbound.tokens import return_path
from reminders.models import Mail, SlotRun
from reminders.planning import plan
from reminders.sending import CLAIM_LEASE, finish_all
from reminders.slots import WEEK, last_slot, slot_at
from reminders.tick import tick
from reminders.transport import Transport, open_transport

WARM, SECONDS = 20, 300.0
TARGET = date(2030, 12, 1)
SLOT = last_slot(date(2030, 11, 24))
NOW = slot_at(SLOT) + timedelta(days=1)
app = Celery("bench")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(broker_url=os.environ.get("BENCH_REDIS_URL", "memory://"))
_OPEN: dict[str, Transport] = {}


@app.task(name="bench.send_one", ignore_result=True)
def send_one(key: int) -> None:
    """Claim one mail, make it, freeze it, hand it over and write it down; the connection stays open."""
    _to_sink()
    transport = _OPEN.setdefault("transport", open_transport())
    claimed: dict[str, Any] = {"state": "claimed", "token": f"{key:032}", "lease_until": NOW + CLAIM_LEASE}
    Mail.objects.filter(pk=key, state="planned").update(attempts=F("attempts") + 1, **claimed)
    [mail] = Mail.objects.filter(pk=key, token=claimed["token"]).select_related("person")
    for ready in freeze([(mail, compose([mail], NOW).get(key))], NOW):
        answer = transport.hand_over(ready.address, bytes(ready.content or b""), sender=return_path(ready.key))
        finish_all([(ready, answer)], NOW)


@app.task(name="bench.send_all", ignore_result=True)
def send_all() -> None:
    """The tick."""
    _to_sink()
    tick(NOW)


def _to_sink() -> None:
    settings.EMAIL_URL, settings.MAILS_PER_MINUTE = os.environ["BENCH_EMAIL_URL"], 0


def a_second(keys: list[int], taken: Callable[[], int], enqueue: Callable[[], object]) -> float:
    """Let these mails go; returns how many came a second, from the first task that was queued."""
    Mail.objects.filter(pk__in=keys).update(is_held=False)
    before, begun = taken(), time.perf_counter()
    enqueue()
    while taken() < before + len(keys):
        if time.perf_counter() - begun > SECONDS:
            raise TimeoutError(f"{taken() - before} of {len(keys)} mails came")
        time.sleep(0.02)
    return len(keys) / (time.perf_counter() - begun)


def figures(single: int, mails: int) -> dict[str, Any]:
    """Mails a second by a task each, and by the tick."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        fill(WARM + single + mails, 1, TARGET)
        SlotRun.objects.create(slot_on=SLOT - WEEK, planned_at=NOW, mails=WARM + single + mails)
    plan(NOW)
    Mail.objects.update(is_held=True)
    keys = list(Mail.objects.order_by("pk").values_list("pk", flat=True))
    connection.close()
    with redis() as url, sink() as (port, taken), worker(url, port):
        app.conf.update(broker_url=url)

        def one_by_one(some: list[int]) -> Callable[[], object]:
            return lambda: [send_one.delay(key) for key in some]

        a_second(keys[:WARM], taken, one_by_one(keys[:WARM]))
        some, rest = keys[WARM : WARM + single], keys[WARM + single :]
        each = a_second(some, taken, one_by_one(some))
        together = a_second(rest, taken, send_all.delay)
    return {"engine": connection.vendor, "single": single, "mails": len(rest), "each": each, "together": together}


@contextmanager
def redis() -> Iterator[str]:
    """A redis-server that keeps nothing; its address."""
    port = free_port()
    program = shutil.which("redis-server")
    if program is None:
        raise FileNotFoundError("redis-server")
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def worker(url: str, port: int) -> Iterator[None]:
    """A worker as it is deployed, with two processes, on the database of this process."""
    database = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{connection.settings_dict['NAME']}"
    environment = {**os.environ, "BENCH_DATABASE_URL": database, "BENCH_REDIS_URL": url}
    environment["BENCH_EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    command = [sys.executable, "-m", "celery", "-A", "bench.queueing", "worker", "--concurrency", "2"]
    process = subprocess.Popen(
        [*command, "--loglevel", "ERROR"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(figures(int(sys.argv[1]), int(sys.argv[2]))))
