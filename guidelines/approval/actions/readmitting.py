"""Taking back that somebody is recused, where it was said or noted by mistake."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.capacities import refuse_recused, refuse_unless_secretary
from guidelines.approval.actions.moving import Held, clinical_steps, hold, make_move, refresh_holders, wake
from guidelines.approval.models import Decision, Recusal
from guidelines.approval.rules import APPROVING, ENDED, Outcome
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person, Role
from guidelines.planning.rules import Stage


def take_back_recusal(recusal: Recusal, *, reason: str, person: Person, by: Actor, now: datetime) -> Recusal:
    """Take back that somebody is recused from a revision, and return the row, which stays with when it was taken back.

    What was theirs is theirs again. Who said it of themselves may, and the secretariat, but none of it of themselves,
    who is recused or has worked on the version. Raises Refused without a reason, for anybody else, once a step of
    theirs was decided without them, and for one said as a decision: that is undone as decisions are.
    """
    if not reason.strip():
        raise Refused(_("Write why it is taken back."))
    with writing(by, now=now) as journal:
        held = hold(recusal.revision_id, now)
        if held.position in ENDED:
            raise Refused(_("The revision has ended."))
        row = Recusal.objects.select_related("person").get(pk=recusal.pk)
        if row.undone_at is not None:
            raise Refused(_("It has been taken back already."))
        if row.decision_id is not None:
            raise Refused(_("It was said when a step was to be decided. Only that decision can be undone."))
        is_noted = was_noted(row)
        _refuse_taking_back(held, row, person, by, is_noted=is_noted)
        _refuse_decided(held, row)
        row.undone_at = now
        row.save(update_fields=["undone_at"])
        _pass_back(held)
        facts = {"recusal": row.pk, "person": row.person_id, "move": make_move(held, "take_back_recusal").pk}
        said = {"name": row.person.name if is_noted else "", "reason": reason.strip()}
        journal.record(
            "recusal_taken_back", held.revision, guideline=held.revision.guideline, facts=facts, personal=said
        )
    return row


def was_noted(recusal: Recusal) -> bool:
    """True where the secretariat noted it, False where the person said it; one query."""
    about = {"object_type": "revision", "object_key": str(recusal.revision_id), "verb": "recusal_recorded"}
    return any(event.facts["recusal"] == recusal.pk for event in Event.objects.filter(**about))


def _refuse_taking_back(held: Held, row: Recusal, person: Person, by: Actor, *, is_noted: bool) -> None:
    is_own = (person.merged_into_id or person.pk) == row.person_id
    if is_own and not is_noted:
        if by.key != f"person:{person.pk}":
            raise Refused(_("Everybody says it of themselves. The secretariat records what others have told it."))
        return
    refuse_recused(held, by)
    found = refuse_unless_secretary(held, person)
    if found.has_worked:
        raise Refused(_("You have worked on this version yourself. A colleague must take it."))


def _refuse_decided(held: Held, row: Recusal) -> None:
    """Raise Refused where a step that the person could have decided was decided meanwhile; one or two queries."""
    theirs = Q(step__electors__person=row.person_id)
    secretariat = Role.objects.on(held.today).filter(kind=Role.Kind.SECRETARIAT, person=row.person_id)
    if secretariat.exists():
        theirs |= Q(step__stage=Stage.ADMINISTRATIVE_APPROVAL.value)
    settled = Decision.objects.in_force().filter(outcome__in=[*APPROVING, Outcome.SEND_BACK.value])
    if settled.filter(theirs, revision=held.revision, at__gte=row.at).exists():
        raise Refused(_("The step has been decided meanwhile, so it can no longer be taken back."))


def _pass_back(held: Held) -> None:
    """Look up again whose move each step is. One that passes is anew with its holder from today, who is asked again; a
    deferral, which gave time to whoever had it until now, ends.
    """
    steps = clinical_steps(held)
    before = {step.pk: step.holder_person_id for step in steps}
    refresh_holders(held)
    passed = [step for step in steps if step.holder_person_id != before[step.pk]]
    for step in passed:
        step.since = held.today
        step.save(update_fields=["since"])
    wake(passed)
