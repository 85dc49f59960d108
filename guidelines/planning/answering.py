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


class Question(enum.StrEnum):
    """What is asked: the role, when work begins, how far it is, what is to become of late work; or all of it.

    CHAIR is what a group's chair can say without deciding anything.
    """

    CONFIRM = "confirm"
    BEGIN = "begin"
    PROGRESS = "progress"
    LATE = "late"
    ANY = "any"
    CHAIR = "chair"


class Choice(enum.StrEnum):
    """What can be answered: yes or no to the role, rest, time set aside, new date, help, ought to lapse, meeting."""

    YES = "yes"
    NO = "no"
    REST = "rest"
    FOCUS = "focus"
    NEW_DATE = "new_date"
    HELP = "help"
    WITHDRAW = "withdraw"
    MEETING = "meeting"


CHOICES = {
    Question.CONFIRM: (Choice.YES, Choice.NO),
    Question.BEGIN: (Choice.FOCUS, Choice.NEW_DATE, Choice.HELP, Choice.REST),
    Question.PROGRESS: (Choice.REST, Choice.FOCUS, Choice.NEW_DATE, Choice.HELP, Choice.WITHDRAW),
    Question.LATE: (Choice.NEW_DATE, Choice.HELP, Choice.WITHDRAW),
    Question.ANY: (
        Choice.YES,
        Choice.REST,
        Choice.FOCUS,
        Choice.NEW_DATE,
        Choice.HELP,
        Choice.WITHDRAW,
        Choice.NO,
    ),
    Question.CHAIR: (Choice.MEETING,),
}
"""What each question offers, the likely answer first: it is the one that the page has chosen beforehand."""

_NEED_TARGET = frozenset({Choice.REST, Choice.NEW_DATE, Choice.MEETING})
_RESTING = frozenset({Choice.REST, Choice.MEETING})


def choices(question: Question, *, has_target: bool, rests_taken: int, is_confirmed: bool = False) -> list[Choice]:
    """Return what a person can answer as things stand: no third rest, no new date where there is no deadline."""
    return [
        choice
        for choice in CHOICES[question]
        if (has_target or choice not in _NEED_TARGET)
        and (may_rest(rests_taken) or choice not in _RESTING)
        and not (is_confirmed and question is Question.ANY and choice is Choice.YES)
    ]


def likely_day(today: date) -> date:
    """Return a day that a page may propose for work: the first Tuesday at least two weeks ahead."""
    day = today + timedelta(days=14)
    return day + timedelta(days=(1 - day.weekday()) % 7)
