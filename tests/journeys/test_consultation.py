"""A consultation in a real browser: opened by keyboard alone, answered signed out without scripts, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from guidelines.approval.actions.consultations import close_consultation
from guidelines.approval.parties import answer_path
from guidelines.models import Comment, Consultation, Party, Person, Revision
from tests import factories
from tests.approval.consulting import BY, draft, held

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def moment() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 21, 9, 5, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def lead(moment: None) -> Person:
    return factories.reader("Tove Tovholder")


@pytest.fixture
def revision(lead: Person) -> Revision:
    return draft(factories.group("DSG"), lead=lead)


def signed_in(page: Page, address: str, who: Person) -> Page:
    session = factories.sign_in(Client(), who).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return page


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this label has the focus, and see that nothing covers it."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("n => (document.activeElement.labels?.[0]?.innerText ?? '').startsWith(n)", name):
            break
        if page.evaluate("n => document.activeElement.innerText?.trim() === n", name):
            break
    else:
        pytest.fail(f"{name} is not reached by keyboard")
    hidden = page.evaluate(
        "() => { const e = document.activeElement, b = e.getBoundingClientRect(), x = b.left + b.width / 2;"
        " const shown = y => { const on = document.elementFromPoint(x, y); return on !== null && e.contains(on) };"
        " return ![b.top + 3, b.top + b.height / 2, b.bottom - 3].some(shown) }"
    )
    assert not hidden, f"{name} has the focus behind something else"


def test_the_tovholder_opens_and_answers_by_keyboard(page: Page, live_server: Any, revision: Revision) -> None:
    address = f"{live_server.url}/forloeb/{revision.pk}/hoering/"
    signed_in(page, live_server.url, Person.objects.get(name="Tove Tovholder"))
    page.goto(address)
    tab_to(page, "Andre, med navn og mailadresse")
    page.keyboard.type("Patientforeningen, post@example.org")
    tab_to(page, "Send i høring")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Høringsparter")).to_be_visible()
    assert [str(party) for party in Party.objects.all()] == ["DSG", "Patientforeningen"]
    Comment.objects.bulk_create(
        Comment(party=Party.objects.last(), section=f"{number} Afsnit", text=f"Nummer {number}", written_at=NOW)
        for number in range(1, 9)
    )
    page.goto(address)
    tab_to(page, "Hvad der blev gjort: Nummer 7")
    page.keyboard.press("ArrowDown")  # Taget til følge
    tab_to(page, "Hvad der blev gjort: Nummer 8")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Svar: Nummer 8")
    page.keyboard.type("Kun den første del")
    tab_to(page, "Gem svarene")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 svar er gemt.")).to_be_visible()
    answered = Comment.objects.exclude(disposition="").values_list("text", "disposition", "answer")
    assert list(answered) == [("Nummer 7", "taken", ""), ("Nummer 8", "partly", "Kun den første del")]


NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)


def test_a_party_answers_through_its_link_without_scripts(
    browser: Browser, live_server: Any, revision: Revision
) -> None:
    link = live_server.url + answer_path(held(revision).parties.get())
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="da-DK")
    page = context.new_page()
    page.goto(link)
    page.get_by_label("Afsnit").first.fill("2 Metode")
    page.get_by_label("Kommentar 1", exact=True).last.fill("Hvorfor?")
    page.get_by_role("button", name="Flere rækker").click()
    page.get_by_label("Kommentar 8", exact=True).last.fill("Også her")
    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_text("Tak. Dit svar er modtaget.")).to_be_visible()
    assert list(Comment.objects.values_list("section", "text")) == [("2 Metode", "Hvorfor?"), ("", "Også her")]
    close_consultation(Consultation.objects.get(), by=BY, now=NOW)
    page.goto(link)
    expect(page.get_by_text("Høringen er lukket")).to_be_visible()
    context.close()
