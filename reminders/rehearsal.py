"""The rehearsal: every mail that would go out between two days if nothing happened. Writes nothing (foundations 27)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guidelines.people.models import Person
from guidelines.register.models import Guideline
from guidelines.register.models.guidelines import GuidelineQuerySet
from reminders.compose import briefs
from reminders.facts import World, load
from reminders.ladder import CALL, Ladder, Ladders
from reminders.ladder_names import kind_name
from reminders.planning import by_person
from reminders.rules import Action, Verdict
from reminders.simulation import simulate
from reminders.slots import slots_between
from reminders.wording import Brief, urgency_of, why


@dataclass(frozen=True)
class Line:
    """One reminder in a rehearsed mail: its kind (a rung), the guideline, the target and why it comes then."""

    verdict: Verdict
    brief: Brief
    ladder: Ladder

    @property
    def kind_name(self) -> str:
        """The rung's name for people."""
        return kind_name(self.verdict.rung)

    @property
    def why(self) -> str:
        """Why it comes when it comes."""
        return why(self.ladder.rungs[self.verdict.rung], self.verdict.target)


@dataclass(frozen=True)
class Rehearsed:
    """What one person would get in one slot; `is_task` where it is a task for the secretariat and no mail."""

    slot: date
    person: Person
    is_task: bool
    lines: list[Line] = field(default_factory=list)


def rehearse(
    guidelines: GuidelineQuerySet,
    *,
    first: date,
    last: date,
    today: date,
    groups: Collection[int] | None = None,
    ladders: Ladders | None = None,
) -> list[Rehearsed]:
    """Return the mails and tasks of the slots from `first` to `last`, by slot and then by the person's name.

    It starts from the rows as they stand today and goes on as if nobody answered. `groups` are the groups whose
    reminders go; None means that all do. `ladders` are those to go by, such as `ladder_setting.with_changes` gives for
    a change that is not kept yet; None means those that are set.
    """
    world = load(guidelines, today=min(today, first), ladders=ladders)
    return rehearse_world(world, first=first, last=last, today=today, groups=groups)


def rehearse_world(
    world: World, *, first: date, last: date, today: date, groups: Collection[int] | None = None
) -> list[Rehearsed]:
    """Return the same for facts that were read already."""
    going = simulate(world.causes(groups), world.people, world.histories, slots_between(min(first, today), last))
    by_slot: dict[date, list[Verdict]] = {}
    for slot, verdict in going:
        if slot >= first:
            by_slot.setdefault(slot, []).append(verdict)
    return _rehearsed(by_slot, world)


def _rehearsed(by_slot: dict[date, list[Verdict]], world: World) -> list[Rehearsed]:
    texts = briefs({verdict.guideline for found in by_slot.values() for verdict in found}, world)
    persons = Person.objects.in_bulk({verdict.person for found in by_slot.values() for verdict in found})
    result: list[Rehearsed] = []
    for slot, found in by_slot.items():
        for is_task in (False, True):
            chosen = [verdict for verdict in found if (verdict.action is Action.TASK) is is_task]
            merged = [
                Rehearsed(slot, persons[person], is_task, _lines(verdicts, texts, world))
                for person, verdicts in by_person(chosen).items()
            ]
            result.extend(sorted(merged, key=lambda mail: (bytes(mail.person.sort_key), mail.person.pk)))
    return result


def _lines(verdicts: Iterable[Verdict], texts: dict[int, Brief], world: World) -> list[Line]:
    lines = [Line(verdict, texts[verdict.guideline], world.ladder(verdict)) for verdict in verdicts]
    return sorted(lines, key=_urgency)


def _urgency(line: Line) -> tuple[int, date, str]:
    return urgency_of(line.ladder.rungs[line.verdict.rung], line.verdict.target, line.brief.title)


def as_json(rehearsed: Iterable[Rehearsed]) -> dict[str, list[dict[str, Any]]]:
    """Return the contract of foundations 27: `mails`, and beside them `tasks` in the same shape.

    A reminder to somebody without a working address is a mail whose recipient is null; what was never to be a mail
    (the call by the secretariat) stands under `tasks`.
    """
    mails: list[dict[str, Any]] = []
    tasks: list[dict[str, Any]] = []
    for mail in rehearsed:
        calls = [line for line in mail.lines if mail.is_task and line.verdict.rung in NEVER_MAILED]
        rest = [line for line in mail.lines if line not in calls]
        if rest:
            mails.append(_entry(mail, rest))
        if calls:
            tasks.append(_entry(mail, calls))
    return {"mails": mails, "tasks": tasks}


NEVER_MAILED = frozenset({CALL})


def _entry(mail: Rehearsed, lines: list[Line]) -> dict[str, Any]:
    items = [
        {
            "kind": line.verdict.rung,
            "guideline": line.brief.slug,
            "due": line.verdict.target.isoformat(),
            "reason": line.why,
        }
        for line in lines
    ]
    return {
        "recipient": None if mail.is_task else mail.person.email,
        "person": mail.person.name,
        "date": mail.slot.isoformat(),
        "items": items,
        "kind": items[0]["kind"],
        "guidelines": list(dict.fromkeys(item["guideline"] for item in items)),
        "reason": items[0]["reason"],
    }


def guidelines_of(group: int | None) -> GuidelineQuerySet:
    """Return the guidelines in which a group has a role; all of them for None."""
    every = Guideline.objects.all()
    return every if group is None else every.filter(group_links__group=group).distinct()
