"""The verb that adds many plan entries at once, as an import does, with few statements however many."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from guidelines.documents.dates import FuzzyDate
from guidelines.journal.writing import Actor, Record, writing
from guidelines.lists.errors import Refused
from guidelines.planning.actions.leads import Lead, refuse_twice
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.planning.rules import FIRST_YEAR, LAST_YEAR, Kind, is_plan_year
from guidelines.register.models import Guideline


@dataclass(frozen=True)
class EntryDraft:
    """An entry to be added: as `add_entry`, then `assign_leads` and `note_submission` where the document says them."""

    guideline: Guideline
    year: int | None
    kind: Kind
    year_basis: str = PlanEntry.YearBasis.GIVEN
    leads: Sequence[Lead] = ()
    submitted: FuzzyDate | None = None


def add_entries(drafts: Sequence[EntryDraft], *, by: Actor, now: datetime) -> list[PlanEntry]:
    """Return a new planned entry for each draft, in their order, with its tovholdere and what was submitted.

    The journal tells the same as the verbs for one entry do. Raises Refused as they do.
    """
    if not drafts:
        return []
    with writing(by, now=now) as journal:
        planned = PlanEntry.objects.planned().filter(guideline__in={draft.guideline.pk for draft in drafts})
        taken = set(planned.values_list("guideline", "year"))
        entries = []
        for draft in drafts:
            refuse_year(draft.year, {draft.year} if (draft.guideline.pk, draft.year) in taken else ())
            refuse_twice(draft.leads)
            taken.add((draft.guideline.pk, draft.year))
            entries.append(_entry(draft))
        PlanEntry.objects.bulk_create(entries)
        pairs = list(zip(entries, drafts, strict=True))
        Assignment.objects.bulk_create(item for entry, draft in pairs for item in _assignments(entry, draft.leads))
        journal.record_all(record for entry, draft in pairs for record in _told(entry, draft))
    return entries


def refuse_year(year: int | None, taken: Container[int | None]) -> None:
    """Raise Refused where no plan has that year, or the guideline is planned for it already; None is no year yet."""
    if year is not None and not is_plan_year(year):
        raise Refused(_("Choose a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    if year in taken:
        if year is None:
            raise Refused(_("The guideline already stands in the plan without a year."))
        raise Refused(_("The guideline is already planned for %(year)s.") % {"year": year})


def _entry(draft: EntryDraft) -> PlanEntry:
    basis = draft.year_basis if draft.year is not None else PlanEntry.YearBasis.UNKNOWN
    entry = PlanEntry(guideline=draft.guideline, year=draft.year, year_basis=basis, kind=draft.kind.value)
    if draft.submitted is not None:
        entry.submitted = draft.submitted
    return entry


def _assignments(entry: PlanEntry, leads: Sequence[Lead]) -> Iterator[Assignment]:
    for position, lead in enumerate(leads):
        yield Assignment(plan_entry=entry, person=lead.person, acting_for=lead.acting_for, position=position)


def _told(entry: PlanEntry, draft: EntryDraft) -> Iterator[Record]:
    facts: dict[str, Any] = {"year": entry.year, "kind": entry.kind, "leads": [], "new_guideline": False}
    yield Record("entry_added", entry, entry.guideline, facts)
    if draft.leads:
        pairs = [[lead.person.pk, lead.acting_for.pk if lead.acting_for else None] for lead in draft.leads]
        yield Record("leads_assigned", entry, entry.guideline, {"from": [], "to": pairs})
    if draft.submitted is not None:
        days = {"first": draft.submitted.first, "last": draft.submitted.last}
        yield Record("submission_noted", entry, entry.guideline, days)
