"""The rehearsal: every mail that would go out between two days if nothing happened. Writes nothing (foundations 27)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from guidelines.people.models import Person
from guidelines.register.models import Guideline
from guidelines.register.models.guidelines import GuidelineQuerySet
from reminders.choices.sorts import NAMES
from reminders.compose import briefs
from reminders.digests.foreseen import Foreseen, foresee
from reminders.facts import World, load
from reminders.ladder import CALL, Ladder, Ladders
from reminders.ladder_names import kind_name
from reminders.models import MailChoice
from reminders.rules import Action, Verdict
from reminders.simulation import simulate
from reminders.slots import slots_between
from reminders.wording import Brief, urgency_of, why

QUARTERLY = "quarterly"
"""The kind of an overview of a group's quarter."""

What = tuple[str, int, str, date, str, int]
"""A reminder by what it is: rule, guideline, cycle, target, rung, person; an overview by group and period."""


@dataclass(frozen=True)
class Line:
    """One reminder in a rehearsed mail: its kind (a rung), the guideline, the target and why it comes then."""

    verdict: Verdict
    brief: Brief
    ladder: Ladder

    @property
    def what(self) -> What:
        """The reminder, told from every other."""
        verdict = self.verdict
        return verdict.rule, verdict.guideline, verdict.cycle, verdict.target, verdict.rung, verdict.person

    @property
    def kind_name(self) -> str:
        """The rung's name for people."""
        return kind_name(self.verdict.rung)

    @property
    def about(self) -> str:
        """What it is about: the guideline's title."""
        return self.brief.title

    @property
    def why(self) -> str:
        """Why it comes when it comes."""
        return why(self.ladder.rungs[self.verdict.rung], self.verdict.target)


@dataclass(frozen=True)
class QuarterLine:
    """A group's overview in a rehearsed mail."""

    foreseen: Foreseen

    @property
    def what(self) -> What:
        """The overview, told from every other."""
        return QUARTERLY, self.foreseen.group, self.foreseen.period, date.min, "", self.foreseen.person

    @property
    def kind_name(self) -> str:
        """How overviews of a quarter are called."""
        return str(NAMES[MailChoice.Sort.QUARTERLY])

    @property
    def about(self) -> str:
        """The group and its quarter."""
        quarter = self.foreseen.quarter
        return _("%(group)s, quarter %(number)s") % {"group": quarter.group, "number": quarter.number}

    @property
    def why(self) -> str:
        """Why it comes when it comes."""
        return _("In the second week of the quarter's month, to who chairs the group.")


@dataclass(frozen=True)
class Rehearsed:
    """What one person would get on one day; `is_task` where it is a task for the secretariat and no mail.

    The day is that of a slot; a later one only for an overview alone, to a chair who is away on the slot's.
    """

    slot: date
    person: Person
    is_task: bool
    lines: list[Line] = field(default_factory=list)
    quarters: list[QuarterLine] = field(default_factory=list)

    @property
    def told(self) -> list[Line | QuarterLine]:
        """Everything in it, the reminders first."""
        return [*self.lines, *self.quarters]


def rehearse(
    guidelines: GuidelineQuerySet,
    *,
    first: date,
    last: date,
    today: date,
    groups: Collection[int] | None = None,
    ladders: Ladders | None = None,
    overviews: Collection[int] | None = None,
) -> list[Rehearsed]:
    """Return the mails and tasks of the slots from `first` to `last`, by slot and then by the person's name.

    It starts from the rows as they stand today and goes on as if nobody answered. `groups` are the groups whose
    reminders go; None means that all do. `ladders` are those to go by, such as `ladder_setting.with_changes` gives for
    a change that is not kept yet; None means those that are set. `overviews` are the groups whose quarters are shown
    where `guidelines` are not all there are; None means `groups`.
    """
    world = load(guidelines, today=min(today, first), ladders=ladders)
    shown = groups if overviews is None else overviews
    return rehearse_world(world, first=first, last=last, today=today, groups=groups, overviews=shown)


def rehearse_world(
    world: World,
    *,
    first: date,
    last: date,
    today: date,
    groups: Collection[int] | None = None,
    overviews: Collection[int] | None = None,
) -> list[Rehearsed]:
    """Return the same for facts that were read already; `overviews` are the groups whose quarters go, None: all."""
    start = min(first, today)
    going = list(simulate(world.causes(groups), world.people, world.histories, slots_between(start, last)))
    mailed = {(verdict.person, slot) for slot, verdict in going if verdict.action is Action.MAIL}
    quarters = foresee(world, mailed, first=start, last=last, today=today, groups=overviews)
    shown = [(slot, verdict) for slot, verdict in going if slot >= first]
    return _rehearsed(shown, [one for one in quarters if one.on >= first], world)


def _rehearsed(going: list[tuple[date, Verdict]], quarters: list[Foreseen], world: World) -> list[Rehearsed]:
    texts = briefs({verdict.guideline for _slot, verdict in going}, world)
    persons = Person.objects.in_bulk({verdict.person for _slot, verdict in going} | {one.person for one in quarters})
    merged: dict[tuple[date, bool, int], tuple[list[Verdict], list[QuarterLine]]] = defaultdict(lambda: ([], []))
    for slot, verdict in going:
        merged[slot, verdict.action is Action.TASK, verdict.person][0].append(verdict)
    for one in quarters:
        merged[one.on, False, one.person][1].append(QuarterLine(one))
    found = [
        Rehearsed(slot, persons[person], is_task, _lines(verdicts, texts, world), overviews)
        for (slot, is_task, person), (verdicts, overviews) in merged.items()
    ]
    return sorted(found, key=lambda mail: (mail.slot, mail.is_task, bytes(mail.person.sort_key), mail.person.pk))


def _lines(verdicts: Iterable[Verdict], texts: dict[int, Brief], world: World) -> list[Line]:
    lines = [Line(verdict, texts[verdict.guideline], world.ladder(verdict)) for verdict in verdicts]
    return sorted(lines, key=_urgency)


def _urgency(line: Line) -> tuple[int, date, str]:
    return urgency_of(line.ladder.rungs[line.verdict.rung], line.verdict.target, line.brief.title)


def as_json(rehearsed: Iterable[Rehearsed]) -> dict[str, list[dict[str, Any]]]:
    """Return the contract of foundations 27: `mails`, and beside them `tasks` in the same shape.

    An overview of a quarter is an item of the kind "quarterly", without a guideline.

    A reminder to somebody without a working address is a mail whose recipient is null; what was never to be a mail
    (the call by the secretariat) stands under `tasks`.
    """
    mails: list[dict[str, Any]] = []
    tasks: list[dict[str, Any]] = []
    for mail in rehearsed:
        calls = [line for line in mail.lines if mail.is_task and line.verdict.rung in NEVER_MAILED]
        rest = [line for line in mail.told if line not in calls]
        if rest:
            mails.append(_entry(mail, rest))
        if calls:
            tasks.append(_entry(mail, calls))
    return {"mails": mails, "tasks": tasks}


NEVER_MAILED = frozenset({CALL})


def _entry(mail: Rehearsed, lines: Sequence[Line | QuarterLine]) -> dict[str, Any]:
    items = [_item(line) for line in lines]
    return {
        "recipient": None if mail.is_task else mail.person.email,
        "person": mail.person.name,
        "date": mail.slot.isoformat(),
        "items": items,
        "kind": items[0]["kind"],
        "guidelines": list(dict.fromkeys(item["guideline"] for item in items if item["guideline"])),
        "reason": items[0]["reason"],
    }


def _item(line: Line | QuarterLine) -> dict[str, str | None]:
    """A reminder; an overview is of no guideline, and is due when it goes."""
    if isinstance(line, QuarterLine):
        return {"kind": QUARTERLY, "guideline": None, "due": line.foreseen.on.isoformat(), "reason": line.why}
    verdict = line.verdict
    due = verdict.target.isoformat()
    return {"kind": verdict.rung, "guideline": line.brief.slug, "due": due, "reason": line.why}


def guidelines_of(group: int | None) -> GuidelineQuerySet:
    """Return the guidelines in which a group has a role; all of them for None."""
    every = Guideline.objects.all()
    return every if group is None else every.filter(group_links__group=group).distinct()
