"""What of a mail to come may go today, and what must wait for its slot (foundations 20)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from guidelines.people.models import Person
from guidelines.planning.rules import HolderRole
from guidelines.register.models import Guideline
from reminders.digests.foreseen import foresee
from reminders.digests.standings import GroupQuarter
from reminders.facts import World, load
from reminders.ladder import Audience
from reminders.models import GroupRelease
from reminders.planning import by_person
from reminders.rules import Action, Facts, History, Verdict
from reminders.simulation import Cause, simulate
from reminders.slots import last_slot, slots_between, week_of, week_start
from reminders.steps import ESCALATIONS

LAST_DAY = timedelta(days=6)


@dataclass(frozen=True)
class Ahead:
    """The reminders that may go today, and why the others wait, each reason once."""

    going: list[Verdict] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Due:
    """What a person would be told in a slot to come: reminders, overviews of quarters, and the facts of both."""

    verdicts: list[Verdict]
    quarters: list[GroupQuarter]
    world: World


def due_in(person: Person, slot: date, today: date) -> Due:
    """Return what the person would be told in a slot to come, as the groups are released now."""
    world = load(Guideline.objects.all(), today=today)
    released = set(GroupRelease.objects.values_list("group", flat=True))
    going = list(simulate(world.causes(released), world.people, world.histories, slots_between(today, slot)))
    mailed = {(verdict.person, on) for on, verdict in going if verdict.action is Action.MAIL}
    due = [verdict for on, verdict in going if on == slot and verdict.action is Action.MAIL]
    sunday = week_start(week_of(slot)) + LAST_DAY
    coming = foresee(world, mailed, first=today, last=sunday, today=today, groups=released)
    quarters = [one.quarter for one in coming if one.person == person.pk and last_slot(one.on) == slot]
    return Due(by_person(due).get(person.pk, []), quarters, world)


def may_go_today(person: Person, slot: date, today: date) -> Ahead:
    """Return what of the person's mail of a slot may go today already."""
    due = due_in(person, slot, today)
    result = Ahead()
    if due.quarters:
        result.waiting.append(_("The overview of the quarter waits for its week."))
    for verdict in due.verdicts:
        why = _why_not(verdict, due.world, person, today)
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
