"""A change of the rules tried out: every mail of the next 12 months before and after it. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from guidelines.people.models import Group, Person
from guidelines.register.models import Guideline
from reminders.ladder import DEFAULTS, Ladder, Ladders, Setting, Unit
from reminders.ladder_names import kind_name
from reminders.rehearsal import Line, QuarterLine, Rehearsed, What, rehearse

SEEN_DAYS = 365


@dataclass
class Row:
    """What a person gets in a slot before and after; a task for the secretariat has a row of its own."""

    person: Person
    is_task: bool
    before: list[Line | QuarterLine] = field(default_factory=list)
    after: list[Line | QuarterLine] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """True where the reminders are not the same."""
        return {line.what for line in self.before} != {line.what for line in self.after}


@dataclass(frozen=True)
class Slot:
    """The rows of a slot: those that differ, and the rest."""

    on: date
    changed: list[Row]
    same: list[Row]


@dataclass(frozen=True)
class Compared:
    """What a change does: mails before and after, reminders that move, fall away or come, and all slots."""

    before: int
    after: int
    moved: int
    gone: int
    new: int
    slots: list[Slot]

    @property
    def fewer(self) -> int:
        """How many mails fewer there are; negative where there are more."""
        return self.before - self.after

    @property
    def more(self) -> int:
        """How many mails more there are; negative where there are fewer."""
        return self.after - self.before

    @property
    def differs(self) -> bool:
        """True where anything changes."""
        return bool(self.moved or self.gone or self.new)


def compare(group: Group | None, after: Ladders, *, today: date) -> Compared:
    """Return the next 12 months of a group, or of all of them, as set now and by `after`."""
    guidelines = Guideline.objects.all() if group is None else Guideline.objects.of_group(group)
    groups = None if group is None else {group.pk}
    last = today + timedelta(days=SEEN_DAYS)
    then, now = (
        rehearse(guidelines, first=today, last=last, today=today, groups=groups, ladders=ladders)
        for ladders in (None, after)
    )
    return compared(then, now)


def compared(before: list[Rehearsed], after: list[Rehearsed]) -> Compared:
    """Return what differs between two rehearsals of the same days."""
    was, becomes = _slots_of(before), _slots_of(after)
    both = was.keys() & becomes.keys()
    return Compared(
        before=sum(not mail.is_task for mail in before),
        after=sum(not mail.is_task for mail in after),
        moved=sum(was[what] != becomes[what] for what in both),
        gone=len(was) - len(both),
        new=len(becomes) - len(both),
        slots=_side_by_side(before, after),
    )


def _slots_of(rehearsed: Iterable[Rehearsed]) -> dict[What, date]:
    return {line.what: mail.slot for mail in rehearsed for line in mail.told}


def _side_by_side(before: Iterable[Rehearsed], after: Iterable[Rehearsed]) -> list[Slot]:
    rows: dict[date, dict[tuple[bool, int], Row]] = {}
    for is_after, rehearsed in ((False, before), (True, after)):
        for mail in rehearsed:
            of_slot = rows.setdefault(mail.slot, {})
            row = of_slot.setdefault((mail.is_task, mail.person.pk), Row(mail.person, mail.is_task))
            (row.after if is_after else row.before).extend(mail.told)
    slots = []
    for on, found in sorted(rows.items()):
        ordered = sorted(found.values(), key=lambda row: (row.is_task, bytes(row.person.sort_key), row.person.pk))
        slots.append(Slot(on, [row for row in ordered if row.differs], [row for row in ordered if not row.differs]))
    return slots


@dataclass(frozen=True)
class Held:
    """A number or switch as it holds for a group, in words; `is_own` where the group has its own."""

    name: str
    said: str
    is_own: bool


def held_rules(group: Group, ladders: Ladders) -> list[Held]:
    """Return every number and switch that holds for a group, in the order of the rungs."""
    ladder, own = ladders.of(group.pk), ladders.layers.get(group.pk, {})
    return [Held(kind_name(key), said(ladder, key), own.get(key, Setting()) != Setting()) for key in DEFAULTS]


def said(ladder: Ladder, key: str) -> str:
    """Return a number with what it counts, or that the rung goes or does not go."""
    if key in ladder.rungs and not ladder.has(key):
        return _("switched off")
    if key not in ladder.numbers:
        return _("switched on")
    unit = _("months") if DEFAULTS[key].unit is Unit.MONTHS else _("days")
    return f"{ladder.numbers[key]} {unit}"
