"""*Retningslinjer* in a real browser: a saved view, the search by keyboard alone, and an act on several guidelines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from guidelines.models import Person, PlanEntry, SavedView
from tests import factories
from tests.journeys.accessibility import overflow, violations
from tests.journeys.test_register import enter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(live_server: Any) -> Iterator[dict[str, Person]]:
    """The secretariat and a reader, with four guidelines of which three are late."""
    with time_machine.travel(datetime(2026, 11, 21, 9, 5, tzinfo=UTC), tick=True):
        dsg = factories.group("DSG")
        lead = factories.person("Ærøskøbing Åse")
        for number, title in enumerate(("Angiosarkom", "Kæmpecelletumorer", "Sarkomer på Ærø", "Uterine sarkomer")):
            made = factories.guideline(title, owner=dsg)
            factories.version(made, "1.0", next_due=date(2025 if number else 2030, 12, 1))
            factories.entry(made, 2027, leads=[lead])
        yield {"secretariat": factories.secretariat("Karla Engholm"), "reader": factories.reader("Læser Læsesen")}


def sound(page: Page) -> None:
    """Axe is silent and nothing overflows, wide and on a phone."""
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) + overflow(page) == [], (page.url, width)


def test_a_view_is_saved_where_the_filters_stand_and_opens_the_list(
    page: Page, live_server: Any, people: dict[str, Person]
) -> None:
    enter(page, live_server, people["reader"], "/retningslinjer/")
    page.get_by_label("Gyldighed").select_option("overdue")
    expect(page).to_have_url(re.compile(r"\?gyldighed=overdue$"))
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_text("Gem visning").click()
    page.get_by_label("Navn på visningen").fill("De sene")
    sound(page)
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.locator(".notice.success")).to_contain_text("De sene")
    expect(page.locator(".views [aria-current]")).to_have_text(["Frist overskredet", "De sene"])
    assert SavedView.objects.get().query == "gyldighed=overdue"
    page.get_by_text("Gem visning").click()
    page.get_by_role("link", name="Omdøb, slet, åbn med …").click()
    sound(page)
    page.get_by_role("button", name="Åbn Retningslinjer med den").click()
    page.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name="Retningslinjer").click()
    expect(page).to_have_url(re.compile(r"\?gyldighed=overdue$"))
    page.get_by_role("link", name="Nulstil filtre").first.click()
    expect(page.locator("tbody tr")).to_have_count(4)


def test_the_csv_is_what_the_page_shows(page: Page, live_server: Any, people: dict[str, Person]) -> None:
    enter(page, live_server, people["reader"], "/retningslinjer/")
    page.get_by_label("Gyldighed").select_option("overdue")
    expect(page.locator("tbody tr")).to_have_count(3)
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent som CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == [
        '"Retningslinje"',
        '"Kæmpecelletumorer"',
        '"Sarkomer på Ærø"',
        '"Uterine sarkomer"',
    ]


def test_the_search_works_by_keyboard_alone(page: Page, live_server: Any, people: dict[str, Person]) -> None:
    enter(page, live_server, people["reader"], "/opgaver/")
    page.keyboard.press("Control+k")
    page.keyboard.type("aeroe")
    page.keyboard.press("Enter")
    expect(page.locator("#found h2")).to_have_text(["Retningslinjer", "Personer"])
    sound(page)
    page.keyboard.press("Control+k")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#found a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"^{live_server.url}/retningslinjer/"))


def test_three_are_moved_by_one_press_and_back(page: Page, live_server: Any, people: dict[str, Person]) -> None:
    enter(page, live_server, people["secretariat"], "/retningslinjer/?gyldighed=overdue")
    expect(page.locator(".ticked")).to_have_text("Ingen valgt")
    page.get_by_label("Vælg: Kæmpecelletumorer").check()
    expect(page.locator(".ticked")).to_have_text("1 valgt")
    page.get_by_label("Alle 3, der passer til filtrene").check()
    expect(page.locator(".ticked")).to_have_text("3 valgt")
    sound(page)
    page.get_by_role("button", name="Sæt planår …").click()
    page.get_by_label("År").select_option("2029")
    page.get_by_role("button", name="Vis, hvad der ændres").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    sound(page)
    page.get_by_role("button", name="Sæt året for 3 retningslinjer").click()
    expect(page.locator(".notice.success")).to_contain_text("3 retningslinjer er nu planlagt til 2029.")
    expect(page).to_have_url(re.compile(r"\?gyldighed=overdue$"))
    assert PlanEntry.objects.planned().filter(year=2029).count() == 3
    page.get_by_role("button", name="Fortryd").click()
    expect(page.locator(".notice.success")).to_contain_text("Ændringen er fortrudt.")
    assert PlanEntry.objects.planned().filter(year=2027).count() == 4


@pytest.mark.parametrize("name", ["Skift tovholder …", "Markér gennemgået …", "Send påmindelse …"])
def test_each_page_of_an_act_is_accessible(page: Page, live_server: Any, people: dict[str, Person], name: str) -> None:
    enter(page, live_server, people["secretariat"], "/retningslinjer/")
    page.get_by_label("Alle 4").check()
    page.get_by_role("button", name=name).click()
    expect(page.locator("h1")).to_have_text(name.removesuffix(" …"))
    sound(page)
