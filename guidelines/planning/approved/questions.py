"""What a chair is asked before approving a plan: lines without a year or tovholder, and what is late. None stops it."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from guidelines.planning.matrix import Entry, Need, PlanRow


class Question(enum.StrEnum):
    """What is asked, the most urgent first."""

    LATE = "late"
    NO_LEAD = "no_lead"
    NO_YEAR = "no_year"


class Asked(NamedTuple):
    """A question about a row; `entry` is the line it is about, None where the guideline itself is late."""

    question: Question
    row: PlanRow
    entry: Entry | None = None


def questions(rows: Iterable[PlanRow]) -> list[Asked]:
    """Return what is open in the rows as their reader may see them, by question, then as in the plan.

    Nothing is asked of a guideline that is withdrawn or merged.
    """
    places = {question: place for place, question in enumerate(Question)}
    return sorted((one for row in rows for one in _of_row(row)), key=lambda one: places[one.question])


def _of_row(row: PlanRow) -> Iterator[Asked]:
    if row.facts.is_out_of_use:
        return
    if row.needs & {Need.OVERDUE, Need.MISSED}:
        yield Asked(Question.LATE, row, row.entry if row.missed_year is not None else None)
    for entry in row.entries:
        if entry.is_planned and not entry.leads:
            yield Asked(Question.NO_LEAD, row, entry)
        if entry.is_planned and not entry.is_year_agreed:
            yield Asked(Question.NO_YEAR, row, entry)
