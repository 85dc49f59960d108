"""Which overviews of the quarter would go out if nothing happened: what `quarterly` does, told beforehand.

Writes nothing, and takes a fixed number of statements for any number of groups.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from guidelines.people.models import Role
from guidelines.people.rules import is_in_force
from reminders.choices.sorts import wanting
from reminders.digests.days import OPEN, Quarter, quarters_between
from reminders.digests.standings import Board, GroupQuarter, read_board
from reminders.facts import World
from reminders.models import Digest, Mail, MailChoice
from reminders.planning import served_in
from reminders.slots import DAY, is_quiet, last_slot, week_of

Mailed = Collection[tuple[int, date]]
"""(person, slot) of the mails that go anyway."""

_Key = tuple[int, int | None, str]
"""An overview: person, group, period."""


@dataclass(frozen=True)
class Foreseen:
    """One group's overview for one person, on the day on which it goes: in that week's mail, or as one."""

    on: date
    person: int
    group: int
    period: str
    quarter: GroupQuarter


def foresee(
    world: World, mailed: Mailed, *, first: date, last: date, today: date, groups: Collection[int] | None
) -> list[Foreseen]:
    """Return the overviews of these days, both included, in order; `groups` are those whose reminders go, None: all.

    `world` holds the facts of the guidelines that these groups own.
    """
    coming = quarters_between(first, last)
    chairs = _chairs(groups) if coming else []
    if not chairs:
        return []
    years = {year + 1 for year in range(first.year, last.year + 1)}
    board = read_board(world, {role.group_id for role in chairs if role.group_id}, years)
    told = Digest.objects.filter(period__in=[quarter.period for quarter in coming]).exclude(group=None)
    done: set[_Key] = set(told.exclude(mail__state=Mail.State.SKIPPED).values_list("person", "group", "period"))
    served = served_in(week_of(today)) if first <= today else set()
    week = _Weeks({(person, week_of(slot)): slot for person, slot in mailed}, {(one, week_of(today)) for one in served})
    willing = wanting(MailChoice.Sort.QUARTERLY, {role.person_id for role in chairs})
    chairs = [role for role in chairs if role.person_id in willing]
    found: list[Foreseen] = []
    for quarter in coming:
        for day in _days(quarter, first, last):
            found.extend(_on(day, quarter, chairs, board, week, done))
    return found


def _chairs(groups: Collection[int] | None) -> list[Role]:
    roles = Role.objects.filter(kind=Role.Kind.CHAIR, person__merged_into=None).exclude(group=None)
    if groups is not None:
        roles = roles.filter(group__in=groups)
    return list(roles.select_related("group").order_by("pk"))


def _days(quarter: Quarter, first: date, last: date) -> Iterator[date]:
    """The days from the quarter's slot on that have the slot of their own week behind them, as long as it is open."""
    day = max(quarter.slot, first)
    while day <= last and day < quarter.slot + OPEN:
        if not is_quiet(day) and week_of(last_slot(day)) == week_of(day):
            yield day
        day += DAY


@dataclass
class _Weeks:
    """Who has a mail in which week: the day on which it goes, or that it has gone."""

    going: dict[tuple[int, str], date]
    gone: set[tuple[int, str]]

    def take(self, person: int, day: date) -> bool:
        """Let the mail of that week carry what comes on a day; False where it has left before."""
        key = (person, week_of(day))
        return key not in self.gone and self.going.setdefault(key, day) == day


def _on(
    day: date,
    quarter: Quarter,
    chairs: Iterable[Role],
    board: Board,
    weeks: _Weeks,
    done: set[_Key],
) -> Iterator[Foreseen]:
    """What goes on a day; a quarter with nothing to say is done with on the first day on which it could go."""
    for role in chairs:
        key = (role.person_id, role.group_id, quarter.period)
        if key in done or role.group is None or not is_in_force(role.starts_on, role.ends_on, day):
            continue
        who = board.world.people.get(role.person_id)
        if who is None or not who.has_address or who.is_refused or who.is_absent(day):
            continue
        read = board.quarter(role.person_id, role.group, quarter.number, day)
        if read.is_empty or weeks.take(role.person_id, day):
            done.add(key)
            if not read.is_empty:
                yield Foreseen(day, role.person_id, role.group.pk, quarter.period, read)
