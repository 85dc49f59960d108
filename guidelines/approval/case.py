"""A revision with all that bears on its approval, as `reading.read_case` returns it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guidelines.approval.models import (
    Consultation,
    Decision,
    Draft,
    DraftFile,
    Return,
    ReviewComment,
    RunApproval,
    RunRoute,
)
from guidelines.approval.rules import Missing, Position, Readiness, Standing, missing
from guidelines.approval.standings import Seat
from guidelines.people.models import Group, Person
from guidelines.planning.models import Revision, Step
from guidelines.planning.rules import HolderRole
from guidelines.register.models import Guideline, GuidelineVersion


@dataclass(frozen=True)
class StepView:
    """An open step: whose it is today. `group` gives the approval, `step.for_group` is the one it is given for.

    `holder` None: the authors hold it and none is named or free, the secretariat's queue, or nobody is left.
    """

    step: Step
    group: Group | None
    seats: tuple[Seat, ...]
    holder: Person | None
    is_deferred: bool

    @property
    def standings(self) -> list[Standing]:
        """How the electors stand, in order."""
        return [seat.standing for seat in self.seats]

    @property
    def is_clinical(self) -> bool:
        """True for a step that waits for a clinical approval."""
        return self.step.holder_role == HolderRole.CHAIR

    @property
    def is_orphaned(self) -> bool:
        """True for a clinical step that nobody is left to decide: the secretariat names somebody (foundations 8)."""
        return self.is_clinical and self.holder is None

    def seat_of(self, person: int) -> Seat | None:
        """Return the person's seat, None for one who is no elector."""
        return next((seat for seat in self.seats if seat.person.pk == person), None)


@dataclass(frozen=True)
class Counted:
    """The newest consultation with its figures: parties asked and answered, comments, those without an answer."""

    consultation: Consultation
    asked: int
    answered: int
    comments: int
    unanswered: int

    @property
    def is_open(self) -> bool:
        """True until it is closed."""
        return self.consultation.closed_on is None


@dataclass(frozen=True)
class Returned:
    """The open return: the row with its decision, and what is to be corrected, in order."""

    row: Return
    comments: tuple[ReviewComment, ...]

    @property
    def unticked(self) -> int:
        """How many comments are not ticked off."""
        return sum(comment.ticked_at is None for comment in self.comments)

    @property
    def is_text_listed(self) -> bool:
        """True where the text of the decision stands in the list itself."""
        return any(comment.text == self.row.decision.text for comment in self.comments)


@dataclass(frozen=True)
class Case:
    """All that bears on the approval of one revision, as of one day.

    `edition` is 0 and `draft` None before the authors have said anything. `authors` are tovholdere and authors in
    order, `contributors` everybody who has worked on the version (four eyes). `approved` holds the groups whose
    approval of the present bytes is in force. `decisions` are all, newest first, undone and void ones among them.
    `has_consultation` is what the route says; one may be held, or skipped, all the same.
    """

    revision: Revision
    guideline: Guideline
    groups: tuple[Group, ...]
    has_owner: bool
    draft: Draft | None
    file: DraftFile | None
    route: RunRoute | None
    has_consultation: bool
    position: Position
    steps: tuple[StepView, ...]
    approvals: tuple[RunApproval, ...]
    approved: frozenset[int]
    decisions: tuple[Decision, ...]
    authors: tuple[Person, ...]
    contributors: dict[int, Person]
    undeclared: tuple[Person, ...]
    recused: frozenset[int]
    consultation: Counted | None
    returned: Returned | None
    today: date

    @property
    def edition(self) -> int:
        """The draft's edition, 0 where there is none."""
        return self.draft.edition if self.draft else 0

    @property
    def sha256(self) -> str:
        """The SHA-256 of the document that stands, "" where there is none."""
        return self.file.document.sha256 if self.file else ""

    @property
    def participants(self) -> set[int]:
        """Those who may see the draft because they take part: authors, contributors, electors, deciders."""
        electors = {seat.person.pk for step in self.steps for seat in step.seats}
        holders = {step.holder.pk for step in self.steps if step.holder}
        return {*self.contributors, *electors, *holders, *(item.person_id for item in self.decisions)}

    @property
    def inside_groups(self) -> set[int]:
        """The groups whose members may see the draft: the guideline's, and sub-groups that approve for them."""
        return {group.pk for group in self.groups} | {item.approver_group_id for item in self.approvals}

    @property
    def readiness(self) -> Readiness:
        """What is counted before approval can be asked for."""
        consultation = self.consultation
        return Readiness(
            has_file=self.file is not None,
            label=self.draft.label if self.draft else "",
            has_kind=self.draft is not None and self.draft.kind not in ("", GuidelineVersion.Kind.UNKNOWN),
            summary=self.draft.summary if self.draft else "",
            has_change_log=self._has_change_log,
            template_version=self.draft.template_version if self.draft else "",
            undeclared=len(self.undeclared),
            needs_consultation=self.has_consultation,
            is_consultation_held=consultation is not None and not consultation.is_open,
            is_consultation_open=consultation is not None and consultation.is_open,
            consultation_skipped=self.draft.consultation_skipped if self.draft else "",
            unanswered=consultation.unanswered if consultation else 0,
            unticked=self.returned.unticked if self.returned else 0,
            approvals=len(self.approvals) if self.has_owner else 0,
        )

    @property
    def _has_change_log(self) -> bool:
        draft = self.draft
        return draft is not None and (draft.kind == GuidelineVersion.Kind.FIRST or bool(draft.change_log.strip()))

    @property
    def missing(self) -> list[Missing]:
        """What is missing before approval can be asked for, in the order of the page."""
        return missing(self.readiness)

    @property
    def goes_without_consultation(self) -> bool:
        """True where the route has no consultation, and none was held or skipped in spite of that."""
        is_skipped = self.draft is not None and bool(self.draft.consultation_skipped)
        return not self.has_consultation and self.consultation is None and not is_skipped

    @property
    def awaiting(self) -> list[RunApproval]:
        """The clinical approvals that are missing for the present bytes."""
        return [item for item in self.approvals if item.for_group_id not in self.approved]

    def step(self, key: int) -> StepView | None:
        """Return the open step with this key."""
        return next((view for view in self.steps if view.step.pk == key), None)
