"""How much a plan asks, year by year and of each tovholder: pure figures, and what is far above the mean."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from guidelines.planning.approved.content import Content
from guidelines.planning.rules import Outcome

AHEAD = 4  # years after this one that count in the mean also where nothing stands in them
FAR_ABOVE, AT_LEAST = 1.5, 2.0
"""A year is heavy from half as much again as the mean, and two guidelines more than it."""


class PersonLoad(NamedTuple):
    """A tovholder by key, with how many guidelines are to be done in each year; None stands for no year yet."""

    person: int
    years: dict[int | None, int]

    @property
    def total(self) -> int:
        """All years together."""
        return sum(self.years.values())

    def above(self, limit: int) -> list[int]:
        """The years with more than `limit`."""
        return sorted(year for year, count in self.years.items() if year is not None and count > limit)


@dataclass(frozen=True)
class Load:
    """What is still to be done in each year from this one on, and by whom; `without_year` stands in none."""

    years: dict[int, int]
    without_year: int
    persons: list[PersonLoad]

    @property
    def total(self) -> int:
        """All years together, without what has none."""
        return sum(self.years.values())

    @property
    def mean(self) -> float:
        """Guidelines a year."""
        return self.total / len(self.years)

    @property
    def heavy(self) -> list[int]:
        """The years far above the mean."""
        least = max(self.mean * FAR_ABOVE, self.mean + AT_LEAST)
        return [year for year, count in self.years.items() if count >= least]


def load_of(content: Content, this_year: int) -> Load:
    """Return what a plan asks from this year on; what was planned for years gone by is late, and counts as such."""
    still = [line for line in content.lines() if line.outcome == Outcome.PLANNED]
    ahead = [line for line in still if line.year is None or line.year >= this_year]
    counted = Counter(line.year for line in ahead)
    last = max([this_year + AHEAD, *(year for year in counted if year is not None)])
    persons: dict[int, Counter[int | None]] = {}
    for line in ahead:
        for lead in line.leads:
            persons.setdefault(lead.person, Counter())[line.year] += 1
    loads = [PersonLoad(key, dict(years)) for key, years in persons.items()]
    return Load({year: counted[year] for year in range(this_year, last + 1)}, counted[None], loads)
