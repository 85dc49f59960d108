"""The plan in a real browser: what fits on a laptop, a phone and paper; keyboard, filters, edit mode, undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from guidelines.models import Group, PlanEntry
from tests import factories
from tests.journeys.accessibility import violations
from tests.planning.fourteen import plan_of

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = "table.plan tbody tr:not(.group)"


@pytest.fixture
def group() -> Iterator[Group]:
    """DSG with a plan of fourteen guidelines, on a day in November 2026."""
    with time_machine.travel(datetime(2026, 11, 21, 9, 5, tzinfo=UTC), tick=True):
        dsg = factories.group("DSG")
        plan_of(dsg)
        yield dsg


@pytest.fixture
def plan(page: Page, live_server: Any, group: Group) -> Page:
    """The plan as its chair sees it."""
    chair = factories.sign_in(Client(), factories.chair_of(group))
    session = chair.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/planskema/dsg/")
    return page


def visible_rows(page: Page) -> int:
    return page.evaluate(
        f"[...document.querySelectorAll('{ROWS}')].filter(r => r.getBoundingClientRect().bottom <= innerHeight).length"
    )


def test_a_laptop_shows_seven_guidelines_without_scrolling(plan: Page) -> None:
    expect(plan.locator(ROWS)).to_have_count(14)
    top = plan.evaluate("document.querySelector('table.plan').getBoundingClientRect().top")
    assert (visible_rows(plan) >= 7, top <= 230) == (True, True)


def test_seven_are_left_when_the_demo_strip_stands_above(plan: Page) -> None:
    plan.evaluate(
        "document.querySelector('header').insertAdjacentHTML('beforebegin', '<section class=demo>Demo</section>')"
    )
    assert visible_rows(plan) >= 7


def test_nothing_overflows(plan: Page) -> None:
    address = plan.url
    wide = {}
    for query in ("", "?aar=alle", "?rediger=1", "?orden=planskema&vis=uden-aar"):
        plan.goto(address + query)
        for width, height in ((1366, 768), (1024, 768), (390, 844), (320, 640)):
            plan.set_viewport_size({"width": width, "height": height})
            wide[query, width] = plan.evaluate("document.documentElement.scrollWidth")
    assert {where: found for where, found in wide.items() if found > where[1]} == {}


@pytest.mark.parametrize("language", ["da", "en"])
def test_axe_is_silent(plan: Page, live_server: Any, language: str) -> None:
    plan.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
    address, entry = plan.url, PlanEntry.objects.filter(year=2027).earliest("pk").pk
    found = {}
    for path in ("", "?rediger=1", "?vis=uden-aar", "ny/", f"{entry}/tovholder/", f"{entry}/flyt/"):
        plan.goto(address + path)
        found[path] = violations(plan)
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_reading_has_two_tab_stops_a_row(plan: Page) -> None:
    stops = plan.evaluate(
        f"""[...document.querySelectorAll('{ROWS}')].map(row => [...row.querySelectorAll('a, button, summary, select')]
            .filter(node => node.tabIndex >= 0 && node.checkVisibility()).length)"""
    )
    assert stops == [2] * 14


def test_every_filled_cell_is_a_sentence(plan: Page) -> None:
    said = plan.evaluate(
        """[...document.querySelectorAll('table.plan tbody td.y:has(.mark)')].map(cell => {
            const copy = cell.cloneNode(true);
            copy.querySelectorAll('[aria-hidden]').forEach(node => node.remove());
            return copy.textContent.trim(); })"""
    )
    assert len(said) >= 14
    assert [words for words in said if not re.match(r"(\d{4}: \w+|Rev\.\? År mangler)", words)] == []


# --- paper


def test_the_plan_prints_on_two_pages_with_its_totals_once(plan: Page, tmp_path: Any) -> None:
    paper = plan.pdf(prefer_css_page_size=True, print_background=False)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2
    assert re.search(rb"/MediaBox\s*\[\s*0 0 84[12](\.\d+)? 59[45]", paper)
    plan.emulate_media(media="print")
    shown = plan.evaluate(
        """({foot: getComputedStyle(document.querySelector('table.plan tfoot')).display,
             head: getComputedStyle(document.querySelector('table.plan thead')).display,
             cut: [...document.querySelectorAll('table.plan tbody th')]
                .filter(cell => cell.scrollWidth > cell.clientWidth + 1).length})"""
    )
    assert shown == {"foot": "table-row-group", "head": "table-header-group", "cut": 0}
    expect(plan.get_by_text("Udskrevet 21. november 2026")).to_be_visible()
    expect(plan.get_by_role("link", name="Redigér plan")).to_be_hidden()


# --- filters, keyboard, edit mode


def test_a_chip_changes_the_table_the_address_and_what_is_said(plan: Page) -> None:
    plan.get_by_role("link", name=re.compile("overskredet")).click()
    expect(plan.locator(ROWS)).to_have_count(2)
    expect(plan).to_have_url(re.compile(r"\?vis=overskredet$"))
    expect(plan.get_by_role("status")).to_have_text("Viser 2 af 14 retningslinjer")
    expect(plan.locator("#chip-overskredet")).to_be_focused()
    plan.go_back()
    expect(plan.locator(ROWS)).to_have_count(14)


def test_choices_are_sent_when_they_change_and_the_search_with_enter(plan: Page) -> None:
    plan.get_by_label("Tovholder").select_option("Asger Sander")
    expect(plan.locator(ROWS)).to_have_count(2)
    plan.get_by_label("Søg i planen").fill("holt")
    plan.get_by_label("Søg i planen").press("Enter")
    expect(plan.locator(ROWS)).to_have_count(1)
    expect(plan).to_have_url(re.compile(r"tovholder=\d+.*q=holt|q=holt.*tovholder=\d+"))


def test_an_entry_is_moved_by_keyboard_and_moved_back(plan: Page) -> None:
    row = plan.locator("tr", has_text="Prøvemetastaser").or_(plan.locator("tr", has_text="prøvemetastaser"))
    row.locator("summary").focus()
    plan.keyboard.press("Enter")
    plan.keyboard.press("Tab")
    plan.keyboard.press("Enter")
    plan.get_by_label("År").select_option("2029")
    plan.get_by_role("button", name="Flyt").press("Enter")
    notice = plan.locator(".notice.success")
    expect(notice).to_contain_text("er flyttet fra 2027 til 2029")
    plan.reload()
    notice.get_by_role("button", name="Fortryd").press("Enter")
    expect(plan.locator(".notice.success")).to_contain_text("Ændringen er fortrudt.")
    assert PlanEntry.objects.filter(guideline__title__contains="prøvemetastaser").get().year == 2027


def test_escape_closes_the_menu_and_gives_the_focus_back(plan: Page) -> None:
    summary = plan.locator(f"{ROWS} summary").first
    summary.click()
    expect(plan.get_by_role("link", name="Notér …")).to_be_visible()
    plan.keyboard.press("Escape")
    expect(plan.get_by_role("link", name="Notér …")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_edit_mode_saves_a_row_and_escape_leaves_it(plan: Page) -> None:
    plan.get_by_role("link", name="Redigér plan").click()
    row = plan.locator("tr", has_text="Prøvefibromatose")
    row.get_by_label("Planår").select_option("2030")
    row.get_by_role("button", name="Gem").click()
    expect(plan.locator(".notice.success")).to_contain_text("»Prøvefibromatose« er flyttet fra 2027 til 2030.")
    expect(plan).to_have_url(re.compile("rediger=1"))
    plan.wait_for_load_state()  # the script that knows Escape comes after the words
    plan.keyboard.press("Escape")
    expect(plan.get_by_role("link", name="Redigér plan")).to_be_visible()


def test_a_phone_shows_cards_with_a_strip_of_years(plan: Page) -> None:
    plan.set_viewport_size({"width": 390, "height": 844})
    card = plan.locator(ROWS).first
    boxes = [card.locator("td.y").nth(number).bounding_box() for number in range(6)]
    assert len({round(box["y"]) for box in boxes if box}) == 1
    assert min(box["width"] for box in boxes if box) >= 36
    first, state, who = (card.locator(part).first.bounding_box() for part in ("th a", ".state .pill", ".who"))
    assert first
    assert state
    assert who
    assert first["y"] < state["y"] < who["y"]


def test_without_scripts_the_button_sends_the_choices(browser: Any, plan: Page) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(plan.context.cookies())
    page = context.new_page()
    page.goto(plan.url)
    page.get_by_label("Orden").select_option("planskema")
    page.get_by_role("button", name="Vis").click()
    expect(page.locator("tr.group")).to_have_count(0)
    expect(page.locator(ROWS)).to_have_count(14)
    context.close()
