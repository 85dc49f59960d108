"""*Indbakke* by keys: j and k move the marked row with its preview, Enter opens the case; they work nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from guidelines.approval.rules import Position
from guidelines.models import Guideline
from tests.approval import scene
from tests.approval.scene import NOW, Scene
from tests.journeys.visiting import Visit, visitors

pytestmark = pytest.mark.django_db(transaction=True)
TITLES = ("GIST", "POEMS", "Sarkomer")


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=30), tick=True):
        yield


@pytest.fixture
def cases(store: Any) -> list[Scene]:
    """Three cases that wait, in the order of TITLES."""
    found = [scene.at(Position.SUBMITTED, (f"G{number}",)) for number in range(len(TITLES))]
    for here, title in zip(found, TITLES, strict=True):
        Guideline.objects.filter(pk=here.revision.guideline_id).update(title=title)
    return found


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visit]:
    with visitors(browser, live_server.url) as found:
        yield found


def previewed(page: Page, title: str) -> None:
    """The preview shows this case, its row is marked, and the focus is on its title."""
    expect(page.locator(".preview h2")).to_have_text(title)
    expect(page.locator("tr.marked th a")).to_have_text(title)
    expect(page.locator("tr.marked th a")).to_be_focused()


def test_the_marked_row_is_moved_and_the_case_opened_by_keys(visit: Visit, cases: list[Scene]) -> None:
    page = visit(cases[0].secretary).go("/indbakke/").page
    expect(page.get_by_text("Taster, når listen har fokus")).to_be_visible()
    region = page.get_by_role("region", name="Sager", exact=True)
    expect(region).to_have_attribute("aria-describedby", "keys")
    region.focus()
    page.keyboard.press("j")
    previewed(page, "POEMS")
    page.keyboard.press("j")
    previewed(page, "Sarkomer")
    page.keyboard.press("j")  # the last one stays
    previewed(page, "Sarkomer")
    page.keyboard.press("k")
    previewed(page, "POEMS")
    expect(region).to_have_attribute("aria-describedby", "keys")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{visit(cases[0].secretary).address}/forloeb/{cases[1].revision.pk}/sag/")


def test_two_quick_presses_end_at_the_third_case(visit: Visit, cases: list[Scene]) -> None:
    page = visit(cases[0].secretary).go("/indbakke/").page
    page.locator("tr.marked th a").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    previewed(page, "Sarkomer")


def test_enter_in_the_list_opens_the_marked_case(visit: Visit, cases: list[Scene]) -> None:
    page = visit(cases[0].secretary).go("/indbakke/").page
    page.get_by_role("region", name="Sager", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{visit(cases[0].secretary).address}/forloeb/{cases[0].revision.pk}/sag/")


def test_the_keys_do_nothing_outside_the_list_or_with_another_key_held(visit: Visit, cases: list[Scene]) -> None:
    page = visit(cases[0].secretary).go("/indbakke/").page
    page.keyboard.press("j")
    page.get_by_label("Gruppe").focus()
    page.keyboard.press("k")
    page.get_by_role("region", name="Sager", exact=True).focus()
    page.keyboard.press("Alt+j")
    expect(page.locator("tr.marked th a")).to_have_text("GIST")
    expect(page.get_by_role("region", name="Sager", exact=True)).to_be_focused()


def test_on_a_narrow_screen_the_focus_moves_without_a_preview(visit: Visit, cases: list[Scene]) -> None:
    page = visit(cases[0].secretary).page
    page.set_viewport_size({"width": 900, "height": 800})
    visit(cases[0].secretary).go("/indbakke/")
    page.locator("tr.marked th a").focus()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="POEMS", exact=True)).to_be_focused()
    expect(page.locator(".preview")).to_be_hidden()
