"""Reading a planskema: bytes in; rows, totals, doubts and findings out. No database, no clock, no guesses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from guidelines.documents.clues import with_year_doubts
from guidelines.documents.containers import open_file
from guidelines.documents.exported import Told, drawn_letters, is_turned, token_of
from guidelines.documents.findings import about_group, about_rows, about_totals
from guidelines.documents.grids import MAX_ROWS, TOO_LONG, Contents, grids_of_text
from guidelines.documents.headers import years_in_words
from guidelines.documents.layout import grids_of_layout
from guidelines.documents.marks import read_mark
from guidelines.documents.planskema_types import PlanRow, Planskema, Totals, UnreadableFile
from guidelines.documents.raw import RawRow, RawTable
from guidelines.documents.rows import plan_rows
from guidelines.documents.table_rows import read_grids
from guidelines.documents.text_marks import has_mark
from guidelines.documents.text_table import read_text
from guidelines.documents.totals import count, is_comparable, settle_kinds, settle_years

# A reading with columns is preferred to one with more rows, as long as it has this share of them.
_ENOUGH = 0.6
NO_PLAN = _("No planskema was found in the file. It should have a table with titles, marks for years and lead authors.")


def read_planskema(
    data: bytes,
    *,
    file_name: str,
    group: str,
    known_groups: Collection[str] = (),
    year_columns: tuple[int, ...] | None = None,
) -> Planskema:
    """The planskema in a file: text taken from a PDF, a Word or Excel table, or CSV (issue 2, section 3).

    `group` is the importing group's abbreviation, `known_groups` those that may stand in brackets. `year_columns`
    heads the columns of marks only where the file does not. Raises UnreadableFile with a sentence for the person.
    """
    table = _table(open_file(data, file_name), year_columns)
    if table is None:
        raise UnreadableFile(NO_PLAN)
    if sum(len(row.told.row.entries) if row.told else 0 for row in table.rows) + len(table.rows) > MAX_ROWS:
        raise UnreadableFile(TOO_LONG)
    rows = plan_rows(table, group, known_groups)
    if not rows:
        raise UnreadableFile(NO_PLAN)
    years = tuple(sorted({*(table.years or year_columns or ()), *(row.year for row in rows if row.year)}))
    rows = settle_years(settle_kinds(rows, table.totals), table.totals, years)
    rows = with_year_doubts(rows, table.totals, years)
    findings = (*about_group(table.heading, group, known_groups), *about_rows(rows))
    return recounted(Planskema(group, years, tuple(rows), table.totals, Totals(), None, findings), rows)


def recounted(planskema: Planskema, rows: Sequence[PlanRow]) -> Planskema:
    """The same planskema with its totals checked against these rows: its own, or as somebody answered for them.

    The totals of an export of ours are those of its day: that its marks were changed since is no finding.
    """
    stated, years = planskema.stated, planskema.years
    counted = count(rows, years)
    on_totals = about_totals(stated, counted, years)
    agree = not on_totals if is_comparable(stated, counted, years) else None
    if on_totals and any(row.origin for row in rows):
        on_totals, agree = [], None
    others = (finding for finding in planskema.findings if finding.code != "totals_disagree")
    return replace(planskema, counted=counted, agree=agree, findings=(*on_totals, *others))


def _table(contents: Contents, year_columns: tuple[int, ...] | None) -> RawTable | None:
    """The plan in the tables of the file; in a text, with its columns where it still has them, else without."""
    found = read_grids(contents.grids, year_columns) or _printed(contents)
    if found or not contents.text.strip():
        return found
    if contents.choices:
        return _chosen(contents, year_columns)
    if sum(map(has_mark, contents.text.split("\n"))) > MAX_ROWS:
        raise UnreadableFile(TOO_LONG)
    grids = grids_of_text(contents.text)
    own = [grid for grid in grids if any(map(token_of, grid.rows))]
    if own:
        return read_grids(own[:1], year_columns)
    grids += grids_of_layout(contents.text)
    candidates = [*(read_grids([grid], year_columns) for grid in grids), read_text(contents.text)]
    marked = [table for table in candidates if table and _marked(table)]
    most = max(map(_marked, marked), default=0)
    with_columns = [table for table in marked if table.marks_have_years and _marked(table) >= _ENOUGH * most]
    return max(with_columns or marked, key=_marked, default=None)


def _printed(contents: Contents) -> RawTable | None:
    """The plan that a PDF of ours was made from, where its pages still say so: every title, every tovholder."""
    if not contents.told:
        return None
    page = drawn_letters(contents.text)
    words = {text for row in contents.told for text in (row.title, *(name for name, _group in row.leads))}
    if not all(drawn_letters(text) in page for text in words if not is_turned(text)):
        return None
    rows = tuple(
        RawRow(row.title, told=Told(row, has_words=False), place=str(at))
        for at, row in enumerate(contents.told, start=1)
    )
    years = {*years_in_words(contents.text), *(entry.year for row in contents.told for entry in row.entries)}
    return RawTable(tuple(sorted(year for year in years if year)), rows, marks_have_years=True, heading=contents.text)


def _chosen(contents: Contents, year_columns: tuple[int, ...] | None) -> RawTable | None:
    """The plan of a page: told by its columns where they hold every mark, else from the text, its years unknown."""
    told = [(read_grids(choice.grids, year_columns), choice.left_out) for choice in contents.choices]
    whole = [table for table, left_out in told if table and _marked(table) and not left_out]
    if whole:
        return whole[0]
    text = read_text(contents.text)
    least = _marked(text) if text else 0
    parts = [table for table, _left_out in told if table and _marked(table) >= least]
    return max(parts, key=_marked, default=text)


def _marked(table: RawTable) -> int:
    """How many rows have a mark: what tells a reading that fits from one that does not."""
    return sum(any(read_mark(mark.text).is_mark for mark in row.marks) for row in table.rows)
