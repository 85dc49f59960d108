"""Dates as people read them (ux.md 6.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from guidelines.documents.dates import FuzzyDate
from guidelines.lists.dates import clock_time, long_date, relative_days, short_month, table_date

WINTER = date(2020, 12, 21)
NEW_YEAR = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Copenhagen
NOVEMBER, YEAR = FuzzyDate.month(2028, 11), FuzzyDate.year(2028)


@pytest.mark.parametrize(
    ("form", "value", "danish", "english"),
    [
        (long_date, WINTER, "21. december 2020", "21 December 2020"),
        (long_date, NEW_YEAR, "1. januar 2027", "1 January 2027"),
        (long_date, FuzzyDate.day(WINTER), "21. december 2020", "21 December 2020"),
        (long_date, NOVEMBER, "november 2028", "November 2028"),
        (long_date, YEAR, "2028", "2028"),
        (long_date, None, "", ""),
        (table_date, WINTER, "21.12.2020", "21 Dec 2020"),
        (table_date, date(2026, 3, 1), "01.03.2026", "1 Mar 2026"),
        (table_date, NOVEMBER, "nov. 2028", "Nov 2028"),
        (table_date, YEAR, "2028", "2028"),
        (table_date, None, "", ""),
        (short_month, date(2026, 3, 1), "1. mar. 2026", "1 Mar 2026"),
        (short_month, date(2026, 5, 17), "17. maj 2026", "17 May 2026"),
        (short_month, NEW_YEAR, "1. jan. 2027", "1 Jan 2027"),
        (short_month, FuzzyDate.day(WINTER), "21. dec. 2020", "21 Dec 2020"),
        (short_month, NOVEMBER, "nov. 2028", "Nov 2028"),
        (short_month, None, "", ""),
        (clock_time, datetime(2026, 11, 21, 8, 5, tzinfo=UTC), "kl. 9.05", "09:05"),
        (clock_time, datetime(2026, 7, 1, 12, 30, tzinfo=UTC), "kl. 14.30", "14:30"),
        (clock_time, None, "", ""),
    ],
)
def test_in_both_languages(form, value, danish, english):
    with override("da"):
        assert form(value) == danish
    with override("en"):
        assert form(value) == english


def test_every_month_has_a_short_name():
    days = [date(2026, month, 1) for month in range(1, 13)]
    with override("da"):
        assert " ".join(short_month(day).split()[1] for day in days) == (
            "jan. feb. mar. apr. maj juni juli aug. sep. okt. nov. dec."
        )
    with override("en"):
        assert " ".join(short_month(day).split()[1] for day in days) == (
            "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
        )


TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "danish", "english"),
    [
        (TODAY, "i dag", "today"),
        (date(2026, 11, 22), "i morgen", "tomorrow"),
        (date(2026, 11, 20), "i går", "yesterday"),
        (date(2026, 11, 23), "om 2 dage", "in 2 days"),
        (date(2026, 12, 4), "om 13 dage", "in 13 days"),
        (date(2026, 12, 5), "om 2 uger", "in 2 weeks"),
        (date(2026, 12, 12), "om 3 uger", "in 3 weeks"),
        (date(2027, 1, 20), "om 8 uger", "in 8 weeks"),
        (date(2027, 1, 21), "om 2 måneder", "in 2 months"),
        (date(2028, 11, 20), "om 23 måneder", "in 23 months"),
        (date(2028, 11, 21), "om 2 år", "in 2 years"),
        (date(2026, 11, 16), "for 5 dage siden", "5 days ago"),
        (date(2026, 11, 1), "for 2 uger siden", "2 weeks ago"),
        (date(2025, 12, 21), "for 11 måneder siden", "11 months ago"),
        (date(2025, 12, 22), "for 10 måneder siden", "10 months ago"),
        (date(2020, 12, 21), "for 5 år siden", "5 years ago"),
        (FuzzyDate.month(2026, 11), "om 9 dage", "in 9 days"),
        (None, "", ""),
    ],
)
def test_how_far_from_today(day, danish, english):
    with override("da"):
        assert relative_days(day, TODAY) == danish
    with override("en"):
        assert relative_days(day, TODAY) == english


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 5000))
def test_ahead_and_behind_mirror_each_other(today, days):
    later = today + timedelta(days=days)
    with override("en"):
        ahead, behind = relative_days(later, today), relative_days(today, later)
    mirrored = {"today": "today", "tomorrow": "yesterday"}.get(ahead, ahead.removeprefix("in ") + " ago")
    assert behind == mirrored


def test_in_a_template():
    source = (
        "{% load danish %}{{ day|long_date }}|{{ month|fuzzy_date }}|{{ day|table_date }}|{{ day|short_month }}"
        "|{{ at|clock_time }}|{{ day|relative_days:today }}|{{ none|long_date }}"
    )
    values = {"day": WINTER, "month": NOVEMBER, "at": NEW_YEAR, "today": TODAY, "none": None}
    with override("da"):
        assert Template(source).render(Context(values)) == (
            "21. december 2020|november 2028|21.12.2020|21. dec. 2020|kl. 0.30|for 5 år siden|"
        )
