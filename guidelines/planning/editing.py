"""The table in its edit mode: year and kind of each row as selects in a form of the row's own (ux 10.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guidelines.people.seen import mark_of
from guidelines.planning.forms import known_years, move_years
from guidelines.planning.matrix import PlanRow
from guidelines.planning.row_state import entry_values
from guidelines.planning.rules import Kind
from guidelines.planning.sections import Section
from guidelines.planning.tables import (
    Painter,
    head,
    plan_row,
    section_head,
    title_cell,
    totals,
    who_cell,
    year_cells,
)
from guidelines.planning.wording import KINDS


class Typed(NamedTuple):
    """What somebody chose in a row that could not be saved, and the mark of what the row showed."""

    year: int | None
    kind: str
    seen: str


def edit_table(
    sections: Iterable[Section],
    painter: Painter,
    *,
    caption: str,
    token: str,
    typed: Mapping[int, Typed],
    back: str,
    since: int,
) -> SafeString:
    """Return the table with a form in each row that the viewer may change; the others stand as they are read.

    `since` is the newest event that was known when the rows were read.
    """
    listed = list(sections)
    width = len(painter.years) + 5
    wide = " wide" if len(painter.years) > 6 else ""
    parts = [
        f'<table class="plan edit{wide} from-{painter.years[0] % 100:02d}" role="table">'
        f'<caption class="vh">{escape(caption)}</caption>',
        head(painter, (_("Planned year"), "next"), (_("Kind"), "state")),
    ]
    hidden = (
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(token)}">'
        f'<input type="hidden" name="back" value="{escape(back)}">'
    )
    for section in listed:
        parts.append(section_head(section, width))
        parts.extend(
            edit_row(row, painter, hidden, typed.get(row.facts.id), since) if row.may_edit else plan_row(row, painter)
            for row in section.rows
        )
        parts.append("</tbody>\n")
    parts.append(totals([row for section in listed for row in section.rows], painter, is_filtered=False))
    return mark_safe("".join(parts))  # noqa: S308 - every value went through escape


def edit_row(row: PlanRow, painter: Painter, hidden: str, typed: Typed | None, since: int) -> str:
    """Return a row whose year and kind can be changed; its form stands in the last cell."""
    title = escape(row.facts.title)
    entry = row.entry if row.entry and row.entry.is_planned else None
    seen = mark_of(entry_values(entry), since)
    year, kind, seen = typed or (entry.year if entry else None, entry.kind if entry else Kind.REVISION, seen)
    stands = entry.year if entry else None
    form = f"f{row.facts.id}"
    return (
        f'<tr role="row" id="r{row.facts.id}">{title_cell(row, title, painter)}{who_cell(row, painter)}'
        f"{year_cells(row, painter)}"
        f'<td role="cell" class="next">{_year_select(form, title, year, stands, painter, is_planned=bool(entry))}</td>'
        f'<td role="cell" class="state">{_kind_select(form, title, kind)}</td>'
        f'<td role="cell" class="act"><form id="{form}" method="post" action="raekke/{row.facts.id}/">{hidden}'
        f'<input type="hidden" name="entry" value="{entry.id if entry else ""}">'
        f'<input type="hidden" name="seen" value="{escape(seen)}">'
        f'<button class="btn">{escape(_("Save"))}<span class="vh"> {title}</span></button></form></td></tr>\n'
    )


def _year_select(
    form: str, title: str, year: int | None, stands: int | None, painter: Painter, *, is_planned: bool
) -> str:
    """A missing year may be one of those past, as an imported planskema has them; a plan is made for years to come."""
    offered = move_years(painter.today) if stands or not is_planned else known_years(painter.today)
    years = sorted({*offered, *(known for known in (year, stands) if known)})
    empty = "" if stands else f'<option value="">{escape(_("Choose"))}</option>'
    options = "".join(f"<option{' selected' if one == year else ''}>{one}</option>" for one in years)
    label = f"{escape(_('Planned year of'))} {title}"
    return f'<select name="year" form="{form}" aria-label="{label}">{empty}{options}</select>'


def _kind_select(form: str, title: str, kind: str) -> str:
    options = "".join(
        f'<option value="{one}"{" selected" if one == kind else ""}>{escape(str(KINDS[one]))}</option>' for one in Kind
    )
    label = f"{escape(_('Kind of'))} {title}"
    return f'<select name="kind" form="{form}" aria-label="{label}">{options}</select>'
