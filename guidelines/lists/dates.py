"""Dates as people read them; the language that is active decides (ux.md 6.2).

Everything takes a date, a moment (read in Europe/Copenhagen), a FuzzyDate, or None, which reads "".
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from guidelines.documents.dates import FuzzyDate
from guidelines.lists.clock import COPENHAGEN


def long_date(value: date | FuzzyDate | None) -> str:
    """For prose: 21. december 2020 / 21 December 2020; a month or year alone where no more is known."""
    match value:
        case None:
            return ""
        case FuzzyDate(precision="month"):
            return date_format(value.first, "YEAR_MONTH_FORMAT")
        case FuzzyDate(precision="year"):
            return str(value.first.year)
    return date_format(_day(value), "DATE_FORMAT")


def table_date(value: date | FuzzyDate | None) -> str:
    """For tables: 21.12.2020 / 21 Dec 2020; dec. 2020 or 2020 where no more is known."""
    return "" if value is None else _table_date(value, get_language())


@lru_cache(maxsize=4096)
def _table_date(value: date | FuzzyDate, _language: str | None) -> str:
    """A table repeats its dates, and to format one costs more than all else in its row."""
    match value:
        case FuzzyDate(precision="month"):
            return f"{_short_month(value.first)} {value.first.year}"
        case FuzzyDate(precision="year"):
            return str(value.first.year)
    return date_format(_day(value), "SHORT_DATE_FORMAT")


@lru_cache(maxsize=4096)
def known_date(last: date | None, precision: str | None, language: str) -> str:
    """As `table_date`, from the last possible day and the precision; `language` is the active one, asked for once."""
    if last is None:
        return ""
    match precision:
        case "month":
            return f"{_short_month(last)} {last.year}"
        case "year":
            return str(last.year)
    return date_format(last, "SHORT_DATE_FORMAT")


def short_month(value: date | FuzzyDate | None) -> str:
    """Where room is scarce: 1. mar. 2026 / 1 Mar 2026."""
    if value is None or (isinstance(value, FuzzyDate) and value.precision != "day"):
        return table_date(value)
    day = _day(value)
    words = {"day": day.day, "month": _short_month(day), "year": day.year}
    return pgettext("short date", "%(day)s %(month)s %(year)s") % words


def day_in_year(value: date) -> str:
    """Where the year is plain: 1.3. / 1 Mar."""
    return date_format(value, pgettext("format of a day in the year", "j M"))


def clock_time(value: datetime | None) -> str:
    """The time of day in Copenhagen: kl. 9.05 / 9:05."""
    if value is None:
        return ""
    local = timezone.localtime(value, COPENHAGEN)
    return pgettext("time of day", "%(time)s") % {"time": time_format(local.time(), "TIME_FORMAT")}


def relative_days(value: date | FuzzyDate | None, today: date) -> str:
    """How far from today: i dag, om 3 uger, for 11 måneder siden; whole units only, of a FuzzyDate its last day.

    Days up to two weeks, weeks up to two months, months up to two years.
    """
    if value is None:
        return ""
    day = _day(value)
    if near := _near(day, today):
        return near
    first, last = sorted((day, today))
    days = (last - first).days
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    if months >= 24:
        return _years(months // 12, is_past=day < today)
    if months >= 2:
        return _months(months, is_past=day < today)
    return _weeks(days // 7, is_past=day < today) if days >= 14 else _days(days, is_past=day < today)


def _near(day: date, today: date) -> str:
    return {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((day - today).days, "")


def _days(count: int, *, is_past: bool) -> str:
    if is_past:
        return ngettext("%(count)s day ago", "%(count)s days ago", count) % {"count": count}
    return ngettext("in %(count)s day", "in %(count)s days", count) % {"count": count}


def _weeks(count: int, *, is_past: bool) -> str:
    if is_past:
        return ngettext("%(count)s week ago", "%(count)s weeks ago", count) % {"count": count}
    return ngettext("in %(count)s week", "in %(count)s weeks", count) % {"count": count}


def _months(count: int, *, is_past: bool) -> str:
    if is_past:
        return ngettext("%(count)s month ago", "%(count)s months ago", count) % {"count": count}
    return ngettext("in %(count)s month", "in %(count)s months", count) % {"count": count}


def _years(count: int, *, is_past: bool) -> str:
    if is_past:
        return ngettext("%(count)s year ago", "%(count)s years ago", count) % {"count": count}
    return ngettext("in %(count)s year", "in %(count)s years", count) % {"count": count}


def _day(value: date | FuzzyDate) -> date:
    if isinstance(value, FuzzyDate):
        return value.last
    return timezone.localtime(value, COPENHAGEN).date() if isinstance(value, datetime) else value


def _short_month(day: date) -> str:
    names = (
        pgettext("short month", "Jan"),
        pgettext("short month", "Feb"),
        pgettext("short month", "Mar"),
        pgettext("short month", "Apr"),
        pgettext("short month", "May"),
        pgettext("short month", "Jun"),
        pgettext("short month", "Jul"),
        pgettext("short month", "Aug"),
        pgettext("short month", "Sep"),
        pgettext("short month", "Oct"),
        pgettext("short month", "Nov"),
        pgettext("short month", "Dec"),
    )
    return names[day.month - 1]
