"""The clock on the wall, read by the edges only (views, commands, tasks); everything else is handed a time.

In the demo the clock can be moved: the demo sets a provider of the offset, which is asked at every reading.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def _no_offset() -> timedelta:
    return timedelta(0)


_provider: list[Callable[[], timedelta]] = [_no_offset]


def set_offset(provider: Callable[[], timedelta] | None) -> None:
    """Let `provider` say how far the clock is moved; None sets the clock right again."""
    _provider[0] = provider or _no_offset


def now() -> datetime:
    """This moment as an aware datetime in Europe/Copenhagen, moved by the demo's offset."""
    return timezone.localtime(timezone.now() + _provider[0](), COPENHAGEN)


def today() -> date:
    """The date in Europe/Copenhagen, moved by the demo's offset."""
    return now().date()


def end_of(day: date) -> datetime:
    """Return the moment at which a day ends in Denmark; it is the first of the next one."""
    return datetime.combine(day + timedelta(days=1), time.min, COPENHAGEN)
