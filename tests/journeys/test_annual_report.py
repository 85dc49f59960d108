"""The annual report of 2022: the plan as published, its years set, and what was done told; as page, Word and PDF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import Browser, expect

from guidelines.journal.writing import Actor
from guidelines.models import Group, Person, PlanEntry
from guidelines.planning.actions import move_entry, set_year
from guidelines.register.actions import VersionFacts, register_version
from reminders.demo.loading import PUBLISHED
from tests import factories
from tests.journeys.accessibility import overflow, violations
from tests.journeys.visiting import Visitor, visitors

pytestmark = pytest.mark.django_db(transaction=True)
BY = Actor("user", "person:1")
IMPORTED = datetime(2022, 3, 1, 9, tzinfo=UTC)
MOVED = datetime(2022, 10, 3, 9, tzinfo=UTC)
REGISTERED = datetime(2022, 12, 22, 9, tzinfo=UTC)
NOW = datetime(2023, 2, 1, 9, tzinfo=UTC)
REVISIONS = {2022: 5, 2023: 2, 2024: 6}
TOTALS = [["5", "2", "6", "13"], ["1", "0", "0", "1"], ["6", "2", "6", "14"]]


@pytest.fixture
def dsg() -> Iterator[Group]:
    """DSG with the plan of 2022-2024 as published, each row in a year such that the totals are the stated ones."""
    with time_machine.travel(IMPORTED, tick=True) as moment:
        group = factories.group("DSG")
        call_command("import_plan", str(PUBLISHED), "--group", "DSG", verbosity=0)
        years = iter([year for year, number in REVISIONS.items() for _place in range(number)])
        for entry in PlanEntry.objects.planned().filter(year=None).order_by("pk"):
            set_year(entry, year=next(years), by=BY, now=IMPORTED)
        moment.move_to(NOW)
        yield group


@pytest.fixture
def chair(dsg: Group) -> Person:
    return factories.chair_of(dsg, "Formand Fjord")


@pytest.fixture
def visitor(browser: Browser, live_server: Any, chair: Person) -> Iterator[Visitor]:
    with visitors(browser, live_server.url) as visit:
        yield visit(chair)


def figures(visitor: Visitor) -> list[list[str]]:
    """The totals that the page shows."""
    rows = visitor.page.locator("#totaler tbody tr")
    return [row.locator("td").all_inner_texts() for row in rows.all()]


def downloaded(visitor: Visitor, label: str) -> bytes:
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("link", name=label).click()
    return Path(waiting.value.path()).read_bytes()


def test_the_totals_of_2022_to_2024_once_the_years_are_set(visitor: Visitor, dsg: Group) -> None:
    visitor.page.goto(f"{visitor.address}/opgaver/")
    visitor.page.get_by_role("navigation").get_by_role("link", name="Årsrapport").click()
    visitor.page.get_by_role("link", name="Årsrapport 2022").click()
    visitor.sees("Årsrapport 2022: kliniske retningslinjer", "Dansk Sarkom Gruppe (DSG)")
    visitor.sees("13 revisioner (5 i 2022, 2 i 2023 og 6 i 2024) og 1 ny retningslinje (1 i 2022), i alt 14")
    assert figures(visitor) == TOTALS
    for width, height in ((1366, 768), (390, 844)):
        visitor.page.set_viewport_size({"width": width, "height": height})
        assert (violations(visitor.page), overflow(visitor.page)) == ([], [])
    visitor.shot("annual-2022")
    words = docx.Document(BytesIO(downloaded(visitor, "Som Word")))
    assert [[cell.text for cell in row.cells][1:] for row in words.tables[2].rows[1:]] == TOTALS


def test_what_was_moved_and_done_as_of_either_day(visitor: Visitor, dsg: Group) -> None:
    first, second, *_rest = PlanEntry.objects.planned().filter(year=2022).exclude(kind="new").order_by("pk")
    move_entry(first, to_year=2024, reason="Afventer nyt studie", by=BY, now=MOVED)
    dates = {"administrative_approval": factories.day(date(2022, 12, 21))}
    register_version(second.guideline, VersionFacts("9.0", dates=dates), by=BY, now=REGISTERED)
    visitor.go("/rapporter/dsg/2022/").sees("Flyttet til 2024", "Afventer nyt studie", "Gennemført, v. 9.0")
    assert figures(visitor) == [["4", "2", "7", "13"], ["1", "0", "0", "1"], ["5", "2", "7", "14"]]
    visitor.shot("annual-2022-moved")
    visitor.fill(pr="1. juli 2022").press("Vis")
    visitor.sees("Som det var kendt 1. juli 2022.", "Foreløbig: 2022 er ikke slut")
    expect(visitor.page.get_by_role("main")).not_to_contain_text("Flyttet til 2024")
    assert figures(visitor) == TOTALS
    visitor.shot("annual-2022-july")
    pdf = pypdfium2.PdfDocument(downloaded(visitor, "Som PDF"))
    text = " ".join(page.get_textpage().get_text_range() for page in pdf)
    assert "Som det var kendt 1. juli 2022." in text
    visitor.fill(pr="1.1.2024").press("Vis")
    visitor.sees("Skriv i dag eller en tidligere dag.")
    assert violations(visitor.page) == []


def test_the_text_is_copied_and_the_country_is_the_secretariat_s(
    visitor: Visitor, dsg: Group, browser: Browser, live_server: Any
) -> None:
    visitor.go("/rapporter/dsg/2022/")
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.get_by_role("button", name="Kopiér Planen", exact=True).click()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Planen for DSG 2022–2024 omfatter 13 revisioner")
    assert visitor.page.goto(f"{visitor.address}/rapporter/landet/2022/").status == 404  # type: ignore[union-attr]
    with visitors(browser, live_server.url) as visit:
        secretary = visit(factories.secretariat())
        secretary.go("/rapporter/").sees("Hele landet").shot("reports")
        secretary.go("/rapporter/landet/2022/").sees("Gruppe for gruppe", "Hele landet").shot("annual-country")
        assert (violations(secretary.page), overflow(secretary.page)) == ([], [])
