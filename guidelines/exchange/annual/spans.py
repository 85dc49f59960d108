"""How long the stages of revisions took: a pure function over their moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from statistics import median
from typing import NamedTuple

from guidelines.exchange.annual.rules import Approved, Period
from guidelines.planning.rules import STAGES, Stage


class Passed(NamedTuple):
    """A move of a revision from one stage, or from having been returned, to another, and the day it was made."""

    stage_from: str
    returned_from: bool
    stage_to: str
    returned_to: bool
    on: date


class Run(NamedTuple):
    """A revision: when it began, its moves in order, and the day it ended with a version, None otherwise."""

    started_on: date
    moves: tuple[Passed, ...]
    published_on: date | None


class Spent(NamedTuple):
    """How long something took: the median, the shortest and the longest in days, and how many times it was passed."""

    median: float
    shortest: int
    longest: int
    n: int


RETURNED, WHOLE, BETWEEN = "returned", "whole", "between"
"""Beside the stages: with the authors for corrections, the whole revision, and from one approval to the other."""
SPANS = (*(stage.value for stage in STAGES if stage is not Stage.PUBLISHED), RETURNED, WHOLE, BETWEEN)


def time_per_stage(runs: Iterable[Run], found: Iterable[Approved], period: Period) -> dict[str, Spent]:
    """Return how long each stage took where it was left for good in the year, by its name, in the order of SPANS.

    What a revision returned to counts all its stays together. From clinical to administrative approval the days that
    the versions approved in the year state are counted, whether they ran here or not.
    """
    days: dict[str, list[int]] = {}
    for run in runs:
        for name, number in _spent(run, period):
            days.setdefault(name, []).append(number)
    for one in found:
        first, last = one.version.clinical_approval, one.version.administrative_approval
        if first and last and first.precision == last.precision == "day" and first.last <= last.last:
            days.setdefault(BETWEEN, []).append((last.last - first.last).days)
    return {
        name: Spent(float(median(days[name])), min(days[name]), max(days[name]), len(days[name]))
        for name in SPANS
        if name in days
    }


def _spent(run: Run, period: Period) -> Iterator[tuple[str, int]]:
    entered, here = run.started_on, ""
    spent: dict[str, int] = {}
    left: dict[str, date] = {}
    for move in run.moves:
        before = _name(move.stage_from, is_returned=move.returned_from)
        here = _name(move.stage_to, is_returned=move.returned_to)
        if here != before:
            spent[before] = spent.get(before, 0) + (move.on - entered).days
            left[before], entered = move.on, move.on
    yield from ((name, spent[name]) for name, on in left.items() if on.year == period.year and name != here)
    if run.published_on is not None and run.published_on.year == period.year:
        yield WHOLE, (run.published_on - run.started_on).days


def _name(stage: str, *, is_returned: bool) -> str:
    return RETURNED if is_returned else stage
