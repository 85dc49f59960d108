"""What of a mail to come may go today, and what must wait for its slot (foundations 20)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from guidelines.people.models import Person
from guidelines.planning.rules import HolderRole
from guidelines.register.models import Guideline
from reminders.facts import World, load
from reminders.ladder import Audience
from reminders.models import GroupRelease
from reminders.planning import by_person
from reminders.rules import Action, Facts, History, Verdict
from reminders.simulation import Cause, simulate
from reminders.slots import slots_between
from reminders.steps import ESCALATIONS


@dataclass(frozen=True)
class Ahead:
    """The reminders that may go today, and why the others wait, each reason once."""

    going: list[Verdict] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def due_in(person: Person, slot: date, today: date) -> tuple[list[Verdict], World]:
    """Return what the person would be told in a slot to come, as the groups are released now, and the facts of it."""
    world = load(Guideline.objects.all(), today=today)
    released = set(GroupRelease.objects.values_list("group", flat=True))
    going = simulate(world.causes(released), world.people, world.histories, slots_between(today, slot))
    due = [verdict for on, verdict in going if on == slot and verdict.action is Action.MAIL]
    return by_person(due).get(person.pk, []), world


def may_go_today(person: Person, slot: date, today: date) -> Ahead:
    """Return what of the person's mail of a slot may go today already."""
    due, world = due_in(person, slot, today)
    result = Ahead()
    for verdict in due:
        why = _why_not(verdict, world, person, today)
        if not why:
            result.going.append(verdict)
        elif why not in result.waiting:
            result.waiting.append(why)
    return result


def _why_not(verdict: Verdict, world: World, person: Person, today: date) -> str:
    cause = world.cause(verdict)
    if cause is None or not _was_announced(verdict, cause, world.history(verdict), today):
        return _("It goes to the next in line, and was announced for its slot.")
    action, _reason = cause.review(world.people, verdict, today)
    if action is Action.MAIL:
        return ""
    if world.people[person.pk].is_absent(today):
        return _("%(name)s is away today.") % {"name": person.name}
    return _("Somebody has answered, so the reminder rests until its slot.")


def _was_announced(verdict: Verdict, facts: Cause, history: History, today: date) -> bool:
    """True for what nobody announces; else when it was announced long enough ago. A copy goes with what it copies."""
    if not isinstance(facts, Facts):
        return verdict.rung not in ESCALATIONS
    rungs = facts.ladder.rungs
    if rungs[verdict.rung].audience is Audience.COPY:
        return False
    announcing = {rung.key for rung in rungs.values() if rung.announces == verdict.rung}
    told = [day for (key, _person), day in history.items() if key in announcing and day is not None]
    is_chairs_move = facts.holder is HolderRole.CHAIR  # then the lead authors were never told either
    if not facts.leads or is_chairs_move or not any(facts.ladder.has(key) for key in announcing):
        return True
    return bool(told) and max(told) + facts.ladder.announced <= today
