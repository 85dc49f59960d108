"""Rows of our own exports: what was not touched is what was exported; only what a person changed is read anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.dates import FuzzyDate, parse_date
from guidelines.documents.exported import PEOPLE, TITLE, ExportedEntry, ExportedRow, Told
from guidelines.documents.planskema_types import Doubt, Kind, NamedPerson, Origin, PlanRow

_PARTS = frozenset({TITLE, PEOPLE})
_COUNTED = frozenset({"planned", "done", "missed"})


def as_exported(row: ExportedRow) -> PlanRow:
    """The row as it was written, without a year."""
    approved = _date(row.approved)
    return PlanRow(
        row=0,
        title=row.title,
        is_working_title=row.is_working_title,
        kind="revision",
        year=None,
        year_basis="unknown",
        version=row.version,
        approved_on=approved,
        approved_source=row.approved,
        submitted_on=_date(row.submitted),
        tovholdere=tuple(NamedPerson(name, group) for name, group in row.leads),
        groups=row.groups,
        is_planned=False,
        is_counted=False,
    )


def with_edits(row: PlanRow, read: PlanRow, told: Told) -> PlanRow:
    """The row with what its words say now in the cells that were changed; `read` is how all its words read."""
    if TITLE in told.edited:
        row = replace(
            row,
            title=read.title,
            is_working_title=read.is_working_title,
            version=read.version,
            approved_on=read.approved_on,
            approved_source=read.approved_source,
            approved_readings=read.approved_readings,
            submitted_on=read.submitted_on,
            groups=read.groups,
        )
    if PEOPLE in told.edited:
        row = replace(row, tovholdere=read.tovholdere)
    codes = {"tovholder_missing", "name_incomplete", "person_unclear"}
    doubts = tuple(doubt for doubt in read.doubts if (PEOPLE if doubt.code in codes else TITLE) in told.edited)
    return replace(row, doubts=doubts, cells=read.cells)


def by_year(row: PlanRow, told: Told, read: Sequence[PlanRow]) -> list[PlanRow]:
    """A row for each year: the entries as they were exported, and `read`, what the changed marks say now.

    As many marks taken out as put in are moves, in the order of their years; a mark that was only taken out withdraws
    nothing.
    """
    parts = told.edited & _PARTS
    touched = {entry.pk: entry for entry in told.row.entries if entry.cell in told.edited}
    rows = [_kept(row, told.row, entry, parts) for entry in told.row.entries if entry.pk not in touched]
    new: list[PlanRow] = []
    for marked in read:
        entry = next((entry for entry in touched.values() if entry.year == marked.year), None)
        if entry is None:
            new.append(marked)
        else:
            del touched[entry.pk]
            rows.append(_same_year(row, told.row, entry, marked, parts))
    gone = [entry for entry in touched.values() if entry.outcome == "planned"]
    rows += [_kept(row, told.row, entry, parts) for entry in touched.values() if entry.outcome != "planned"]
    if len(new) == len(gone):
        for was, moved in zip(sorted(gone, key=_in_order), sorted(new, key=_in_order), strict=True):
            rows.append(replace(moved, origin=Origin(told.row, was.pk, was.year, parts | {"year"})))
    else:
        rows += [replace(marked, origin=Origin(told.row, None, None, parts | {"year"})) for marked in new]
        rows += [_taken_out(row, told.row, entry, parts) for entry in gone]
    return rows or [replace(row, origin=Origin(told.row, edited=parts))]


def _in_order(one: PlanRow | ExportedEntry) -> tuple[bool, int]:
    """By year, what has none last."""
    return one.year is None, one.year or 0


def _kept(row: PlanRow, base: ExportedRow, entry: ExportedEntry, parts: frozenset[str]) -> PlanRow:
    return replace(
        row,
        kind=_kind(entry),
        year=entry.year,
        year_basis="column" if entry.year else "unknown",
        is_planned=entry.outcome == "planned",
        is_counted=entry.outcome in _COUNTED,
        origin=Origin(base, entry.pk, entry.year, parts),
    )


def _same_year(
    row: PlanRow, base: ExportedRow, entry: ExportedEntry, marked: PlanRow, parts: frozenset[str]
) -> PlanRow:
    """A mark whose words were changed: of another kind now, or the same in other words."""
    kept = _kept(row, base, entry, parts)
    if entry.outcome != "planned" or marked.kind == kept.kind:
        return replace(kept, doubts=marked.doubts)
    origin = Origin(base, entry.pk, entry.year, parts | {"kind"})
    return replace(kept, kind=marked.kind, doubts=marked.doubts, origin=origin)


def _taken_out(row: PlanRow, base: ExportedRow, entry: ExportedEntry, parts: frozenset[str]) -> PlanRow:
    where = str(entry.year) if entry.year else base.title
    message = format_lazy(
        _("The mark for {year} was taken out of the file. Nothing is withdrawn by that; take it out in the plan."),
        year=entry.year or "?",
    )
    kept = replace(_kept(row, base, entry, parts), is_planned=False, is_counted=False)
    return replace(kept, doubts=(*row.doubts, Doubt("mark_taken_out", message, where)))


def _kind(entry: ExportedEntry) -> Kind:
    return "new" if entry.kind == "new" else "revision"


def _date(text: str | None) -> FuzzyDate | None:
    readings = parse_date(text) if text else []
    return readings[0] if readings else None
