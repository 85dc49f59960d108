"""The tick as a Celery task. Redis and Celery only wake the sender; the rows are the queue (reliability 2.1)."""

from __future__ import annotations

from celery import shared_task

from guidelines.lists import clock
from reminders.tick import tick

SOFT_SECONDS = 840
HARD_SECONDS = 870
"""Longer than a tick's own budget and one mail server that answers after ten minutes; shorter than the broker's
visibility timeout, so that no task runs twice because it is slow."""


@shared_task(name="reminders.tick", soft_time_limit=SOFT_SECONDS, time_limit=HARD_SECONDS, ignore_result=True)  # type: ignore[untyped-decorator,unused-ignore]
def run_tick() -> None:
    """Run one tick now."""
    tick(clock.now())
