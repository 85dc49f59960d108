"""What the overview counts by: days of waiting, quarters to come, and what is done about a deadline. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta

from guidelines.planning.rules import STAGES, Stage

LAST_YEAR = 2030
"""Deadlines are shown by quarter up to and including this year, and always for the year to come."""

LONG = 91
"""Days after which a step is said to have waited long."""

RETURNED = "returned"
"""Stands among the stages for what was sent back to its authors."""

STAGES_SHOWN = (*(stage.value for stage in STAGES if stage is not Stage.PUBLISHED), RETURNED)


class Cover(enum.StrEnum):
    """What is done about a guideline's deadline: a revision under way, a line of the plan, or nothing."""

    UNDERWAY = "underway"
    PLANNED = "planned"
    NONE = "none"


class Span(enum.StrEnum):
    """Deadlines that belong to no quarter shown."""

    PASSED = "passed"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Band:
    """How long a step has waited: days from and up to; no end where `most` is None."""

    least: int
    most: int | None

    @property
    def key(self) -> str:
        """Its name in an address."""
        return f"{self.least}-{'' if self.most is None else self.most}"

    def since(self, on: date) -> tuple[date | None, date]:
        """The first and the last day of beginning that makes it this long on a day; the first None where none is."""
        return None if self.most is None else _before(on, self.most), _before(on, self.least)


def _before(on: date, days: int) -> date:
    return date.min if days >= on.toordinal() else on - timedelta(days=days)


BANDS = (Band(0, 14), Band(15, 30), Band(31, 90), Band(LONG, 180), Band(181, None))


def years_ahead(on: date) -> range:
    """Return the years whose deadlines are shown by quarter."""
    return range(on.year, max(LAST_YEAR, on.year + 1) + 1)


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """Return the first and the last day of a quarter, 1 to 4."""
    first = date(year, quarter * 3 - 2, 1)
    following = date(year + quarter // 4, quarter * 3 % 12 + 1, 1)
    return first, following - timedelta(days=1)


def quarters_left(year: int, on: date) -> list[int]:
    """Return the quarters of a year that have not ended on a day."""
    return [quarter for quarter in range(1, 5) if quarter_days(year, quarter)[1] >= on]
