"""The report as page, Word and PDF: what each holds, who may read it, and how much is read for it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from guidelines.exchange.annual.content import Cell, Section, Table
from guidelines.exchange.annual.docx_file import report_docx
from guidelines.exchange.annual.pdf import report_pdf
from guidelines.models import Group
from guidelines.planning.actions import (
    move_entry,
    record_stage,
    start_revision,
    withdraw_entry,
)
from guidelines.planning.rules import Stage
from guidelines.register.actions import (
    retitle,
)
from tests import factories
from tests.exchange.annual.making import at, made, planned, table_of

pytestmark = pytest.mark.django_db


def cells_of(table: Table) -> list[list[str]]:
    return [list(table.heads), *([cell.text for cell in row] for row in table.rows)]


@pytest.mark.parametrize("language", ["da", "en"])
def test_word_holds_what_the_page_does(year: Group, language: str) -> None:
    shown = made(year, language=language)
    with override(language):
        document = docx.Document(BytesIO(report_docx(shown)))
    tables = [table for section in shown.sections for table in section.tables]
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables] == [
        cells_of(table) for table in tables
    ]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert all(one.text in texts for one in shown.blocks)
    levels = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    assert (levels[0], levels.count("Heading 3")) == ("Heading 1", 5)
    assert document.core_properties.language == language
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)


def test_the_pdf_is_tagged_and_says_the_same(year: Group) -> None:
    shown = made(year)
    with override("da"):
        data = report_pdf(shown)
    assert b"/StructTreeRoot" in data
    document = pypdfium2.PdfDocument(data)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    for section in shown.sections:
        assert section.title in text
    assert "Afventer studie" in text
    assert (
        document.get_metadata_dict()["Title"] == "Dansk Sarkom Gruppe (DSG): Årsrapport 2022: kliniske retningslinjer"
    )
    assert round(document[0].get_width()) == 595


def test_a_heading_stays_in_its_column_beside_long_texts(dsg: Group) -> None:
    long = (Cell("Kirurgisk behandling af knoglemetastaser"), Cell("Ny retningslinje"), Cell("Carla Birk, " * 6))
    heads = ("Retningslinje", "Slags", "Tovholder", "Udfald", "Begrundelse")
    one = Table("", heads, ((*long, Cell("Gennemført, v. 1.0, 1. december 2022 og senere"), Cell("")),))
    with override("da"):
        shown = replace(made(dsg), sections=(Section("x", "Alle", tables=(one,)),))
        page = pypdfium2.PdfDocument(report_pdf(shown))[0]
    words = page.get_textpage()
    found = words.search("Begrundelse", match_case=True).get_next()
    assert found
    right = max(words.get_charbox(at)[2] for at in range(found[0], found[0] + found[1]))
    assert right <= page.get_width() - 54 - 4  # the margin, and the cell's own


def test_signs_that_no_font_has_and_control_signs(dsg: Group) -> None:
    planned("Prøve \u0007 👩‍⚕️ 漢字", dsg)
    with override("da"):
        shown = made(dsg)
        assert report_pdf(shown).startswith(b"%PDF")
        words = [cell.text for row in docx.Document(BytesIO(report_docx(shown))).tables[1].rows for cell in row.cells]
    assert "Prøve  👩‍⚕️ 漢字" in words


# --- the page


def test_the_page_and_its_files(client: Client, year: Group) -> None:
    factories.sign_in(client, factories.chair_of(year))
    page = client.get("/rapporter/dsg/2022/").content.decode()
    assert "Flyttet til 2024" in page
    assert "aarsrapport.docx?pr=2023-02-01" in page
    earlier = client.get("/rapporter/dsg/2022/?pr=1.7.2022").content.decode()
    assert "Som det var kendt 1. juli 2022." in earlier
    assert "Flyttet til 2024" not in earlier
    answer = client.get("/rapporter/dsg/2022/aarsrapport.pdf?pr=2022-07-01")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="aarsrapport-dsg-2022-pr-2022-07-01.pdf"'
    assert answer.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("i går", "Skriv en dato"),
        ("november 2022", "Skriv en dato"),
        ("2.2.2023", "Skriv i dag eller en tidligere dag."),
    ],
)
def test_a_day_that_is_none_is_told_and_kept(client: Client, year: Group, typed: str, said: str) -> None:
    factories.sign_in(client, factories.chair_of(year))
    answer = client.get("/rapporter/dsg/2022/", {"pr": typed})
    page = answer.content.decode()
    assert (answer.status_code, said in page, f'value="{typed}"' in page) == (422, True, True)
    (tied,) = re.findall(r'name="pr"[^>]* aria-describedby="([^"]+)"', page)
    (error,) = re.findall(rf'id="{tied}">(.*?)</div>', page, re.DOTALL)
    assert said in error
    assert client.get("/rapporter/dsg/2022/aarsrapport.docx", {"pr": typed}).status_code == 404


def test_who_may_read_which(client: Client, year: Group) -> None:
    other = factories.group("DGCG")
    paths = ("/rapporter/", "/rapporter/dsg/2022/", "/rapporter/dsg/2022/aarsrapport.pdf", "/rapporter/landet/2022/")
    who = {
        "chair": factories.chair_of(year),
        "member": factories.member_of(year),
        "other": factories.chair_of(other),
        "reader": factories.reader(),
        "secretariat": factories.secretariat(),
    }
    answers = {
        name: [factories.sign_in(Client(), one).get(path).status_code for path in paths] for name, one in who.items()
    }
    assert answers == {
        "chair": [200, 200, 200, 404],
        "member": [200, 200, 200, 404],
        "other": [200, 404, 404, 404],
        "reader": [404, 404, 404, 404],
        "secretariat": [200, 200, 200, 200],
    }


@pytest.mark.parametrize("path", ["dsg/1999/", "dsg/2101/", "ingen/2022/", "dsg/2022/aarsrapport.xlsx", "ducg/2022/"])
def test_what_there_is_no_report_of(client: Client, year: Group, path: str) -> None:
    factories.sign_in(client, factories.secretariat())
    assert client.get(f"/rapporter/{path}").status_code == 404


def test_the_list_has_the_years_that_anything_was_planned_for(client: Client, year: Group) -> None:
    factories.entry(factories.guideline(owner=year), 2018)
    factories.sign_in(client, factories.chair_of(year))
    page = client.get("/rapporter/").content.decode()
    assert [of in page for of in ("dsg/2018/", "dsg/2019/", "dsg/2022/", "dsg/2023/", "dsg/2024/", "landet")] == [
        True,
        False,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(("of", "beside"), [(2000, [2001]), (2022, [2021, 2023]), (2100, [2099])])
def test_the_years_beside_it_are_those_that_a_plan_can_have(
    client: Client, year: Group, of: int, beside: list[int]
) -> None:
    factories.sign_in(client, factories.chair_of(year))
    page = client.get(f"/rapporter/dsg/{of}/").content.decode()
    led_to = re.findall(r'<a href="(/rapporter/dsg/\d+/)"', page)
    assert led_to == [f"/rapporter/dsg/{other}/" for other in beside]
    assert {client.get(path).status_code for path in led_to} == {200}


def test_the_country_leads_to_the_groups_that_have_a_report(client: Client, year: Group) -> None:
    umbrella = factories.group("DUCG")
    planned("Fælles for urologien", umbrella)
    factories.sign_in(client, factories.secretariat())
    page = client.get("/rapporter/landet/2022/").content.decode()
    assert [(row[0].text, row[0].url) for row in table_of(made(None), "grupper").rows] == [
        ("DSG", "/rapporter/dsg/2022/"),
        ("DUCG", ""),
        ("Hele landet", ""),
    ]
    assert '<th scope="row">DUCG</th>' in page
    assert [client.get(f"/rapporter/{slug}/2022/").status_code for slug in ("dsg", umbrella.slug)] == [200, 404]


# --- how much is read


@pytest.mark.parametrize("whole", [False, True])
def test_four_hundred_guidelines_are_read_in_as_many_statements_as_one(dsg: Group, whole: bool) -> None:
    other, lead = factories.group("DGCG"), factories.person()

    def more(number: int) -> None:
        for place in range(number):
            entry = planned(f"Flere {place}", dsg if place % 2 else other)
            factories.version(entry.guideline, "1.0", published=date(2022, 5, 1))
            entry.assignments.create(person=lead)
            match place % 4:
                case 0:
                    move_entry(entry, to_year=2023, reason="Prøve", **at(date(2022, 6, 1)))
                case 1:
                    withdraw_entry(entry, reason="Prøve", **at(date(2022, 6, 1)))
                case 2:
                    run = start_revision(entry, deadline_on=None, **at(date(2022, 6, 1)))
                    record_stage(run, stage=Stage.PUBLISHED, reason="Prøve", **at(date(2022, 6, 2)))
                case _:
                    retitle(entry.guideline, title=f"Nu {place}", is_working_title=False, **at(date(2023, 1, 9)))

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            made(None if whole else dsg, known=date(2022, 12, 31))
        return len(caught)

    more(4)
    few = count()
    more(396)
    assert (few, count()) == (19, 19)
