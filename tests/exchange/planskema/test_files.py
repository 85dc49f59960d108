"""The four files: the users' layout, page and tags, nothing that computes, and how they are sent."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree

import docx
import pypdfium2
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidelines.documents.exported import read_token
from guidelines.exchange.planskema.csv_text import planskema_csv
from guidelines.exchange.planskema.views import FORMS
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.lists.csv_lines import guarded, is_formula_like, printable
from guidelines.models import Group
from guidelines.people.access import Viewer
from guidelines.planning.actions import move_entry
from tests import factories
from tests.exchange.planskema.files import csv_lines, docx_cells, sheet_of, written, xlsx_cells
from tests.exchange.planskema.test_round_trip import HARD
from tests.planning.fourteen import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_moment")]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HEADS = ["Retningslinje-titel (senest godkendt, versionsnr.)", *map(str, range(2025, 2031)), "Tovholder"]
TITLE, PEOPLE = "Prøvesarkomer – en titel (samarbejde DGCG/DSG) (211220 version 1.1)", "Nanna Juul (DGCG), Bo Lund"
MARKS = ["✓ Rev.", "", "x Rev.", "", "", ""]
TOTALS = [
    ["Antal revisioner", 1, 0, 1, 0, 0, 0, "Total 2"],
    ["Antal nye retningslinjer", 0, 0, 0, 1, 0, 0, "Total 1"],
    ["Antal retningslinjer i alt", 1, 0, 1, 1, 0, 0, "Total i alt: 3"],
]


@pytest.fixture(name="_moment")
def moment() -> Any:
    with time_machine.travel("2026-11-22 12:00", tick=False) as found:
        yield found


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def plan(dsg: Group) -> Group:
    other, lead, second = factories.group("DGCG"), factories.person("Nanna Juul"), factories.person("Bo Lund")
    made = factories.guideline("Prøvesarkomer – en titel", owner=dsg, co_owners=[other])
    factories.version(made, "1.1", administrative_approval=date(2020, 12, 21))
    factories.entry(made, 2027, leads=[lead, second]).assignments.filter(person=lead).update(acting_for=other)
    factories.entry(made, 2025, outcome="done", leads=[lead])
    new = factories.guideline("Prøvefibromatose", owner=dsg, is_working_title=True)
    factories.entry(new, 2028, kind="new")
    return dsg


def test_the_users_layout_in_word_excel_and_csv(plan: Group) -> None:
    sheet = sheet_of(plan)
    first, second = [TITLE, *MARKS, PEOPLE], ["Arbejdstitel: Prøvefibromatose", "", "", "", "x (ny)", "", "", ""]
    table = xlsx_cells(written(sheet, "xlsx"))
    assert [row[0] for row in table[:2]] == [
        "Dansk Sarkom Gruppe (DSG)",
        "Landsdækkende kliniske retningslinjer: Planskema 2025-2030",
    ]
    assert [row[:8] for row in table[4:10]] == [HEADS, first, second, *TOTALS]
    words = docx_cells(written(sheet, "docx"))
    assert words[1:4] == [HEADS, first, second]
    assert words[0][1:7] == ["Udarbejdes / revideres"] * 6
    assert words[4:] == [[str(cell) for cell in line] for line in TOTALS]
    lines = csv_lines(written(sheet, "csv"))
    assert [line.split(";")[:8] for line in lines[3:6]] == [HEADS, first, second]
    assert lines[2] == "Udskrevet 22. november 2026"


def test_in_english(plan: Group) -> None:
    table = xlsx_cells(written(sheet_of(plan, language="en"), "xlsx"))
    assert table[4][0] == "Guideline title (last approved, version no.)"
    assert (table[5][0], table[6][4]) == (
        "Prøvesarkomer – en titel (joint with DGCG/DSG) (211220 version 1.1)",
        "x (new)",
    )
    assert [row[7] for row in table[7:10]] == ["Total 2", "Total 1", "Total in all: 3"]


def test_what_stands_in_no_year_shown_has_a_column_of_its_own(plan: Group) -> None:
    late, unknown = (factories.guideline(title, owner=plan) for title in ("Senere", "Engang"))
    factories.entry(late, 2034)
    factories.entry(unknown, None)
    sheet = sheet_of(plan)
    assert sheet.heads[7] == "Udarbejdes / revideres (andre år)"
    assert [row.other for row in sheet.rows] == ["", "", "x Rev. 2034", "x Rev."]
    assert [(line.other, line.total) for line in sheet.totals] == [(2, 4), (0, 1), (2, 5)]


def test_word_repeats_its_heading_keeps_rows_whole_and_lies_across(plan: Group) -> None:
    document = docx.Document(BytesIO(written(sheet_of(plan), "docx")))
    rows = document.tables[0].rows
    assert [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, True, *[False] * 5]
    assert all(row._tr.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    page = document.sections[0]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (29.7, 21.0)
    assert document.core_properties.language == "da"


def test_excel_freezes_its_heading_and_prints_on_one_page_across(plan: Group) -> None:
    archive = zipfile.ZipFile(BytesIO(written(sheet_of(plan), "xlsx")))
    root = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    pane, setup = root.find(f".//{S}pane"), root.find(f"{S}pageSetup")
    assert pane is not None
    assert setup is not None
    assert (pane.get("xSplit"), pane.get("ySplit"), pane.get("state")) == ("1", "5", "frozen")
    assert (setup.get("paperSize"), setup.get("orientation"), setup.get("fitToHeight")) == ("9", "landscape", "0")
    assert [column.get("hidden") for column in root.iter(f"{S}col")][-1] == "1"
    assert b"Print_Titles" in archive.read("xl/workbook.xml")


def test_the_pdf_is_tagged_in_danish_on_at_most_two_pages_across(dsg: Group) -> None:
    plan_of(dsg)
    data = written(sheet_of(dsg), "pdf")
    with pypdfium2.PdfDocument(data) as document:
        assert document.is_tagged()
        assert len(document) <= 2
        assert document.get_metadata_dict()["Title"].startswith("Dansk Sarkom Gruppe (DSG): Landsdækkende")
        assert all(page.get_width() > page.get_height() for page in document)
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert {b"Table", b"THead", b"TH", b"TR", b"TD", b"H1", b"H2"} <= set(re.findall(rb"/S\s*/(\w+)", data))
    assert re.search(rb"/Lang\s*\(da\)", data)
    assert b"pdfuaid:part" in data
    page = re.sub(r"\s", "", text)
    assert all(re.sub(r"\s", "", row.title_cell) in page for row in sheet_of(dsg).rows)


def test_no_text_is_a_formula_in_any_file(dsg: Group) -> None:
    for title in HARD:
        lead = factories.person(f"{title[:60]} Navn")
        factories.entry(factories.guideline(title, owner=dsg), 2027, leads=[lead])
    sheet = sheet_of(dsg)
    archive = zipfile.ZipFile(BytesIO(written(sheet, "xlsx")))
    root = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert [cell.get("r") for cell in root.iter(f"{S}c") if cell.find(f"{S}f") is not None] == []
    shown = [row[0] for row in xlsx_cells(written(sheet, "xlsx"))[5 : 5 + len(HARD)]]
    assert [re.sub(r"\s", "", text) for text in shown] == [re.sub(r"\s", "", title) for title in HARD]
    lines = csv.reader(StringIO(written(sheet, "csv").decode("utf-8-sig")), delimiter=";")
    assert [cell for line in lines for cell in line if is_formula_like(cell) and not cell.startswith("'")] == []
    document = ElementTree.fromstring(zipfile.ZipFile(BytesIO(written(sheet, "docx"))).read("word/document.xml"))
    assert not list(document.iter(f"{W}fldChar")) + list(document.iter(f"{W}fldSimple"))


def test_the_guard_knows_every_first_sign() -> None:
    for sign in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−", " =", "'="):
        assert guarded(f"{sign}1") == f"'{sign}1"
    assert [guarded(text) for text in ("x Rev.", "→ 2028", "Å=1", "")] == ["x Rev.", "→ 2028", "Å=1", ""]
    assert printable("a\x00b\x80\ufffe\r\nc") == "ab\nc"


def test_figures_are_numbers_and_negative_ones_stay_so(plan: Group) -> None:
    table = xlsx_cells(written(sheet_of(plan), "xlsx"))
    assert {type(cell) for row in table[7:10] for cell in row[1:7]} == {float}
    factories.entry(factories.guideline("-5", owner=plan), 2027)
    assert xlsx_cells(written(sheet_of(plan), "xlsx"))[7][0] == "-5"


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_sent_with_its_name_and_nothing_to_sniff(client: Client, plan: Group, form: str) -> None:
    factories.sign_in(client, factories.reader())
    response = client.get(f"/planskema/dsg/eksport.{form}")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="planskema-dsg-2026-11-22.{form}"'
    assert (response["X-Content-Type-Options"], response["Content-Type"]) == ("nosniff", FORMS[form].content_type)


def test_the_years_are_those_of_the_page(client: Client, plan: Group) -> None:
    factories.sign_in(client, factories.reader())
    heads = [
        xlsx_cells(client.get(f"/planskema/dsg/eksport.xlsx{query}").content)[4][1:] for query in ("", "?aar=alle")
    ]
    assert [head[: head.index("Tovholder")] for head in heads] == [
        [str(year) for year in range(2025, 2031)],
        [str(year) for year in range(2022, 2031)],
    ]


def test_what_is_the_group_s_own_stays_inside(client: Client, plan: Group) -> None:
    """Outside the group nobody sees that something was moved or missed (foundations 22)."""
    factories.entry(factories.guideline("Ikke nået", owner=plan), 2026, outcome="missed")
    moved = factories.entry(factories.guideline("Flyttet væk", owner=plan), 2026)
    move_entry(moved, to_year=2028, reason="", by=Actor("user", "1"), now=clock.now())
    inside = sheet_of(plan)
    factories.sign_in(client, factories.reader())
    outside = xlsx_cells(client.get("/planskema/dsg/eksport.xlsx").content)
    assert [row.marks[1] for row in inside.rows[2:]] == ["Rev. ikke nået", "→ 2028"]
    assert [row[2] for row in outside[7:9]] == ["x Rev.", ""]
    told = [read_token(row.token) for row in sheet_of(plan, viewer=Viewer()).rows]
    assert {entry.outcome for one in told if one for entry in one.entries} == {"planned", "done"}


def test_no_other_separator_makes_a_formula_of_a_title(plan: Group) -> None:
    """F7: whoever opens it splits at commas, tabs or bars, and each piece begins as text."""
    factories.entry(factories.guideline("Feber,=1+1,\t=2+2,|=3+3", owner=plan), 2027)
    text = planskema_csv(sheet_of(plan)).decode("utf-8-sig")
    for separator in ";,\t|":
        cells = [cell for line in csv.reader(StringIO(text), delimiter=separator) for cell in line]
        assert [cell for cell in cells if cell.startswith("=")] == []


def test_another_kind_of_file_is_not_found(client: Client, plan: Group) -> None:
    factories.sign_in(client, factories.reader())
    assert [client.get(f"/planskema/dsg/eksport.{form}").status_code for form in ("exe", "PDF", "pdf.exe")] == [404] * 3


def statements(client: Client, form: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/planskema/dsg/eksport.{form}").status_code == 200
    return len(queries)


@pytest.mark.parametrize("form", FORMS)
def test_four_hundred_guidelines_take_as_many_statements_as_two(client: Client, plan: Group, form: str) -> None:
    factories.sign_in(client, factories.secretariat())
    few = statements(client, form)
    lead = factories.person()
    for _number in range(400):
        factories.entry(factories.guideline(owner=plan), 2027, leads=[lead])
    assert statements(client, form) == few
