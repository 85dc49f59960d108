"""Planskemaer in Word, Excel and CSV, where the columns tell the years."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

import docx
import pytest

from tests.documents.files import add_table, comma, excel, parts, saved, with_part, word
from tests.documents.plans import PEOPLE, TABLE, TABLE_HEADING, TABLE_ROWS, TABLE_TOTALS, TITLES
from tests.documents.reading import codes, names, read, row_of, titles

YEARS = [2026, 2026, 2027, 2027]


def merged_heading(table: Any) -> None:
    table.cell(0, 1).merge(table.cell(0, 3))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 4).merge(table.cell(1, 4))


@pytest.mark.parametrize(
    "content",
    [
        word(TABLE),
        word(TABLE, merged_heading, above=["Planskema 2026-2028"]),
        excel(TABLE),
        excel([[], ["", "Dansk Hud Gruppe"], [], *(["", *row] for row in TABLE)]),
        comma(TABLE),
        comma(TABLE, encoding="utf-8"),
        comma(TABLE, encoding="cp1252"),
        comma(TABLE, ","),
        comma(TABLE, "\t", "utf-16"),
        b"sep=;\r\n" + comma(TABLE, encoding="cp1252"),
        word(
            [*TABLE_HEADING, ["Hudkræft"] * 5, *TABLE_ROWS, *TABLE_TOTALS], lambda t: t.cell(2, 0).merge(t.cell(2, 4))
        ),
        word([[row[4], row[3], row[2], row[1], row[0]] for row in TABLE]),
    ],
    ids=[
        "word",
        "merged heading",
        "excel",
        "excel offset",
        "bom",
        "utf-8",
        "cp1252",
        "comma",
        "tabs",
        "sep=",
        "banner",
        "order",
    ],
)
def test_the_same_plan_in_many_files(content: bytes) -> None:
    plan = read(content, "plan")
    assert titles(plan) == TITLES
    assert [names(row) for row in plan.rows] == PEOPLE
    assert [(row.year, row.year_basis) for row in plan.rows] == [(year, "column") for year in YEARS]
    assert plan.agree is True


def test_a_table_that_goes_on_after_a_page_break() -> None:
    document = docx.Document()
    add_table(document, TABLE_HEADING + TABLE_ROWS[:2])
    document.add_paragraph("Side 2")
    add_table(document, TABLE_ROWS[2:] + TABLE_TOTALS)
    plan = read(saved(document))
    assert [(row.title, row.year) for row in plan.rows] == list(zip(TITLES, YEARS, strict=True))


def test_two_tables_of_other_years() -> None:
    document = docx.Document()
    for year, rows in ((2026, TABLE_ROWS[:1]), (2029, TABLE_ROWS[1:2])):
        add_table(document, [["Titel", year, year + 1, year + 2, "Tovholder"], *rows])
    plan = read(saved(document))
    assert plan.years == (2026, 2027, 2028, 2029, 2030, 2031)
    assert [row.year for row in plan.rows] == [2026, 2029]


def test_one_mark_over_several_years_is_asked_about() -> None:
    plan = read(word(TABLE, lambda table: table.cell(2, 1).merge(table.cell(2, 2))))
    assert (plan.rows[0].year, plan.rows[0].year_basis) == (None, "unknown")
    assert codes(plan.rows[0]) == ["date_ambiguous", "mark_spans_years", "year_unknown"]


def test_a_row_marked_for_several_years_is_an_entry_for_each() -> None:
    plan = read(
        comma([["Titel", 2028, 2027, 2026, "Tovholder"], ["Hudkræft (version 1.0)", "Rev.", "", "x", "Anna Berg"]])
    )
    assert [(row.row, row.year, codes(row)) for row in plan.rows] == [
        (1, 2026, ["several_years"]),
        (2, 2028, ["several_years"]),
    ]
    assert plan.counted.revisions.as_json(plan.years) == {"2026": 1, "2027": 0, "2028": 1, "total": 2}


def test_a_title_merged_downwards_is_one_row() -> None:
    def merge(table: Any) -> None:
        table.cell(3, 0).text = ""
        table.cell(2, 0).merge(table.cell(3, 0))

    rows = [TABLE_ROWS[0], ["", "", "", "", "Ib Juhl"], TABLE_ROWS[1]]
    plan = read(word(TABLE_HEADING + rows, merge))
    assert titles(plan) == TITLES[:2]
    assert names(plan.rows[0]) == [*PEOPLE[0], "Ib Juhl"]


def test_columns_of_other_kinds_and_dates_of_excel() -> None:
    heading = ["Nr.", "Titel", "Senest godkendt", "Version", "Ansvarlig", 2028, 2027, 2026, "Bemærkning"]
    rows = [
        [1, "Basalcelle", None, 1.1, "Åse Ærø", "", "", "x", "indsendt 1.3.2026"],
        [2, "Merkel", "november 2025", 2, "Bo Dahl og Ida Toft", "ny", "", "", ""],
        [3, "Melanom", "31-12-29", "1,10", "Bo Dahl", "", "", "x", "udgår"],
        [4, "Hår", "snart", "", "Bo Dahl", "", "2027", "", ""],
    ]

    def dates(book: Any, sheet: Any) -> None:
        sheet.write_datetime(1, 2, datetime(2024, 2, 1), book.add_format({"num_format": "dd-mm-yyyy"}))

    plan = read(excel([heading, *rows], dates))
    found = [(r.year, r.kind, r.version, r.approved_on and r.approved_on.isoformat()) for r in plan.rows]
    assert found == [
        (2026, "revision", "1.1", "2024-02-01"),
        (2028, "new", "2.0", "2025-11"),
        (2026, "revision", "1.10", "2029-12-31"),
        (2027, "revision", None, None),
    ]
    assert [codes(row) for row in plan.rows] == [
        [],
        [],
        ["date_ambiguous", "withdrawn"],
        ["date_unreadable", "kind_unclear"],
    ]
    assert [row.is_planned for row in plan.rows] == [True, True, False, True]
    assert plan.rows[0].submitted_on is not None


def test_the_1904_calendar() -> None:
    def dates(book: Any, sheet: Any) -> None:
        sheet.write_datetime(1, 1, datetime(2024, 2, 1), book.add_format({"num_format": "dd-mm-yyyy"}))

    plan = read(
        excel(
            [["Titel", "Godkendt", "Tovholder", 2026, 2027], ["Hud", None, "Åse Ærø", "x", ""]], dates, date_1904=True
        )
    )
    assert plan.rows[0].as_json()["approved_on"] == "2024-02-01"


def test_formulas_give_the_saved_value_and_hidden_sheets_stay_shut() -> None:
    def adjust(book: Any, sheet: Any) -> None:
        sheet.write_formula(2, 2, '=IF(TRUE,"x","")', None, "x")
        hidden = book.add_worksheet("Gammel")
        hidden.write_row(0, 0, ["Titel", "Tovholder", 2020, 2021])
        hidden.write_row(1, 0, ["Gammel plan", "Bo Dahl", "x"])
        hidden.hide()

    plan = read(excel([*TABLE_HEADING, ["Hudkræft (version 1.0)", "", "", "", "Anna Berg"]], adjust))
    assert [(row.title, row.year) for row in plan.rows] == [("Hudkræft", 2027)]


def test_merged_cells_in_excel() -> None:
    def merge(book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 1, 0, 3, "Udarbejdes / Revideres")
        sheet.merge_range(2, 1, 2, 2, "x Rev.")

    plan = read(excel(TABLE, merge))
    assert [row.year for row in plan.rows] == [None, 2026, 2027, 2027]


def test_a_column_for_the_year_and_one_for_the_kind() -> None:
    rows = [
        ["Hår", "new", 2026, "Anna Berg"],
        ["Hud", "revision", 2027.0, "Bo Dahl"],
        ["Negle", "revision", "2027/2028", "Bo Dahl"],
        ["Læber", "", "", "Bo Dahl"],
    ]
    plan = read(excel([["Guideline", "Type", "Year", "Lead"], *rows]))
    assert [(row.title, row.kind, row.year) for row in plan.rows] == [
        ("Hår", "new", 2026),
        ("Hud", "revision", 2027),
        ("Negle", "revision", None),
        ("Læber", "revision", None),
    ]
    assert codes(plan.rows[2]) == ["mark_unclear", "revision_without_version", "year_unknown"]


@pytest.mark.parametrize(
    "heading",
    [[], [["Titel", "Udarbejdes / Revideres", "", "", "Tovholder"]]],
    ids=["no heading", "heading without years"],
)
def test_given_years_head_only_columns_that_have_none(heading: list[list[str]]) -> None:
    rows = [
        ["Hudkræft (version 1.0)", "x Rev.", "", "", "Åse Ærø"],
        ["Hårtab (version 1.0)", "", "x Rev.", "", "Bo Dahl"],
    ]
    plan = read(comma([*heading, *rows]), year_columns=(2022, 2023, 2024))
    assert [(row.year, row.year_basis) for row in plan.rows] == [(2022, "given"), (2023, "given")]
    own = read(comma(TABLE), year_columns=(2022, 2023, 2024))
    assert [(row.year, row.year_basis) for row in own.rows] == [(year, "column") for year in YEARS]


def test_no_year_is_guessed_for_columns_without_heading() -> None:
    plan = read(
        comma([["Titel", "Udarbejdes / Revideres", "", "Tovholder"], ["Hud (version 1.0)", "x Rev.", "", "Åse Ærø"]])
    )
    assert [(row.year, row.year_basis, codes(row)) for row in plan.rows] == [(None, "unknown", ["year_unknown"])]


def test_tracked_changes_content_controls_and_symbols() -> None:
    content = word([["Titel", "2026", "2027", "Tovholder"], ["TITLE", "MARK", "", "Anna Berg"]])
    document = parts(content)["word/document.xml"].decode()
    title = (
        '<w:r><w:t xml:space="preserve">Hud</w:t></w:r>'
        '<w:del w:id="1"><w:r><w:delText>lidelse</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>kræft</w:t></w:r></w:ins>'
        '<w:r><w:t xml:space="preserve"> (version</w:t><w:br/><w:t>1.0)</w:t></w:r>'
    )
    mark = '<w:sdt><w:sdtContent><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:sdtContent></w:sdt>'
    document = document.replace("<w:r><w:t>TITLE</w:t></w:r>", title).replace("<w:r><w:t>MARK</w:t></w:r>", mark)
    plan = read(with_part(content, "word/document.xml", document.encode()))
    assert [(row.title, row.version, row.year) for row in plan.rows] == [("Hudkræft", "1.0", 2026)]


def test_pasted_markdown_and_a_plan_in_paragraphs() -> None:
    plan = read(
        "| Retningslinje | 2026 | 2027 | Tovholder |\n|---|---|---|---|\n"
        "| Hudkræft | x ny |  | Bo Lund |\n| Hår (v. 1.0) |  | Rev. | Ida Toft |\n"
    )
    assert [(row.title, row.year, row.kind) for row in plan.rows] == [
        ("Hudkræft", 2026, "new"),
        ("Hår", 2027, "revision"),
    ]
    document = docx.Document()
    for line in (
        "Retningslinje-titel",
        "Tovholder",
        "2026 2027",
        "Hudkræft hos ældre (version 1.0)",
        "x",
        "Rev.",
        "Åse Ærø",
    ):
        document.add_paragraph(line)
    assert titles(read(saved(document))) == ["Hudkræft hos ældre"]


def test_a_cell_that_contradicts_its_column_is_asked_about() -> None:
    row = row_of("Hudkræft (version 1.0)", mark="Rev. 2027")
    assert (row.year, codes(row)) == (None, ["year_conflict", "year_unknown"])


def test_numbers_of_rows_leave_the_titles() -> None:
    plan = read(
        "Titel\t2026\t2027\tTovholder\n1. Hudkræft (version 1.0)\tx\t\tAnna Berg\n"
        "2. Hår og negle (version 1.0)\t\tx\tBo Lund\n"
    )
    assert titles(plan) == ["Hudkræft", "Hår og negle"]


def test_old_form_fields_deleted_rows_and_cells_that_start_late() -> None:
    content = word([["Titel", "2026", "2027", "Tovholder"], ["Hudkræft (version 1.0)", "BOX", "OFF", "Anna Berg"],
                    ["Slettet", "x", "", "Bo Lund"], ["LATE", "Ib Juhl", "", ""]])  # fmt: skip
    document = parts(content)["word/document.xml"].decode()
    box = "<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val='{}'/></w:checkBox></w:ffData></w:fldChar></w:r>"
    document = document.replace("<w:r><w:t>BOX</w:t></w:r>", box.format(1)).replace(
        "<w:r><w:t>OFF</w:t></w:r>", box.format(0)
    )
    start = document.rindex("<w:tr>", 0, document.index("Slettet"))
    document = document[:start] + '<w:tr><w:trPr><w:del w:id="1"/></w:trPr>' + document[start + 6 :]
    start = document.rindex("<w:tr>", 0, document.index("LATE"))
    document = document[:start] + '<w:tr><w:trPr><w:gridBefore w:val="3"/></w:trPr>' + document[start + 6 :]
    document = document.replace("LATE", "Karla Friis")
    plan = read(with_part(content, "word/document.xml", document.encode()))
    assert [(row.title, row.year, names(row)) for row in plan.rows] == [
        ("Hudkræft", 2026, ["Anna Berg", "Karla Friis"])
    ]


def test_ticked_cells_and_times_in_excel() -> None:
    rows = [["Hud (version 1.0)", True, False, "Anna Berg"], ["Hår (version 1.0)", False, True, time(8, 30)]]
    plan = read(excel([["Titel", 2026, 2027, "Tovholder"], *rows]))
    assert [(row.year, names(row)) for row in plan.rows] == [(2026, ["Anna Berg"]), (2027, [])]


def test_cells_that_state_no_place_are_counted_along() -> None:
    content = excel([["Titel", "2026", "2027", "Tovholder"], ["Hud (version 1.0)", "x", "x", "Anna Berg"]])
    sheet = re.sub(rb' r="[A-Z]*[0-9]+"', b"", parts(content)["xl/worksheets/sheet1.xml"])
    assert [row.year for row in read(with_part(content, "xl/worksheets/sheet1.xml", sheet)).rows] == [2026, 2027]


def test_headings_and_cells_in_other_words() -> None:
    heading = ["Retningslinje", "Tovholder 1", "Tovholder 2", "Planlagt 2026", "Revision 2027"]
    rows = [["Hud (version 1.0)", "Anna Berg", "Bo Lund", "*", ""], ["Hår (version 1.0)", "Ib Juhl", "", "", "X*"]]
    plan = read(comma([heading, *rows, ["Kilde: sekretariatet", "", "", "", ""], ["x = planlagt", "", "", "", ""]]))
    assert [(row.title, row.year, names(row)) for row in plan.rows] == [
        ("Hud", 2026, ["Anna Berg", "Bo Lund"]),
        ("Hår", 2027, ["Ib Juhl"]),
    ]


def test_a_column_of_planned_dates_gives_their_years() -> None:
    rows = [["Hud (version 1.0)", "December 2026", "Anna Berg"], ["Hår (version 1.0)", "2027-06-01", "Bo Lund"]]
    plan = read(excel([["Titel", "Planlagt revision", "Tovholder"], *rows]))
    assert [(row.year, row.year_basis, codes(row)) for row in plan.rows] == [(2026, "column", []), (2027, "column", [])]


def test_kinds_in_the_headings() -> None:
    rows = [["Hud", "2026", "", "Anna Berg"], ["Hår (version 1.0)", "", "2027", "Bo Lund"]]
    plan = read(comma([["Titel", "Udarbejdes", "Revideres", "Tovholder"], *rows]))
    assert [(row.kind, row.year) for row in plan.rows] == [("new", 2026), ("revision", 2027)]
    table = [
        ["Titel", "Udarbejdes", "Udarbejdes", "Revideres", "Revideres", "Tovholder"],
        ["", "2026", "2027", "2026", "2027", ""],
        ["Hud", "x", "", "", "", "Anna Berg"],
        ["Hår (version 1.0)", "", "", "", "x", "Bo Lund"],
    ]
    plan = read(word(table))
    assert [(row.kind, row.year) for row in plan.rows] == [("new", 2026), ("revision", 2027)]
