"""Pure rules of approval: the one table of moves, who decides a step, and what a decision takes.

The plan is not the run, timers only remind: nothing here reads the clock or the database.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from guidelines.people.rules import FRESH_FOR as FRESH_FOR
from guidelines.people.rules import Factor as Factor
from guidelines.planning.rules import HolderRole, Stage

UNDO_WINDOW = timedelta(minutes=10)  # foundations 25; the mail of a decision is not sent before it has passed


class Position(enum.StrEnum):
    """Where a revision stands, as the table of moves sees it; finer than the stage line (foundations 9)."""

    AGREED = "agreed"
    DRAFT = "draft"
    CONSULTATION = "consultation"
    RETURNED = "returned"
    CLINICAL = "clinical"
    SUBMITTED = "submitted"
    REVIEW = "review"
    APPROVED = "approved"
    PUBLISHED = "published"
    STOPPED = "stopped"


ENDED = frozenset({Position.PUBLISHED, Position.STOPPED})
UNDERWAY = tuple(place for place in Position if place not in ENDED)

STAGE_OF: dict[Position, tuple[Stage, bool]] = {
    Position.AGREED: (Stage.AGREED, False),
    Position.DRAFT: (Stage.DRAFT, False),
    Position.CONSULTATION: (Stage.CONSULTATION, False),
    Position.RETURNED: (Stage.DRAFT, True),
    Position.CLINICAL: (Stage.CLINICAL_APPROVAL, False),
    Position.SUBMITTED: (Stage.SUBMITTED, False),
    Position.REVIEW: (Stage.ADMINISTRATIVE_APPROVAL, False),
    Position.APPROVED: (Stage.ADMINISTRATIVE_APPROVAL, False),
    Position.PUBLISHED: (Stage.PUBLISHED, False),
}
"""The stage and the flag *retur* of each position; a stopped revision keeps those it had."""


def position(stage: Stage, *, is_returned: bool, is_approved: bool, is_ended: bool) -> Position:
    """Return where a revision stands; `is_approved`: its open step waits for being published."""
    if is_ended:
        return Position.PUBLISHED if stage is Stage.PUBLISHED else Position.STOPPED
    if is_returned:
        return Position.RETURNED
    if stage is Stage.ADMINISTRATIVE_APPROVAL:
        return Position.APPROVED if is_approved else Position.REVIEW
    return next(place for place, found in STAGE_OF.items() if found == (stage, False))


class Verb(enum.StrEnum):
    """What moves a revision, by the name of its verb in `actions`."""

    BEGIN_DRAFT = "begin_draft"
    UPLOAD = "upload"
    WITHDRAW_FILE = "withdraw_file"
    OPEN_CONSULTATION = "open_consultation"
    ASK_APPROVAL = "ask_approval"
    RESUBMIT = "resubmit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    RECUSE = "recuse"
    DEFER = "defer"
    HAND_OVER = "hand_over"
    APPOINT = "appoint"
    TAKE_CASE = "take_case"
    GIVE_CASE = "give_case"
    RELEASE_CASE = "release_case"
    PUBLISH = "publish"
    STOP = "stop"
    CORRECT = "correct"


VOIDING = (Verb.UPLOAD.value, Verb.WITHDRAW_FILE.value, Verb.CORRECT.value, "change_run")
"""The verbs whose moves void approvals in force; a change of who approves voids the administrative one."""


class Who(enum.StrEnum):
    """Whose verb it is."""

    AUTHORS = "authors"
    APPROVER = "approver"
    SECRETARIAT = "secretariat"


@dataclass(frozen=True)
class Transition:
    """One line of the table: a verb, where it is allowed, where it may lead, whose it is, and what decides (in words).

    An empty `to` leaves the revision where it is. Several: `guard` says which.
    """

    verb: Verb
    at: tuple[Position, ...]
    to: tuple[Position, ...]
    who: Who
    guard: str = ""


_P = Position
PAST_DRAFT = (_P.CLINICAL, _P.SUBMITTED, _P.REVIEW, _P.APPROVED)
"""Where the bytes have been handed in and are being judged."""

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Verb.BEGIN_DRAFT, (_P.AGREED,), (_P.DRAFT,), Who.AUTHORS),
    Transition(Verb.UPLOAD, (_P.AGREED,), (_P.DRAFT,), Who.AUTHORS, "a first file begins the draft"),
    Transition(Verb.UPLOAD, (_P.DRAFT, _P.CONSULTATION, _P.RETURNED), (), Who.AUTHORS),
    Transition(Verb.UPLOAD, PAST_DRAFT, (_P.CLINICAL,), Who.AUTHORS, "other bytes void every approval"),
    Transition(Verb.WITHDRAW_FILE, (_P.DRAFT, _P.RETURNED), (), Who.AUTHORS),
    Transition(Verb.WITHDRAW_FILE, PAST_DRAFT, (_P.DRAFT,), Who.AUTHORS, "every approval is void"),
    Transition(Verb.OPEN_CONSULTATION, (_P.DRAFT,), (_P.CONSULTATION,), Who.AUTHORS),
    Transition(
        Verb.ASK_APPROVAL,
        (_P.DRAFT, _P.CONSULTATION),
        (_P.CLINICAL,),
        Who.AUTHORS,
        "nothing is missing: file, version, its kind, what has changed, template, declarations; the consultation is "
        "answered, or skipped with a reason, or the route has none",
    ),
    Transition(
        Verb.RESUBMIT,
        (_P.RETURNED,),
        (_P.CLINICAL, _P.SUBMITTED, _P.REVIEW),
        Who.AUTHORS,
        "to clinical approval while one is missing, else to the step that returned it: its reviewer, or the queue",
    ),
    Transition(
        Verb.APPROVE,
        (_P.CLINICAL,),
        (_P.CLINICAL, _P.SUBMITTED, _P.REVIEW),
        Who.APPROVER,
        "stays until all groups have approved; then to the queue, or to the reviewer who had returned it",
    ),
    Transition(Verb.APPROVE, (_P.REVIEW,), (_P.APPROVED,), Who.SECRETARIAT),
    Transition(Verb.SEND_BACK, (_P.CLINICAL, _P.REVIEW), (_P.RETURNED,), Who.APPROVER),
    Transition(Verb.RECUSE, (_P.CLINICAL,), (), Who.APPROVER, "the step passes to the deputy"),
    Transition(Verb.RECUSE, (_P.REVIEW,), (_P.SUBMITTED,), Who.SECRETARIAT, "back to the queue"),
    Transition(Verb.DEFER, (_P.CLINICAL, _P.REVIEW), (), Who.APPROVER),
    Transition(Verb.HAND_OVER, (_P.CLINICAL,), (), Who.APPROVER, "the step passes to the next in line"),
    Transition(Verb.APPOINT, (_P.CLINICAL,), (), Who.SECRETARIAT, "where nobody is left, with a reason"),
    Transition(Verb.TAKE_CASE, (_P.SUBMITTED,), (_P.REVIEW,), Who.SECRETARIAT),
    Transition(Verb.GIVE_CASE, (_P.SUBMITTED,), (_P.REVIEW,), Who.SECRETARIAT, "to one who may decide it"),
    Transition(
        Verb.GIVE_CASE, (_P.REVIEW,), (), Who.SECRETARIAT, "to one who may decide it; the step and its comments stay"
    ),
    Transition(Verb.RELEASE_CASE, (_P.REVIEW,), (_P.SUBMITTED,), Who.SECRETARIAT),
    Transition(Verb.PUBLISH, (_P.APPROVED,), (_P.PUBLISHED,), Who.SECRETARIAT, "no undo (foundations 25)"),
    Transition(Verb.STOP, UNDERWAY, (_P.STOPPED,), Who.SECRETARIAT, "with a reason"),
    Transition(Verb.CORRECT, UNDERWAY, UNDERWAY, Who.SECRETARIAT, "a correction with a reason; every approval is void"),
)


@dataclass(frozen=True)
class RouteStep:
    """One step of a route: whether a group may leave it out, and what its route says of it, in words."""

    stage: Stage
    is_optional: bool
    says: str


ROUTE_STEPS: tuple[RouteStep, ...] = (
    RouteStep(Stage.CONSULTATION, True, "whether there is one, and its days; one may be held all the same"),
    RouteStep(Stage.CLINICAL_APPROVAL, False, "whose chair gives it, its days, own work, second factor; one per group"),
    RouteStep(Stage.ADMINISTRATIVE_APPROVAL, False, "its days; never by one who has worked on the version"),
)
"""The steps of a group's route; two approvals stand in every one of them (four eyes)."""


def transition(verb: Verb, at: Position) -> Transition | None:
    """Return the line of the table for a verb at a position, None where it is not allowed there."""
    return next((line for line in TRANSITIONS if line.verb is verb and at in line.at), None)


def allows(verb: Verb, at: Position) -> bool:
    """True where the table has a line for the verb at that position."""
    return transition(verb, at) is not None


# --- decisions


class Outcome(enum.StrEnum):
    """The five outcomes of a decision, in the order they are offered (ux 10.3)."""

    APPROVE = "approve"
    APPROVE_REMARK = "approve_remark"
    SEND_BACK = "send_back"
    RECUSE = "recuse"
    DEFER = "defer"


APPROVING = (Outcome.APPROVE.value, Outcome.APPROVE_REMARK.value)

VERB_OF = {
    Outcome.APPROVE: Verb.APPROVE,
    Outcome.APPROVE_REMARK: Verb.APPROVE,
    Outcome.SEND_BACK: Verb.SEND_BACK,
    Outcome.RECUSE: Verb.RECUSE,
    Outcome.DEFER: Verb.DEFER,
}


MOST_DEFERRALS = 2
"""How often a step can be put off: the product's own default, no rule of the field (ux 4: from a ballot's *defer*).

A deferral gives the approver time; without end it is a way to keep a version waiting that nobody answers for.
"""


def may_defer(earlier: int) -> bool:
    """True while a step put off so many times can be put off once more."""
    return earlier < MOST_DEFERRALS


class Meaning(enum.StrEnum):
    """What a decision is about: the question that stands above it."""

    CLINICAL = "clinical"
    ADMINISTRATIVE = "administrative"


class Capacity(enum.StrEnum):
    """In what capacity somebody decides a step."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    APPOINTED = "appointed"  # named by the secretariat where nobody else was left, with a reason
    SECRETARIAT = "secretariat"


@dataclass(frozen=True)
class Standing:
    """How one elector of a step stands today; `holds_role` is looked up, the rest was written down."""

    person: int
    capacity: Capacity
    place: int
    holds_role: bool
    is_absent: bool = False
    is_recused: bool = False
    handed_over: bool = False

    @property
    def is_left(self) -> bool:
        """True for one who could decide: still in the role, not recused, has not handed the step over."""
        return self.holds_role and not self.is_recused and not self.handed_over


def holder(electors: Sequence[Standing]) -> Standing | None:
    """Return the one whose move the step is: the first in line who is left and not absent, else the first who is left.

    None: nobody is left, which is a task for the secretariat (foundations 8).
    """
    left = sorted((one for one in electors if one.is_left), key=lambda one: one.place)
    return next((one for one in left if not one.is_absent), left[0] if left else None)


def may_decide(person: int, electors: Sequence[Standing]) -> bool:
    """True for the holder, and for everybody before the holder who is left: a chair who is away may still decide."""
    now = holder(electors)
    if now is None:
        return False
    return any(one.person == person and one.is_left and one.place <= now.place for one in electors)


# --- what is missing before approval can be asked for


class Missing(enum.StrEnum):
    """What stands in the way of asking for approval, in the order the page lists it."""

    FILE = "file"
    LABEL = "label"
    KIND = "kind"  # minor or major is declared, never guessed (domain 2.4)
    SUMMARY = "summary"
    CHANGE_LOG = "change_log"  # not of a first version: it changes nothing
    TEMPLATE = "template"
    DECLARATIONS = "declarations"
    CONSULTATION = "consultation"  # neither held nor skipped with a reason, though the route has one
    CONSULTATION_OPEN = "consultation_open"
    COMMENTS = "comments"  # some are unanswered
    RETURN_COMMENTS = "return_comments"  # not all ticked off
    APPROVERS = "approvers"  # no group to approve, or the owner of a shared guideline is not confirmed


@dataclass(frozen=True)
class Readiness:
    """What is counted before approval can be asked for."""

    has_file: bool
    label: str
    has_kind: bool
    summary: str
    has_change_log: bool
    template_version: str
    undeclared: int
    needs_consultation: bool
    is_consultation_held: bool
    is_consultation_open: bool
    consultation_skipped: str
    unanswered: int
    unticked: int
    approvals: int


def missing(found: Readiness) -> list[Missing]:
    """Return what is missing, in the order of `Missing`; empty when approval can be asked for."""
    lacks = {
        Missing.FILE: not found.has_file,
        Missing.LABEL: not found.label.strip(),
        Missing.KIND: not found.has_kind,
        Missing.SUMMARY: not found.summary.strip(),
        Missing.CHANGE_LOG: not found.has_change_log,
        Missing.TEMPLATE: not found.template_version.strip(),
        Missing.DECLARATIONS: found.undeclared > 0,
        Missing.CONSULTATION: found.needs_consultation
        and not (found.is_consultation_held or found.is_consultation_open or found.consultation_skipped.strip()),
        Missing.CONSULTATION_OPEN: found.is_consultation_open,
        Missing.COMMENTS: found.unanswered > 0,
        Missing.RETURN_COMMENTS: found.unticked > 0,
        Missing.APPROVERS: found.approvals == 0,
    }
    return [item for item, is_lacking in lacks.items() if is_lacking]


# --- what is left to approve


def awaiting(needed: Collection[int], approved: Collection[int]) -> list[int]:
    """Return the groups whose clinical approval of the present bytes is missing, in the order of `needed`."""
    return [group for group in needed if group not in set(approved)]


HOLDERS: dict[Stage, HolderRole] = {
    Stage.AGREED: HolderRole.LEAD,
    Stage.DRAFT: HolderRole.LEAD,
    Stage.CONSULTATION: HolderRole.LEAD,
    Stage.CLINICAL_APPROVAL: HolderRole.CHAIR,
    Stage.SUBMITTED: HolderRole.SECRETARIAT,
    Stage.ADMINISTRATIVE_APPROVAL: HolderRole.SECRETARIAT,
    Stage.PUBLISHED: HolderRole.SECRETARIAT,
}
"""Who holds a step by its stage; a step *published* waits for being published."""


def due_after(since: date, days: int) -> date:
    """Return the day a step is due: `days` calendar days after it opened."""
    return since + timedelta(days=days)
