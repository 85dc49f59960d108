"""What is too much, in sentences, the heaviest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.planning.load.rules import GroupLoad, PersonLoad

SMALLEST = 0.1


def decimal(number: float) -> str:
    """Return a number with one decimal, and none where it is whole; a little is less than 0.1, not nothing."""
    if 0 < number < SMALLEST / 2:
        return _("<%(number)s") % {"number": number_format(SMALLEST, 1)}
    return number_format(round(number, 1), 0 if round(number, 1) == int(round(number, 1)) else 1)


def persons_said(loads: Iterable[PersonLoad]) -> Iterator[str]:
    """Yield who has more than the group's limit in a year, and who is away in a year with work."""
    known = list(loads)
    for load in known:
        for year in load.above:
            yield _above(load, year)
    for load in known:
        for year in load.hindered:
            words = {"name": load.name, "year": year, "number": load.years[year]}
            yield _("%(name)s is away for a part of %(year)s and has %(number)s that year.") % words


def _above(load: PersonLoad, year: int) -> str:
    outside = load.outside.get(year, 0)
    words = {"name": load.name, "year": year, "number": load.years[year], "most": load.limits[year], "out": outside}
    if outside:
        return (
            _("%(name)s has %(number)s in %(year)s, %(out)s of them elsewhere; the group's limit is %(most)s.") % words
        )
    return _("%(name)s has %(number)s in %(year)s; the group's limit is %(most)s.") % words


def groups_said(loads: Iterable[GroupLoad]) -> Iterator[str]:
    """Yield the years far above the mean, and what is late or without a year."""
    known = list(loads)
    single = {(year, load.years[year]) for load in known if load.group for year in load.heavy}
    for load in known:
        for year in load.heavy:
            if load.group is None and (year, load.years[year]) in single:
                continue  # one group alone makes it heavy, and is named
            words = {"year": year, "number": load.years[year].all, "mean": decimal(load.mean), "group": _name(load)}
            yield _("%(group)s: %(number)s in %(year)s, while a year has %(mean)s on average.") % words
    for load in known[:1]:
        if load.late:
            yield late_said(load.late)
        if load.without_year:
            yield ngettext("%(number)s has no year yet.", "%(number)s have no year yet.", load.without_year) % {
                "number": load.without_year
            }


def late_said(number: int) -> str:
    """Return how much of years gone by is still to be done."""
    return ngettext(
        "%(number)s from earlier years is still to be done.",
        "%(number)s from earlier years are still to be done.",
        number,
    ) % {"number": number}


def _name(load: GroupLoad) -> str:
    return load.group.abbreviation if load.group else _("All groups")
