"""The one door through which a step is decided: by whom, on which bytes, with what following (issue 3; A1-A9)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, UUIDField
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.advancing import approved_groups, destination, enter
from guidelines.approval.actions.deciders import Decider, decider_of, refuse_second_approval
from guidelines.approval.actions.errors import Conflict
from guidelines.approval.actions.freshness import refuse_stale
from guidelines.approval.actions.moving import (
    Held,
    approvals_of,
    clinical_steps,
    close_steps,
    hold,
    make_move,
    open_step,
    refresh_holders,
    wake,
)
from guidelines.approval.actions.routes import ensure_route
from guidelines.approval.deferring import deferrals
from guidelines.approval.models import (
    Comment,
    Consultation,
    Decision,
    DraftFile,
    Recusal,
    Return,
    ReviewComment,
    RunApproval,
    SelfApproval,
)
from guidelines.approval.rules import (
    APPROVING,
    VERB_OF,
    Factor,
    Meaning,
    Outcome,
    Position,
    awaiting,
    due_after,
    may_defer,
)
from guidelines.journal.writing import Actor, Journal, writing
from guidelines.lists.errors import Refused
from guidelines.lists.prepared import Given, Reading, insert
from guidelines.people.models import Person
from guidelines.planning.models import Move, Step
from guidelines.planning.rules import Stage

LONGEST_DEFERRAL = 365  # days


@dataclass(frozen=True)
class Choice:
    """What the page of a decision sends: the outcome, the page's own key, and the bytes and edition that it showed.

    `edition` is 0 where there was no draft, `sha256` "" where there was no document. `factor` is what the fresh sign-in
    rested on, None where there was none.
    """

    outcome: Outcome
    key: UUID
    sha256: str
    edition: int
    text: str = ""
    own_work_reason: str = ""
    until: date | None = None
    return_due_on: date | None = None
    factor: Factor | None = None

    def digest(self, step: Step, person: Person) -> str:
        """Return what tells two sendings with one key apart; the fresh sign-in is no part of it."""
        said = [step.pk, person.pk, self.outcome.value, self.sha256, self.edition, self.text, self.own_work_reason]
        days = [day.isoformat() if day else None for day in (self.until, self.return_due_on)]
        return hashlib.sha256(json.dumps([*said, *days]).encode()).hexdigest()

    @property
    def approves(self) -> bool:
        """True for an approval, with or without a remark."""
        return self.outcome.value in APPROVING


def stored_decision(step: Step, choice: Choice, *, person: Person) -> Decision | None:
    """Return the decision this very page has led to already, None where it has not; a page asks before it asks for a
    code. Raises Conflict where the key was sent with another content.
    """
    return _stored(Decision.objects.filter(key=choice.key), step, choice, person)


def _stored(found: Iterable[Decision], step: Step, choice: Choice, person: Person) -> Decision | None:
    decision = next((item for item in found if item.key == choice.key), None)
    if decision is not None and decision.body_digest != choice.digest(step, person):
        raise Conflict(_("This was sent once before with another content. Load the page again."))
    if decision is not None and (decision.undone_at or decision.voided_at):
        raise Conflict(_("What was decided on this page is no longer in force. Load the page again."))
    return decision


def decide(step: Step, choice: Choice, *, person: Person, by: Actor, now: datetime) -> Decision:
    """Decide a step and return the decision, which is in force at once; the same page sent again returns the same.

    Role, recusal, own work, fresh sign-in, bytes and edition are looked up in the same transaction. Raises Stale where
    the page no longer shows what stands there, Conflict for a key used otherwise, Refused for all else.
    """
    with writing(by, now=now) as journal:
        held = hold(step.revision_id, now)
        decisions = _decisions(held, choice.key)
        stored = _stored(decisions, step, choice, person)
        if stored is not None:
            return stored
        file = held.file
        step = refuse_stale(held, step, choice.sha256, choice.edition, file, decisions)
        held.refuse_unless(VERB_OF[choice.outcome])
        ensure_route(held, journal)
        decider = decider_of(held, step, person)
        approvals = approvals_of(held)
        _refuse_form(held, choice)
        _refuse_put_off(step, choice, decisions)
        if choice.approves:
            refuse_second_approval(decisions, decider.person)
            _refuse_approval(decider, step, choice, file, approvals)
            _refuse_unheard(held, decider)
            _refuse_unapproved(decider, approvals, decisions)
        return _decide(held, journal, step, choice, decider, file, approvals, decisions)


def _decisions(held: Held, key: UUID) -> list[Decision]:
    """Return all decisions on the revision, and the one with this key wherever it is, oldest first."""
    return _decided(revision=held.revision.pk, key=key)


def _on_or_by_key() -> QuerySet[Decision, Decision]:
    found = Decision.objects.filter(Q(revision=Given("revision")) | Q(key=Given("key", UUIDField())))
    return found.select_related("step", "person").order_by("pk")


_decided = Reading(_on_or_by_key)


def _refuse_form(held: Held, choice: Choice) -> None:
    if choice.outcome in (Outcome.APPROVE_REMARK, Outcome.SEND_BACK) and not choice.text.strip():
        raise Refused(_("Write what is to be noted or corrected."))
    if choice.outcome is Outcome.DEFER and choice.until is None:
        raise Refused(_("Choose the day it is put off to."))
    for day in (choice.until, choice.return_due_on):
        if day is not None and not 0 < (day - held.today).days <= LONGEST_DEFERRAL:
            raise Refused(_("Choose a day after today, within a year."))


def _refuse_put_off(step: Step, choice: Choice, decisions: Iterable[Decision]) -> None:
    earlier = deferrals(decisions, step)
    if choice.outcome is Outcome.DEFER and not may_defer(earlier):
        words = {"count": earlier}
        raise Refused(_("The step has been put off %(count)s times and cannot be put off again.") % words)


def _refuse_approval(
    decider: Decider, step: Step, choice: Choice, file: DraftFile | None, approvals: Sequence[RunApproval]
) -> None:
    if file is None:
        raise Refused(_("There is no document to approve."))
    approval = next((item for item in approvals if item.for_group_id == step.for_group_id), None)
    is_clinical = decider.meaning is Meaning.CLINICAL
    if is_clinical and decider.has_worked:
        if approval is not None and approval.self_approval == SelfApproval.REQUIRED:
            raise Refused(_("You have worked on this version, and your group asks for somebody else to approve it."))
        if not choice.own_work_reason.strip():
            raise Refused(_("You have worked on this version. Write why you approve it all the same."))
    if choice.factor is None:
        raise Refused(_("Confirm with a new code that it is you."))
    if is_clinical and approval is not None and approval.needs_second_factor and choice.factor is not Factor.TOTP:
        raise Refused(_("Your group asks for a code from your authenticator app."))


def _refuse_unheard(held: Held, decider: Decider) -> None:
    """Raise Refused for a clinical approval while the consultation is open or a comment unanswered (issue 3).

    A correction of the stage leads past what `ask_approval` asks for.
    """
    if decider.meaning is not Meaning.CLINICAL:
        return
    if any(closed_on is None or waits for closed_on, waits in _newest_consultation(revision=held.revision.pk)):
        raise Refused(_("The consultation is open, or a comment is unanswered. Send it back, so it can be answered."))


def _newest() -> QuerySet[Consultation, tuple[date | None, bool]]:
    """Return when the last consultation on a revision closed, and whether a comment of it waits for an answer."""
    waits = Exists(Comment.objects.filter(party__consultation=OuterRef("pk"), disposition=""))
    found = Consultation.objects.filter(revision=Given("revision")).annotate(waits=waits)
    return found.order_by("-opened_on", "-pk").values_list("closed_on", "waits")[:1]


_newest_consultation = Reading(_newest)


def _refuse_unapproved(decider: Decider, approvals: Sequence[RunApproval], decisions: Sequence[Decision]) -> None:
    """Raise Refused for an administrative approval before the clinical ones: a corrected stage can lead there."""
    approved = approved_groups(item for item in decisions if item.undone_at is None)
    if decider.meaning is Meaning.ADMINISTRATIVE and awaiting([item.for_group_id for item in approvals], approved):
        raise Refused(_("The clinical approval of this document is missing. Correct the stage, or send it back."))


def _decide(
    held: Held,
    journal: Journal,
    step: Step,
    choice: Choice,
    decider: Decider,
    file: DraftFile | None,
    approvals: Sequence[RunApproval],
    decisions: Sequence[Decision],
) -> Decision:
    standing = [item for item in decisions if item.undone_at is None]
    to, reviewer = _destination(held, step, choice, decider, approvals, standing)
    move = make_move(held, VERB_OF[choice.outcome], to)
    decision = _write(held, step, choice, decider, file, move)
    if choice.outcome is Outcome.SEND_BACK:
        _send_back(held, step, choice, decision, move)
    elif choice.outcome is Outcome.DEFER:
        Step.objects.filter(pk=step.pk).update(deferred_until=choice.until)
    elif choice.approves or to is not None:
        close_steps(held, move, [step])
        if to is not None:
            enter(held, move, to, reviewer)
    if choice.outcome is Outcome.RECUSE:
        Recusal.objects.create(revision=held.revision, person=decider.person, decision=decision, at=held.now)
        wake(one for one in clinical_steps(held) if step.pk == one.pk or one.holder_person_id == decider.person.pk)
    if any(other.holder_person_id == decider.person.pk for other in clinical_steps(held)):
        refresh_holders(held)
    _tell(held, journal, decision, move)
    return decision


def _destination(
    held: Held,
    step: Step,
    choice: Choice,
    decider: Decider,
    approvals: Sequence[RunApproval],
    decisions: Sequence[Decision],
) -> tuple[Position | None, Person | None]:
    """Return where a decision leads, None where the revision stays, and the reviewer it goes back to."""
    if choice.outcome is Outcome.SEND_BACK:
        return Position.RETURNED, None
    if decider.meaning is Meaning.ADMINISTRATIVE:
        places = {Outcome.RECUSE: Position.SUBMITTED, Outcome.DEFER: None}
        return places.get(choice.outcome, Position.APPROVED), None
    if not choice.approves:
        return None, None
    to, reviewer = destination(held, approvals, decisions, besides=step.for_group_id)
    return (None if to is Position.CLINICAL else to), reviewer


def _write(held: Held, step: Step, choice: Choice, decider: Decider, file: DraftFile | None, move: Move) -> Decision:
    needs_reason = choice.approves and decider.has_worked
    return insert(
        Decision(
            step=step,
            revision=held.revision,
            move=move,
            key=choice.key,
            body_digest=choice.digest(step, decider.asked),
            person=decider.person,
            name=decider.person.name,
            capacity=decider.capacity.value,
            acting_for=decider.acting_for,
            meaning=decider.meaning.value,
            outcome=choice.outcome.value,
            text=choice.text.strip(),
            own_work_reason=choice.own_work_reason.strip() if needs_reason else "",
            until=choice.until if choice.outcome is Outcome.DEFER else None,
            file=file,
            sha256=choice.sha256,
            factor=choice.factor.value if choice.factor else "",
            at=held.now,
        )
    )


def _send_back(held: Held, step: Step, choice: Choice, decision: Decision, move: Move) -> None:
    due = choice.return_due_on or due_after(held.today, held.route.return_days)
    returned = Return.objects.create(revision=held.revision, decision=decision, step=step, due_on=due)
    if not ReviewComment.objects.filter(step=step, returned=None).update(returned=returned):
        said = {"text": decision.text, "written_by": decision.person, "written_at": held.now}
        ReviewComment.objects.create(step=step, returned=returned, **said)  # the list to tick off is never empty
    close_steps(held, move)
    open_step(held, move, Stage.DRAFT, due=due)


def _tell(held: Held, journal: Journal, decision: Decision, move: Move) -> None:
    facts = {
        "decision": decision.pk,
        "step": decision.step_id,
        "move": move.pk,
        "outcome": decision.outcome,
        "meaning": decision.meaning,
        "capacity": decision.capacity,
        "group": decision.acting_for_id,
        "sha256": decision.sha256,
        "factor": decision.factor,
        "until": decision.until.isoformat() if decision.until else None,
        "person": decision.person_id,
        "signed": decision.signature,
    }
    words = {"text": decision.text, "own_work_reason": decision.own_work_reason}
    personal = {name: text for name, text in words.items() if text}
    journal.record("decided", held.revision, guideline=held.revision.guideline, facts=facts, personal=personal or None)
