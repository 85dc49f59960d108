"""The rungs after the deadline: the tovholder, the chair, the secretariat's call (foundations 17-21).

Each is announced by the one before and comes only so many days after it, never fewer than 14.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from guidelines.planning.rules import HolderRole
from reminders.ladder import CALL, CHAIR, COPY, LATE, Rung
from reminders.reasons import Action, Reason
from reminders.situation import History, People, Situation, Verdict, slot_of


def late(facts: Situation, people: People, history: History, day: date) -> Iterator[Verdict]:
    """Return what is to be done by a day of the rungs after the target and has not been handled."""
    if facts.holder is HolderRole.SECRETARIAT or facts.rests(day, facts.ladder.rungs[LATE].silent_days):
        return
    notices = list(_notices(facts, people, history, day))
    yield from notices
    were_told = _leads_were_told(facts, history, day)
    escalation: list[Verdict] = []
    if not notices and facts.has_come(CHAIR, day):
        escalation = list((_escalation if were_told else _leads_are_away)(facts, people, history, day))
    yield from escalation
    is_due = were_told and not escalation and facts.has_come(CALL, day)
    if is_due and facts.told_long_ago(history, CHAIR, day) and not _chair_rests(facts, history, day):
        yield from _calls(facts, history, day)


def _notices(facts: Situation, people: People, history: History, day: date) -> Iterator[Verdict]:
    """Tell each tovholder once that the deadline has passed, and what follows."""
    if facts.holder is HolderRole.CHAIR or not facts.has_come(LATE, day):
        return
    for person in facts.leads:
        if (LATE, person) not in history and facts.can_be_told(person, people, day):
            yield facts.tell(people, facts.ladder.rungs[LATE], person)


def _leads_were_told(facts: Situation, history: History, day: date) -> bool:
    if facts.holder is HolderRole.CHAIR or not facts.leads:
        return True
    return facts.told_long_ago(history, LATE, day)


def _escalation(facts: Situation, people: People, history: History, day: date) -> Iterator[Verdict]:
    """Tell the chair, or a deputy while the chair is away; the tovholdere get a copy at the same time."""
    chairs, deputies = facts.in_charge(day, chairs=True), facts.in_charge(day, chairs=False)
    if any((CHAIR, person) in history for person in (*chairs, *deputies)):
        return
    if not chairs and not deputies:
        yield from _nobody_to_tell(facts, history)
        return
    present = [person for person in chairs if not people[person].is_absent(day)]
    due = present or [person for person in deputies if not people[person].is_absent(day)]
    if not due:
        yield from _chair_is_away(facts, history, day)
    told = [person for person in due if not facts.is_resting(person, day)]
    yield from (facts.tell(people, facts.ladder.rungs[CHAIR], person) for person in told)
    if told and facts.holder is not HolderRole.CHAIR and facts.ladder.has(COPY):
        for person in facts.leads:
            seen = person in told or (COPY, person) in history
            if not seen and facts.can_be_told(person, people, day):
                yield facts.tell(people, facts.ladder.rungs[COPY], person)


def _nobody_to_tell(facts: Situation, history: History) -> Iterator[Verdict]:
    """A group without chair and deputy: the secretariat is told to find one, by a task on the first tovholder."""
    for person in facts.leads[:1]:
        if (CHAIR, person) not in history:
            yield facts.verdict(facts.ladder.rungs[CHAIR], person, Action.TASK, Reason.NO_CHAIR)


def _leads_are_away(facts: Situation, people: People, history: History, day: date) -> Iterator[Verdict]:
    """Nobody who leads could be told up to the chair's slot: the secretariat is, and the rungs go on afterwards."""
    if not facts.has_come(LATE, day):
        return
    if not any((LATE, lead) in history or facts.can_be_told(lead, people, day) for lead in facts.leads):
        yield from _task_instead(facts, history, Reason.LEADS_AWAY, day)


def _chair_is_away(facts: Situation, history: History, day: date) -> Iterator[Verdict]:
    """Whoever leads the group is told when they are back; after two weeks the secretariat is told meanwhile."""
    if slot_of(facts.ladder.rungs[CHAIR], facts.target) + facts.ladder.announced <= day:
        yield from _task_instead(facts, history, Reason.CHAIR_AWAY, day)


def _task_instead(facts: Situation, history: History, reason: Reason, day: date) -> Iterator[Verdict]:
    """A task for the secretariat once, on a tovholder who is not in charge where there is one."""
    in_charge = facts.all_in_charge(day)
    others = [person for person in facts.leads if person not in in_charge]
    for person in (others or facts.leads or in_charge)[:1]:
        if (CHAIR, person) not in history:
            yield facts.verdict(facts.ladder.rungs[CHAIR], person, Action.TASK, reason)


def _chair_rests(facts: Situation, history: History, day: date) -> bool:
    """True while somebody in charge who was told takes it up later, as on the group's next meeting."""
    return any((CHAIR, person) in history and facts.is_resting(person, day) for person in facts.all_in_charge(day))


def _calls(facts: Situation, history: History, day: date) -> Iterator[Verdict]:
    """Each tovholder is called; without any the chair, where nobody was called before."""
    was_called = any(rung == CALL for rung, _person in history)
    for person in facts.leads or (() if was_called else facts.in_charge(day, chairs=True)):
        if (CALL, person) not in history and not facts.is_resting(person, day):
            yield facts.verdict(facts.ladder.rungs[CALL], person, Action.TASK, Reason.CALL)


def late_reason(facts: Situation, rung: Rung, person: int, day: date) -> Reason:
    """Return why a planned rung after the target has no point any more for a person; NONE where it has one."""
    is_chairs = rung.key == CHAIR
    if person not in (facts.all_in_charge(day) if is_chairs else facts.leads):
        return Reason.NOT_RECIPIENT
    others = (HolderRole.SECRETARIAT,) if is_chairs else (HolderRole.SECRETARIAT, HolderRole.CHAIR)
    return Reason.NOT_THEIR_MOVE if facts.holder in others else Reason.NONE
