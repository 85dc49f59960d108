"""`python -m bench.storming`: many mails due at once, sent by our sender and by hand; prints JSON.

    BENCH_DATABASE_URL=...  python -m bench.storming MAILS EACH

The database is migrated and filled, the slot planned, and the mails sent to a mail server that takes everything, while
somebody opens a page five times a second; the page comes first, as the units of `deploy/` have it. By hand the same
bytes go out once more over one connection of smtplib: bare, and by a sender that reads each from its row and writes
each down with a commit.
"""

from __future__ import annotations

import json
import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any

import django
from django.apps import apps

if not apps.ready:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from bench.postgres import free_port
from bench.reader import Reader, opens
from guidelines.models import (
    Assignment,
    Group,
    Guideline,
    GuidelineGroup,
    GuidelineVersion,
    Person,
    PlanEntry,
)
from reminders.models import GroupRelease, Mail, SenderHold, SlotRun
from reminders.planning import plan
from reminders.slots import WEEK, last_slot, slot_at
from reminders.tick import tick

BATCH = 2000
SAMPLE = 2000
"""So many of the mails are sent by hand."""

NICE = 5
"""As `Nice=` of the worker's unit."""

KEPT = 400
"""So many are kept back for the slow server."""

IDLE_SECONDS = 40.0
ROUNDS = 5


def fill(people: int, each: int, target: date) -> None:
    """Store so many tovholdere with so many guidelines each, due on a day; addresses of a hundred domains that work."""
    group = Group.objects.create(abbreviation="STORM", name="Storm", slug="storm")
    GroupRelease.objects.create(group=group, released_at=slot_at(target))
    persons = Person.objects.bulk_create(
        (
            Person(name=f"Person {n}", email=f"p{n}@d{n % 100}.example.org", address_state="works")
            for n in range(people)
        ),
        BATCH,
    )
    count = range(people * each)
    guidelines = Guideline.objects.bulk_create(
        (Guideline(title=f"Retningslinje nummer {n}", slug=f"nummer-{n}") for n in count), BATCH
    )
    GuidelineGroup.objects.bulk_create(
        (GuidelineGroup(guideline=one, group=group, role="owner") for one in guidelines), BATCH
    )
    GuidelineVersion.objects.bulk_create(
        (GuidelineVersion(guideline=one, label="1.0", is_current=True) for one in guidelines), BATCH
    )
    entries = PlanEntry.objects.bulk_create(
        (PlanEntry(guideline=one, year=target.year, kind="revision", year_basis="given") for one in guidelines), BATCH
    )
    Assignment.objects.bulk_create(
        (Assignment(plan_entry=entry, person=persons[n % people], position=0) for n, entry in enumerate(entries)), BATCH
    )


@contextmanager
def sink(late: float = 0.0) -> Iterator[tuple[int, Any]]:
    """A mail server in a process of its own: its port, and a function that says how many mails it took."""
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.sink", str(late)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdin is not None
    assert server.stdout is not None
    asked, told = server.stdin, server.stdout

    def taken() -> int:
        asked.write("count\n")
        asked.flush()
        return int(told.readline())

    try:
        yield int(told.readline()), taken
    finally:
        asked.close()
        server.wait(timeout=20)
        told.close()


# --- the site meanwhile


@contextmanager
def site() -> Iterator[int]:
    """The web server on the database of this process; gives its port."""
    port = free_port()
    name = str(connection.settings_dict["NAME"])
    url = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{name}"
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "dsg_planner.settings"}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--log-level", "error"]
    command += ["--port", str(port), "dsg_planner.wsgi:application"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, env={**environment, "LOG_LEVEL": "ERROR"}, stdout=quiet, stderr=quiet)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and not opens(port):
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


# --- by hand


def timed(function: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor of this process."""
    begun, used = time.perf_counter(), time.process_time()
    function()
    return time.perf_counter() - begun, time.process_time() - used


def bare(port: int, mails: list[tuple[str, bytes]]) -> None:
    """Send these bytes by smtplib over one connection."""
    with smtplib.SMTP("127.0.0.1", port, "localhost") as client:
        for address, content in mails:
            client.sendmail("sender@example.org", [address], content)


def by_hand(port: int, count: int) -> None:
    """The same by a sender that reads each mail from its row and writes each down, one commit a mail."""
    table = Mail._meta.db_table
    with smtplib.SMTP("127.0.0.1", port, "localhost") as client, connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE state = 'sent' ORDER BY id LIMIT %s", [count])
        for (key,) in cursor.fetchall():
            cursor.execute(f"SELECT address, content FROM {table} WHERE id = %s", [key])
            address, content = cursor.fetchone()
            client.sendmail("sender@example.org", [address], bytes(content))
            cursor.execute(f"UPDATE {table} SET reason = 'by hand' WHERE id = %s", [key])


# --- ours


def drain(now: Any, port: int, *, connections: int = 4) -> None:
    """Tick until nothing waits."""
    settings.EMAIL_URL, settings.MAILS_PER_MINUTE = f"smtp://127.0.0.1:{port}", 0
    settings.SMTP_CONNECTIONS = connections
    while Mail.objects.sendable(now).exists():
        tick(now)


def figures(people: int, each: int) -> dict[str, Any]:
    """Everything measured."""
    call_command("migrate", verbosity=0)
    slot = last_slot(date(2030, 11, 24))
    now = slot_at(slot) + timedelta(days=1)
    with transaction.atomic():
        fill(people, each, date(2030, 12, 1))
        SlotRun.objects.create(slot_on=slot - WEEK, planned_at=now, mails=people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the measured server has no autovacuum
    begun = time.perf_counter()
    planned = plan(now)
    found: dict[str, Any] = {"engine": connection.vendor, "mails": people, "each": each}
    found["planning"] = time.perf_counter() - begun
    found["reminders"] = planned.reminders if planned else 0
    found["held"] = SenderHold.objects.filter(lifted_at=None).count()
    kept = list(Mail.objects.order_by("-pk").values_list("pk", flat=True)[: min(KEPT, people // 5)])
    Mail.objects.filter(pk__in=kept).update(is_held=True)
    with sink() as (port, taken), site() as web:
        with Reader(web) as idle:
            time.sleep(IDLE_SECONDS if people >= SAMPLE else 1.0)
        with Reader(web) as busy:
            os.nice(NICE)
            found["seconds"], found["processor"] = timed(lambda: drain(now, port))
        found["taken"] = taken()
        if not found["taken"]:
            raise RuntimeError(f"no mail was sent: {list(Mail.objects.values_list('state', 'reason').distinct()[:9])}")
        found |= {"idle_p99": idle.p99, "busy_p99": busy.p99, "failed_pages": idle.failed + busy.failed}
        sent = Mail.objects.filter(state="sent").order_by("pk").values_list("address", "content")[:SAMPLE]
        ready = [(address, bytes(content or b"")) for address, content in sent]
        found["sample"] = len(ready)
        found["bare"] = [timed(lambda: bare(port, ready)) for _ in range(ROUNDS)]
        found["by_hand"] = [timed(lambda: by_hand(port, len(ready))) for _ in range(ROUNDS)]
    found["side_by_side"] = _side_by_side(now)
    return found


def _side_by_side(now: Any) -> dict[str, float]:
    """Mails a second to a server that answers after 5 ms: over one connection, and over four."""
    found, rest = {}, list(Mail.objects.filter(is_held=True).values_list("pk", flat=True))
    half = len(rest) // 2
    for connections, keys in ((1, rest[:half]), (4, rest[half:])):
        Mail.objects.filter(pk__in=keys).update(is_held=False)
        with sink(0.005) as (port, _taken):
            seconds, _used = timed(partial(drain, now, port, connections=connections))
            found[str(connections)] = len(keys) / seconds
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(figures(int(sys.argv[1]), int(sys.argv[2]))))
