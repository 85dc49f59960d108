"""Verbs on the case of the secretariat: take it, release it."""

from __future__ import annotations

from datetime import datetime

from guidelines.approval.actions.advancing import enter
from guidelines.approval.actions.capacities import (
    refuse_recused,
    refuse_unless_independent_secretary,
    refuse_unless_secretary,
)
from guidelines.approval.actions.moving import close_steps, hold, make_move
from guidelines.approval.actions.routes import ensure_route
from guidelines.approval.rules import Position, Verb
from guidelines.journal.writing import Actor, writing
from guidelines.people.models import Person
from guidelines.planning.models import Revision


def take_case(revision: Revision, *, person: Person, by: Actor, now: datetime) -> Revision:
    """Take a submitted revision as one's case; only that person decides it. Raises Refused where it is not free, for
    anybody outside the secretariat, and for one who is recused, worked on the version or approved it (A1, A2).
    """
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        held.refuse_unless(Verb.TAKE_CASE)
        found = refuse_unless_independent_secretary(held, person)
        ensure_route(held, journal)
        move = make_move(held, Verb.TAKE_CASE, Position.REVIEW)
        close_steps(held, move)
        enter(held, move, Position.REVIEW, found.person)
        facts = {"move": move.pk, "person": found.person.pk}
        journal.record("case_taken", held.revision, guideline=held.revision.guideline, facts=facts)
    return held.revision


def release_case(revision: Revision, *, person: Person, by: Actor, now: datetime) -> Revision:
    """Put a case back into the queue; anybody in the secretariat may. Raises Refused otherwise."""
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        held.refuse_unless(Verb.RELEASE_CASE)
        refuse_recused(held, by)
        refuse_unless_secretary(held, person)
        had = held.steps[0].holder_person_id if held.steps else None
        move = make_move(held, Verb.RELEASE_CASE, Position.SUBMITTED)
        close_steps(held, move)
        enter(held, move, Position.SUBMITTED)
        facts = {"move": move.pk, "person": had}
        journal.record("case_released", held.revision, guideline=held.revision.guideline, facts=facts)
    return held.revision
