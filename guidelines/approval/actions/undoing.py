"""Fortryd: take back one's own decision while nobody has acted on it (foundations 25)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.moving import Held, hold, refresh_holders
from guidelines.approval.models import Check, Decision, Recusal, Return, ReviewComment
from guidelines.approval.rules import ENDED, UNDO_WINDOW, Outcome
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.models import Move, Step


def undo_decision(decision: Decision, *, person: Person, by: Actor, now: datetime) -> Decision:
    """Take back a decision and return it; the revision stands where it stood before, and the history keeps both.

    Raises Refused when it is somebody else's, older than ten minutes, undone or void, or when somebody has acted since,
    naming who.
    """
    with writing(by, now=now) as journal:
        held = hold(decision.revision_id, now)
        decision = Decision.objects.select_related("move", "step", "person").get(pk=decision.pk)
        _refuse(held, decision, person)
        decision.undone_at = now
        decision.save(update_fields=["undone_at"])
        reverse_move(held, decision.move)
        _reverse_facts(held, decision)
        refresh_holders(held)
        facts = {"decision": decision.pk, "move": decision.move_id, "outcome": decision.outcome}
        journal.record("decision_undone", held.revision, guideline=held.revision.guideline, facts=facts)
    return decision


def _refuse(held: Held, decision: Decision, person: Person) -> None:
    if (person.merged_into_id or person.pk) not in (decision.person_id, decision.person.merged_into_id):
        raise Refused(_("Only the person who decided can undo it."))
    if decision.undone_at is not None:
        raise Refused(_("The decision has been undone already."))
    if held.position in ENDED:
        raise Refused(_("The revision has ended."))
    name = _next_to_act(decision)
    if name:
        raise Refused(_("%(name)s has acted since. The decision can no longer be undone.") % {"name": name})
    if decision.voided_at is not None:
        raise Refused(_("The decision is no longer in force."))
    if held.now - decision.at > UNDO_WINDOW:
        raise Refused(_("The ten minutes for undoing have passed."))


def _next_to_act(decision: Decision) -> str:
    """Return the name of who acted on the revision after the decision, "" for nobody."""
    later = Move.objects.filter(revision=decision.revision_id, pk__gt=decision.move_id, undone_at=None)
    move = later.select_related("decision").order_by("pk").first()
    if move is not None:
        return _mover(move)
    own = [decision.person_id, decision.person.merged_into_id or decision.person_id]
    comments = ReviewComment.objects.filter(step__opened_by=decision.move_id).exclude(written_by__in=own)
    ticked = ReviewComment.objects.filter(returned__decision=decision, ticked_at__isnull=False)
    checks = Check.objects.filter(revision=decision.revision_id, checked_at__gt=decision.at)
    acted = [
        *(item.written_by for item in comments.select_related("written_by")[:1]),
        *(item.ticked_by for item in ticked.select_related("ticked_by")[:1]),
        *(item.checked_by for item in checks.exclude(checked_by__in=own).select_related("checked_by")[:1]),
    ]
    return next((str(person) for person in acted if person is not None), "")


def _mover(move: Move) -> str:
    """Return the name of who made a move: its decision's, else the person the journal names."""
    decision: Decision | None = getattr(move, "decision", None)
    if decision is not None:
        return decision.name
    events = Event.objects.filter(object_type="revision", object_key=str(move.revision_id), at__gte=move.at)
    event = next((item for item in events.order_by("seq") if item.facts.get("move") == move.pk), None)
    kind, _colon, key = event.actor_key.partition(":") if event is not None else ("", "", "")
    named = Person.objects.filter(pk=int(key)).first() if kind == "person" and key.isdigit() else None
    return named.name if named else gettext("Somebody else")


def reverse_move(held: Held, move: Move) -> None:
    """Close what the move opened, open what it closed, and put the stage back."""
    Step.objects.filter(opened_by=move, closed_on=None).update(closed_on=held.today, closed_by=move)
    Step.objects.filter(closed_by=move).exclude(opened_by=move).update(closed_on=None, closed_by=None)
    move.undone_at = held.now
    move.save(update_fields=["undone_at"])
    revision = held.revision
    revision.stage, revision.is_returned = move.stage_from, move.returned_from
    revision.save(update_fields=["stage", "is_returned"])
    held.steps = list(Step.objects.open().filter(revision=revision).select_related("holder_person"))


def _reverse_facts(held: Held, decision: Decision) -> None:
    if decision.outcome == Outcome.SEND_BACK:
        sent = ReviewComment.objects.filter(returned__decision=decision)
        sent.filter(text=decision.text, written_at=decision.at).delete()  # the decision's own words, as it listed them
        sent.update(returned=None)
        Return.objects.filter(decision=decision).update(undone_at=held.now)
    elif decision.outcome == Outcome.RECUSE:
        Recusal.objects.filter(decision=decision).update(undone_at=held.now)
    if decision.outcome in (Outcome.RECUSE, Outcome.DEFER):
        earlier = Decision.objects.filter(step=decision.step_id, person=decision.person_id, undone_at=None)
        latest = earlier.filter(outcome=Outcome.DEFER).order_by("-pk").first()  # another's ended when it passed on
        Step.objects.filter(pk=decision.step_id).update(deferred_until=latest.until if latest else None)
