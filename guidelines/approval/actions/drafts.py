"""Verbs of the authors on the draft: what the version is called, its file, and taking the file back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.advancing import enter
from guidelines.approval.actions.capacities import capacities_of, refuse_unless_author
from guidelines.approval.actions.errors import Stale
from guidelines.approval.actions.moving import (
    Held,
    approvals_of,
    close_steps,
    hold,
    make_move,
    void_approvals,
)
from guidelines.approval.actions.routes import ensure_route
from guidelines.approval.actions.running import note_working
from guidelines.approval.models import Contribution, Draft, DraftFile, VersionDeclaration
from guidelines.approval.rules import ENDED, PAST_DRAFT, Position, Verb, transition
from guidelines.documents.dates import FuzzyDate
from guidelines.documents.models import StoredFile
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.models import Move, Revision
from guidelines.register.models import GuidelineVersion


@dataclass(frozen=True)
class DraftFacts:
    """What the authors say of the version to come; see the model Draft. `next_due` or the two that count, not both."""

    label: str = ""
    kind: str = GuidelineVersion.Kind.UNKNOWN
    summary: str = ""
    change_log: str = ""
    template_version: str = ""
    last_search: FuzzyDate | None = None
    next_due: FuzzyDate | None = None
    next_due_months: int | None = None
    next_due_counts_from: str = ""


def describe(revision: Revision, facts: DraftFacts, *, expected_edition: int, by: Actor, now: datetime) -> Draft:
    """Save what the authors say of the version, as a new edition; it voids nothing (reliability A7).

    `expected_edition` is the one shown, 0 where there was none. Raises Stale when another was saved meanwhile, Refused
    on an ended revision and for anybody else's act. Unchanged facts write nothing.
    """
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        if held.position in ENDED:
            raise Refused(_("The revision has ended."))
        refuse_unless_author(held, by)
        refuse_other_edition(held, expected_edition)
        draft = held.draft or Draft(revision=held.revision, edition=0)
        changed = [name for name, value in vars(facts).items() if getattr(draft, name) != value]
        if not changed and held.draft:
            return draft
        for name in changed:
            setattr(draft, name, getattr(facts, name))
        draft.edition += 1
        draft.save()
        is_step = held.position is Position.RETURNED  # what keeps a decision from being undone
        move = make_move(held, "describe") if is_step else None
        codes = {"edition": draft.edition, "changed": changed, "move": move.pk if move else None}
        guideline = held.revision.guideline
        personal = {"summary": draft.summary, "change_log": draft.change_log, "label": draft.label}
        journal.record("draft_described", held.revision, guideline=guideline, facts=codes, personal=personal)
    return draft


def refuse_other_edition(held: Held, expected: int) -> None:
    """Raise Stale where another edition of the draft stands than the one shown."""
    if held.edition != expected:
        changes = [gettext("What is said of the version was changed.")]
        raise Stale(_("This was changed while you had the page open. Nothing was saved."), changes)


def upload(revision: Revision, stored: StoredFile, *, person: Person, by: Actor, now: datetime) -> DraftFile:
    """Let a stored file be the revision's document, and return the one that stands after; the person worked on it.

    The very same bytes change nothing: the file that stands is returned. Other bytes void every approval in force;
    past the draft the revision goes back to the clinical approval of all groups (reliability A2, A7). Raises Refused
    where the table of moves allows no upload, and for anybody else's act.
    """
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        held.refuse_unless(Verb.UPLOAD)
        refuse_unless_author(held, by)
        standing = held.file
        if standing is not None and standing.document.sha256 == stored.sha256:
            return standing
        _refuse_uploader(held, person)
        ensure_route(held, journal)
        note_working(held)
        if standing is not None:
            DraftFile.objects.filter(pk=standing.pk).update(replaced_at=now)
        made = DraftFile.objects.create(revision=held.revision, document=stored, uploaded_by=person, uploaded_at=now)
        _note_uploaders(held, stored)
        voided = void_approvals(held)
        move = _move_with_file(held)
        facts = {"file": made.pk, "document": str(stored.key), "sha256": stored.sha256, "size": stored.size}
        facts |= {"move": move.pk, "voided": voided}
        personal = {"file_name": stored.file_name}
        guideline = held.revision.guideline
        journal.record("file_uploaded", held.revision, guideline=guideline, facts=facts, personal=personal)
    return made


def _refuse_uploader(held: Held, person: Person) -> None:
    """Raise Refused for one who is recused; past the draft also for an author who has not declared interests."""
    found = capacities_of(held, person)
    if found.is_recused:
        raise Refused(_("You are recused from this version and act in no capacity on it."))
    if held.position not in PAST_DRAFT or found.in_secretariat:
        return
    if not VersionDeclaration.objects.filter(revision=held.revision, person=found.person).exists():
        raise Refused(_("Declare your interests for this version first."))


def _note_uploaders(held: Held, stored: StoredFile) -> None:
    """Note everybody who has uploaded these very bytes, also to an earlier revision that was stopped (A2)."""
    same = DraftFile.objects.filter(revision__guideline=held.revision.guideline_id, document__sha256=stored.sha256)
    found = {kept or person for person, kept in same.values_list("uploaded_by", "uploaded_by__merged_into")}
    kind = Contribution.Kind.UPLOAD
    rows = [Contribution(revision=held.revision, person_id=one, kind=kind, since=held.now) for one in sorted(found)]
    Contribution.objects.bulk_create(rows, ignore_conflicts=True)


def _move_with_file(held: Held) -> Move:
    """Move the revision as the table says: a first file begins the draft, other bytes go to every approver again."""
    line = transition(Verb.UPLOAD, held.position)
    to = line.to[0] if line and line.to else None
    if to is Position.CLINICAL and not approvals_of(held):
        raise Refused(_("No group is there to approve it. Let the secretariat settle who owns the guideline first."))
    move = make_move(held, Verb.UPLOAD, to)
    if to is not None:
        close_steps(held, move)
        enter(held, move, to)
    return move


def withdraw_file(revision: Revision, *, reason: str, by: Actor, now: datetime) -> DraftFile:
    """Take the revision's document back and return it; past the draft every approval is void and the draft resumes.

    Raises Refused without a reason, without a document, where the table of moves does not allow it, and for anybody
    else's act.
    """
    if not reason.strip():
        raise Refused(_("Write why the document is withdrawn."))
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        held.refuse_unless(Verb.WITHDRAW_FILE)
        refuse_unless_author(held, by)
        standing = held.file
        if standing is None:
            raise Refused(_("There is no document to withdraw."))
        standing.withdrawn_at = now
        standing.save(update_fields=["withdrawn_at"])
        voided = void_approvals(held)
        to = Position.DRAFT if held.position in PAST_DRAFT else None
        move = make_move(held, Verb.WITHDRAW_FILE, to)
        if to is not None:
            close_steps(held, move)
            enter(held, move, to)
        facts = {"file": standing.pk, "sha256": standing.document.sha256, "move": move.pk, "voided": voided}
        guideline = held.revision.guideline
        journal.record("file_withdrawn", held.revision, guideline=guideline, facts=facts, personal={"reason": reason})
    return standing
