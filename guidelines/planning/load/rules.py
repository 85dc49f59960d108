"""How the work is spread over people, groups and years: pure figures, and what is too much of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from guidelines.planning.load.facts import EntryFacts, Facts, GroupFacts

AHEAD = 4
"""Years after this one that count in the mean also where nothing stands in them."""

FAR_ABOVE, AT_LEAST = 1.5, 2.0
"""A year is heavy from half as much again as the mean, and two guidelines more than it."""

FARTHEST = 8
"""Years after this one that are shown at most, where something stands in them."""

LONG_AWAY = 28
"""Days of absence in a year from which it is said."""


class Count(NamedTuple):
    """Revisions, minor updates among them, and new guidelines."""

    revisions: int
    new: int

    @property
    def all(self) -> int:
        """Both together."""
        return self.revisions + self.new


@dataclass(frozen=True)
class GroupLoad:
    """What is still to be done in each year shown; `group` None for all together, shared ones once.

    `late` is what stands in years gone by.
    """

    group: GroupFacts | None
    years: Mapping[int, Count]
    late: int
    without_year: int

    @property
    def mean(self) -> float:
        """Guidelines a year."""
        return sum(count.all for count in self.years.values()) / len(self.years)

    @property
    def heavy(self) -> list[int]:
        """The years far above the mean."""
        return [year for year, count in self.years.items() if is_heavy(count.all, self.mean)]


@dataclass(frozen=True)
class PersonLoad:
    """What a person is to do in each year shown, in all groups; `outside` is how much of it is not of those shown.

    `limits` are the limits that the groups shown have set for those years, `away` the days of absence.
    """

    pk: int
    name: str
    years: Mapping[int, int]
    late: int
    without_year: int
    outside: Mapping[int, int]
    limits: Mapping[int, int]
    away: Mapping[int, int]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.years.values()) + self.late + self.without_year

    @property
    def above(self) -> list[int]:
        """The years with more than the group's limit."""
        return [year for year, number in self.years.items() if number > self.limits.get(year, number)]

    @property
    def hindered(self) -> list[int]:
        """The years with work in which the person is away for four weeks or more."""
        return [year for year, number in self.years.items() if number and self.away.get(year, 0) >= LONG_AWAY]


def is_heavy(number: float, mean: float) -> bool:
    """True for a year or a month far above the mean."""
    return number >= max(mean * FAR_ABOVE, mean + AT_LEAST)


def years_shown(facts: Facts) -> range:
    """Return this year, the four after it, and further ones up to eight where something is planned."""
    first = facts.today.year
    planned = [entry.year for entry in facts.entries if entry.year is not None]
    return range(first, min(max([first + AHEAD, *planned]), first + FARTHEST) + 1)


def group_loads(facts: Facts) -> list[GroupLoad]:
    """Return the load of each group with anything in its plan, the heaviest first; before them all together."""
    years = years_shown(facts)
    shown = [entry for entry in facts.entries if entry.groups]
    single = [_group(group, [entry for entry in shown if group.pk in entry.groups], years) for group in facts.groups]
    found = [load for load in single if load.mean or load.late or load.without_year]
    found.sort(key=lambda load: -load.mean)
    return [_group(None, shown, years), *found] if len(found) > 1 else found


def load_of(facts: Facts, group: int) -> GroupLoad:
    """Return the load of one group, also where nothing stands in its plan; raises LookupError for one not shown."""
    found = next((one for one in facts.groups if one.pk == group), None)
    if found is None:
        raise LookupError(f"group {group} is not among those shown")
    return _group(found, [entry for entry in facts.entries if group in entry.groups], years_shown(facts))


def _group(group: GroupFacts | None, entries: Iterable[EntryFacts], years: range) -> GroupLoad:
    own = list(entries)
    counted = Counter((entry.year, entry.is_new) for entry in own)
    by_year = {year: Count(counted[year, False], counted[year, True]) for year in years}
    planned = [entry.year for entry in own]
    late = sum(year is not None and year < years.start for year in planned)
    return GroupLoad(group, by_year, late, planned.count(None))


def person_loads(facts: Facts) -> list[PersonLoad]:
    """Return the load of everybody named in what is shown, whoever has most in one year first."""
    years = years_shown(facts)
    held: dict[int, list[EntryFacts]] = {}
    for entry in facts.entries:
        for person in entry.leads:
            held.setdefault(person, []).append(entry)
    most = {group.pk: group.most for group in facts.groups}
    found = [_person(facts, pk, held.get(pk, []), years, most) for pk in facts.names]
    return sorted(found, key=lambda load: (-max(load.years.values(), default=0), -load.total))


def _person(facts: Facts, pk: int, entries: list[EntryFacts], years: range, most: Mapping[int, int]) -> PersonLoad:
    limits: dict[int, int] = {}
    for entry in entries:
        own = [most[group] for group in entry.groups]
        if entry.year is not None and own:
            limits[entry.year] = min(limits.get(entry.year, own[0]), *own)
    counted = Counter(entry.year for entry in entries)
    outside = Counter(entry.year for entry in entries if entry.year is not None and not entry.groups)
    return PersonLoad(
        pk=pk,
        name=facts.names[pk],
        years={year: counted[year] for year in years},
        late=sum(number for year, number in counted.items() if year is not None and year < years.start),
        without_year=counted[None],
        outside=outside,
        limits=limits,
        away=facts.away.get(pk, {}),
    )
