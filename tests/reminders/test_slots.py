"""The weekly slot: Tuesdays 06.30 in Copenhagen, none in quiet weeks, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.slots import (
    HOLIDAYS,
    is_slot,
    last_slot,
    next_slot,
    reached_slot,
    slot_at,
    slots_between,
    week_of,
    week_start,
)

DAYS = st.dates(date(2022, 1, 1), date(2060, 12, 31))


def by_walking(day: date, step: int) -> date:
    """An oracle that knows nothing but the rule: walk day by day."""
    while not is_slot_by_the_rule(day):
        day += timedelta(days=step)
    return day


def is_slot_by_the_rule(day: date) -> bool:
    """A Tuesday of a week that is not quiet. Of all public holidays New Year's Day alone can be one: then Wednesday."""
    if day.isocalendar()[1] in (7, 8, 28, 29, 30, 31, 52) or (day.month, day.day) == (1, 1):
        return False
    return day.isoweekday() == 2 or (day.isoweekday() == 3 and (day.month, day.day) == (1, 2))


@given(DAYS)
def test_slots_are_those_found_by_walking(day: date) -> None:
    assert last_slot(day) == by_walking(day, -1)
    assert next_slot(day) == by_walking(day + timedelta(days=1), 1)


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        ("2030-12-01", "2030-11-26", "2030-12-03"),
        ("2026-12-22", "2026-12-15", "2026-12-29"),  # week 52 is quiet, week 53 of 2026 is not
        ("2027-01-01", "2026-12-29", "2027-01-05"),
        ("2027-02-23", "2027-02-09", "2027-03-02"),  # weeks 7 and 8
        ("2027-07-20", "2027-07-06", "2027-08-10"),  # weeks 28 to 31
        ("2027-03-30", "2027-03-30", "2027-04-06"),  # the Tuesday after summer time began
        ("2024-12-31", "2024-12-31", "2025-01-07"),  # belongs to week 1
        ("2030-01-01", "2029-12-18", "2030-01-02"),  # New Year's Day is a Tuesday: the week's slot is on Wednesday
        ("2030-01-02", "2030-01-02", "2030-01-08"),
    ],
)
def test_known_slots(day: str, before: str, after: str) -> None:
    assert (last_slot(date.fromisoformat(day)), next_slot(date.fromisoformat(day))) == (
        date.fromisoformat(before),
        date.fromisoformat(after),
    )


@pytest.mark.parametrize(
    ("slot", "moment"),
    [
        ("2027-03-23", datetime(2027, 3, 23, 5, 30, tzinfo=UTC)),
        ("2027-03-30", datetime(2027, 3, 30, 4, 30, tzinfo=UTC)),
        ("2027-10-26", datetime(2027, 10, 26, 4, 30, tzinfo=UTC)),
        ("2027-11-02", datetime(2027, 11, 2, 5, 30, tzinfo=UTC)),
    ],
)
def test_a_slot_is_half_past_six_on_the_wall_in_summer_and_winter(slot: str, moment: datetime) -> None:
    assert slot_at(date.fromisoformat(slot)) == moment
    assert reached_slot(moment) == date.fromisoformat(slot)
    assert reached_slot(moment - timedelta(seconds=1)) < date.fromisoformat(slot)


@pytest.mark.parametrize("change", [date(2027, 3, 28), date(2027, 10, 31), date(2026, 12, 31)])
def test_minute_by_minute_each_slot_comes_once_and_in_order(change: date) -> None:
    start = datetime(change.year, change.month, change.day, tzinfo=UTC) - timedelta(days=5)
    seen = [reached_slot(start + timedelta(minutes=minute)) for minute in range(10 * 24 * 60)]
    turns = [(at, slot) for at, (slot, before) in enumerate(zip(seen[1:], seen, strict=False), 1) if slot != before]
    for at, slot in turns:
        local = (start + timedelta(minutes=at)).astimezone(ZoneInfo("Europe/Copenhagen"))
        assert (local.date(), local.hour, local.minute) == (slot, 6, 30)
    expected = list(slots_between(seen[0] + timedelta(days=1), (start + timedelta(days=9)).date()))
    assert [slot for _, slot in turns] == expected


@given(DAYS, st.integers(0, 800))
def test_slots_between_are_all_of_them(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    every = [first + timedelta(days=number) for number in range(days + 1)]
    wanted = [day for day in every if is_slot_by_the_rule(day)]
    assert list(slots_between(first, last)) == wanted


@given(DAYS)
def test_a_week_is_read_as_it_is_written(day: date) -> None:
    assert week_start(week_of(day)) == day - timedelta(days=day.weekday())


@given(DAYS)
def test_a_slot_is_a_working_day_of_its_own_week_and_there_is_one_a_week(day: date) -> None:
    slots = [day for day in (day - timedelta(days=day.weekday()) + timedelta(days=n) for n in range(7)) if is_slot(day)]
    assert len(slots) == (0 if day.isocalendar().week in (7, 8, 28, 29, 30, 31, 52) else 1)
    assert all(slot.weekday() < 5 and slot not in HOLIDAYS for slot in slots)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2027, "01-01 03-25 03-26 03-28 03-29 05-06 05-16 05-17 12-25 12-26"),  # Store bededag is none since 2024
        (2030, "01-01 04-18 04-19 04-21 04-22 05-30 06-09 06-10 12-25 12-26"),
    ],
)
def test_the_public_holidays_are_those_of_danish_law(year: int, days: str) -> None:
    first = date(year, 1, 1)
    every = [first + timedelta(days=number) for number in range(365)]
    assert [day.strftime("%m-%d") for day in every if day in HOLIDAYS] == days.split()


def test_the_first_days_of_a_year_may_belong_to_the_last_week_of_the_one_before() -> None:
    assert (week_of(date(2027, 1, 1)), week_of(date(2024, 12, 30))) == ("2026-W53", "2025-W01")
