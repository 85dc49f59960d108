"""The planskema out, through Excel, and in again: differences, a conflict and a changed title, answered on one page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from guidelines.lists import clock
from guidelines.models import Group, Guideline, PlanEntry
from guidelines.planning.actions import move_entry
from tests import factories
from tests.exchange.planskema.edits import BY, PEOPLE, TITLE, Y2027, Y2028, edited, entries, put
from tests.journeys.accessibility import overflow, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group() -> Iterator[Group]:
    """DSG with three guidelines planned for 2027 or 2029, all Anna Berg's."""
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=True):
        dsg, anna = factories.group("DSG"), factories.person("Anna Berg")
        for title, year in (("Alfa sarkomer", 2027), ("Beta feber hos voksne", 2029), ("Gamma kræft", 2027)):
            factories.entry(factories.guideline(title, owner=dsg), year, leads=[anna])
        yield dsg


@pytest.fixture
def plan(page: Page, live_server: Any, group: Group) -> Page:
    """The plan as its chair sees it."""
    chair = factories.sign_in(Client(), factories.chair_of(group))
    session = chair.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/planskema/dsg/")
    return page


def exported(page: Page) -> bytes:
    """The workbook that the plan's menu gives."""
    page.locator("summary", has_text="Word / PDF").click()
    with page.expect_download() as waiting:
        page.locator("a[href$='eksport.xlsx']").click()
    return Path(waiting.value.path()).read_bytes()


def test_an_edited_workbook_comes_back(plan: Page, tmp_path: Path) -> None:
    address, file = plan.url, tmp_path / "plan.xlsx"
    moves = put(Y2027, "", "Alfa"), put(Y2028, "x Rev.", "Alfa")
    others = put(PEOPLE, "Bo Lund", "Beta"), put(TITLE, "Delta tumorer", "Gamma")
    file.write_bytes(edited(exported(plan), *moves, *others))
    first = PlanEntry.objects.get(guideline__title="Alfa sarkomer")
    move_entry(first, to_year=2030, reason="", by=BY, now=clock.now())
    plan.goto(f"{address}import/")
    plan.set_input_files("input[type=file]", file)
    plan.get_by_role("button", name="Læs dokumentet").click()
    expect(plan.get_by_text("2 rækker venter på dit svar.")).to_be_visible()
    for width, height in ((1366, 768), (390, 844)):
        plan.set_viewport_size({"width": width, "height": height})
        assert (overflow(plan), violations(plan)) == ([], [])
    plan.get_by_label("Planen er ændret imens, til »2030«. Hvad er rigtigt?").select_option(label="Filen: 2028")
    question = plan.get_by_label("Titlen er ændret. Handler rækken stadig om »Gamma kræft«?")
    question.select_option(label="Nej, rækken handler om det, titlen siger")
    plan.get_by_role("button", name="Godkend import").click()
    expect(plan.get_by_text("3 rækker er skrevet ind i planen.")).to_be_visible()
    assert [(year, outcome) for year, _kind, outcome, _names in entries("Alfa sarkomer")][-1] == (2028, "planned")
    assert entries("Beta feber hos voksne")[0][3] == ["Bo Lund"]
    assert entries("Delta tumorer") == [(2027, "revision", "planned", ["Anna Berg"])]
    assert Guideline.objects.count() == 4
