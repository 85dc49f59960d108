"""By what the overview counts: bands without gaps, quarters of whole years, and an address for each number."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from guidelines.desk.overview.asked import Asked, AskedSteps, asked_of, band_of, day_of, steps_asked_of
from guidelines.desk.overview.rules import BANDS, Band, quarter_days, quarters_left, years_ahead
from guidelines.desk.overview.then import Day

TODAY = date(2026, 11, 21)


def test_every_number_of_days_is_in_one_band() -> None:
    found = [[band.key for band in BANDS if band.least <= days <= (band.most or 10**6)] for days in range(2000)]
    assert {len(keys) for keys in found} == {1}
    assert [keys[0] for keys in found][14:16] == ["0-14", "15-30"]
    assert BANDS[1].since(TODAY) == (date(2026, 10, 22), date(2026, 11, 6))
    assert Band(181, None).since(TODAY) == (None, date(2026, 5, 24))
    assert Band(0, 10**6).since(TODAY)[0] == date.min  # longer than there have been days
    assert (band_of("91-"), band_of("31-90")) == (Band(91, None), BANDS[2])


@given(st.integers(2000, 2100))
def test_quarters_are_the_whole_year(year: int) -> None:
    days = [quarter_days(year, quarter) for quarter in range(1, 5)]
    assert (days[0][0], days[-1][1]) == (date(year, 1, 1), date(year, 12, 31))
    assert [first - last for (_first, last), (first, _last) in pairwise(days)] == [timedelta(1)] * 3


def test_years_are_shown_to_2030_and_always_the_next() -> None:
    assert list(years_ahead(TODAY)) == [2026, 2027, 2028, 2029, 2030]
    assert [list(years_ahead(date(year, 1, 1))) for year in (2030, 2040)] == [[2030, 2031], [2040, 2041]]
    assert [quarters_left(2026, day) for day in (TODAY, date(2026, 9, 30), date(2026, 10, 1))] == [[4], [3, 4], [4]]


@pytest.mark.parametrize("on", [TODAY, date(2025, 6, 1)])
def test_an_address_asks_for_what_it_was_made_of(on: date) -> None:
    day = Day(on, TODAY)
    asked = Asked("dsg", state="overdue", stage="returned", due="til-2027", cover="none")
    steps = AskedSteps("dsg", role="chair", holder="uden", age="15-30")
    for one, read in ((asked, asked_of), (steps, steps_asked_of), (Asked(), asked_of), (AskedSteps(), steps_asked_of)):
        query = QueryDict(one.url(day).partition("?")[2])
        assert (read(query), day_of(query, TODAY)) == (one, day)
