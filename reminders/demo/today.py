"""The demo's movable today: an offset in days, the same for every process of the demo."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from guidelines.lists import clock
from reminders.models import DemoClock


def offset() -> timedelta:
    """Return how far the demo's clock is moved; nothing where it never was."""
    days = DemoClock.objects.values_list("offset_days", flat=True).first()
    return timedelta(days=days or 0)


def move_to(day: date) -> None:
    """Let today be `day` from now on, for everybody who looks at this demo."""
    days = (day - timezone.localdate()).days
    DemoClock.objects.update_or_create(pk=1, defaults={"offset_days": days})


def follow() -> None:
    """Let the site's clock ask the demo's offset from now on."""
    clock.set_offset(offset)
