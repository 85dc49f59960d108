"""How many administrative approvals the secretariat can expect in each of the coming months, and by what method.

What is with the secretariat already counts in this month. Everything else has one date, or a year alone:

- The deadline of the revision under way, or, where none is agreed, the next due where it lies in the planned year or no
  year is planned: it counts as one in the month of that date.
- A planned year alone: it is spread over the months of that year that are left, by the share of the owning group's
  earlier approvals that fell in each month. A group with fewer than five of them is given the shares of all groups.
- A date or a year that has passed: it is spread over the coming twelve months by the same shares.

Without a single earlier approval all months weigh the same. What has no year at all is not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guidelines.desk.load.facts import AwaitedFacts, OutlookFacts
from guidelines.planning.load.rules import is_heavy

MONTHS = 24
ENOUGH = 5
"""From so many earlier approvals on a group's own months count."""

Month = tuple[int, int]
"""A year and a month."""


@dataclass(frozen=True)
class Expected:
    """A month: approvals whose date lies in it, and its part of what is spread by the months of earlier ones."""

    year: int
    month: int
    dated: int
    spread: float

    @property
    def all(self) -> float:
        """Both together."""
        return self.dated + self.spread


@dataclass(frozen=True)
class Outlook:
    """The coming months; `unknown` is how much has no year, `earlier` how many were approved in each month before."""

    months: list[Expected]
    unknown: int
    earlier: Mapping[int, int]

    @property
    def mean(self) -> float:
        """Approvals a month."""
        return sum(month.all for month in self.months) / len(self.months)

    @property
    def waves(self) -> list[Expected]:
        """The months far above the mean."""
        return [month for month in self.months if is_heavy(month.all, self.mean)]

    @property
    def is_empty(self) -> bool:
        """True where nothing is expected at all."""
        return not any(month.all for month in self.months)


def outlook(facts: OutlookFacts) -> Outlook:
    """Return the expected approvals of the coming 24 months, this one included, by the method above."""
    months = coming(facts.today, MONTHS)
    everybody = [month for group in facts.approved.values() for month in group]
    dated: Counter[Month] = Counter()
    spread: dict[Month, float] = {}
    unknown = 0
    for one in facts.awaited:
        exact = _month(one, facts.today)
        if exact is not None:
            dated[exact] += 1
        elif one.on is None and one.year is None:
            unknown += 1
        else:
            own = facts.approved.get(one.group, ())
            weights = shares(own if len(own) >= ENOUGH else everybody)
            for month, part in parts(_span(one, facts.today), weights).items():
                spread[month] = spread.get(month, 0.0) + part
    found = [Expected(*month, dated[month], round(spread.get(month, 0.0), 6)) for month in months]
    return Outlook(found, unknown, Counter(everybody))


def coming(today: date, number: int) -> list[Month]:
    """Return so many months from this one on."""
    start = today.year * 12 + today.month - 1
    return [(place // 12, place % 12 + 1) for place in range(start, start + number)]


def _month(one: AwaitedFacts, today: date) -> Month | None:
    """The month it counts in as a whole; None where it is spread."""
    if one.is_handed_in:
        return today.year, today.month
    return (one.on.year, one.on.month) if one.on is not None and one.on >= today else None


def _span(one: AwaitedFacts, today: date) -> Sequence[Month]:
    """The months it is spread over."""
    if one.on is None and one.year is not None and one.year >= today.year:
        first = today.month if one.year == today.year else 1
        return [(one.year, month) for month in range(first, 13)]
    return coming(today, 12)


def shares(approved: Iterable[int]) -> dict[int, float]:
    """Return how often each month, 1 to 12, was the one of an approval, as shares of one; even without any."""
    counted = Counter(approved)
    total = counted.total()
    return {month: counted[month] / total if total else 1 / 12 for month in range(1, 13)}


def parts(months: Sequence[Month], weights: Mapping[int, float]) -> dict[Month, float]:
    """Share one out over some months by the weight of each; evenly where none of them has any."""
    whole = sum(weights[month] for _year, month in months)
    if not whole:
        return dict.fromkeys(months, 1 / len(months))
    return {(year, month): weights[month] / whole for year, month in months}
