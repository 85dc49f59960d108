"""The product's processes, started at a chosen moment and, to prove a test, with a protection taken away.

    python -m tests.faults.runner loop --now 2030-11-19T06:31+01:00
    python -m tests.faults.runner ticks --now ... --count 20 --broken claim
    python -m tests.faults.runner worker | beat | web

Everything is the product's own code with settings from the environment; only the clock is moved (the demo's way), and
the pauses between two ticks are shorter.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import django
from django.apps import apps

if not apps.ready:  # a process of its own, not a test that reads what stands here
    os.environ["DJANGO_SETTINGS_MODULE"] = "dsg_planner.settings"
    django.setup()

from django.db.models import F, QuerySet

import reminders.dispatch as dispatch
import reminders.planning as planning
import reminders.sending as sending
import reminders.tick as ticking
from dsg_planner.celery import app
from guidelines.lists import clock
from reminders.ladder import Setting
from reminders.loop import run_loop
from reminders.models import Mail
from reminders.outbox import queue_mail

BEAT_SECONDS = 1.0


def move_clock(now: datetime) -> None:
    """Let it be `now` in this process and go on from there."""
    offset = now - clock.now()
    clock.set_offset(lambda: offset)


# --- protections taken away


def without_claim() -> None:
    """Senders take what is waiting without asking whether it is still free, and finish without a token."""

    def claim(now: datetime, limit: int, without: object = ()) -> list[Mail]:
        found = list(Mail.objects.sendable(now).select_related("person")[:limit])
        time.sleep(0.2)
        mine = Mail.objects.filter(pk__in=[mail.pk for mail in found])
        mine.update(state=Mail.State.CLAIMED, attempts=F("attempts") + 1)
        return found

    def anybodys(mail: Mail, state: str) -> QuerySet[Mail]:
        return Mail.objects.filter(pk=mail.pk)

    dispatch.claim = claim
    dispatch.ours = lambda mails: {mail.pk for mail in mails}
    sending._mine = anybodys


def without_a_rung() -> None:
    """Planning that forgets the last rung before the target."""
    real = planning.read_ladders
    planning.read_ladders = lambda: real().with_changes(None, {"final_7": Setting(is_on=False)})


BROKEN: dict[str, Callable[[], None]] = {"": lambda: None, "claim": without_claim, "rung": without_a_rung}


# --- processes


def loop(options: argparse.Namespace) -> None:
    """The built-in loop."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run_loop(stop, every=options.every, look=options.every)


def ticks(options: argparse.Namespace) -> None:
    """Cron: ticks one after the other."""
    for _ in range(options.count):
        ticking.tick(clock.now())
        time.sleep(options.every)


def worker(options: argparse.Namespace) -> None:
    """A Celery worker with two processes."""
    app.worker_main(["worker", "-c", "2", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"])


def beat(options: argparse.Namespace) -> None:
    """Celery beat."""
    schedule = app.conf.beat_schedule["tick"]
    schedule["schedule"] = timedelta(seconds=BEAT_SECONDS)
    app.start(["beat", "--loglevel", "WARNING", "--pidfile=", "-s", options.schedule])


def web(options: argparse.Namespace) -> None:
    """Requests that queue mails, one after the other; the sender is told by Redis."""
    for number in range(options.count):
        address = f"w{number:03}@example.org"
        words = {"subject": f"Kvittering {number}", "text": "Tak.\n", "html": "<p>Tak.</p>"}
        queue_mail(kind="receipt", address=address, person=None, now=clock.now(), **words)
        time.sleep(options.every)


MODES = {"loop": loop, "ticks": ticks, "worker": worker, "beat": beat, "web": web}


def main() -> None:
    """Run one process until it is told to stop or has nothing left to do."""
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=sorted(MODES))
    parser.add_argument("--now", type=datetime.fromisoformat)
    parser.add_argument("--broken", choices=sorted(BROKEN), default="")
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--every", type=float, default=0.2)
    parser.add_argument("--schedule", default="")
    options = parser.parse_args()
    if options.now:
        move_clock(options.now)
    BROKEN[options.broken]()
    MODES[options.mode](options)


if __name__ == "__main__":
    sys.exit(main())
