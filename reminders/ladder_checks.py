"""What a ladder must hold to before it is stored (foundations 20): pure; each fault is a sentence for who set it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from reminders.ladder import (
    ANNOUNCE,
    ASKED_FIRST,
    ASKED_SECOND,
    BEGIN,
    CALL,
    CHAIR,
    CONFIRM,
    CONSULTATION,
    DEFAULTS,
    DEPUTY,
    DRAFT,
    EXTENSION_FIRST,
    EXTENSION_SECOND,
    LATE,
    LEAST_ANNOUNCE_DAYS,
    RETURNED_CHAIR,
    RETURNED_LATE,
    Ladder,
    Unit,
)
from reminders.ladder_names import kind_name

MOST = {Unit.MONTHS: 36, Unit.DAYS: 365}
_DAYS_A_MONTH = 30

_LINES = (
    (CONFIRM, BEGIN, "draft_90", "draft_30", "draft_7"),
    ("consultation_90", "consultation_30", "consultation_7"),
    ("final_30", "final_7"),
    (EXTENSION_FIRST, EXTENSION_SECOND),
)
"""Rungs that count from the same, each later than the one before it."""

_ANNOUNCED_BY = {CHAIR: LATE, CALL: CHAIR, RETURNED_CHAIR: RETURNED_LATE}


@dataclass(frozen=True)
class Fault:
    """What is wrong with the number or switch of a key, in the language that is active."""

    key: str
    message: str


def faults(ladder: Ladder) -> list[Fault]:
    """Return what is wrong with a ladder; an empty list for one that may be stored."""
    wrong = list(_numbers(ladder))
    return wrong or [*_order(ladder), *_announcements(ladder), *_approval(ladder)]


def _numbers(ladder: Ladder) -> Iterator[Fault]:
    for key, number in ladder.numbers.items():
        most = MOST[DEFAULTS[key].unit]
        if not 0 < number <= most:
            words = {"name": kind_name(key), "most": most}
            yield Fault(key, _("“%(name)s” is a whole number from 1 to %(most)s.") % words)
    if ladder.numbers[ANNOUNCE] < LEAST_ANNOUNCE_DAYS:
        sentence = _("Never fewer than %(days)s days may lie between an announcement and what it announces.")
        yield Fault(ANNOUNCE, sentence % {"days": LEAST_ANNOUNCE_DAYS})


def _order(ladder: Ladder) -> Iterator[Fault]:
    if ladder.numbers[DRAFT] <= ladder.numbers[CONSULTATION]:
        yield Fault(DRAFT, _("The draft must be ready before the consultation is over."))
    for line in _LINES:
        for earlier, later in pairwise(key for key in line if ladder.has(key)):
            if _days_before(ladder, earlier) <= _days_before(ladder, later):
                words = {"earlier": kind_name(earlier), "later": kind_name(later)}
                yield Fault(later, _("“%(later)s” must come after “%(earlier)s”.") % words)


def _days_before(ladder: Ladder, key: str) -> int:
    rung = ladder.rungs[key]
    return rung.ahead - rung.days - rung.months * _DAYS_A_MONTH


def _announcements(ladder: Ladder) -> Iterator[Fault]:
    for key, by in _ANNOUNCED_BY.items():
        if not ladder.has(key):
            continue
        words = {"name": kind_name(key), "by": kind_name(by), "days": ladder.numbers[ANNOUNCE]}
        if not ladder.has(by):
            yield Fault(key, _("“%(name)s” cannot come without “%(by)s”, which announces it.") % words)
        elif ladder.rungs[key].days - ladder.rungs[by].days < ladder.numbers[ANNOUNCE]:
            sentence = _("“%(name)s” must come at least %(days)s days after “%(by)s”, which announces it.")
            yield Fault(key, sentence % words)


def _approval(ladder: Ladder) -> Iterator[Fault]:
    """The mail that asks for an approval announces that it passes on."""
    asked = [key for key in (ASKED_FIRST, ASKED_SECOND, DEPUTY) if ladder.has(key)]
    for earlier, later in pairwise(asked):
        if ladder.numbers[earlier] >= ladder.numbers[later]:
            words = {"earlier": kind_name(earlier), "later": kind_name(later)}
            yield Fault(later, _("“%(later)s” must come after “%(earlier)s”.") % words)
    if ladder.has(DEPUTY) and ladder.numbers[DEPUTY] < ladder.numbers[ANNOUNCE]:
        words = {"name": kind_name(DEPUTY), "days": str(ladder.numbers[ANNOUNCE])}
        yield Fault(DEPUTY, _("“%(name)s” must come at least %(days)s days after the approval was asked for.") % words)
