"""In a real browser: a form that came too late, and a new guideline with a title that is known (D9, ux page 14)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from guidelines.approval.actions.routes import RouteFacts, set_route
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.models import Group, Guideline, Person, PlanEntry, Route
from guidelines.planning.actions import change_kind, move_entry, note_entry, set_deadline
from guidelines.planning.rules import Kind
from tests import factories
from tests.approval import scene
from tests.journeys.accessibility import violations
from tests.planning.fourteen import plan_of

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = ((1366, 768), (390, 844), (320, 640))


@pytest.fixture
def group() -> Iterator[Group]:
    """DSG with a plan of fourteen guidelines, on a day in November 2026."""
    with time_machine.travel(datetime(2026, 11, 21, 9, 5, tzinfo=UTC), tick=True):
        dsg = factories.group("DSG")
        plan_of(dsg)
        yield dsg


def enter(page: Page, live_server: Any, person: Person) -> Page:
    session = factories.sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return page


def look(page: Page, name: str) -> None:
    """Nothing overflows at any size, and axe is silent."""
    wide = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        wide[name, width] = page.evaluate("document.documentElement.scrollWidth")
    assert {where: found for where, found in wide.items() if found > where[1]} == {}
    page.set_viewport_size({"width": 1366, "height": 768})
    assert violations(page) == []


def test_a_note_that_came_too_late_is_put_by_one_more_press(page: Page, live_server: Any, group: Group) -> None:
    karla = factories.secretariat("Karla Kvik")
    by = Actor("user", f"person:{karla.pk}")
    entry = PlanEntry.objects.filter(year=2027).earliest("pk")
    address = f"{live_server.url}/planskema/dsg/{entry.pk}/notat/"
    enter(page, live_server, factories.chair_of(group)).goto(address)
    page.get_by_label("Notat").fill("Vi venter på det nordiske forsøg.\nSpørg igen i marts.")
    note_entry(entry, note="Afventer svar fra patologerne.", by=by, now=clock.now())
    moved = move_entry(entry, to_year=2028, reason="", by=by, now=clock.now())
    page.get_by_role("button", name="Gem notatet").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Karla Kvik")
    expect(page.get_by_role("alert")).to_contain_text("Flyttet fra 2027 til 2028.")
    expect(page.get_by_role("alert")).to_be_focused()
    table = page.locator("table.both")
    expect(table).to_contain_text("Afventer svar fra patologerne.")
    expect(table).to_contain_text("Spørg igen i marts.")
    expect(page.get_by_label("Notat")).to_have_value("Vi venter på det nordiske forsøg.\nSpørg igen i marts.")
    look(page, "note")
    for reached in (page.get_by_role("region", name="Begge udgaver"), page.get_by_role("link", name="Behold det, der")):
        page.keyboard.press("Tab")
        expect(reached).to_be_focused()
    page.get_by_role("button", name="Gem notatet").press("Enter")
    expect(page).to_have_url(f"{live_server.url}/planskema/dsg/")
    moved.refresh_from_db()
    assert moved.note.replace("\r\n", "\n") == "Vi venter på det nordiske forsøg.\nSpørg igen i marts."


def test_a_row_of_the_edit_mode_shows_both_sides_and_keeps_what_stands(
    page: Page, live_server: Any, group: Group
) -> None:
    karla = factories.secretariat("Karla Kvik")
    entry = PlanEntry.objects.filter(year=2027).earliest("pk")
    enter(page, live_server, factories.chair_of(group)).goto(f"{live_server.url}/planskema/dsg/?rediger=1")
    row = page.locator(f"#r{entry.guideline_id}")
    row.locator("select[name=year]").select_option("2029")
    change_kind(entry, kind=Kind.MINOR, by=Actor("user", f"person:{karla.pk}"), now=clock.now())
    row.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("alert")).to_contain_text("Karla Kvik")
    expect(page.get_by_label("År")).to_have_value("2029")
    expect(page.get_by_label("Slags")).to_have_value("minor")  # not touched here, so what stands is kept
    look(page, "row")
    page.get_by_role("link", name="Behold det, der står nu").click()
    expect(page).to_have_url(f"{live_server.url}/planskema/dsg/?rediger=1")
    entry.refresh_from_db()
    assert (entry.year, entry.kind, entry.outcome) == (2027, "minor", "planned")


def test_a_status_and_a_route_that_came_too_late_are_put_by_keyboard(page: Page, live_server: Any) -> None:
    with time_machine.travel(scene.NOW, tick=True):
        here = scene.start()
        by = Actor("user", f"person:{factories.secretariat('Karla Kvik').pk}")
        path = reverse("run-status", args=[here.revision.pk])
        enter(page, live_server, here.lead).goto(f"{live_server.url}{path}")
        page.get_by_label("Besked til formanden").fill("Vi mangler en medforfatter.")
        set_deadline(here.revision, deadline_on=date(2027, 6, 1), reason="", by=by, now=clock.now())
        page.get_by_role("button", name="Gem status").press("Enter")
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.locator("table.both")).to_contain_text("1. juni 2027")
        look(page, "status")
        page.get_by_role("button", name="Gem status").press("Enter")
        expect(page.get_by_text("Status er gemt.")).to_be_visible()
        here.entry.refresh_from_db()
        assert here.entry.note == "Vi mangler en medforfatter."
        dsg = Group.objects.get(abbreviation="DSG")
        path = reverse("group-route", args=[dsg.slug])
        enter(page, live_server, here.chairs["DSG"]).goto(f"{live_server.url}{path}")
        page.get_by_label("Dage til den faglige godkendelse").fill("7")
        set_route(dsg, RouteFacts(return_days=30), by=by, now=clock.now())
        page.get_by_role("button", name="Gem godkendelsesvejen").press("Enter")
        expect(page.get_by_role("alert")).to_be_focused()
        look(page, "route")
        page.get_by_role("button", name="Gem godkendelsesvejen").press("Enter")
        expect(page).to_have_url(f"{live_server.url}{path}")
        assert Route.objects.values_list("clinical_days", "return_days").get() == (7, 30)


def test_a_new_guideline_with_a_known_title_is_made_after_a_look(page: Page, live_server: Any, group: Group) -> None:
    factories.guideline("Behandling af hjernemetastaser", owner=group, slug="hjerne")
    enter(page, live_server, factories.secretariat()).goto(f"{live_server.url}/retningslinjer/")
    page.get_by_role("link", name="Ny retningslinje").click()
    look(page, "new")
    page.get_by_label("Titel", exact=True).fill("Hjernemetastaser fra sarkom")
    page.get_by_label("Ejer").select_option(str(group.pk))
    page.get_by_label("Planår").select_option("2028")
    source = page.get_by_label("Bebudet i teksten til")
    source.press_sequentially("hjernemeta")
    expect(page.locator("#titles option")).to_have_count(1)
    assert page.locator("#titles option").get_attribute("value") == "Behandling af hjernemetastaser"
    expect(source).to_be_focused()
    source.fill("Behandling af hjernemetastaser")
    page.get_by_label("Med disse ord").fill("Der afventes en retningslinje om sarkom i 2028.")
    page.get_by_role("button", name="Opret retningslinjen").press("Enter")
    similar = page.get_by_role("alert", name="Er det en af disse?")
    expect(similar).to_be_focused()
    page.keyboard.press("Tab")
    expect(similar.get_by_role("link", name="Behandling af hjernemetastaser")).to_be_focused()
    assert not Guideline.objects.filter(title__startswith="Hjernemetastaser").exists()
    look(page, "similar")
    page.get_by_label("Det er en anden").check()
    similar.get_by_role("button", name="Opret retningslinjen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hjernemetastaser fra sarkom")
    expect(page.get_by_text("Bebudet i")).to_be_visible()
    look(page, "made")
    made = PlanEntry.objects.get(guideline__title="Hjernemetastaser fra sarkom")
    assert (made.year, made.kind) == (2028, "new")
