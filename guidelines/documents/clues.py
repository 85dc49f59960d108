"""What speaks for which year where the file has lost it. Clues are told, never acted upon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents import doubts
from guidelines.documents.marks import read_mark
from guidelines.documents.planskema_types import PlanRow, Text, Totals, YearTotals
from guidelines.documents.totals import solved

_MAX_YEARS = 10


def with_year_doubts(rows: Sequence[PlanRow], stated: Totals, years: Sequence[int]) -> list[PlanRow]:
    """The rows, each one without a year with the doubt "year_unknown" and its clues; exported ones only if planned."""
    lines = solved(stated, years)
    glyphs = _glyph_counts(rows)
    asked = (row.year is None and (row.is_planned or row.origin is None) for row in rows)
    return [
        _with_doubt(row, lines, years, glyphs) if is_asked else row for row, is_asked in zip(rows, asked, strict=True)
    ]


def _with_doubt(row: PlanRow, lines: Totals, years: Sequence[int], glyphs: dict[tuple[str, str], int]) -> PlanRow:
    line = lines.new if row.kind == "new" else lines.revisions
    clues: list[Text] = []
    if row.is_counted:
        clues = [clue for clue in (_of_totals(row, line, years), _of_glyph(row, line, years, glyphs)) if clue]
    if row.submitted_on:
        day = row.submitted_on.source or row.submitted_on.isoformat()
        clues.append(format_lazy(_("It is already submitted ({date})."), date=day))
    quote = " ".join(row.cells.marks) or row.cells.title
    return replace(row, doubts=(*row.doubts, doubts.year_unknown(clues, quote)))


def _of_totals(row: PlanRow, line: YearTotals, years: Sequence[int]) -> Text | None:
    """ "The totals have 5 in 2022, 2 in 2023, 6 in 2024" for the row's kind."""
    known = [(year, number) for year in years if (number := line.by_year.get(year)) is not None]
    if not known:
        return None
    parts = [format_lazy(_("{count} in {year}"), count=str(number), year=str(year)) for year, number in known]
    listed = format_lazy(", ".join(["{}"] * len(parts)), *parts)
    if row.kind == "new":
        return format_lazy(_("The totals count these new guidelines: {years}."), years=listed)
    return format_lazy(_("The totals count these revisions: {years}."), years=listed)


def _of_glyph(row: PlanRow, line: YearTotals, years: Sequence[int], glyphs: dict[tuple[str, str], int]) -> Text | None:
    """How many rows of the kind are marked the same way, where the marks differ; and the years that number fits."""
    glyph = _glyph(row)
    if not glyph or sum(kind == row.kind for kind, _sign in glyphs) < 2:
        return None
    number = glyphs[row.kind, glyph]
    fitting = _fitting(number, line, years)
    if fitting:
        message = _("{count} rows of this kind are marked “{mark}”; that fits {years}, but proves nothing.")
        return format_lazy(message, count=str(number), mark=glyph, years=" + ".join(map(str, fitting)))
    message = _("{count} rows of this kind are marked “{mark}”, the others differently; that proves nothing.")
    return format_lazy(message, count=str(number), mark=glyph)


def _fitting(number: int, line: YearTotals, years: Sequence[int]) -> tuple[int, ...]:
    """The years whose totals add up to the number, if only one choice of years does."""
    figures = {year: count for year in years[:_MAX_YEARS] if (count := line.by_year.get(year))}
    choices = [
        chosen
        for size in range(1, len(figures) + 1)
        for chosen in combinations(figures, size)
        if sum(figures[year] for year in chosen) == number
    ]
    return choices[0] if len(choices) == 1 else ()


def _glyph_counts(rows: Sequence[PlanRow]) -> dict[tuple[str, str], int]:
    """How often each sign marks a row of each kind whose year is unknown."""
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        glyph = _glyph(row)
        if row.year is None and row.is_counted and glyph:
            counts[row.kind, glyph] = counts.get((row.kind, glyph), 0) + 1
    return counts


def _glyph(row: PlanRow) -> str:
    return next((glyph for mark in row.cells.marks if (glyph := read_mark(mark).glyph)), "")
