"""Publish: the approved bytes become a version of the guideline, and the revision ends. No undo (foundations 25)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.capacities import capacities_of, refuse_unless_secretary
from guidelines.approval.actions.errors import Stale
from guidelines.approval.actions.moving import Held, approvals_of, close_steps, current_file, hold, make_move
from guidelines.approval.labels import follows
from guidelines.approval.models import Decision, DraftFile, Publication, RunApproval
from guidelines.approval.rules import APPROVING, Meaning, Position, Verb, awaiting
from guidelines.documents.dates import FuzzyDate, add_months
from guidelines.documents.storing import is_intact
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.models import Move, PlanEntry, Revision, Step
from guidelines.planning.rules import Outcome as EntryOutcome
from guidelines.planning.rules import Stage
from guidelines.register.facts import derive
from guidelines.register.models import Guideline, GuidelineVersion
from guidelines.register.proving import days_of
from guidelines.register.rules import tidy_label

COUNTABLE = ("administrative_approval", "clinical_approval", "published", "last_search")


@dataclass(frozen=True)
class PublishFacts:
    """What the secretariat says of the version, and what the page showed: the bytes and the edition of the draft.

    `next_due` is a date as stated; with `next_due_months` it is counted from the fact named `counts_from`. The days of
    the approvals are those of the decisions.
    """

    label: str
    kind: str
    sha256: str
    edition: int
    published_on: date
    last_search: FuzzyDate | None = None
    next_due: FuzzyDate | None = None
    next_due_months: int | None = None
    counts_from: str = "administrative_approval"
    link: str = ""
    template_version: str = ""


@dataclass(frozen=True)
class Approvals:
    """The approvals in force on exactly these bytes, oldest first."""

    clinical: tuple[Decision, ...]
    administrative: Decision | None

    @property
    def clinical_on(self) -> date | None:
        """The day of the last clinical approval."""
        return max((_day(item.at) for item in self.clinical), default=None)

    @property
    def administrative_on(self) -> date | None:
        """The day of the administrative approval."""
        return _day(self.administrative.at) if self.administrative else None


def approvals_on(decisions: Iterable[Decision], sha256: str) -> Approvals:
    """Return which of these decisions approve exactly these bytes and are in force."""
    found = sorted((item for item in decisions if _stands(item, sha256)), key=lambda item: item.pk)
    clinical = tuple(item for item in found if item.meaning == Meaning.CLINICAL)
    administrative = [item for item in found if item.meaning == Meaning.ADMINISTRATIVE]
    return Approvals(clinical, administrative[-1] if administrative else None)


def _stands(item: Decision, sha256: str) -> bool:
    in_force = item.undone_at is None and item.voided_at is None
    return in_force and item.outcome in APPROVING and item.sha256 == sha256


def publish(revision: Revision, facts: PublishFacts, *, person: Person, by: Actor, now: datetime) -> Publication:
    """Publish the approved document as a version, and return its publication; it has no undo.

    The version takes the place of the earlier one, the revision ends, its entry of the plan is done. Raises Stale where
    other bytes or another edition stand there than were shown; Refused where the revision is not approved, an approval
    of these very bytes is missing, the number does not follow the earlier ones, or the dates cannot be.
    """
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        held.refuse_unless(Verb.PUBLISH)
        publisher = _publisher(held, person)
        file = _shown_file(held, facts)
        found = _approvals(held, file)
        _refuse_dates(held, facts, found)
        version = _version(held, facts, file, found)
        move = make_move(held, Verb.PUBLISH, Position.PUBLISHED)
        close_steps(held, move)
        _end(held)
        publication = Publication.objects.create(
            revision=held.revision, version=version, published_by=publisher, published_at=now
        )
        codes = {"version": version.pk, "move": move.pk, "kind": version.kind, "sha256": file.document.sha256}
        codes |= {"decisions": [item.pk for item in (*found.clinical, found.administrative) if item]}
        codes |= {"dates": days_of(version)}
        personal = {"label": version.label}
        guideline = held.revision.guideline
        journal.record("version_published", held.revision, guideline=guideline, facts=codes, personal=personal)
    return publication


def _publisher(held: Held, person: Person) -> Person:
    found = refuse_unless_secretary(held, person)
    if found.is_recused:
        raise Refused(_("You are recused from this revision. A colleague must take it."))
    return found.person


def _shown_file(held: Held, facts: PublishFacts) -> DraftFile:
    """Return the document that stands; raises Stale where the page showed another, or another edition.

    Raises Refused where its bytes in the store are not those that were approved (A11).
    """
    file = current_file(held)
    changes = []
    if file is None:
        changes.append(_now("The document was withdrawn."))
    elif file.document.sha256 != facts.sha256:
        changes.append(_now("A new document was uploaded."))
    if held.edition != facts.edition:
        changes.append(_now("What is said of the version was changed."))
    if file is None or changes:
        raise Stale(_("This was changed while you had the page open. Nothing was published."), changes)
    if not is_intact(file.document):
        raise Refused(_("The stored document is damaged or missing. Withdraw it, and upload it again."))
    return file


def _approvals(held: Held, file: DraftFile) -> Approvals:
    """Return the approvals of the document; raises Refused where one is missing."""
    decisions = Decision.objects.in_force().filter(revision=held.revision).select_related("step", "person")
    found = approvals_on(decisions, file.document.sha256)
    if found.administrative is None or missing_groups(approvals_of(held), found):
        raise Refused(_("An approval of exactly this document is missing. It cannot be published."))
    _refuse_one_for_two(held, found)
    return found


def _refuse_one_for_two(held: Held, found: Approvals) -> None:
    """Raise Refused where persons turned out since to be one, or an author: rows can be merged after a decision."""
    given = [item for item in (*found.clinical, found.administrative) if item is not None]
    if len({item.person.merged_into_id or item.person_id for item in given}) < len(given):
        raise Refused(_("One person has given two of the approvals. Correct the stage, so that another approves."))
    if found.administrative is not None and capacities_of(held, found.administrative.person).has_worked:
        raise Refused(_("Who approved it administratively has worked on the version. Correct the stage first."))


def missing_groups(needed: Sequence[RunApproval], found: Approvals) -> list[int]:
    """Return the groups whose clinical approval of the document is missing; a revision that needs none lacks all."""
    given = {item.step.for_group_id or item.step.holder_group_id or 0 for item in found.clinical}
    wanted = [item.for_group_id for item in needed]
    return awaiting(wanted, given) if wanted else [0]


def _refuse_dates(held: Held, facts: PublishFacts, found: Approvals) -> None:
    if facts.published_on > held.today:
        raise Refused(_("The day of publication lies in the future."))
    if found.administrative_on and facts.published_on < found.administrative_on:
        raise Refused(_("The day of publication lies before the administrative approval."))
    due = due_from(facts, found)
    if due is not None and due.last <= held.today:
        raise Refused(_("The next revision would be due already. Write a later date."))


def due_from(facts: PublishFacts, found: Approvals) -> FuzzyDate | None:
    """Return when the next revision is due: as stated, or counted; None where nothing is said.

    Raises Refused where there is no date to count from.
    """
    if facts.next_due_months is None:
        return facts.next_due
    base = _bases(facts, found).get(facts.counts_from)
    if base is None:
        raise Refused(_("The interval to the next revision has no date to count from."))
    months = facts.next_due_months
    return FuzzyDate(add_months(base.first, months), add_months(base.last, months), base.precision, base.source)


def _bases(facts: PublishFacts, found: Approvals) -> dict[str, FuzzyDate | None]:
    return {
        "administrative_approval": _fact(found.administrative_on),
        "clinical_approval": _fact(found.clinical_on),
        "published": _fact(facts.published_on),
        "last_search": facts.last_search,
    }


def _version(held: Held, facts: PublishFacts, file: DraftFile, found: Approvals) -> GuidelineVersion:
    """Make the version of the document, and let it take the place of the earlier one."""
    guideline = Guideline.objects.select_for_update().get(pk=held.revision.guideline_id)
    label = tidy_label(facts.label)
    if not label:
        raise Refused(_("Write the version number, for example 1.1."))
    labels = list(guideline.versions.values_list("label", flat=True))
    if label in {tidy_label(known) for known in labels}:
        raise Refused(_("Version %(label)s is registered already.") % {"label": label})
    if not follows(label, labels):
        raise Refused(_("The number must be higher than those of the earlier versions."))
    guideline.versions.filter(is_current=True).update(is_current=False)
    version = GuidelineVersion(guideline=guideline, label=label, kind=facts.kind, is_current=True)
    version.registered_outside = False
    version.document, version.file_name = file.document, file.document.file_name
    version.file_sha256, version.link = file.document.sha256, facts.link
    version.template_version = facts.template_version
    dated: dict[str, Any] = {**_bases(facts, found), "submitted": _fact(_submitted_on(held)), "next_due": None}
    for name, fact in dated.items():
        setattr(version, name, fact)
    due = due_from(facts, found)
    if due is not None and facts.next_due_months is not None:
        derive(version, "next_due", due, counts_from=facts.counts_from, interval_months=facts.next_due_months)
    elif due is not None:
        version.next_due = due
    version.save()
    return version


def _submitted_on(held: Held) -> date | None:
    """Return the day the document came to the secretariat for the last time, None where no step tells."""
    steps = Step.objects.filter(revision=held.revision, stage=Stage.SUBMITTED).exclude(
        opened_by__undone_at__isnull=False
    )
    moves = Move.objects.filter(
        revision=held.revision, verb=Verb.RESUBMIT, undone_at=None, stage_to=Stage.ADMINISTRATIVE_APPROVAL
    )
    days = [*steps.values_list("since", flat=True), *(_day(at) for at in moves.values_list("at", flat=True))]
    return max(days, default=None)


def _end(held: Held) -> None:
    revision = held.revision
    revision.ended_on, revision.result = held.today, Revision.Result.PUBLISHED
    revision.save(update_fields=["ended_on", "result"])
    if revision.plan_entry_id is not None:
        PlanEntry.objects.filter(pk=revision.plan_entry_id).update(outcome=EntryOutcome.DONE.value)


def _fact(day: date | None) -> FuzzyDate | None:
    return None if day is None else FuzzyDate.day(day)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
