"""Dates as documents write them: a value with its precision and the words it was read from (foundations 3)."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Precision = Literal["day", "month", "year"]

FIRST_YEAR, LAST_YEAR = 1950, 2100
_MONTHS = {
    "jan": 1, "januar": 1, "january": 1, "feb": 2, "febr": 2, "februar": 2, "february": 2, "mar": 3, "marts": 3,
    "march": 3, "apr": 4, "april": 4, "maj": 5, "may": 5, "jun": 6, "juni": 6, "june": 6, "jul": 7, "juli": 7,
    "july": 7, "aug": 8, "august": 8, "sep": 9, "sept": 9, "september": 9, "okt": 10, "oct": 10, "oktober": 10,
    "october": 10, "nov": 11, "november": 11, "dec": 12, "december": 12,
}  # fmt: skip
_MONTH = "(?P<name>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:T[\d:.]+)?",
        r"(?P<y>\d{4})[./](?P<m>\d{1,2})[./](?P<d>\d{1,2})",
        r"(?P<d>\d{1,2})\s?[./-]\s?(?P<m>\d{1,2})\s?(?:[./-]\s?|\s)(?P<y>\d{4}|\d{2})",
        rf"(?P<d>\d{{1,2}})\.?[\s-]*{_MONTH}[\s,-]*(?:i\s+)?(?P<y>\d{{4}}|\d{{2}})",
        rf"{_MONTH}\s+(?P<d>\d{{1,2}}),\s*(?P<y>\d{{4}})",
        r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{2})",
        r"(?P<y>\d{2})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<y>\d{2})-(?P<m>\d{2})-(?P<d>\d{2})",
        rf"{_MONTH}[\s,-]*(?:i\s+)?(?P<y>\d{{4}})",
        r"(?P<m>\d{1,2})[./-](?P<y>\d{4})",
        r"(?P<y>\d{4})-(?P<m>\d{2})",
        r"(?P<y>\d{4})",
    )
)
_DASHES = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2212"} | {0xAD: None}
# The shapes to look for inside a sentence; each hit is then read by the forms above.
_IN_TEXT = re.compile(
    r"(?<![\w.,/-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s?[./-]\s?\d{1,2}(?:[./-]|\s?[./-]\s?)(?:\d{4}|\d{2})"
    rf"|\d{{1,2}}/\d{{1,2}}\s\d{{4}}|\d{{1,2}}\.?[\s-]{{0,3}}{_MONTH.replace('?P<name>', '?:')}"
    r"[\s,-]{0,3}(?:i\s{1,3})?\d{2,4}"
    rf"|{_MONTH.replace('?P<name>', '?:')}[\s,-]{{0,3}}(?:i\s{{1,3}})?\d{{4}}|\d{{8}}|\d{{6}}|\d{{1,2}}[./-]\d{{4}}"
    r"|\d{4}-\d{2}|(?:19|20)\d{2})(?![\w/-]|[.,]\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FuzzyDate:
    """A date as far as the document states it: between `first` and `last`, both included, with the words read.

    Rule: foundations 3. A day has first == last; a missing part is never invented.
    """

    first: date
    last: date
    precision: Precision
    source: str = ""

    @classmethod
    def day(cls, value: date, source: str = "") -> FuzzyDate:
        """The one day."""
        return cls(value, value, "day", source)

    @classmethod
    def month(cls, year: int, month: int, source: str = "") -> FuzzyDate:
        """Some day of the month; ValueError when there is no such month."""
        last = calendar.monthrange(year, month)[1]
        return cls(date(year, month, 1), date(year, month, last), "month", source)

    @classmethod
    def year(cls, year: int, source: str = "") -> FuzzyDate:
        """Some day of the year."""
        return cls(date(year, 1, 1), date(year, 12, 31), "year", source)

    @property
    def span(self) -> tuple[date, date]:
        """First and last possible day: what two readings of the same words are compared by."""
        return self.first, self.last

    def certainly_before(self, other: FuzzyDate) -> bool:
        """True only where every day of this one precedes every day of the other (foundations 3)."""
        return self.last < other.first

    def isoformat(self) -> str:
        """ISO 8601 as precise as known: 2020-12-21, 2025-11 or 2021."""
        length = {"day": 10, "month": 7, "year": 4}[self.precision]
        return self.first.isoformat()[:length]


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date inside a sentence: its words, from which sign to which they stand, and their readings, one at least."""

    words: str
    start: int
    end: int
    readings: list[FuzzyDate]

    @property
    def only(self) -> FuzzyDate | None:
        """The reading, where the words can be read in one way alone."""
        return self.readings[0] if len(self.readings) == 1 else None


def add_months(day: date, months: int) -> date:
    """The day so many months later (earlier when negative); the 31st becomes the month's last day where it must."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def parse_date(text: str) -> list[FuzzyDate]:
    """All distinct readings of a text that is a date and nothing more; the Danish, day-first one comes first.

    Never month-first. Two-digit years are 20xx. Empty where the text is no date. More than one reading only for
    six digits (and NN-NN-NN), where day-month-year and year-month-day are different days (foundations 26).
    """
    words = " ".join(unicodedata.normalize("NFC", text).translate(_DASHES).split())
    core = re.sub(r"^(?:den|d\.)\s*", "", words, flags=re.IGNORECASE).strip(" .,;:()[]")
    readings: list[FuzzyDate] = []
    if len(core) > 30 or not core.isascii():
        return readings
    for form in _FORMS:
        found = form.fullmatch(core)
        reading = _reading(found.groupdict(), words) if found else None
        if reading and all(reading.span != known.span for known in readings):
            readings.append(reading)
    return readings


def find_dates(text: str) -> list[tuple[str, list[FuzzyDate]]]:
    """Every date inside a sentence, in order: the words and their readings. A bare year counts as a date."""
    return [(found.words, found.readings) for found in locate_dates(text)]


def locate_dates(text: str, start: int = 0, end: int | None = None) -> list[FoundDate]:
    """What `find_dates` finds between two offsets, each date with its place in the whole text."""
    hits = (
        FoundDate(hit.group(0), start + hit.start(), start + hit.end(), parse_date(hit.group(0)))
        for hit in _IN_TEXT.finditer(text[start:end])
    )
    return [hit for hit in hits if hit.readings]


def parse_user_date(text: str) -> date:
    """The one day a person typed into a field (ux 6.2), six digits read as DDMMYY.

    Raises ValueError with a lazy, translated sentence when the text is no day or only a month or a year.
    """
    if not text.strip():
        raise ValueError(_("Write a date, for example 1.2.2027."))
    readings = parse_date(text)
    if not readings:
        message = _("“{text}” is not a date. Write it as day, month, year, for example 1.2.2027.")
        raise ValueError(format_lazy(message, text=text.strip()[:40]))
    if readings[0].precision != "day":
        message = _("“{text}” lacks the day. Write the whole date, for example 1.2.2027.")
        raise ValueError(format_lazy(message, text=text.strip()[:40]))
    return readings[0].first


def _reading(parts: dict[str, str | None], source: str) -> FuzzyDate | None:
    """The date the named parts make, or None where there is no such day."""
    year = int(parts["y"] or 0)
    year = year + 2000 if len(parts["y"] or "") == 2 else year
    name, number, day = parts.get("name"), parts.get("m"), parts.get("d")
    month = _MONTHS[name.lower()] if name else int(number or 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        if day:
            return FuzzyDate.day(date(year, month, int(day)), source)
        return FuzzyDate.month(year, month, source) if name or number else FuzzyDate.year(year, source)
    except ValueError:  # calendar.IllegalMonthError is one too
        return None
