"""The built-in loop: the same tick without Redis and Celery, in a thread of `manage.py serve` or a process of its own.

Between two ticks it looks every two seconds whether a code or an invitation waits, so that nobody stares at a page.
"""

from __future__ import annotations

import threading
import time

import structlog
from django.db import close_old_connections

from guidelines.lists import clock
from reminders.models import Mail
from reminders.sending import may_go
from reminders.tick import tick
from reminders.wake import BELL

TICK_SECONDS = 30.0
LOOK_SECONDS = 2.0

log = structlog.get_logger(__name__)


def run_loop(stop: threading.Event, *, every: float = TICK_SECONDS, look: float = LOOK_SECONDS) -> None:
    """Tick until `stop` is set: every `every` seconds, and as soon as something is found to send.

    A tick that fails is logged and tried again; the loop itself ends by `stop` alone.
    """
    while not stop.is_set():
        _tick_safely()
        next_tick = time.monotonic() + every
        while not stop.is_set() and time.monotonic() < next_tick:
            if BELL.wait(min(look, every)):
                BELL.clear()
                break
            if _something_waits():
                break
    close_old_connections()


def start_loop() -> tuple[threading.Thread, threading.Event]:
    """Start the loop in a thread of this process; returns the thread, and the event that ends it when set.

    To end it at once, set the event, ring `reminders.wake.BELL`, and join the thread.
    """
    stop = threading.Event()
    thread = threading.Thread(target=run_loop, args=(stop,), name="reminders", daemon=True)
    thread.start()
    return thread, stop


def _tick_safely() -> None:
    close_old_connections()
    try:
        report = tick(clock.now())
    except Exception:  # whatever it is, the next tick may do better; silence shows on the page and in /healthz
        log.exception("tick_failed")
    else:
        if not report.is_well:
            log.warning("tick_hindered", problem=report.problem, not_composed=report.not_composed)
    finally:
        close_old_connections()


def _something_waits() -> bool:
    """True where a mail outside the weekly slot can go; a database that is away counts as no."""
    now = clock.now()
    try:
        return may_go(now).exclude(kind=Mail.Kind.REMINDERS).exists()
    except Exception:
        log.exception("look_failed")
        return False
