"""Tasks, the list and the page of a guideline in a real browser: phone, keyboard, live filter, accessibility."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from guidelines.documents.dates import FuzzyDate
from guidelines.models import Assignment, Group, GuidelineGroup, GuidelineVersion, Person
from guidelines.planning.rules import Stage
from tests import factories
from tests.journeys.accessibility import overflow, violations

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Multiple enkondromer og osteokondromer: diagnostik, behandling og opfølgning i det danske sundhedsvæsen"
LATE = "/retningslinjer/radiotherapy/"


@pytest.fixture
def people(live_server: Any) -> Iterator[dict[str, Person]]:
    """A tovholder with a late revision and a question, a chair with gaps in the plan, and the secretariat."""
    with time_machine.travel(datetime(2026, 11, 21, 9, 5, tzinfo=UTC), tick=True):
        dsg = factories.group("DSG")
        made = {
            "lead": factories.reader("Asger Sander"),
            "chair": factories.chair_of(dsg),
            "secretariat": factories.secretariat("Karla Engholm"),
        }
        _late(dsg, made["lead"])
        asked = factories.guideline(LONG, owner=dsg)
        factories.version(asked, "1.1", next_due=date(2027, 3, 1))
        factories.entry(asked, 2027, leads=[made["lead"], factories.person("Zita Kofod", email="")])
        waiting = factories.entry(factories.guideline("GIST", owner=dsg), 2026, leads=[made["lead"]])
        factories.revision(waiting, Stage.CLINICAL_APPROVAL, started_on=date(2026, 11, 15))
        shared = factories.guideline("Uterine sarkomer på Ærø", slug="uterine")
        for group in (dsg, factories.group("DGCG")):
            GuidelineGroup.objects.create(guideline=shared, group=group, role="co_owner", confirmed=False)
        factories.version(shared, "1.0", administrative_approval=date(2021, 1, 14))
        factories.entry(shared, None)
        yield made


def _late(dsg: Group, lead: Person) -> None:
    late = factories.guideline("Radiotherapy", owner=dsg, language="en", slug="radiotherapy")
    factories.version(
        late,
        "1.1",
        last_search=FuzzyDate.month(2020, 10, "oktober 2020"),
        administrative_approval=FuzzyDate.day(date(2020, 12, 21), "211220"),
        next_due=date(2025, 12, 21),
        file_name="radiotherapy-of-localized-soft-tissue-sarcoma-version-1.1.pdf",
        file_sha256="ab12" * 16,
    )
    entry = factories.entry(late, 2026, leads=[lead], note="Kun strålebehandling")
    entry.assignments.update(confirmed_at=datetime(2026, 1, 14, tzinfo=UTC))
    factories.revision(entry, Stage.DRAFT, started_on=date(2026, 3, 2))


def enter(page: Page, live_server: Any, person: Person | None, path: str, language: str = "da") -> Page:
    """The page at `path` as the person sees it."""
    cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    if person is not None:
        session = factories.sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
        cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url})
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    page.goto(live_server.url + path)
    return page


VISITS = [
    ("lead", "/opgaver/"),
    ("chair", "/opgaver/"),
    ("secretariat", "/opgaver/"),
    ("lead", LATE),
    ("secretariat", LATE),
    ("chair", "/retningslinjer/uterine/"),
    ("chair", "/retningslinjer/uterine/ejer/"),
    ("secretariat", f"{LATE}version/"),
    ("secretariat", f"{LATE}titel/"),
    ("secretariat", "/retningslinjer/"),
    ("public", "/retningslinjer/"),
    ("public", "/retningslinjer/?q=findes+ikke"),
    ("public", LATE),
]


@pytest.mark.parametrize(("language", "width"), [("da", 1366), ("en", 390), ("da", 320)])
def test_pages_with_everything_on_them_fit_and_are_accessible(
    page: Page, live_server: Any, people: dict[str, Person], language: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    problems = {}
    for who, path in VISITS:
        enter(page, live_server, people.get(who), path, language)
        if found := violations(page) + overflow(page):
            problems[f"{who} {path}"] = found
    assert problems == {}


def test_a_phone_shows_the_late_task_and_its_button_without_scrolling(
    page: Page, live_server: Any, people: dict[str, Person]
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, live_server, people["lead"], "/opgaver/")
    card = page.locator("article.task").first
    expect(card).to_contain_text("Overskredet med 11 måneder")
    expect(card).to_contain_text("21. december 2025")
    box = card.locator(".btn.pri").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844
    assert box["height"] >= 40


def test_the_role_is_confirmed_with_one_press_and_the_count_goes_down(
    page: Page, live_server: Any, people: dict[str, Person]
) -> None:
    enter(page, live_server, people["lead"], "/opgaver/")
    expect(page.locator(".nav .count")).to_contain_text("2")
    page.get_by_role("button", name="Ja, jeg er tovholder").click()
    expect(page.locator(".notice.success")).to_contain_text("Tak. Vi har noteret, at du er tovholder")
    expect(page.get_by_role("button", name="Ja, jeg er tovholder")).to_have_count(0)
    assert Assignment.objects.filter(person=people["lead"], confirmed_at__isnull=False).count() == 2


def test_the_search_is_reached_by_ctrl_k_and_finds_in_danish(
    page: Page, live_server: Any, people: dict[str, Person]
) -> None:
    enter(page, live_server, people["lead"], "/opgaver/")
    page.keyboard.press("Control+k")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("aero")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/soeg/\?q=aero"))
    expect(page.locator("#found a")).to_have_text(["Uterine sarkomer på Ærø"])
    page.keyboard.press("Control+k")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Uterine sarkomer på Ærø")


def test_filters_work_while_one_types_and_the_address_follows(
    page: Page, live_server: Any, people: dict[str, Person]
) -> None:
    enter(page, live_server, people["lead"], "/retningslinjer/")
    field = page.locator("#list-filter input[name=q]")
    field.press_sequentially("uterine")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(field).to_be_focused()
    expect(page).to_have_url(re.compile("q=uterine"))
    expect(page.locator("#status")).to_contain_text("Viser 1 af")
    field.fill("")
    page.locator("#list-filter select[name=gyldighed]").select_option("overdue")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("#list tbody tr")).to_contain_text("Radiotherapy")
    page.get_by_role("link", name="Nulstil filtre").click()
    expect(page.locator("#list tbody tr")).to_have_count(4)


def test_a_version_is_read_back_and_then_saved(page: Page, live_server: Any, people: dict[str, Person]) -> None:
    enter(page, live_server, people["secretariat"], LATE)
    register = page.get_by_role("link", name="Registrér version")
    if not register.is_visible():
        page.locator("summary", has_text="Mere").click()
    register.click()
    page.get_by_label("Versionsnummer").fill("1.2")
    page.get_by_label("Administrativ godkendelse").fill("211126")
    page.get_by_label("Indsendt").fill("22.11.26")
    page.get_by_role("button", name="Fortsæt").click()
    reading = page.locator("section.box")
    expect(reading).to_contain_text("21. november 2026")
    expect(reading).to_contain_text("ligger før indsendt")
    assert violations(page) == []

    page.get_by_role("button", name="Gem versionen").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert violations(page) == []
    page.get_by_label("Det er rigtigt, som det står").check()
    page.get_by_role("button", name="Gem versionen").click()
    expect(page.locator(".notice.success")).to_contain_text("Version 1.2 er registreret.")
    assert GuidelineVersion.objects.get(label="1.2").is_current


def test_everything_works_without_scripts(browser: Browser, live_server: Any, people: dict[str, Person]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, live_server, people["chair"], "/opgaver/")
    page.get_by_role("link", name="Bekræft ejeren").click()
    page.get_by_label("DSG – Dansk Sarkom Gruppe").check()
    page.get_by_role("button", name="Bekræft ejeren").click()
    expect(page.locator(".notice.success")).to_contain_text("DSG er nu ejer.")
    page.goto(f"{live_server.url}/retningslinjer/")
    page.locator("#list-filter input[name=q]").fill("uterine")
    page.get_by_role("button", name="Vis").click()
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("#list tbody tr")).to_contain_text("DSG/DGCG")
    context.close()
