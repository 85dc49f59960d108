"""Pure comparison of one row with the guideline it belongs to: what it would write, and what it leaves as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from guidelines.documents.exported import OTHER, TITLE
from guidelines.documents.planskema_types import Doubt, PlanRow
from guidelines.documents.told import placed
from guidelines.lists.dates import long_date
from guidelines.people.rules import name_key
from guidelines.planning.importing.known import KeyedLead, Known, KnownEntry, KnownGuideline
from guidelines.planning.importing.rights import Importer
from guidelines.planning.importing.types import LeadNamed, RowPlan
from guidelines.planning.rules import Outcome


def doubting(row: PlanRow, doubt: Doubt) -> PlanRow:
    """The row with one doubt more."""
    return replace(row, doubts=(*row.doubts, doubt))


def compared(plan: RowPlan, guideline: KnownGuideline, known: Known, importer: Importer) -> RowPlan:
    """Compare a row with the guideline it belongs to. What the file does not know changes nothing (foundations 26)."""
    plan = with_register(plan, guideline, known, importer)
    return _with_entry(plan, guideline, known) if plan.row.is_planned else plan


def with_register(plan: RowPlan, guideline: KnownGuideline, known: Known, importer: Importer) -> RowPlan:
    """Compare what a row says about the guideline itself: its version, its approval, its groups."""
    row = plan.row
    approved = guideline.versions.get(row.version or "")
    if approved is not None and row.approved_on is not None and approved != row.approved_on.last:
        message = _("Another date of approval is registered for this version. It was kept.")
        row = doubting(row, Doubt("date_differs", message, long_date(approved)))
    is_new = row.version is not None and row.version not in guideline.versions
    kept_back = _kept_back(row.version, guideline, importer) if row.version is not None and is_new else None
    if kept_back is not None:
        row = doubting(row, kept_back)
    drops = guideline.is_working_title and not row.is_working_title and row.kind == "revision"
    if drops and not importer.is_secretariat and guideline.pk > 0:
        message = _(
            "Only the secretariat makes a working title a title. It stays a working title; ask the secretariat."
        )
        row = doubting(row, Doubt("title_kept", placed(row, TITLE, message), guideline.title))
    return replace(
        plan,
        row=row,
        adds_version=is_new and kept_back is None,
        drops_working_title=drops and importer.is_secretariat,
        links_groups=guideline.pk > 0 and bool(set(plan.groups) - known.group_links.get(guideline.pk, frozenset())),
    )


def _kept_back(label: str, guideline: KnownGuideline, importer: Importer) -> Doubt | None:
    """Why a version is not written; None where it may be. A guideline that the file itself makes has none yet."""
    current, is_under_way = guideline.current, guideline.is_under_way
    if guideline.pk < 0 or importer.may_add_version(label, current=current, is_under_way=is_under_way):
        return None
    message = _("Only the secretariat registers a further version. Version %(label)s is not written.")
    if is_under_way:
        message = _("A revision is under way. Version %(label)s is not written; ask the secretariat.")
    return Doubt("version_kept_back", message % {"label": label})


def as_present(leads: Sequence[LeadNamed], present: Iterable[KeyedLead], known: Known) -> tuple[LeadNamed, ...]:
    """The tovholdere named, as the persons of those names who are `present` already: of several, all, each in turn."""
    there: dict[str, list[LeadNamed]] = {}
    for key, group in dict.fromkeys(present):
        if isinstance(key, int) and (name := known.names.get(key)):
            there.setdefault(name_key(name), []).append(LeadNamed(name, key, group))
    found: list[LeadNamed] = []
    for lead in leads:
        same = there.get(name_key(lead.name), [])
        found += same if len(same) > 1 else [replace(lead, person=same[0].person) if same else lead]
    return once(found)


def once(leads: Iterable[LeadNamed]) -> tuple[LeadNamed, ...]:
    """Each person once, as they stand first."""
    found: dict[int | str, LeadNamed] = {}
    for lead in leads:
        found.setdefault(lead.key, lead)
    return tuple(found.values())


def _with_entry(plan: RowPlan, guideline: KnownGuideline, known: Known) -> RowPlan:
    row = plan.row
    entry = entry_of(row, guideline.entries)
    if entry is None:
        return replace(plan, adds_entry=True)
    plan = replace(plan, leads=as_present(plan.leads, entry.leads, known))
    wanted = tuple((lead.key, lead.group) for lead in plan.leads)
    differs = bool(wanted) and wanted != entry.leads and entry.outcome == Outcome.PLANNED
    if entry.outcome in (Outcome.MOVED, Outcome.WITHDRAWN):
        message = _("The entry was moved or withdrawn in the plan. The mark is not written; plan the year there.")
        row = doubting(row, Doubt("entry_left", placed(row, str(row.year or OTHER), message), str(row.year or "")))
    if differs and entry.is_edited:
        message = _("The lead authors were chosen here, not read from a document. They are kept.")
        row = doubting(row, Doubt("tovholder_differs", message, row.cells.people))
    return replace(
        plan,
        row=row,
        entry=entry.pk,
        sets_year=entry.year is None and row.year is not None and entry.outcome == Outcome.PLANNED,
        sets_leads=differs and not entry.is_edited,
        sets_submitted=row.submitted_on is not None and entry.submitted is None,
    )


def entry_of(row: PlanRow, entries: list[KnownEntry]) -> KnownEntry | None:
    """The entry a row speaks of: of its year, else the planned one without a year; for a row without a year any."""
    if row.year is None:
        planned = [entry for entry in entries if entry.outcome == Outcome.PLANNED]
        return next(iter(planned or entries), None)
    same = [entry for entry in entries if entry.year == row.year]
    open_ones = [entry for entry in entries if entry.year is None and entry.outcome == Outcome.PLANNED]
    return next(iter([*same, *open_ones]), None)
