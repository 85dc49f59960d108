"""Planskemaer in PDF: by their lines or by where words stand, the years come from the columns; else they are asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guidelines.documents.planskema_types import Planskema
from tests.documents.files import word
from tests.documents.pdfs import BARE, LANDSCAPE, RULED, Look, literal, pdf, printed, source
from tests.documents.plans import PEOPLE, TABLE, TABLE_HEADING, TABLE_ROWS, TABLE_TOTALS, TITLES
from tests.documents.reading import names, read, titles
from tests.documents.test_seed import as_table

YEARS = [2026, 2026, 2027, 2027]
SHORT = 'paper: "a4", height: 8cm, margin: 1.5cm, numbering: "1 / 1"'
MIDDLE = "left + horizon"
ACROSS = "(x, y) => (bottom: 0.5pt)"
DOWN = "(x, y) => (left: 0.5pt, right: 0.5pt)"
FRAME = "(x, y) => (left: 0.5pt, right: 0.5pt, top: if y < 3 { 0.5pt }, bottom: if y == 8 { 0.5pt })"
INNER = "(x, y) => (left: if x > 0 { 0.5pt }, top: if y > 0 { 0.5pt })"


def facts(plan: Planskema) -> Any:
    """All that a planskema says, but for the places and the words of its cells."""
    rows = plan.as_json()["rows"]
    return rows, plan.years, plan.stated, plan.agree, [finding.code for finding in plan.findings]


LOOKS = {
    "ruled": RULED,
    "merged heading": RULED.but(heading=2, merged=True),
    "landscape": RULED.but(page=LANDSCAPE),
    "no outer lines": RULED.but(stroke=INNER),
    "marks in the middle": RULED.but(align=MIDDLE),
    "bare": BARE,
    "bare, merged heading": BARE.but(heading=2, merged=True),
    "bare, landscape": BARE.but(page=LANDSCAPE, columns="(1fr, auto, auto, auto, 1fr)"),
    "bare, centred marks": BARE.but(align="(x, y) => if 0 < x and x < 4 { center + top } else { left + top }"),
    "lines across": RULED.but(stroke=ACROSS, align=MIDDLE),
    "lines down": RULED.but(stroke=DOWN),
    "no lines between rows": RULED.but(stroke=FRAME),
    "pages": RULED.but(page=SHORT, heading=2, merged=True),
    "pages, heading once": RULED.but(page=SHORT, heading=2, repeats=False),
    "bare pages": BARE.but(page=SHORT, heading=2),
    "bare pages, heading once": BARE.but(page=SHORT, heading=2, repeats=False),
    "between texts": BARE.but(above="= Planskema 2026-2028\n\nDet, vi vil nå i årene 2026 og 2027.",
                              below="En note om noget andet, som går ud over hele siden og ikke er en række i planen."),
}  # fmt: skip


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_table_in_a_pdf_reads_as_in_word(look: Look) -> None:
    plan = read(pdf(TABLE, look), "plan.pdf")
    assert facts(plan) == facts(read(word(TABLE), "plan.docx"))
    assert titles(plan) == TITLES
    assert [(row.year, row.year_basis) for row in plan.rows] == [(year, "column") for year in YEARS]


@pytest.mark.parametrize(
    "look",
    [
        RULED.but(size="9pt"),
        BARE.but(size="9pt"),
        RULED.but(page=SHORT, heading=1),
        BARE.but(page=LANDSCAPE, heading=1),
    ],
    ids=["ruled", "bare", "pages", "landscape"],
)
def test_the_one_known_plan_reads_as_in_word(seed_file: Callable[[str], Path], look: Look) -> None:
    table = as_table(read(seed_file("000").read_bytes()))
    assert facts(read(pdf(table, look), "plan.pdf")) == facts(read(word(table), "plan.docx"))


def test_a_row_broken_by_the_end_of_a_page_is_one() -> None:
    long = "Basalcellekarcinom hos voksne med nedsat immunforsvar og mange andre sygdomme, som alle har betydning"
    rows = [[f"{long} for udredning og behandling (010224 version 1.0)", "x\nRev.", "", "", "Åse Ærø, Maja Al-Farra"]]
    page = "width: 14cm, height: 8cm, margin: 1cm"
    for look in (RULED.but(page=page, heading=2), BARE.but(page=page, heading=2)):
        table = [*TABLE_HEADING, TABLE_ROWS[1], *rows, *TABLE_ROWS[2:]]
        assert facts(read(pdf(table, look))) == facts(read(word(table)))


def test_two_tables_in_one_file() -> None:
    first = source([["Titel", "2026", "2027", "Tovholder"], ["Hud (version 1.0)", "", "x", "Anna Berg"]],
                   RULED.but(columns="4"))  # fmt: skip
    second = source([["Titel", "2028", "2029", "Tovholder"], ["Hår (version 1.0)", "x", "", "Bo Lund"]],
                    RULED.but(columns="4"))  # fmt: skip
    for body in (f"{first}\n{second}", f"{first}\n#pagebreak()\n{second}"):
        assert [(row.title, row.year) for row in read(printed(body)).rows] == [("Hud", 2027), ("Hår", 2028)]


def test_other_tables_of_a_report_are_none_of_the_plan() -> None:
    counts = source([["Patienter", "2024", "2025"], ["Opereret", "120", "131"]], RULED.but(columns="3"))
    plan = read(printed(f"{counts}\n#pagebreak()\n{source(TABLE)}"))
    assert (titles(plan), plan.years) == (TITLES, (2026, 2027, 2028))


@pytest.mark.parametrize("mark", ["x", "X", "✓", "✔", "☒", "Rev.", "x (ny)", "2026"])
def test_marks_are_read_from_their_column(mark: str) -> None:
    table = [["Titel", "2026", "2027", "Tovholder"], ["Hud (version 1.0)", mark, "", "Anna Berg"],
             ["Hår og negle (version 1.0)", "", "x", "Bo Lund"]]  # fmt: skip
    for look in (RULED.but(columns="4"), BARE.but(columns="4")):
        assert facts(read(pdf(table, look))) == facts(read(word(table)))


def test_a_cell_over_two_years_is_asked_about() -> None:
    body = "#table(columns: 4, [Titel], [2026], [2027], [Tovholder], [Hud (version 1.0)], table.cell(colspan: 2)[x],"
    plan = read(printed(f"{body} [Anna Berg])"))
    assert (plan.rows[0].year, plan.rows[0].has_doubt("mark_spans_years")) == (None, True)


def test_names_on_lines_of_their_own_are_told_from_names_that_wrap() -> None:
    people = "Anna Holm Berg\nBo Lund\nKarla Friis og en meget lang Else Kirkegaard-Østergaard"
    table = [["Titel", "2026", "2027", "Tovholder"], ["Hud (version 1.0)", "x", "", people]]
    found = names(read(pdf(table, RULED.but(columns="(4cm, 2cm, 2cm, 4cm)"))).rows[0])
    assert found[:3] == ["Anna Holm Berg", "Bo Lund", "Karla Friis"]


def test_two_rows_between_two_lines_are_two_rows() -> None:
    rows = [["Hud (version 1.0)", "x", "", "Anna Berg"], ["Hår (version 1.0)", "", "x", "Bo Lund"]]
    table = [["Titel", "2026", "2027", "Tovholder"], *rows]
    stroke = "(x, y) => (left: 0.5pt, right: 0.5pt, top: if y < 2 { 0.5pt }, bottom: if y != 1 { 0.5pt })"
    assert facts(read(pdf(table, RULED.but(columns="4", stroke=stroke)))) == facts(read(word(table)))


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_a_page_that_was_turned_is_turned_back(turns: int) -> None:
    table = f"#block(width: 20cm)[{source(TABLE)}]"
    plan = read(printed(f"#rotate({turns}deg, reflow: true)[{table}]", "width: 30cm, height: 30cm"))
    assert facts(plan) == facts(read(word(TABLE)))


def test_rows_that_cannot_be_told_apart_leave_the_years_to_be_asked() -> None:
    """Without lines or room between rows, marks in the middle of their cells may belong to either neighbour."""
    plan = read(pdf(TABLE, BARE.but(align=MIDDLE, inset="(x: 5pt, y: 2.1pt)")), "plan.pdf")
    assert titles(plan)
    assert {row.year_basis for row in plan.rows} <= {"unknown", "totals"}


def test_columns_that_cannot_be_told_leave_the_years_to_be_asked() -> None:
    """Years written as one word of text head no columns."""
    lines = ["Planskema 2026-2028", "Titel Tovholder 2026 2027 2028", "Hud (version 1.0)", "x", "Rev.", "Anna Berg",
             "Hår og negle (version 2.0)", "x", "Rev.", "Bo Lund"]  # fmt: skip
    plan = read(printed(" \\ ".join(f"#{literal(line)}" for line in lines)))
    assert [(row.title, row.year) for row in plan.rows] == [("Hud", None), ("Hår og negle", None)]


def test_people_of_the_table_are_whole() -> None:
    assert [names(row) for row in read(pdf(TABLE, BARE)).rows] == PEOPLE


def test_totals_that_fill_the_next_page_are_read() -> None:
    body = f"{source([*TABLE_HEADING, *TABLE_ROWS], RULED)}\n#pagebreak()\n{source(TABLE_TOTALS, RULED)}"
    assert read(printed(body)).agree is True
