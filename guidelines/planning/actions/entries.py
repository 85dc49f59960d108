"""Verbs on plan entries: add, give a year, move, change the kind, note, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.documents.dates import FuzzyDate
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group
from guidelines.planning.actions.leads import Lead, Named, new_leads, write_leads
from guidelines.planning.actions.many import refuse_year
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.planning.rules import Kind, Outcome, is_over
from guidelines.register.actions import create_guideline
from guidelines.register.actions.announcing import Announced, note_announcement
from guidelines.register.models import Guideline

NOTE_LENGTH = 500


def add_entry(
    guideline: Guideline,
    *,
    year: int | None,
    kind: Kind,
    by: Actor,
    now: datetime,
    year_basis: str = PlanEntry.YearBasis.GIVEN,
    note: str = "",
    leads: Sequence[Lead] = (),
    is_new_guideline: bool = False,
) -> PlanEntry:
    """Return a new planned entry with its tovholdere; `year` None means not yet known.

    `is_new_guideline` lets an undo take the guideline back, too. Raises Refused when that year is planned already.
    """
    with writing(by, now=now) as journal:
        _refuse_taken(guideline, year)
        basis = year_basis if year is not None else PlanEntry.YearBasis.UNKNOWN
        entry = PlanEntry.objects.create(
            guideline=guideline, year=year, year_basis=basis, kind=kind.value, note=note[:NOTE_LENGTH]
        )
        write_leads(entry, leads)
        facts = {"year": year, "kind": kind.value, "leads": [lead.person.pk for lead in leads]}
        journal.record("entry_added", entry, guideline=guideline, facts={**facts, "new_guideline": is_new_guideline})
    return entry


def plan_new_guideline(
    *,
    title: str,
    is_working_title: bool,
    language: str,
    group: Group,
    year: int | None,
    named: Sequence[Named],
    by: Actor,
    now: datetime,
    kind: Kind = Kind.NEW,
    announced: Announced | None = None,
) -> PlanEntry:
    """Create a guideline owned by the group and plan it; one change, undone as one.

    `announced` says in whose text it was announced, where it was. Raises as `add_entry` and `note_announcement`.
    """
    with writing(by, now=now):
        guideline = create_guideline(
            title=title, owner=group, is_working_title=is_working_title, language=language, by=by, now=now
        )
        if announced is not None:
            note_announcement(guideline, announced, by=by, now=now)
        leads = new_leads(named, by=by, now=now)
        return add_entry(guideline, year=year, kind=kind, leads=leads, is_new_guideline=True, by=by, now=now)


def plan_guideline(
    guideline: Guideline, *, year: int | None, kind: Kind, named: Sequence[Named], by: Actor, now: datetime
) -> PlanEntry:
    """Plan a guideline that exists, with tovholdere some of whom may be new persons. Raises as `add_entry`."""
    with writing(by, now=now):
        leads = new_leads(named, by=by, now=now)
        return add_entry(guideline, year=year, kind=kind, leads=leads, by=by, now=now)


def replan(
    guideline: Guideline, *, entry: PlanEntry | None, year: int | None, kind: Kind, by: Actor, now: datetime
) -> PlanEntry | None:
    """Let a guideline's planned entry stand in `year` and be of `kind`, by the one verb that takes; the edit mode's.

    Without an entry one is added where a year is given. `year` None leaves the year as it is. Raises as those verbs.
    """
    if entry is None:
        return None if year is None else add_entry(guideline, year=year, kind=kind, by=by, now=now)
    if year is None or year == entry.year:
        return change_kind(entry, kind=kind, by=by, now=now)
    if entry.agreed_year is None:
        return set_year(entry, year=year, kind=kind, by=by, now=now)
    return move_entry(entry, to_year=year, reason="", kind=kind, by=by, now=now)


def change_kind(entry: PlanEntry, *, kind: Kind, by: Actor, now: datetime) -> PlanEntry:
    """Plan an entry as a revision, a new guideline or a minor update; an unchanged kind writes nothing."""
    with writing(by, now=now) as journal:
        entry = _locked(entry)
        if entry.kind == kind.value:
            return entry
        facts = {"from": entry.kind, "to": kind.value}
        entry.kind = kind.value
        entry.save(update_fields=["kind"])
        journal.record("kind_changed", entry, guideline=entry.guideline, facts=facts)
    return entry


def set_year(
    entry: PlanEntry,
    *,
    year: int | None,
    by: Actor,
    now: datetime,
    year_basis: str = PlanEntry.YearBasis.GIVEN,
    kind: Kind | None = None,
) -> PlanEntry:
    """Give an entry without an agreed year its year, and another kind where one is given; nothing is moved by that.

    One that follows from a document's totals is confirmed so, or replaced. Raises Refused when it has a year already.
    """
    with writing(by, now=now) as journal:
        entry = _locked(entry)
        if entry.agreed_year is not None and year is not None and year_basis != PlanEntry.YearBasis.TOTALS:
            raise Refused(_("The entry has a year already. Move it instead."))
        if year != entry.year:
            _refuse_taken(entry.guideline, year)
        facts = {"from": entry.year, "to": year, "basis_before": entry.year_basis, "kind_before": entry.kind}
        entry.year, entry.kind = year, kind or entry.kind
        entry.year_basis = year_basis if year is not None else PlanEntry.YearBasis.UNKNOWN
        entry.save(update_fields=["year", "year_basis", "kind"])
        journal.record("year_set", entry, guideline=entry.guideline, facts=facts)
    return entry


def move_entry(
    entry: PlanEntry, *, to_year: int, reason: str, by: Actor, now: datetime, kind: Kind | None = None
) -> PlanEntry:
    """Move a planned entry to another year, and return the entry that now stands there.

    The old entry stays as moved (foundations 1), its tovholdere follow; `kind` None keeps the kind.
    Raises Refused when the entry is no longer planned, has no year to move from, stands in that year already, or the
    year is taken.
    """
    with writing(by, now=now) as journal:
        entry = _locked(entry)
        if entry.year is None:
            raise Refused(_("The entry has no year yet. Give it one first."))
        if entry.year == to_year:
            raise Refused(_("The revision is planned for %(year)s already.") % {"year": to_year})
        _refuse_taken(entry.guideline, to_year)
        moved = PlanEntry(
            guideline=entry.guideline, year=to_year, kind=kind or entry.kind, note=entry.note, moved_from=entry
        )
        moved.submitted = entry.submitted
        moved.save()
        entry.outcome = Outcome.MOVED.value
        entry.save(update_fields=["outcome"])
        _copy_assignments(entry, moved)
        entry.revisions.filter(ended_on=None).update(plan_entry=moved)
        facts = {"from": entry.year, "to": to_year, "from_entry": entry.pk}
        journal.record("entry_moved", moved, guideline=entry.guideline, facts=facts, personal={"reason": reason})
    return moved


def _copy_assignments(entry: PlanEntry, moved: PlanEntry) -> None:
    open_ones = entry.assignments.filter(ended_on=None)
    Assignment.objects.bulk_create(
        Assignment(
            plan_entry=moved,
            person_id=item.person_id,
            role=item.role,
            acting_for_id=item.acting_for_id,
            position=item.position,
            confirmed_at=None,
        )
        for item in open_ones
    )


def note_entry(entry: PlanEntry, *, note: str, by: Actor, now: datetime) -> PlanEntry:
    """Replace the entry's note; an unchanged note writes nothing. Raises Refused for more than 500 characters."""
    if len(note) > NOTE_LENGTH:
        raise Refused(_("The note is too long. Keep it to 500 characters."))
    with writing(by, now=now) as journal:
        entry = PlanEntry.objects.select_for_update().select_related("guideline").get(pk=entry.pk)
        if entry.note == note:
            return entry
        personal = {"from": entry.note, "to": note}
        entry.note = note
        entry.save(update_fields=["note"])
        journal.record("entry_noted", entry, guideline=entry.guideline, personal=personal)
    return entry


def withdraw_entry(entry: PlanEntry, *, reason: str, by: Actor, now: datetime) -> PlanEntry:
    """Take an entry out of the plan with a reason; the guideline itself stays. Raises Refused without a reason.

    A revision under way has to end first.
    """
    if not reason.strip():
        raise Refused(_("Write why the revision is taken out of the plan."))
    with writing(by, now=now) as journal:
        entry = _locked(entry)
        if entry.revisions.underway().exists():
            raise Refused(_("The revision is under way, so it cannot be taken out of the plan."))
        entry.outcome = Outcome.WITHDRAWN.value
        entry.save(update_fields=["outcome"])
        facts = {"year": entry.year}
        journal.record("entry_withdrawn", entry, guideline=entry.guideline, facts=facts, personal={"reason": reason})
    return entry


def note_submission(entry: PlanEntry, *, submitted: FuzzyDate, by: Actor, now: datetime) -> PlanEntry:
    """Keep when a document says the entry's text was submitted to the secretariat; no stage is set by that."""
    with writing(by, now=now) as journal:
        entry.submitted = submitted
        entry.save(update_fields=[f"submitted_{part}" for part in ("first", "last", "precision", "source")])
        facts = {"first": submitted.first, "last": submitted.last}
        journal.record("submission_noted", entry, guideline=entry.guideline, facts=facts)
    return entry


def mark_missed(entry: PlanEntry, *, reason: str, by: Actor, now: datetime) -> PlanEntry:
    """Settle a planned entry as not completed in its year (ikke nået), with a reason; a person does it, never a job.

    Raises Refused without a reason, while its year is not over or not known, and while its revision is under way.
    """
    if not reason.strip():
        raise Refused(_("Write why the revision was not completed."))
    with writing(by, now=now) as journal:
        entry = _locked(entry)
        if not is_over(entry.year, timezone.localdate(now)):
            raise Refused(_("The planned year is not over. Move the entry to another year instead."))
        if entry.revisions.underway().exists():
            raise Refused(_("The revision is under way. Move the entry to another year instead."))
        entry.outcome = Outcome.MISSED.value
        entry.save(update_fields=["outcome"])
        facts = {"year": entry.year}
        journal.record("entry_missed", entry, guideline=entry.guideline, facts=facts, personal={"reason": reason})
    return entry


def _locked(entry: PlanEntry) -> PlanEntry:
    """Read the entry again under a lock; raises Refused when somebody has settled it meanwhile."""
    current = PlanEntry.objects.select_for_update().select_related("guideline").get(pk=entry.pk)
    if current.outcome != Outcome.PLANNED.value:
        raise Refused(_("The plan was changed meanwhile: this entry is no longer planned. Load the page again."))
    return current


def _refuse_taken(guideline: Guideline, year: int | None) -> None:
    refuse_year(year, guideline.plan_entries.planned().filter(year=year).values_list("year", flat=True))
