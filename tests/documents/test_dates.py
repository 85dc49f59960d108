"""Dates as documents write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from guidelines.documents.dates import FuzzyDate, add_months, find_dates, locate_dates, parse_date, parse_user_date

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("211220", ["2020-12-21", "2021-12-20"]),
        ("130121", ["2021-01-13", "2013-01-21"]),
        ("210421", ["2021-04-21"]),
        ("21122020", ["2020-12-21"]),
        ("20201221", ["2020-12-21"]),
        ("1.2.22", ["2022-02-01"]),
        ("01.02.2027", ["2027-02-01"]),
        ("1/2-2027", ["2027-02-01"]),
        ("1/2 2027", ["2027-02-01"]),
        ("21.08.2025", ["2025-08-21"]),
        ("21-08-2025", ["2025-08-21"]),
        ("21–08–2025", ["2025-08-21"]),
        ("21-AUG-2025", ["2025-08-21"]),
        ("2027-02-01", ["2027-02-01"]),
        ("31-12-29", ["2029-12-31", "2031-12-29"]),
        ("30. december 2024.", ["2024-12-30"]),
        ("den 7. januar 2025", ["2025-01-07"]),
        ("1.december 2025", ["2025-12-01"]),
        ("1. december i 2030", ["2030-12-01"]),
        ("December 30, 2024", ["2024-12-30"]),
        ("november 2025", ["2025-11"]),
        ("11/2025", ["2025-11"]),
        ("2025-11", ["2025-11"]),
        ("2021", ["2021"]),
        ("31.02.2027", []),
        ("02/13/2025", []),
        ("12.13.22", []),
        ("version 2.1", []),
        ("", []),
        ("om 5 år", []),
    ],
)
def test_every_form_has_its_readings(text: str, readings: list[str]) -> None:
    assert [reading.isoformat() for reading in parse_date(text)] == readings


def test_a_reading_keeps_the_words() -> None:
    (reading,) = parse_date(" november\u00a02025 ")
    assert reading == FuzzyDate(date(2025, 11, 1), date(2025, 11, 30), "month", "november 2025")


@given(DAYS)
def test_danish_forms_give_the_day_back_first(day: date) -> None:
    forms = (f"{day:%d%m%y}", f"{day:%d%m%Y}", f"{day.day}.{day.month}.{day.year}", f"{day:%d-%m-%Y}", day.isoformat())
    assert {parse_date(form)[0].first for form in forms} == {day}


@given(DAYS)
def test_six_digits_are_in_doubt_only_where_the_days_differ(day: date) -> None:
    readings = parse_date(f"{day:%d%m%y}")
    assert len(readings) == len({reading.span for reading in readings}) <= 2
    assert all(f"{r.first:%d%m%y}" == f"{day:%d%m%y}" or f"{r.first:%y%m%d}" == f"{day:%d%m%y}" for r in readings)


@given(st.text(max_size=40))
def test_any_text_is_read_or_not_but_never_fails(text: str) -> None:
    for reading in parse_date(text):
        assert reading.first <= reading.last


def test_dates_inside_a_sentence() -> None:
    found = find_dates("v1.10 godk. 30. december 2024, søgt i november 2025; T1.2.2, 2022-2024, 211220")
    assert [(words, [reading.isoformat() for reading in readings]) for words, readings in found] == [
        ("30. december 2024", ["2024-12-30"]),
        ("november 2025", ["2025-11"]),
        ("211220", ["2020-12-21", "2021-12-20"]),
    ]


def test_dates_inside_a_sentence_stand_where_they_are_said_to() -> None:
    text = "T12.2024 er ingen dato, 12.2024 er en, 211220 er to; 3. maj 2024 og 3. maj 2024 står der begge"
    found = locate_dates(text)
    assert [(date.start, date.words, date.only is not None) for date in found] == [
        (24, "12.2024", True), (39, "211220", False), (53, "3. maj 2024", True), (68, "3. maj 2024", True),
    ]  # fmt: skip
    assert [text[date.start : date.end] for date in found] == [date.words for date in found]
    assert locate_dates(text, 50, 66) == found[2:3]


@given(DAYS, st.integers(-600, 600))
def test_months_are_added_within_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_the_last_of_january_and_a_month() -> None:
    assert [add_months(date(2023, 1, 31), 1), add_months(date(2024, 1, 31), 1), add_months(date(2024, 2, 29), -12)] == [
        date(2023, 2, 28),
        date(2024, 2, 29),
        date(2023, 2, 28),
    ]


def test_out_of_order_is_said_only_where_it_is_certain() -> None:
    november, day = FuzzyDate.month(2025, 11), FuzzyDate.day(date(2025, 11, 30))
    assert not november.certainly_before(day)
    assert not day.certainly_before(november)
    assert november.certainly_before(FuzzyDate.day(date(2025, 12, 1)))
    assert FuzzyDate.year(2024).certainly_before(november)
    assert not FuzzyDate.year(2025).certainly_before(november)


@given(DAYS, DAYS)
def test_two_days_are_in_order_as_days_are(first: date, second: date) -> None:
    assert FuzzyDate.day(first).certainly_before(FuzzyDate.day(second)) == (first < second)


@pytest.mark.parametrize("text", ["1.2.2027", "01.02.2027", "1/2-2027", "010227", "2027-02-01", "1. februar 2027"])
def test_a_field_takes_the_danish_ways_of_writing_a_day(text: str) -> None:
    assert parse_user_date(text) == date(2027, 2, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Skriv en dato, for eksempel 1.2.2027."),
        ("februar 2027", "»februar 2027« mangler dagen. Skriv hele datoen, for eksempel 1.2.2027."),
        ("31.2.2027", "»31.2.2027« er ikke en dato. Skriv dag, måned og år, for eksempel 1.2.2027."),
        ("i morgen {x}", "»i morgen {x}« er ikke en dato. Skriv dag, måned og år, for eksempel 1.2.2027."),
    ],
)
def test_a_field_says_what_is_wrong_with_a_date(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refused, override("da"):
        parse_user_date(text)
    with override("da"):
        assert str(refused.value.args[0]) == sentence
