"""Who decides a step, looked up in the transaction of the decision: the electorate, or the case's reviewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.advancing import open_missing
from guidelines.approval.actions.capacities import refuse_unless_independent_secretary
from guidelines.approval.actions.moving import Held, approvals_of, clinical_steps, fix_electors
from guidelines.approval.models import Decision
from guidelines.approval.rules import APPROVING, Capacity, Meaning, may_decide
from guidelines.approval.standings import Seat, seats_of
from guidelines.lists.errors import Refused
from guidelines.people.models import Group, Person
from guidelines.planning.models import Step
from guidelines.planning.rules import HolderRole


@dataclass(frozen=True)
class Decider:
    """Somebody who may decide a step now, and in what capacity; `asked` is the row the page named, before merging."""

    person: Person
    asked: Person
    capacity: Capacity
    acting_for: Group | None
    meaning: Meaning
    has_worked: bool


def decider_of(held: Held, step: Step, person: Person) -> Decider:
    """Return in what capacity the person decides the step; raises Refused, saying why, where it is not theirs."""
    if step.holder_role == HolderRole.CHAIR:
        adopt(held)
        seat = seat_of(held, step, person)
        group = step.for_group or step.holder_group
        standing = seat.standing
        return Decider(seat.person, person, standing.capacity, group, Meaning.CLINICAL, seat.has_worked)
    found = refuse_unless_independent_secretary(held, person)
    if step.holder_person_id not in (None, found.person.pk):
        raise Refused(_("%(name)s has the case. Take it over before you decide.") % {"name": step.holder_person})
    return Decider(found.person, person, Capacity.SECRETARIAT, None, Meaning.ADMINISTRATIVE, found.has_worked)


def seat_of(held: Held, step: Step, person: Person) -> Seat:
    """Return the seat of one who may decide a clinical step now; raises Refused, saying why, for anybody else."""
    seats = seats_of([step], held.today)[step.pk]
    if any(seat.elector is None for seat in seats):
        seats = fix_electors(held, [step])[step.pk]  # its group had nobody when it opened
    kept = person.merged_into_id or person.pk
    seat = next((item for item in seats if item.person.pk == kept), None)
    if seat is None:
        raise Refused(_("Only the chair or the deputy of the group decides this step."))
    _refuse_seat(seat)
    if not may_decide(kept, [item.standing for item in seats]):
        raise Refused(_("The step is with the one before you. You can decide it when it comes to you."))
    return seat


def _refuse_seat(seat: Seat) -> None:
    standing = seat.standing
    if standing.is_recused:
        raise Refused(_("You are recused from this revision. The deputy decides."))
    if not standing.holds_role:
        raise Refused(_("You no longer have the role this step asks for."))
    if seat.elector is not None and seat.elector.handed_over_at is not None:
        raise Refused(_("You have left this step to the deputy."))
    if standing.handed_over:
        raise Refused(_("You have approved this version already. Somebody else decides this step."))


def refuse_second_approval(decisions: Iterable[Decision], person: Person) -> None:
    """Raise Refused for one whose approval of this revision is in force: one person is never two approvals."""
    for item in decisions:
        in_force = item.undone_at is None and item.voided_at is None and item.outcome in APPROVING
        if in_force and person.pk in (item.person_id, item.person.merged_into_id):
            raise Refused(_("You have approved this version already. Somebody else decides this step."))


def adopt(held: Held) -> None:
    """Give clinical steps recorded before approval was built their group and electors, and open those that lack."""
    bare = [step for step in clinical_steps(held) if step.for_group_id is None]
    if not bare:
        return
    approvals = approvals_of(held)
    for step in bare:
        fitting = (item for item in approvals if step.holder_group_id in (item.approver_group_id, item.for_group_id))
        found = next(fitting, None)
        if found is not None:
            step.for_group_id, step.holder_group_id = found.for_group_id, found.approver_group_id
            step.save(update_fields=["for_group", "holder_group"])
    fix_electors(held, [step for step in bare if not step.electors.exists()])
    open_missing(held)
