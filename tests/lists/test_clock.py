"""The clock on the wall, and the refusal that every room shares."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils.translation import gettext_lazy, override

from guidelines.lists import clock
from guidelines.lists.errors import Refused


@pytest.fixture(autouse=True)
def _clock_right_again() -> Iterator[None]:
    yield
    clock.set_offset(None)


@time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False)
def test_the_new_year_begins_in_copenhagen():
    assert clock.now() == datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert clock.now().isoformat() == "2027-01-01T00:30:00+01:00"
    assert clock.today() == date(2027, 1, 1)


@time_machine.travel(datetime(2026, 7, 1, 12, 0, tzinfo=UTC), tick=False)
def test_the_demo_moves_the_clock():
    clock.set_offset(lambda: timedelta(days=200))
    assert clock.today() == date(2027, 1, 17)
    assert clock.now().isoformat() == "2027-01-17T13:00:00+01:00"
    clock.set_offset(None)
    assert clock.today() == date(2026, 7, 1)


def test_a_refusal_speaks_the_readers_language():
    refusal = Refused(gettext_lazy("today"))
    with override("da"):
        assert (str(refusal), f"{refusal.message}") == ("i dag", "i dag")
    with override("en"):
        assert str(refusal) == "today"
