"""Telling the sender that there is something to send. It is a hint: a lost one costs at most one tick."""

from __future__ import annotations

import threading

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction

TASK = "reminders.tick"
HINT_SECONDS = 30
BELL = threading.Event()
"""Rung for the built-in loop of this process."""

log = structlog.get_logger(__name__)


def wake() -> None:
    """Tell the sender once the transaction has committed: by Celery where REDIS_URL is set, else the loop's bell.

    Never raises: with Redis away the next tick of beat finds the mail all the same.
    """
    transaction.on_commit(_tell)


def _tell() -> None:
    BELL.set()
    if not settings.REDIS_URL:
        return
    try:
        current_app.send_task(TASK, expires=HINT_SECONDS, retry=False, ignore_result=True)
    except Exception as error:  # the hint must never undo what it speaks of; importing redis costs half a second
        log.warning("wake_failed", error=str(error))
