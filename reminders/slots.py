"""When automatic mails leave: one slot a week, none in quiet weeks (foundations 18). Pure arithmetic on dates.

A slot that would fall on a public holiday moves to the next working day of the same week, so that the week's one mail
stays the week's.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
TUESDAY = 1
SLOT_TIME = time(6, 30)
QUIET_WEEKS = frozenset({7, 8, 28, 29, 30, 31, 52})
"""ISO weeks without a slot: winter holidays, July, Christmas (ux 5.1)."""


class _Holidays:
    """Days of a country, loaded when one is first asked about: that takes a tenth of a second, and a page asks none."""

    @cached_property
    def _days(self) -> Container[date]:
        return country_holidays("DK")

    def __contains__(self, day: object) -> bool:
        return day in self._days


HOLIDAYS: Container[date] = _Holidays()
"""The public holidays of Denmark, of any year; Constitution Day, 24 and 31 December are none by law."""

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def is_quiet(day: date) -> bool:
    """True on the days of a quiet week."""
    return day.isocalendar().week in QUIET_WEEKS


def is_slot(day: date) -> bool:
    """True for a day on which mails leave."""
    return day == _slot_of_week(_monday(day)) and not is_quiet(day)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _slot_of_week(monday: date) -> date:
    """The Tuesday of a week, or the first working day after it where that is a public holiday."""
    day = monday + timedelta(days=TUESDAY)
    while day in HOLIDAYS:
        day += DAY
    return day


@lru_cache(maxsize=8192)
def last_slot(day: date) -> date:
    """Return the last slot on or before a day: where a rung before a deadline goes."""
    monday = _monday(day)
    if _slot_of_week(monday) > day:
        monday -= WEEK
    while is_quiet(monday):
        monday -= WEEK
    return _slot_of_week(monday)


@lru_cache(maxsize=8192)
def next_slot(day: date) -> date:
    """Return the first slot after a day: where a late rung goes."""
    monday = _monday(day)
    if _slot_of_week(monday) <= day:
        monday += WEEK
    while is_quiet(monday):
        monday += WEEK
    return _slot_of_week(monday)


def slot_at(slot: date) -> datetime:
    """Return the moment of a slot: 06.30 in Copenhagen, in summer time as in winter time."""
    return datetime.combine(slot, SLOT_TIME, tzinfo=COPENHAGEN)


def reached_slot(now: datetime) -> date:
    """Return the last slot whose moment has come."""
    day = now.astimezone(COPENHAGEN).date()
    slot = last_slot(day)
    return slot if slot_at(slot) <= now else last_slot(slot - DAY)


def slots_between(first: date, last: date) -> Iterator[date]:
    """Give the slots from one day to another, both included."""
    slot = next_slot(first - DAY)
    while slot <= last:
        yield slot
        slot = next_slot(slot)


def week_of(day: date) -> str:
    """Return the ISO week of a day as it stands on a mail: "2026-W47"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def week_start(week: str) -> date:
    """Return the Monday of a week written as `week_of` writes it; raises ValueError on other texts."""
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)
