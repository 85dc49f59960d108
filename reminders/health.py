"""Silence made visible: no successful tick for 15 minutes shows on the pages and in /healthz (reliability G4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from guidelines.lists import clock
from guidelines.people.access import ANONYMOUS, Viewer
from reminders.models import Heartbeat

SILENCE = timedelta(minutes=15)


def last_tick() -> datetime | None:
    """Return when the last successful tick ended; None where there has been none."""
    return Heartbeat.objects.filter(pk=1).values_list("at", flat=True).first()


def stands_still(now: datetime, last: datetime | None) -> bool:
    """True when the last tick is too long ago; one that lies in the future proves nothing."""
    return last is None or not -SILENCE < now - last < SILENCE


def banner(request: HttpRequest) -> dict[str, Any]:
    """Tell templates whether the reminders stand still: for the secretariat, and read only where it is asked for."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)

    def is_seen() -> bool:
        return viewer.is_secretariat and stands_still(clock.now(), last_tick())

    return {"reminders_still": SimpleLazyObject(is_seen)}
