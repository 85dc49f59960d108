"""Verbs on the case of the secretariat: take it, give it to a colleague, release it, and take that back."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.advancing import enter
from guidelines.approval.actions.capacities import (
    capacities_of,
    refuse_recused,
    refuse_unless_by_secretary,
    refuse_unless_independent_secretary,
    refuse_unless_secretary,
)
from guidelines.approval.actions.moving import Held, close_steps, hold, make_move, wake
from guidelines.approval.actions.routes import ensure_route
from guidelines.approval.actions.undoing import reverse_move
from guidelines.approval.models import ReviewComment
from guidelines.approval.rules import UNDO_WINDOW, Position, Verb
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor, Journal, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.models import Move, Revision

UNDOABLE = ("case_taken", "case_given", "case_released")


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
        _follow(held)
        facts = {"move": move.pk, "person": found.person.pk}
        journal.record("case_taken", held.revision, guideline=held.revision.guideline, facts=facts)
    return held.revision


def give_case(revision: Revision, *, to: Person, person: Person, by: Actor, now: datetime) -> Revision:
    """Give a case, free or a colleague's, to somebody who may decide it; what is written on its step stays with it.

    Raises Refused for anybody outside the secretariat, for a giver who is recused or worked on the version (A3: who
    reviews it is not theirs to choose), and for a receiver who is not free on it (four eyes) or has it already.
    """
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        held.refuse_unless(Verb.GIVE_CASE)
        _refuse_giving(held, person, by)
        is_own = (to.merged_into_id or to.pk) == (person.merged_into_id or person.pk)
        chosen = refuse_unless_independent_secretary(held, person).person if is_own else _free(held, to)
        ensure_route(held, journal)
        if held.position is Position.SUBMITTED:
            move, had, rested = make_move(held, Verb.GIVE_CASE, Position.REVIEW), None, None
            close_steps(held, move)
            enter(held, move, Position.REVIEW, chosen)
            _follow(held)
        else:
            move, had, rested = _pass_on(held, chosen)
        facts = {"move": move.pk, "from": had, "to": chosen.pk, "rested_until": rested}
        guideline, names = held.revision.guideline, {"name": chosen.name}
        journal.record("case_given", held.revision, guideline=guideline, facts=facts, personal=names)
    return held.revision


def _refuse_giving(held: Held, person: Person, by: Actor) -> None:
    refuse_recused(held, by)
    if refuse_unless_secretary(held, person).has_worked:
        raise Refused(_("You have worked on this version yourself, so a colleague must say who reviews it."))


def _free(held: Held, to: Person) -> Person:
    """Return who gets the case; raises Refused, by name, for one who may not decide it or cannot sign in."""
    found = capacities_of(held, to)
    name = {"name": found.person.name}
    if not found.in_secretariat:
        raise Refused(_("%(name)s is not in the secretariat.") % name)
    if found.person.user is None or not found.person.user.is_active:
        raise Refused(_("%(name)s cannot sign in.") % name)
    if found.is_recused:
        raise Refused(_("%(name)s is recused from this revision.") % name)
    if found.has_worked:
        raise Refused(_("%(name)s has worked on this version and cannot approve it.") % name)
    if found.has_approved:
        raise Refused(_("%(name)s has approved this version already.") % name)
    return found.person


def _pass_on(held: Held, chosen: Person) -> tuple[Move, int | None, date | None]:
    """Let the open step be another's; return the move, who had it, and until when that one had put it off."""
    [step] = held.steps
    if step.holder_person_id == chosen.pk:
        raise Refused(_("%(name)s has the case already.") % {"name": chosen.name})
    had, rested = step.holder_person_id, step.deferred_until
    step.holder_person = chosen
    step.save(update_fields=["holder_person"])
    wake([step])
    return make_move(held, Verb.GIVE_CASE), had, rested


_PUT_BACK = (Verb.TAKE_CASE.value, Verb.GIVE_CASE.value, Verb.RELEASE_CASE.value, Verb.RECUSE.value)


def _follow(held: Held) -> None:
    """Let comments that the authors were never sent follow the case to its new step, where it was only put back.

    Those that an approval passed by stay with the step that was approved; taking a case closes its step when undone.
    """
    [step] = held.steps
    earlier = {"step__revision": held.revision, "step__stage": step.stage, "step__closed_by__verb__in": _PUT_BACK}
    ReviewComment.objects.filter(**earlier, returned=None).exclude(step=step).update(step=step)


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


def undo_case(event: Event, *, by: Actor, now: datetime) -> Revision:
    """Take back that a case was taken, given or released; the step before is open again as it was.

    Raises Refused where somebody else did it, it is more than ten minutes ago, or anything happened to the case since.
    """
    with writing(by, now=now) as journal:
        held = hold(int(event.object_key), now)
        _refuse_undoing(held, event, by)
        [move] = Move.objects.filter(pk=event.facts["move"])
        reverse_move(held, move)
        if event.verb == "case_given" and held.position is Position.REVIEW:
            [step] = held.steps
            rested = event.facts["rested_until"]
            step.holder_person_id = event.facts["from"]
            step.deferred_until = date.fromisoformat(rested) if rested else None
            step.save(update_fields=["holder_person", "deferred_until"])
        _record_undone(journal, held, event, move)
    return held.revision


def _refuse_undoing(held: Held, event: Event, by: Actor) -> None:
    if event.verb not in UNDOABLE:
        raise Refused(_("This change cannot be undone."))
    if (event.actor_kind, event.actor_key) != (by.kind, by.key):
        raise Refused(_("Only the person who made a change can undo it."))
    held.refuse_unless(Verb.GIVE_CASE)
    refuse_unless_by_secretary(held, by)
    if held.now - event.at > UNDO_WINDOW:
        raise Refused(_("The ten minutes for undoing have passed."))
    since = Event.objects.about(held.revision).filter(seq__gt=event.seq)
    if since.exists():
        raise Refused(_("Something has happened to the case since, so it stays as it is."))


def _record_undone(journal: Journal, held: Held, event: Event, move: Move) -> None:
    facts = {"event": event.seq, "move": move.pk, "was": event.verb}
    journal.record("case_undone", held.revision, guideline=held.revision.guideline, facts=facts)


def last_case_acts(by: Actor, now: datetime) -> list[Event]:
    """Return what the actor did last to cases, all of one press, while it can still be undone; the oldest first.

    Empty once the actor has done anything else: what came before it may rest on it.
    """
    last = Event.objects.by_actor(by.key, by.kind).first()
    if last is None or last.verb not in UNDOABLE or now - last.at > UNDO_WINDOW:
        return []
    same = Event.objects.by_actor(by.key, by.kind).filter(at=last.at, verb__in=UNDOABLE)
    return list(same.order_by("seq"))
