"""A process that has loaded the product once and forks the processes of a test: one begins in milliseconds.

    python -m tests.reminders.faults.zygote     (reads one JSON object a line, answers with the child's process id)

A child is a process like any other: it may be killed, stopped and followed by the next. It runs the product's own code;
only clocks and pauses are moved, and, to prove a test, a protection is taken away (tests.reminders.faults.switches).
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import sys
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.apps import apps

if not apps.ready:  # a process of its own, not a test that reads what stands here
    os.environ["DJANGO_SETTINGS_MODULE"] = "dsg_planner.settings"
    django.setup()

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from guidelines.lists import clock
from reminders import lanes, sending
from tests.faults import runner
from tests.reminders.faults.switches import SWITCHES


def hasten(second: float) -> None:
    """Let a minute of the engine's patience be so many seconds; a mail server is waited for as long."""
    settings.EMAIL_TIMEOUT = settings.EMAIL_DOT_TIMEOUT = second
    sending.SPARE = sending.CLAIM_LEASE = timedelta(seconds=second)
    sending.UNKNOWN_PAUSE = timedelta(seconds=2 * second)
    sending._NO_SERVER_PAUSE = sending._FIRST_PAUSE = timedelta(seconds=second / 2)
    sending._LONGEST_PAUSE = timedelta(seconds=2 * second)
    lanes.SLOW_SECONDS = min(lanes.SLOW_SECONDS, second / 2)


def move_clock(now: datetime, skew: float, jumps: Path | None) -> None:
    """Let it be `now` and `skew` seconds later in this process, and as much more as the file says at any moment."""
    offset = now - clock.now() + timedelta(seconds=skew)

    def moved() -> timedelta:
        text = jumps.read_text() if jumps and jumps.exists() else ""
        return offset + timedelta(seconds=float(text or 0))

    clock.set_offset(moved)


def live(order: dict[str, Any]) -> None:
    """Be the process that was asked for."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    for name, value in order["settings"].items():
        setattr(settings, name, value)
    runner.app.conf.broker_url = settings.CELERY_BROKER_URL
    runner.app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    if order["hasten"]:
        hasten(order["hasten"])
    if order["now"]:
        move_clock(
            datetime.fromisoformat(order["now"]), order["skew"], Path(order["jumps"]) if order["jumps"] else None
        )
    SWITCHES[order["broken"]]()
    options = argparse.Namespace(count=order["count"], every=order["every"], schedule=order["schedule"])
    with translation.override("da"):
        runner.MODES[order["mode"]](options)


def warm_up() -> None:
    """Load what a process loads when it makes its first mail."""
    reverse("tasks")
    with translation.override("da"):
        for name in ("mail/frame.html", "mail/parts/regards.txt", "mail/parts/regards.html"):
            get_template(name)
        translation.gettext("Open My tasks")
    gc.collect()
    gc.freeze()


def main() -> None:
    """Fork for each line until there are no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    warm_up()
    for line in sys.stdin:
        child = os.fork()
        if child:
            sys.stdout.write(f"{child}\n")
            sys.stdout.flush()
            continue
        code = 1
        try:
            live(json.loads(line))
            code = 0
        except SystemExit as end:
            code = int(end.code or 0) if not isinstance(end.code, str) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)


if __name__ == "__main__":
    main()
