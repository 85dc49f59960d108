"""Where a revision goes next: to the approvals that are missing, else to the queue or to who had returned it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from guidelines.approval.actions.capacities import capacities_of
from guidelines.approval.actions.moving import Held, approvals_of, clinical_steps, open_clinical_steps, open_step
from guidelines.approval.models import Decision, RunApproval
from guidelines.approval.rules import APPROVING, Meaning, Outcome, Position, awaiting, due_after
from guidelines.people.models import Person
from guidelines.planning.models import Move
from guidelines.planning.rules import Stage


def decisions_of(held: Held) -> list[Decision]:
    """Return every decision on the revision that was not undone, oldest first, with its step."""
    return list(Decision.objects.filter(revision=held.revision, undone_at=None).select_related("step", "person"))


def approved_groups(decisions: Iterable[Decision]) -> set[int]:
    """Return the groups that the present bytes are approved for, by decisions that were not undone."""
    return {
        group
        for item in decisions
        if item.outcome in APPROVING and item.meaning == Meaning.CLINICAL and item.voided_at is None
        for group in (item.step.for_group_id or item.step.holder_group_id,)
        if group is not None
    }


def destination(
    held: Held,
    approvals: Sequence[RunApproval],
    decisions: Sequence[Decision] | None = None,
    *,
    besides: int | None = None,
) -> tuple[Position, Person | None]:
    """Return where the revision goes now, and the reviewer it goes back to (None: the queue, or the approvers).

    `decisions` are read where they are not given; `besides` is a group whose approval is about to be written.
    """
    found = decisions_of(held) if decisions is None else decisions
    approved = approved_groups(found) | ({besides} if besides else set())
    if awaiting([item.for_group_id for item in approvals], approved):
        return Position.CLINICAL, None
    reviewer = _reviewer(held, found)
    return (Position.SUBMITTED, None) if reviewer is None else (Position.REVIEW, reviewer)


def _reviewer(held: Held, decisions: Sequence[Decision]) -> Person | None:
    """Return who reviewed it when it was last sent back from there, while that person still can."""
    returns = [item for item in decisions if item.outcome == Outcome.SEND_BACK]
    if not returns or returns[-1].meaning != Meaning.ADMINISTRATIVE:
        return None
    found = capacities_of(held, returns[-1].person)
    return found.person if found.may_review else None


def enter(held: Held, move: Move, to: Position, reviewer: Person | None = None) -> None:
    """Open the steps of a position that has none open: who holds it, and until when."""
    if to is Position.CLINICAL:
        open_missing(held, move)
    elif to is Position.SUBMITTED:
        open_step(held, move, Stage.SUBMITTED)
    elif to is Position.REVIEW:
        due = due_after(held.today, held.route.administrative_days)
        open_step(held, move, Stage.ADMINISTRATIVE_APPROVAL, person=reviewer, due=due)
    elif to is Position.APPROVED:
        open_step(held, move, Stage.PUBLISHED)
    else:
        stage = {Position.AGREED: Stage.AGREED, Position.CONSULTATION: Stage.CONSULTATION}.get(to, Stage.DRAFT)
        open_step(held, move, stage)


def open_missing(held: Held, move: Move | None = None) -> None:
    """Open a clinical step for each group whose approval of the present bytes is missing and that has none open."""
    approvals = approvals_of(held)
    missing = set(awaiting([item.for_group_id for item in approvals], approved_groups(decisions_of(held))))
    missing -= {step.for_group_id for step in clinical_steps(held)}
    open_clinical_steps(held, move, [item for item in approvals if item.for_group_id in missing])
