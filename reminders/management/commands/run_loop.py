"""`manage.py run_loop`: the built-in loop as a process of its own."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import CommandParser
from django.utils import translation

from guidelines.management.ready import ReadyCommand
from reminders.loop import TICK_SECONDS, run_loop
from reminders.wake import BELL


class Command(ReadyCommand):
    """Ticks until it is told to stop (Ctrl-C or SIGTERM)."""

    help = "Run the reminder loop: what Celery does where there is a Redis."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the time between two ticks."""
        parser.add_argument("--every", type=float, default=TICK_SECONDS, metavar="SECONDS")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loop; a mail that is being sent is finished first."""
        stop = threading.Event()

        def end(*_: object) -> None:
            stop.set()
            BELL.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        with translation.override("da"):
            run_loop(stop, every=options["every"])
