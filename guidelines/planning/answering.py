"""Pure rules of what a tovholder may answer without a decision: how long to rest, how often, how much to write."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta

from guidelines.documents.dates import add_months

SNOOZES = 2
"""So often a person may rest one target of a guideline; after that a new deadline is asked for (ux 5.2)."""

LONGEST_MONTHS = 6
"""How far ahead a day may lie until which reminders rest, or on which time is set aside for work."""

TEXT_LENGTH = 2000
NAME_LENGTH = 200


class Rest(enum.StrEnum):
    """How long reminders are to rest: a fortnight, a month, or until a day that the person names."""

    FORTNIGHT = "fortnight"
    MONTH = "month"
    DAY = "day"


def rest_until(rest: Rest, *, today: date, day: date | None = None) -> date | None:
    """Return the last day of rest, counted from today; `day` as given for Rest.DAY, None where it is missing."""
    match rest:
        case Rest.FORTNIGHT:
            return today + timedelta(days=14)
        case Rest.MONTH:
            return add_months(today, 1)
        case Rest.DAY:
            return day


def may_rest(taken: int) -> bool:
    """True while a person who has rested this target `taken` times may do so once more."""
    return taken < SNOOZES


def is_ahead(day: date, today: date) -> bool:
    """True for a day after today and at most six months ahead."""
    return today < day <= add_months(today, LONGEST_MONTHS)


def is_ahead_of(moment: datetime, now: datetime) -> bool:
    """True for a moment after `now` and at most a year ahead: work may be begun long before it is due."""
    return now < moment <= now + timedelta(days=366)
