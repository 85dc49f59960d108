"""When overviews are due. Pure arithmetic on dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from reminders.slots import HOLIDAYS, next_slot

MONTHS = {1: 1, 4: 2, 8: 3, 10: 4}
"""Month -> quarter: the overview comes in the second week of these."""

OPEN = timedelta(days=21)
"""So long after its slot an overview that could not be sent is made up for; then it waits for the next quarter."""

_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """True for Monday to Friday, public holidays of Denmark left out."""
    return day.weekday() < _SATURDAY and day not in HOLIDAYS


@dataclass(frozen=True)
class Quarter:
    """A quarter as its overview knows it: the slot on which it goes, and how it is named."""

    year: int
    number: int
    slot: date

    @property
    def period(self) -> str:
        """What tells it from every other: "2026-Q4"."""
        return f"{self.year}-Q{self.number}"


def quarter_at(day: date) -> Quarter | None:
    """Return the quarter whose overview is due on a day; None in between.

    Its slot is the first one from the eighth of the month on: quiet weeks and holidays move it later.
    """
    for month in (day.month, day.month - 1):
        if month in MONTHS:
            quarter = _quarter(day.year, month)
            if quarter.slot <= day < quarter.slot + OPEN:
                return quarter
    return None


def quarters_between(first: date, last: date) -> list[Quarter]:
    """Return the quarters whose overview may go on one of these days, both included, in order."""
    every = [_quarter(year, month) for year in range(first.year, last.year + 1) for month in MONTHS]
    return [quarter for quarter in every if quarter.slot <= last and first < quarter.slot + OPEN]


def _quarter(year: int, month: int) -> Quarter:
    return Quarter(year, MONTHS[month], next_slot(date(year, month, 7)))
