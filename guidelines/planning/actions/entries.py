"""Verbs on plan entries: add, give a year, move, note, withdraw."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.planning.rules import FIRST_YEAR, LAST_YEAR, Kind, Outcome, is_plan_year
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
) -> PlanEntry:
    """Return a new planned entry; `year` None means not yet known. Raises Refused when that year is planned already."""
    with writing(by, now=now) as journal:
        _refuse_taken(guideline, year)
        basis = year_basis if year is not None else PlanEntry.YearBasis.UNKNOWN
        entry = PlanEntry.objects.create(
            guideline=guideline, year=year, year_basis=basis, kind=kind.value, note=note[:NOTE_LENGTH]
        )
        journal.record("entry_added", entry, guideline=guideline, facts={"year": year, "kind": kind.value})
    return entry


def set_year(
    entry: PlanEntry,
    *,
    year: int | None,
    by: Actor,
    now: datetime,
    year_basis: str = PlanEntry.YearBasis.GIVEN,
) -> PlanEntry:
    """Give an entry without a year its year; nothing is moved by that. Raises Refused when it has a year already."""
    with writing(by, now=now) as journal:
        entry = _locked(entry)
        if entry.year is not None and year is not None:
            raise Refused(_("The entry has a year already. Move it instead."))
        _refuse_taken(entry.guideline, year)
        facts = {"from": entry.year, "to": year, "basis_before": entry.year_basis}
        entry.year = year
        entry.year_basis = year_basis if year is not None else PlanEntry.YearBasis.UNKNOWN
        entry.save(update_fields=["year", "year_basis"])
        journal.record("year_set", entry, guideline=entry.guideline, facts=facts)
    return entry


def move_entry(entry: PlanEntry, *, to_year: int, reason: str, by: Actor, now: datetime) -> PlanEntry:
    """Move a planned entry to another year and return the entry that now stands there.

    The old entry stays as moved (foundations 1), its tovholdere follow. Raises Refused when the entry is no longer
    planned, has no year to move from, stands in that year already, or the year is taken.
    """
    with writing(by, now=now) as journal:
        entry = _locked(entry)
        if entry.year is None:
            raise Refused(_("The entry has no year yet. Give it one first."))
        if entry.year == to_year:
            raise Refused(_("The revision is planned for %(year)s already.") % {"year": to_year})
        _refuse_taken(entry.guideline, to_year)
        moved = PlanEntry(guideline=entry.guideline, year=to_year, kind=entry.kind, note=entry.note, moved_from=entry)
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
    """Replace the entry's note (at most 500 characters); an unchanged note writes nothing."""
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
    """Take an entry out of the plan with a reason; the guideline itself stays. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused(_("Write why the revision is taken out of the plan."))
    with writing(by, now=now) as journal:
        entry = _locked(entry)
        entry.outcome = Outcome.WITHDRAWN.value
        entry.save(update_fields=["outcome"])
        facts = {"year": entry.year}
        journal.record("entry_withdrawn", entry, guideline=entry.guideline, facts=facts, personal={"reason": reason})
    return entry


def _locked(entry: PlanEntry) -> PlanEntry:
    """Read the entry again under a lock; raises Refused when somebody has settled it meanwhile."""
    current = PlanEntry.objects.select_for_update().select_related("guideline").get(pk=entry.pk)
    if current.outcome != Outcome.PLANNED.value:
        raise Refused(_("The plan was changed meanwhile: this entry is no longer planned. Load the page again."))
    return current


def _refuse_taken(guideline: Guideline, year: int | None) -> None:
    if year is not None and not is_plan_year(year):
        raise Refused(_("Choose a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    if guideline.plan_entries.planned().filter(year=year).exists():
        if year is None:
            raise Refused(_("The guideline already stands in the plan without a year."))
        raise Refused(_("The guideline is already planned for %(year)s.") % {"year": year})
