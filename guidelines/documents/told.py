"""Rows of our own exports: what was not touched is what was exported; only what a person changed is read anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.dates import FuzzyDate, parse_date
from guidelines.documents.exported import OTHER, PEOPLE, TITLE, ExportedEntry, ExportedRow, Told
from guidelines.documents.planskema_types import Doubt, Kind, NamedPerson, Origin, PlanRow, RowCells, Text

_PARTS = frozenset({TITLE, PEOPLE})
_COUNTED = frozenset({"planned", "done", "missed"})
# What is no doubt where the export says it: the kind, the version, that a line has several years.
_KNOWN = frozenset({"kind_unclear", "revision_without_version", "several_years", "mark_missing"})
_OF_PEOPLE = frozenset({"tovholder_missing", "name_incomplete", "person_unclear"})
DONE_SIGNS = frozenset("✓✔☑√")


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark that was changed in the file, as the row it makes.

    `kind` is what its own words say, None where they say none; `sign` is its x or ✓, "" where it has none.
    """

    row: PlanRow
    kind: Kind | None = None
    sign: str = ""
    is_minor: bool = False


def placed(row: PlanRow, cell: str, message: Text) -> Text:
    """A sentence about a cell of a line of the file, with its row and column in front; `cell` as in a token."""
    columns = {TITLE: _("the title"), PEOPLE: _("the lead authors"), OTHER: _("the column of other years")}
    column = columns.get(cell) or format_lazy(_("column {year}"), year=cell)
    number = row.cells.place.rpartition("!")[2] or str(row.row)
    return format_lazy(_("Row {row} of the file, {column}: {message}"), row=number, column=column, message=message)


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
    row, found = replace(row, cells=read.cells), list(_doubts(read, told))
    if TITLE in told.edited and read.title:
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
    elif TITLE in told.edited:
        found.append(_title_missing(row))
    if PEOPLE in told.edited:
        row = replace(row, tovholdere=read.tovholdere)
    return replace(row, doubts=tuple(found))


def _title_missing(row: PlanRow) -> Doubt:
    message = _("The title was taken out of the file. Write it in the file, and import it again.")
    return Doubt("title_missing", placed(row, TITLE, message), row.title)


def nameless(told: Told, place: str) -> PlanRow:
    """The row that a line makes without its token where it has no title of its own; nobody can plan it."""
    row = replace(as_exported(told.row), cells=RowCells(place=place))
    return replace(row, doubts=(_title_missing(row),))


def _doubts(read: PlanRow, told: Told) -> Iterable[Doubt]:
    """What is doubtful about the cells that were changed."""
    for doubt in read.doubts:
        if (PEOPLE if doubt.code in _OF_PEOPLE else TITLE) not in told.edited:
            continue
        if doubt.code == "tovholder_missing" and told.row.leads:
            message = _("Nobody is named any more. The plan keeps its lead authors; take them out there.")
            doubt = Doubt("people_taken_out", placed(read, PEOPLE, message))
        yield doubt


def by_year(row: PlanRow, told: Told, read: Sequence[Marked]) -> list[PlanRow]:
    """A row for each year: the entries as they were exported, and `read`, what the changed marks say now.

    As many marks taken out as put in are moves, in the order of their years; a mark that was only taken out withdraws
    nothing.
    """
    one, base, parts = replace(row, doubts=()), told.row, told.edited & _PARTS
    touched = {entry.pk: entry for entry in base.entries if entry.cell in told.edited}
    rows = [_kept(one, base, entry, parts) for entry in base.entries if entry.pk not in touched]
    new: list[Marked] = []
    for mark in read:
        entry = _of_year(touched.values(), mark.row.year)
        if entry is None:
            new.append(mark)
        else:
            del touched[entry.pk]
            rows.append(_same_year(one, base, entry, mark, parts))
    gone = [entry for entry in touched.values() if entry.outcome == "planned"]
    rows += [_over(one, base, entry, parts) for entry in touched.values() if entry.outcome != "planned"]
    if len(new) == len(gone):
        pairs = zip(sorted(gone, key=_in_order), sorted(new, key=lambda mark: _in_order(mark.row)), strict=True)
        rows += [_moved(base, was, mark, parts) for was, mark in pairs]
    else:
        rows += [_new(base, mark, parts) for mark in new]
        rows += [_taken_out(one, base, entry, parts) for entry in gone]
    return _with_doubts(rows or [replace(one, origin=Origin(base, edited=parts))], row, parts)


def _with_doubts(rows: list[PlanRow], row: PlanRow, parts: frozenset[str]) -> list[PlanRow]:
    """What is doubtful about the line as a whole stands on the first of its rows."""
    found = row.doubts
    if PEOPLE in parts and row.tovholdere and not any(one.is_planned for one in rows):
        message = _("The guideline is not planned in this row, so nobody is written. Put a mark in the year as well.")
        found += (Doubt("people_unplanned", placed(row, PEOPLE, message)),)
    return [replace(rows[0], doubts=(*found, *rows[0].doubts)), *rows[1:]]


def _of_year(entries: Iterable[ExportedEntry], year: int | None) -> ExportedEntry | None:
    """The entry that a mark in this year is about; none where the one there was moved on or withdrawn."""
    found = [entry for entry in entries if entry.year == year and entry.outcome in _COUNTED]
    return min(found, key=lambda entry: entry.outcome != "planned", default=None)


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


def _same_year(row: PlanRow, base: ExportedRow, entry: ExportedEntry, mark: Marked, parts: frozenset[str]) -> PlanRow:
    """A mark whose words were changed: of another kind now, or the same in other words."""
    kept = _kept(row, base, entry, parts)
    if entry.outcome != "planned":
        is_told = mark.sign not in DONE_SIGNS if entry.outcome == "done" else bool(mark.sign)
        return replace(kept, doubts=(_settled(row, entry),) if is_told else ())
    return _of_kind(replace(kept, doubts=mark.row.doubts), entry, mark)


def _moved(base: ExportedRow, was: ExportedEntry, mark: Marked, parts: frozenset[str]) -> PlanRow:
    moved = replace(mark.row, origin=Origin(base, was.pk, was.year, parts | {"year"}))
    return _of_kind(moved, was, mark)


def _of_kind(row: PlanRow, entry: ExportedEntry, mark: Marked) -> PlanRow:
    """The row with the kind that its mark says; one that says none leaves the entry its own."""
    doubts = [doubt for doubt in row.doubts if doubt.code not in _KNOWN]
    kind = mark.kind or _kind(entry)
    if kind == _kind(entry) == "revision" and mark.kind and mark.is_minor != (entry.kind == "minor"):
        message = _("Whether an update is a minor one is not read from a file. Say so in the plan.")
        doubts.append(Doubt("minor_kept", placed(row, _cell(row, entry), message)))
    if mark.sign in DONE_SIGNS:
        message = _("A tick completes nothing. Register the version that was published.")
        doubts.append(Doubt("tick_kept", placed(row, _cell(row, entry), message)))
    if kind != _kind(entry) and row.origin is not None:
        row = replace(row, origin=replace(row.origin, edited=row.origin.edited | {"kind"}))
    return replace(row, kind=kind, doubts=tuple(doubts))


def _cell(row: PlanRow, entry: ExportedEntry) -> str:
    return entry.cell if row.year == entry.year else str(row.year or OTHER)


def _new(base: ExportedRow, mark: Marked, parts: frozenset[str]) -> PlanRow:
    doubts = tuple(doubt for doubt in mark.row.doubts if doubt.code != "several_years")
    return replace(mark.row, doubts=doubts, origin=Origin(base, None, None, parts | {"year"}))


def _over(row: PlanRow, base: ExportedRow, entry: ExportedEntry, parts: frozenset[str]) -> PlanRow:
    """An entry that is over, whose mark was taken out; the arrow of one that was moved on says nothing."""
    kept = _kept(row, base, entry, parts)
    return replace(kept, doubts=(_settled(row, entry),)) if entry.outcome in _COUNTED else kept


def _settled(row: PlanRow, entry: ExportedEntry) -> Doubt:
    message = _("The entry is completed, or was not completed in its year. A file does not change that; the plan does.")
    return Doubt("entry_settled", placed(row, entry.cell, message), str(entry.year or ""))


def _taken_out(row: PlanRow, base: ExportedRow, entry: ExportedEntry, parts: frozenset[str]) -> PlanRow:
    message: Text = _(
        "The mark without a year was taken out of the file. Nothing is withdrawn by that; do it in the plan."
    )
    if entry.year:
        words = _(
            "The mark for {year} was taken out of the file. Nothing is withdrawn by that; take it out in the plan."
        )
        message = format_lazy(words, year=str(entry.year))
    kept = replace(_kept(row, base, entry, parts), is_planned=False, is_counted=False)
    return replace(kept, doubts=(Doubt("mark_taken_out", placed(row, entry.cell, message), str(entry.year or "")),))


def _kind(entry: ExportedEntry) -> Kind:
    return "new" if entry.kind == "new" else "revision"


def _date(text: str | None) -> FuzzyDate | None:
    readings = parse_date(text) if text else []
    return readings[0] if readings else None
