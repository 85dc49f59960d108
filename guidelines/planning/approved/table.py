"""An approved plan as the planskema shows it: title with version, tovholdere, a mark in each year, totals (ux 4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.planning.approved.content import Content, Line, Row, approved_on
from guidelines.planning.approved.wording import OUT_OF_USE, Names, lead_text
from guidelines.planning.matrix import Look, Mark
from guidelines.planning.rules import Kind, Outcome
from guidelines.planning.wording import mark_phrase, mark_word, short_date

_DRAWN = {Outcome.DONE.value: Look.DONE, Outcome.MISSED.value: Look.MISSED}


@dataclass(frozen=True)
class Cell:
    """A year of a guideline: a shape and a word for the eye, a sentence for the ear; all "" where nothing stands."""

    year: int
    look: str = ""
    word: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class ApprovedRow:
    """A guideline of an approved plan; `details` is what stands below its title."""

    title: str
    language: str
    url: str
    details: list[str]
    who: str
    cells: list[Cell]


@dataclass(frozen=True)
class ApprovedTable:
    """The rows and the planskema's three rows of totals: label, a number for each year, those without a year, all."""

    years: list[int]
    rows: list[ApprovedRow]
    totals: list[tuple[str, list[int], int, int]]

    @property
    def look(self) -> str:
        """The classes by which the stylesheet counts the years."""
        if not self.years:
            return "plan"
        return f"plan{' wide' if len(self.years) > 6 else ''} from-{self.years[0] % 100:02d}"


def approved_table(content: Content, names: Names, slugs: Mapping[int, str], *, tells_missed: bool) -> ApprovedTable:
    """Return an approved plan to be shown; `names` and the `slugs` of its guidelines are those of today.

    What was not completed stands as planned for readers outside the group, as in its plan (foundations 22).
    """
    shown = content if tells_missed else _without_missed(content)
    years = list(content.years)
    return ApprovedTable(years, [_row(row, years, names, slugs) for row in shown.rows], _totals(content))


def _without_missed(content: Content) -> Content:
    planned = Outcome.PLANNED.value
    rows = [
        row._replace(
            lines=tuple(
                [line._replace(outcome=planned) if line.outcome == Outcome.MISSED else line for line in row.lines]
            )
        )
        for row in content.rows
    ]
    return content._replace(rows=tuple(rows))


def _row(row: Row, years: list[int], names: Names, slugs: Mapping[int, str]) -> ApprovedRow:
    slug = slugs.get(row.guideline)
    leads = dict.fromkeys(lead for line in _shown_first(row) for lead in line.leads)
    by_year: dict[int, list[Line]] = {}
    for line in row.lines:
        if line.year is not None:
            by_year.setdefault(line.year, []).append(line)
    return ApprovedRow(
        title=row.title,
        language=row.language,
        url=reverse("guideline", args=[slug]) if slug else "",
        details=_details(row),
        who=", ".join([lead_text(lead, names) for lead in leads]),
        cells=[_cell(year, by_year.get(year, [])) for year in years],
    )


def _shown_first(row: Row) -> list[Line]:
    """The lines whose tovholdere a row names: those still to be done, else all."""
    return [line for line in row.lines if line.outcome == Outcome.PLANNED] or list(row.lines)


def _details(row: Row) -> list[str]:
    details = [str(OUT_OF_USE[row.out_of_use])] if row.out_of_use else []
    if row.version:
        details.append(_("v. %(label)s") % {"label": row.version.label})
        if on := approved_on(row.version):
            details.append(_("appr. %(date)s") % {"date": short_date(on, row.version.precision)})
    elif any(line.kind == Kind.NEW for line in row.lines):
        details.append(_("new"))
    details += [f"{mark_phrase(_mark(line))}, {_('without a year')}" for line in row.lines if line.year is None]
    details += [
        _("%(year)s by the totals, not confirmed") % {"year": line.year}
        for line in row.lines
        if line.year and not line.is_agreed
    ]
    return details


def _mark(line: Line) -> Mark:
    planned = Look.NEW if line.kind == Kind.NEW else Look.PLANNED
    return Mark(_DRAWN.get(line.outcome, planned), line.kind)


def _cell(year: int, lines: list[Line]) -> Cell:
    if not lines:
        return Cell(year)
    marks = [_mark(line) for line in lines]
    sentence = f"{year}: {'; '.join([mark_phrase(mark) for mark in marks])}"
    return Cell(year, marks[0].look.value, mark_word(marks[0]), sentence)


def _totals(content: Content) -> list[tuple[str, list[int], int, int]]:
    *dated, without = content.totals
    every = content.in_all
    return [
        (_("Number of revisions"), [one.revisions for one in dated], without.revisions, every.revisions),
        (_("Number of new guidelines"), [one.new for one in dated], without.new, every.new),
        (_("Number of guidelines in all"), [one.all for one in dated], without.all, every.all),
    ]
