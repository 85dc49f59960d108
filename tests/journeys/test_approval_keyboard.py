"""The whole approval by keyboard alone, without scripts, on a telephone: hand in, decide, undo (must show 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from guidelines.approval.rules import Position
from guidelines.models import Decision, Person
from tests import factories
from tests.approval import scene
from tests.approval.scene import NOW, Scene
from tests.documents.uploads import pdf
from tests.journeys.accessibility import overflow, violations
from tests.people.test_sign_in import mailed_code

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=30), tick=True):
        yield


@pytest.fixture
def draft(store: Any) -> Scene:
    """A draft of DSG that lacks all but the declaration and why there is no consultation."""
    here = scene.at(Position.DRAFT)
    here.describe(label="", summary="")
    here.prepare()
    return here


Sit = Callable[[Person, str], Page]


@pytest.fixture
def sit(browser: Browser, live_server: Any) -> Iterator[Sit]:
    """Sit somebody down before a page on a telephone without scripts."""
    opened: list[BrowserContext] = []

    def down(who: Person, path: str) -> Page:
        session = factories.sign_in(Client(), who).cookies[site.SESSION_COOKIE_NAME].value
        context = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="da-DK")
        opened.append(context)
        context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + path)
        return page

    yield down
    for context in opened:
        context.close()


def tab_to(page: Page, what: str, *, most: int = 60) -> None:
    """Press Tab until this has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{what}:focus").count():
            return
    pytest.fail(f"Tab does not reach {what}")


def press(page: Page, label: str) -> None:
    """Reach a button or link with Tab, and press Enter."""
    tab_to(page, f":is(button, a):has-text('{label}')")
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def write(page: Page, field: str, words: str) -> None:
    """Reach a field with Tab, and type."""
    tab_to(page, f"[name={field}]")
    page.keyboard.type(words)


def test_a_version_is_handed_in_and_approved_and_undone_with_nothing_but_keys(
    sit: Sit, draft: Scene, tmp_path: Path
) -> None:
    lead = sit(draft.lead, f"/forloeb/{draft.revision.pk}/indsend/")
    expect(lead.get_by_role("heading", name="3 punkter mangler")).to_be_visible()
    write(lead, "label", "1.2")
    tab_to(lead, "[name=kind]")
    lead.keyboard.press("Space")
    write(lead, "summary", "2 anbefalinger ændret (nr. 3 og 7)")
    press(lead, "Send til faglig godkendelse")
    expect(lead.get_by_role("heading", name="1 punkt mangler")).to_be_visible()
    expect(lead.locator("[name=summary]")).to_have_value("2 anbefalinger ændret (nr. 3 og 7)")
    document = tmp_path / "sarkomer.pdf"
    document.write_bytes(pdf())
    tab_to(lead, "[name=document]")
    lead.locator("[name=document]").set_input_files(document)  # the system's own dialog is beyond the page
    press(lead, "Send til faglig godkendelse")
    expect(lead.locator(".notice.success").last).to_contain_text("Bolden ligger hos Formand DSG.")

    chair = sit(draft.chairs["DSG"], "/godkendelser/")
    presses = 0
    press(chair, "Se og afgør")
    presses += 1
    expect(chair.get_by_role("heading", level=1)).to_contain_text("version 1.2 (ny)")
    expect(chair.get_by_text("2 anbefalinger ændret (nr. 3 og 7)")).to_be_visible()
    press(chair, "Send mig en kode")
    presses += 1
    expect(chair.locator("[name=code]")).to_be_focused()
    chair.keyboard.type(mailed_code(draft.chairs["DSG"].email))
    chair.keyboard.press("Enter")
    presses += 1
    expect(chair.locator(".notice.success")).to_contain_text("Godkendt")
    assert (presses, draft.position) == (3, Position.SUBMITTED)

    press(chair, "Fortryd")
    expect(chair.locator(".notice.success")).to_contain_text("Afgørelsen er fortrudt.")
    assert (draft.position, Decision.objects.get().undone_at is None) == (Position.CLINICAL, False)


@pytest.mark.parametrize(
    ("outcome", "field", "words", "left"),
    [
        ("approve_remark", "remark", "Ret tabel 2 ved lejlighed", "Skriv bemærkningen."),
        ("send_back", "correct", "Afsnit 3 mangler en kilde", "Skriv, hvad der skal rettes."),
        ("defer", "until", "1.12.2026", "Vælg den dag, afgørelsen udsættes til."),
    ],
)
def test_each_outcome_shows_its_field_and_says_what_is_missing(
    sit: Sit, store: Any, outcome: str, field: str, words: str, left: str
) -> None:
    here = scene.at(Position.CLINICAL)
    chair = sit(here.chairs["DSG"], f"/godkendelser/{here.step().step.pk}/")
    expect(chair.locator(f"[name={field}]")).to_be_hidden()
    tab_to(chair, "[name=outcome]")
    for _press in range(["approve", "approve_remark", "send_back", "recuse", "defer"].index(outcome)):
        chair.keyboard.press("ArrowDown")
    expect(chair.locator(f"[name={field}]")).to_be_visible()
    press(chair, "Send afgørelse")
    expect(
        chair.get_by_role("group", name="Der er noget, der skal rettes").get_by_role("link", name=left)
    ).to_be_visible()
    write(chair, field, words)
    chair.keyboard.press("Tab")
    press(chair, "Send mig en kode" if outcome == "approve_remark" else "Send afgørelse")
    if outcome == "approve_remark":
        expect(chair.locator("[name=code]")).to_be_focused()
        chair.keyboard.type(mailed_code(here.chairs["DSG"].email))
        chair.keyboard.press("Enter")
    expect(chair.locator(".notice.success")).to_contain_text("Kan fortrydes i 10 minutter.")
    assert Decision.objects.get().outcome == outcome


@pytest.mark.parametrize("width", [1366, 390, 320])
def test_axe_is_silent_and_nothing_overflows_on_what_answers_and_refuses(
    page: Page, live_server: Any, store: Any, width: int
) -> None:
    here = scene.at(Position.CLINICAL)
    scene.declare(here.revision, here.chairs["DSG"], here.now)
    here.upload(person=here.chairs["DSG"])
    page.set_viewport_size({"width": width, "height": 768})
    session = factories.sign_in(Client(), here.chairs["DSG"]).cookies[site.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    address = f"{live_server.url}/godkendelser/{here.step().step.pk}/"
    found = {}
    page.goto(address)
    page.get_by_role("button", name="Send afgørelse").click()
    found["refused"] = faults(page)
    page.goto(address)
    page.get_by_role("button", name="Send mig en kode").click()
    found["code sent"] = faults(page)
    here.describe(summary="En anden")
    page.get_by_label("Send tilbage").check()
    page.get_by_label("Hvad skal rettes?").fill("Afsnit 3")
    page.get_by_role("button", name="Send afgørelse").click()
    expect(page.get_by_role("alert").first).to_contain_text("Intet er underskrevet.")
    found["stale"] = faults(page)
    page.get_by_label("Send tilbage").check()
    page.get_by_role("button", name="Send afgørelse").click()
    page.goto(address)
    expect(page.get_by_role("heading", name="Sendt tilbage")).to_be_visible()
    found["decided"] = faults(page)
    assert {name: said for name, said in found.items() if said} == {}


def faults(page: Page) -> list[str]:
    """What axe finds, and by how much the page is too wide."""
    return violations(page) + overflow(page)


def test_a_version_goes_from_its_author_to_everybody_with_nothing_but_keys(
    sit: Sit, draft: Scene, tmp_path: Path
) -> None:
    """The whole chain: author, chair, secretariat, published (issue 3, must show 3)."""
    lead = sit(draft.lead, f"/forloeb/{draft.revision.pk}/indsend/")
    document = tmp_path / "sarkomer.pdf"
    document.write_bytes(pdf())
    tab_to(lead, "[name=document]")
    lead.locator("[name=document]").set_input_files(document)  # the system's own dialog is beyond the page
    write(lead, "label", "2.0")
    tab_to(lead, "[name=kind]")
    lead.keyboard.press("Space")
    write(lead, "summary", "Ny anbefaling om opfølgning")
    write(lead, "months", "36")
    press(lead, "Send til faglig godkendelse")
    expect(lead.locator(".notice.success").last).to_contain_text("Bolden ligger hos Formand DSG.")

    chair = sit(draft.chairs["DSG"], "/godkendelser/")
    press(chair, "Se og afgør")
    confirm(chair, draft.chairs["DSG"])
    secretary = sit(draft.secretary, "/indbakke/")
    press(secretary, "Tag sagen")
    expect(secretary.locator(".notice.success")).to_contain_text("Sagen er din.")
    confirm(secretary, draft.secretary)
    press(secretary, draft.revision.guideline.title)
    press(secretary, "Publicér …")
    press(secretary, "Fortsæt")
    press(secretary, "Publicér version 2.0")
    expect(secretary.get_by_role("heading", level=1)).to_be_visible()
    current = draft.revision.guideline.versions.get(is_current=True)
    assert (draft.position, current.label) == (Position.PUBLISHED, "2.0")
    assert [made.factor for made in Decision.objects.order_by("pk")] == ["code", "code"]


def confirm(page: Page, who: Person) -> None:
    """Ask for a code, type the one that was mailed, and send the approval with Enter."""
    tab_to(page, "button:has-text('Send mig en kode')", most=150)
    page.keyboard.press("Enter")
    expect(page.locator("[name=code]")).to_be_focused()
    page.keyboard.type(mailed_code(who.email))
    page.keyboard.press("Enter")
    expect(page.locator(".notice.success")).to_contain_text("Godkendt")
