"""The rungs before the deadline: the present one alone is sent, those that were passed before are skipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from guidelines.planning.rules import HolderRole, Stage
from reminders.ladder import BEGIN, CONFIRM, WITHOUT_LEADS, Counts, Rung
from reminders.reasons import Action, Reason
from reminders.situation import History, People, Situation, Verdict, slot_of

_DRAFTING = (None, Stage.AGREED, Stage.DRAFT)


def before(facts: Situation, people: People, history: History, day: date) -> Iterator[Verdict]:
    """Return what is to be done by a day of the rungs before the target and has not been handled."""
    reached = [rung for rung in facts.ladder.before if slot_of(rung, facts.target) <= day]
    for place, rung in enumerate(reached):
        for person in audience(facts, rung, day):
            if (rung.key, person) in history:
                continue
            is_past = place < _present(reached, facts, person)
            reason = Reason.SUPERSEDED if is_past else _why_not(rung, facts, person, day)
            if reason is not Reason.NONE:
                yield facts.verdict(rung, person, Action.SKIP, reason)
            elif facts.can_be_told(person, people, day) and not facts.rests(day, rung.silent_days):
                yield facts.tell(people, rung, person)


def audience(facts: Situation, rung: Rung, day: date) -> tuple[int, ...]:
    """Return who a rung before the target is for: the tovholdere, or the chair of a guideline that has none."""
    if facts.leads or rung.key not in WITHOUT_LEADS:
        return facts.leads
    return tuple(facts.in_charge(day, chairs=True) or facts.in_charge(day, chairs=False))


def _present(reached: Sequence[Rung], facts: Situation, person: int) -> int:
    """The place of the present rung, the last. One of an interim deadline that is not the next has no point, and does
    not overtake what came before it: the two deadlines overlap.
    """
    for place in range(len(reached) - 1, -1, -1):
        rung = reached[place]
        if rung.counts is Counts.TARGET or irrelevant(rung, facts, person) is Reason.NONE:
            return place
    return len(reached) - 1


def _why_not(rung: Rung, facts: Situation, person: int, day: date) -> Reason:
    if day > rung.deadline(facts.target):
        return Reason.DEADLINE_PASSED
    return irrelevant(rung, facts, person)


def irrelevant(rung: Rung, facts: Situation, person: int) -> Reason:
    """Return why a rung before the target has no point for a person as things stand; NONE where it has one."""
    if facts.holder not in (None, HolderRole.LEAD):
        return Reason.NOT_THEIR_MOVE
    if rung.key == CONFIRM and person in facts.confirmed:
        return Reason.CONFIRMED
    if rung.key == BEGIN and facts.stage is not None:
        return Reason.BEGUN
    if rung.counts is Counts.DRAFT and facts.stage not in _DRAFTING:
        return Reason.DRAFT_READY
    if rung.counts is Counts.CONSULTATION:
        return _consultation(rung, facts)
    return Reason.NONE


def _consultation(rung: Rung, facts: Situation) -> Reason:
    """The end of the consultation is the next deadline once the draft is handed over, or its own deadline is there."""
    if facts.stage is Stage.CONSULTATION:
        return Reason.NONE
    if facts.stage not in _DRAFTING:
        return Reason.CONSULTED
    is_next = rung.on(facts.target) >= facts.ladder.draft_deadline(facts.target)
    return Reason.NONE if is_next else Reason.DRAFT_FIRST


def early_reason(facts: Situation, rung: Rung, person: int, day: date) -> Reason:
    """Return why a planned rung before the target has no point any more for a person; NONE where it has one."""
    if person not in audience(facts, rung, day):
        return Reason.NOT_RECIPIENT
    return _why_not(rung, facts, person, day)
