"""Verbs that pass a step on: to the deputy, to somebody the secretariat names, and being recused beforehand.

The first two are moves: a decision from before them is not undone beneath whoever has the step now (foundations 25).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.capacities import (
    Capacities,
    around,
    capacities_of,
    refuse_recused,
    refuse_unless_oneself,
    refuse_unless_secretary,
)
from guidelines.approval.actions.deciders import adopt, seat_of
from guidelines.approval.actions.moving import Held, clinical_steps, hold, make_move, refresh_holders, wake
from guidelines.approval.actions.routes import ensure_route
from guidelines.approval.models import Elector, Recusal, RunApproval, SelfApproval
from guidelines.approval.rules import ENDED, Capacity, Verb
from guidelines.approval.standings import holding, seats_of
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.models import Revision, Step
from guidelines.planning.rules import HolderRole


def hand_over(step: Step, *, person: Person, by: Actor, now: datetime) -> Step:
    """Leave a clinical step to the next in line, and return it. Raises Refused where it is not the person's, or where
    nobody would be left.
    """
    with writing(by, now=now) as journal:
        held = hold(step.revision_id, now)
        held.refuse_unless(Verb.HAND_OVER)
        step = _open(held, step)
        ensure_route(held, journal)
        adopt(held)
        own = seat_of(held, step, person)
        seats = seats_of([step], held.today)[step.pk]
        if not any(seat.standing.is_left and seat.person != own.person for seat in seats):
            raise Refused(_("There is nobody to leave it to. Ask the secretariat to name somebody."))
        Elector.objects.filter(step=step, person=own.person).update(handed_over_at=now)
        refresh_holders(held)
        wake([step])
        move = make_move(held, Verb.HAND_OVER)
        facts = {"step": step.pk, "move": move.pk, "from": own.person.pk, "to": step.holder_person_id}
        journal.record("step_handed_over", held.revision, guideline=held.revision.guideline, facts=facts)
    return step


def appoint(step: Step, appointee: Person, *, reason: str, person: Person, by: Actor, now: datetime) -> Step:
    """Name somebody to decide a clinical step that nobody is left for, and return it (foundations 8).

    Raises Refused without a reason, for anybody outside the secretariat or oneself, while somebody is left, and for one
    who cannot sign in, is recused, has approved this version, or has worked on it where the group asks for another.
    """
    if not reason.strip():
        raise Refused(_("Write why this person is to decide."))
    with writing(by, now=now) as journal:
        held = hold(step.revision_id, now)
        held.refuse_unless(Verb.APPOINT)
        step = _open(held, step)
        ensure_route(held, journal)
        adopt(held)
        _refuse_naming(held, person, appointee, by)
        if holding(seats_of([step], held.today)[step.pk]) is not None:
            raise Refused(_("Somebody in the group can still decide this step."))
        chosen = _appointable(held, step, appointee)
        last = Elector.objects.filter(step=step).aggregate(last=Max("place"))["last"]
        place = 0 if last is None else last + 1
        values = {"capacity": Capacity.APPOINTED.value, "place": place, "handed_over_at": None}
        Elector.objects.update_or_create(step=step, person=chosen, defaults=values)
        refresh_holders(held)
        wake([step])
        facts = {"step": step.pk, "move": make_move(held, Verb.APPOINT).pk, "person": chosen.pk}
        guideline, personal = held.revision.guideline, {"reason": reason}
        journal.record("decider_appointed", held.revision, guideline=guideline, facts=facts, personal=personal)
    return step


def _refuse_naming(held: Held, person: Person, appointee: Person, by: Actor) -> None:
    """Raise Refused for anybody but one of the secretariat who is free on the revision and names another (A3)."""
    refuse_recused(held, by)
    found = refuse_unless_secretary(held, person)
    if found.has_worked:
        raise Refused(_("You have worked on this version yourself. A colleague must take it."))
    if found.person.pk == (appointee.merged_into_id or appointee.pk):
        raise Refused(_("Name somebody else than yourself."))


def recuse_beforehand(revision: Revision, *, person: Person, by: Actor, now: datetime) -> Recusal:
    """Note that a person is recused from a revision before anything was theirs to decide; once is enough.

    Raises Refused for one who has the case or has approved this version: those decide, or undo, first; and where who
    acts is another person, or has nothing to do with the revision.
    """
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        if held.position in ENDED:
            raise Refused(_("The revision has ended."))
        refuse_unless_oneself(held, person, by)
        found = capacities_of(held, person)
        known = Recusal.objects.filter(revision=held.revision, person=found.person, undone_at=None).first()
        if known is not None:
            return known
        if found.has_approved:
            raise Refused(_("You have approved this version already. Write to the secretariat."))
        if any(step.holder_person_id == found.person.pk and _is_case(step) for step in held.steps):
            raise Refused(_("You have the case. Choose “recused” there, so that a colleague takes it."))
        recusal = _recuse(held, found.person)
        facts = {"recusal": recusal.pk, "person": found.person.pk}
        journal.record("recused", held.revision, guideline=held.revision.guideline, facts=facts)
    return recusal


@dataclass(frozen=True)
class Told:
    """What the secretariat was told of somebody's recusal: why, and by whom or how, as in "rang herself, 3 May"."""

    reason: str
    told_by: str


def record_recusal(
    revision: Revision, subject: Person, told: Told, *, person: Person, by: Actor, now: datetime
) -> Recusal:
    """Note for the secretariat that somebody else is recused, who said so elsewhere; once is enough.

    The step of theirs passes to the next in line, and a link of theirs stops working. Raises Refused without a reason
    and who said it, for anybody outside the secretariat or who has worked on the version (reliability A3), for oneself,
    and for one who has nothing to do with the revision, has the case, or has approved the version.
    """
    if not told.reason.strip() or not told.told_by.strip():
        raise Refused(_("Write why, and who said so."))
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        if held.position in ENDED:
            raise Refused(_("The revision has ended."))
        _refuse_naming(held, person, subject, by)
        found = capacities_of(held, subject)
        known = Recusal.objects.filter(revision=held.revision, person=found.person, undone_at=None).first()
        if known is not None:
            return known
        _refuse_recording(held, found)
        recusal = _recuse(held, found.person)
        facts = {"recusal": recusal.pk, "person": found.person.pk, "move": make_move(held, "record_recusal").pk}
        personal = {"name": found.person.name, "why": told.reason.strip(), "told_by": told.told_by.strip()}
        guideline = held.revision.guideline
        journal.record("recusal_recorded", held.revision, guideline=guideline, facts=facts, personal=personal)
    return recusal


def _refuse_recording(held: Held, found: Capacities) -> None:
    name = {"name": found.person.name}
    if not around(held.revision, held.today).filter(pk=found.person.pk).exists():
        raise Refused(_("%(name)s has nothing to do with this revision.") % name)
    if found.has_approved:
        raise Refused(
            _("%(name)s has approved this version. Correct the stage first: that takes the approval back.") % name
        )
    if any(step.holder_person_id == found.person.pk and _is_case(step) for step in held.steps):
        raise Refused(_("%(name)s has the case. It must be put back or given to a colleague first.") % name)


def _recuse(held: Held, person: Person) -> Recusal:
    recusal = Recusal.objects.create(revision=held.revision, person=person, at=held.now)
    wake(step for step in clinical_steps(held) if step.holder_person_id == person.pk)
    refresh_holders(held)
    return recusal


def _is_case(step: Step) -> bool:
    return step.holder_role == HolderRole.SECRETARIAT


def _open(held: Held, step: Step) -> Step:
    found = next((item for item in held.steps if item.pk == step.pk), None)
    if found is None:
        raise Refused(_("The revision has moved on, and this step is closed."))
    return found


def _appointable(held: Held, step: Step, appointee: Person) -> Person:
    found = capacities_of(held, appointee)
    approval = RunApproval.objects.filter(revision=held.revision, for_group=step.for_group).first()
    is_required = approval is not None and approval.self_approval == SelfApproval.REQUIRED
    if found.person.user is None or not found.person.user.is_active:
        raise Refused(_("%(name)s cannot sign in. Invite the person first, or name another.") % {"name": found.person})
    if found.is_recused or found.has_approved or (found.has_worked and is_required):
        raise Refused(_("%(name)s cannot decide this step. Name somebody else.") % {"name": found.person.name})
    return found.person
