"""The table of interpretations as the page shows it: each row, what it asks, and what approving it would do."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.documents.planskema import recounted
from guidelines.documents.planskema_types import Counts, Doubt, Finding, Planskema
from guidelines.planning.importing.known import Known
from guidelines.planning.importing.plan import plan_import
from guidelines.planning.importing.rights import Importer
from guidelines.planning.importing.types import Answers, Difference, RowPlan

CHANGES = {
    "created": _("Created"),
    "updated": _("Changed"),
    "unchanged": _("Unchanged"),
    "held": _("Awaits your answer"),
}
PARTS = {"title": _("Title"), "year": _("Year"), "kind": _("Kind"), "people": _("Lead authors")}
YEARS_BEFORE, YEARS_AFTER = 1, 8


@dataclass(frozen=True)
class ReviewRow:
    """One row of the page, with the answers given to it so far.

    `year_doubts` stand in the year's cell, `doubts` under the title. `resembles` asks whether the title is that of
    the guideline `proposed`, "" where a yes is not the viewer's to say; `match` is the answer, "" while there is none,
    `date` the answer to which date of approval is meant.
    """

    plan: RowPlan
    change: str
    change_word: str | Promise
    doubts: tuple[Doubt, ...]
    year_doubts: tuple[Doubt, ...]
    resembles: Doubt | None
    proposed: str
    match: str
    date: str
    is_skipped: bool

    @property
    def differences(self) -> list[tuple[str | Promise, Difference]]:
        """What was changed in an exported file since, part by part."""
        return [(PARTS[difference.part], difference) for difference in self.plan.differences]

    @property
    def place(self) -> str:
        """The row of the exported file that it stands in, as its program counts them; "" for any other file."""
        row = self.plan.row
        return row.cells.place.rpartition("!")[2] if row.origin else ""

    @property
    def asks_year(self) -> bool:
        """True where the year is to be chosen here: the file does not say it."""
        return self.plan.row.year_basis in ("unknown", "given") and self.plan.row.is_planned


@dataclass(frozen=True)
class TotalLine:
    """A line of totals: per year stated and counted; None where one of them is not known."""

    label: str | Promise
    cells: tuple[tuple[int | None, int | None], ...]
    total: tuple[int | None, int | None]


@dataclass(frozen=True)
class Review:
    """The whole page's content."""

    rows: tuple[ReviewRow, ...]
    years: tuple[int, ...]
    choices: tuple[int, ...]
    totals: tuple[TotalLine, ...]
    findings: tuple[Finding, ...]
    agree: bool | None
    missing_years: int
    held: int
    changes: dict[str, int]


def review(planskema: Planskema, known: Known, answers: Answers, this_year: int, importer: Importer) -> Review:
    """Return what the page shows of an upload; `this_year` gives the choices where the file names no years."""
    known_answers = Answers(years=answers.years, dates=answers.dates, takes=answers.takes)
    asked = plan_import(planskema, known, known_answers, importer)
    answered = plan_import(planskema, known, replace(answers, skipped=frozenset()), importer)
    pairs = zip(asked.rows, answered.rows, strict=True)
    rows = tuple(_row(before, after, answers) for before, after in pairs)
    counted = [row for row in rows if not row.is_skipped]
    checked = recounted(planskema, [row.plan.row for row in counted])
    return Review(
        rows=rows,
        years=planskema.years,
        choices=planskema.years or tuple(range(this_year - YEARS_BEFORE, this_year + YEARS_AFTER + 1)),
        totals=_total_lines(checked),
        findings=checked.findings,
        agree=checked.agree,
        missing_years=sum(row.plan.row.year is None and row.plan.row.is_planned for row in counted),
        held=sum(row.change == "held" for row in counted),
        changes=plan_import(planskema, known, answers, importer).changes(),
    )


def _total_lines(planskema: Planskema) -> tuple[TotalLine, ...]:
    lines = (
        (_("Number of revisions"), planskema.stated.revisions, planskema.counted.revisions),
        (_("Number of new guidelines"), planskema.stated.new, planskema.counted.new),
        (_("Number of guidelines in all"), planskema.stated.all, planskema.counted.all),
    )
    return tuple(
        TotalLine(label, _cells(planskema.years, stated.by_year, counted.by_year), (stated.total, counted.total))
        for label, stated, counted in lines
        if stated.is_known
    )


def _cells(years: tuple[int, ...], stated: Counts, counted: Counts) -> tuple[tuple[int | None, int | None], ...]:
    return tuple((stated.get(year), counted.get(year)) for year in years)


def _row(asked: RowPlan, answered: RowPlan, answers: Answers) -> ReviewRow:
    doubts, asking = asked.row.doubts, ("title_resembles", "title_elsewhere")
    return ReviewRow(
        plan=answered,
        change=answered.change,
        change_word=CHANGES[answered.change],
        doubts=tuple(doubt for doubt in doubts if doubt.code not in ("year_unknown", *asking)),
        year_doubts=tuple(doubt for doubt in doubts if doubt.code == "year_unknown"),
        resembles=next((doubt for doubt in doubts if doubt.code in asking), None),
        proposed=str(asked.guideline) if asked.may_match else "",
        match=str(answers.matches.get(asked.row.row, "")),
        date=answers.dates.get(asked.row.row, ""),
        is_skipped=asked.row.row in answers.skipped,
    )
