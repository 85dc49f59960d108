"""From a mail to an answer in one press, on a phone and without signing in; with scripts and without (ux 12.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from guidelines.journal.models import Event
from guidelines.models import Assignment, LeadAnswer, Person, PlanEntry
from reminders.models import Mail
from reminders.tick import tick
from tests import factories
from tests.reminders.scene import guideline_due, moment, release
from tests.reminders.test_compose import received

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
SLOT = date(2029, 11, 27)


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Iterator[None]:
    settings.EMAIL_URL = "demo:"
    with time_machine.travel(moment(SLOT, hours=3), tick=True):
        yield


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=request.param, locale="da-DK")
    yield context.new_page()
    context.close()


@pytest.fixture
def lead() -> Person:
    group = release(factories.group("DSG"))
    person = factories.person("Julie Vind-Ravn", email="julie@example.org")
    guideline_due(group, person, title="Uterine sarkomer")
    PlanEntry.objects.update(year=2030)
    return person


def link_in(mail: Mail, address: str) -> str:
    """The button's link as the mail has it, on the site that the test serves."""
    text = received(mail)[1]
    found = re.search(r"Svar ja eller nej: http://testserver(/svar/\S+)", text)
    assert found is not None
    return f"{address}{found[1]}"


def test_one_press_from_the_mail_confirms_the_role(live_server: Any, phone: Page, lead: Person) -> None:
    tick(moment(SLOT, minutes=1))
    link = link_in(Mail.objects.get(), live_server.url)
    phone.goto(link)
    button = phone.get_by_role("button", name="Bekræft")
    expect(phone.get_by_role("radio", name="Ja, jeg er tovholder")).to_be_checked()
    box = button.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"], "the button is not seen without scrolling"
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not Event.objects.filter(verb="lead_confirmed").exists()
    button.click()
    expect(phone.get_by_role("heading", name="Tak. Dit svar er modtaget.")).to_be_visible()
    expect(phone.get_by_text("Du svarede ja: du er tovholder.")).to_be_visible()
    assert Assignment.objects.get().confirmed_at is not None
    assert phone.context.cookies() == []
    phone.goto(link)
    expect(phone.get_by_text("Du svarede ja: du er tovholder.")).to_be_visible()
    assert Event.objects.filter(verb="lead_confirmed").count() == 1


def test_a_no_with_a_name_and_a_new_link_for_an_old_one(live_server: Any, phone: Page, lead: Person) -> None:
    tick(moment(SLOT, minutes=1))
    link = link_in(Mail.objects.get(), live_server.url)
    phone.goto(link)
    phone.get_by_label("Nej, spørg en anden").check()
    phone.get_by_label("Hvem skal vi spørge i stedet?").fill("Zita Kofoed")
    phone.get_by_role("button", name="Bekræft").click()
    expect(phone.get_by_text("Du svarede nej.")).to_be_visible()
    assert LeadAnswer.objects.get().suggested == "Zita Kofoed"
    phone.get_by_role("button", name="Send mig et nyt link").click()
    expect(phone.get_by_role("heading", name="Se i din mail")).to_be_visible()
