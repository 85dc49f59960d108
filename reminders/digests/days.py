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
            slot = next_slot(date(day.year, month, 7))
            if slot <= day < slot + OPEN:
                return Quarter(day.year, MONTHS[month], slot)
    return None
