"""The Celery application; its settings are the CELERY_* names of settings.py."""

from __future__ import annotations

import os
from datetime import timedelta

from celery import Celery
from celery.signals import worker_init
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dsg_planner.settings")

TICK_SECONDS = 30

app = Celery("dsg_planner")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# An interval, so that summer time neither skips nor doubles a tick; one that waited out the next is dropped.
app.conf.beat_schedule = {
    "tick": {
        "task": "reminders.tick",
        "schedule": timedelta(seconds=TICK_SECONDS),
        "options": {"expires": TICK_SECONDS},
    }
}


@worker_init.connect
def outlive_redis(**_: object) -> None:
    """Let the worker go on when Redis goes away while it works. By name: the client is half a second to load."""
    import_string("dsg_planner.broker.be_calm")()


@worker_init.connect
def refuse_unguarded(**_: object) -> None:
    """Let no worker start where a check fails, the journal's triggers among them, as the web server does not."""
    try:
        call_command("check", databases=["default"])
    except SystemCheckError as error:
        raise SystemExit(str(error)) from error
