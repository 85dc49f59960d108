"""What the verbs share: the revision held under the lock, its moves, its steps, and voiding (foundations 8, 11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, CharField, DateField, FilteredRelation, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.approval.models import Decision, Draft, DraftFile, Elector, Return, RunApproval, RunRoute
from guidelines.approval.rules import ENDED, HOLDERS, STAGE_OF, Capacity, Position, Verb, allows, due_after, position
from guidelines.approval.standings import Seat, holding, leaders, seats_of
from guidelines.lists.errors import Refused
from guidelines.lists.prepared import Changing, Given, Reading, insert
from guidelines.people.models import Person
from guidelines.planning.actions.revisions import holding_group
from guidelines.planning.models import Move, Revision, Step
from guidelines.planning.rules import HolderRole, Stage


@dataclass
class Held:
    """A revision whose row is locked, with its open steps, at one moment."""

    revision: Revision
    steps: list[Step]
    now: datetime

    @property
    def today(self) -> date:
        """The day of the moment, in Denmark."""
        return timezone.localdate(self.now)

    @property
    def position(self) -> Position:
        """Where the revision stands."""
        return position_of(self.revision, self.steps)

    @property
    def draft(self) -> Draft | None:
        """What the authors have said of the version, None before they have said anything."""
        return getattr(self.revision, "draft", None)

    @property
    def edition(self) -> int:
        """The draft's edition, 0 where there is none."""
        return self.draft.edition if self.draft else 0

    @property
    def file(self) -> DraftFile | None:
        """The document that stood when the revision was locked, None where there was none."""
        return getattr(self.revision, "standing", None)

    @property
    def route(self) -> RunRoute:
        """The days the revision follows; raises LookupError before `ensure_route`."""
        found: RunRoute | None = getattr(self.revision, "route", None)
        if found is None:
            raise LookupError("the revision has no route yet")
        return found

    def reread(self) -> None:
        """Read the row again, with what hangs on it, after something was added to it."""
        [self.revision] = _locked(revision=self.revision.pk)

    def refuse_unless(self, verb: Verb) -> None:
        """Raise Refused where the table of moves has no line for the verb here, or the guideline is out of use: what
        was withdrawn or merged into another meanwhile can only be stopped.
        """
        here = self.position
        if here in ENDED:
            raise Refused(_("The revision has ended."))
        guideline = self.revision.guideline
        if verb is not Verb.STOP and (guideline.withdrawn_on is not None or guideline.merged_into_id is not None):
            raise Refused(_("The guideline is out of use. Its revision can only be stopped."))
        if not allows(verb, here):
            raise Refused(_("That cannot be done at this stage. Load the page again to see where it stands."))


def position_of(revision: Revision, open_steps: Iterable[Step]) -> Position:
    """Return where a revision stands, from its own columns and its open steps."""
    return position(
        Stage(revision.stage),
        is_returned=revision.is_returned,
        is_approved=any(step.stage == Stage.PUBLISHED for step in open_steps),
        is_ended=revision.ended_on is not None,
    )


def hold(revision: int, now: datetime) -> Held:
    """Lock a revision and read its open steps: two statements. Call it inside `journal.writing`, which locks first."""
    [locked] = _locked(revision=revision)
    return Held(locked, _open_steps(revision=revision), now)


def current_file(held: Held) -> DraftFile | None:
    """Return the document that stands, read anew, None where there is none."""
    return DraftFile.objects.current().filter(revision=held.revision).select_related("document").first()


def _locking() -> QuerySet[Revision, Revision]:
    standing = FilteredRelation("files", condition=Q(files__replaced_at=None, files__withdrawn_at=None))
    rows = Revision.objects.select_for_update(of=("self",)).annotate(standing=standing)
    rows = rows.select_related("guideline", "draft", "route", "standing__document")  # type: ignore[misc]  # an alias
    return rows.filter(pk=Given("revision"))


def _opened() -> QuerySet[Step, Step]:
    found = Step.objects.open().filter(revision=Given("revision"))
    return found.select_related("holder_group", "for_group", "holder_person")


_locked = Reading(_locking)
_open_steps = Reading(_opened)


# --- moves


def make_move(held: Held, verb: str, to: Position | None = None) -> Move:
    """Write a move, and the stage it leads to; None leaves the revision where it stands."""
    revision = held.revision
    stage, returned = (Stage(revision.stage), revision.is_returned) if to is None else STAGE_OF[to]
    move = insert(
        Move(
            revision=revision,
            verb=verb,
            stage_from=revision.stage,
            returned_from=revision.is_returned,
            stage_to=stage.value,
            returned_to=returned,
            at=held.now,
        )
    )
    if (revision.stage, revision.is_returned) != (stage.value, returned):
        revision.stage, revision.is_returned = stage.value, returned
        _set_stage(revision=revision.pk, stage=stage.value, is_returned=returned)
    return move


_set_stage = Changing(
    lambda: Revision.objects.filter(pk=Given("revision")),
    stage=Given("stage", CharField()),
    is_returned=Given("is_returned", BooleanField()),
)


def close_steps(held: Held, move: Move, steps: Sequence[Step] | None = None) -> None:
    """Close these open steps, or all of them."""
    closing = held.steps if steps is None else steps
    keys = {step.pk for step in closing}
    if len(keys) == 1:
        _close_step(step=min(keys), on=held.today, move=move.pk)
    elif keys:
        Step.objects.filter(pk__in=keys).update(closed_on=held.today, closed_by=move)
    held.steps = [step for step in held.steps if step.pk not in keys]


_close_step = Changing(
    lambda: Step.objects.filter(pk=Given("step")), closed_on=Given("on", DateField()), closed_by=Given("move")
)


def open_step(held: Held, move: Move, stage: Stage, *, person: Person | None = None, due: date | None = None) -> Step:
    """Open a step that the authors or the secretariat hold."""
    role = HOLDERS[stage]
    group = holding_group(held.revision) if role is HolderRole.LEAD else None
    step = insert(
        Step(
            revision=held.revision,
            stage=stage.value,
            holder_role=role.value,
            holder_group=group,
            holder_person=person,
            since=held.today,
            due_on=due,
            opened_by=move,
        )
    )
    held.steps.append(step)
    return step


def open_clinical_steps(held: Held, move: Move | None, approvals: Sequence[RunApproval]) -> list[Step]:
    """Open a step for each approval that is to be given, with its electors as of today (foundations 7)."""
    steps = Step.objects.bulk_create(
        Step(
            revision=held.revision,
            stage=Stage.CLINICAL_APPROVAL.value,
            holder_role=HolderRole.CHAIR.value,
            holder_group_id=item.approver_group_id,
            for_group_id=item.for_group_id,
            since=held.today,
            due_on=due_after(held.today, item.clinical_days),
            opened_by=move,
        )
        for item in approvals
    )
    held.steps.extend(steps)
    fix_electors(held, steps)
    return steps


def fix_electors(held: Held, steps: Sequence[Step]) -> dict[int, list[Seat]]:
    """Write down who may decide these steps, from the roles of today, and name their holders; return the seats."""
    by_group: dict[int | None, dict[int, str]] = {step.holder_group_id: {} for step in steps}
    for role in leaders(by_group, held.today):
        by_group[role.group_id].setdefault(role.person_id, role.kind)
    Elector.objects.bulk_create(
        Elector(step=step, person_id=person, capacity=Capacity(kind).value, place=place)
        for step in steps
        for place, (person, kind) in enumerate(by_group[step.holder_group_id].items())
    )
    seats = seats_of(steps, held.today)
    name_holders(steps, seats)
    return seats


def name_holders(steps: Iterable[Step], seats: dict[int, list[Seat]]) -> None:
    """Write the person whose move each step is; only where it changed."""
    for step in steps:
        seat = holding(seats.get(step.pk, []))
        person = seat.person if seat else None
        if step.holder_person_id != (person.pk if person else None):
            step.holder_person = person
            step.save(update_fields=["holder_person"])


def wake(steps: Iterable[Step]) -> None:
    """End the deferral of steps that pass to somebody else: it gave time to whoever had put them off."""
    for step in steps:
        if step.deferred_until is not None:
            step.deferred_until = None
            step.save(update_fields=["deferred_until"])


def refresh_holders(held: Held) -> None:
    """Look up again whose move each open clinical step is."""
    steps = clinical_steps(held)
    name_holders(steps, seats_of(steps, held.today))


def clinical_steps(held: Held) -> list[Step]:
    """Return the open steps that wait for a clinical approval."""
    return [step for step in held.steps if step.holder_role == HolderRole.CHAIR]


# --- what is in force


def approvals_of(held: Held) -> list[RunApproval]:
    """Return the clinical approvals that the revision needs."""
    return _approvals(revision=held.revision.pk)


_approvals = Reading(lambda: RunApproval.objects.filter(revision=Given("revision")))


def void_approvals(held: Held) -> list[int]:
    """Void every approval in force and return their keys; the decisions stay, with when they lost their force."""
    found = list(Decision.objects.in_force().approving().filter(revision=held.revision).values_list("pk", flat=True))
    if found:
        Decision.objects.filter(pk__in=found).update(voided_at=held.now)
    return found


def resume_return(held: Held) -> None:
    """Note that the authors no longer have what was sent back."""
    open_returns = Return.objects.filter(revision=held.revision, resumed_at=None, undone_at=None)
    open_returns.update(resumed_at=held.now)
