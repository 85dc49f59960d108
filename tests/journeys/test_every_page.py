"""Every page of the permission matrix in a real browser: axe is silent, nothing overflows, the CSP refuses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Response
from playwright.sync_api import Error as PlaywrightError

from tests import factories
from tests.journeys.accessibility import overflow, violations
from tests.permissions import matrix  # noqa: F401 - fills ROWS
from tests.permissions.table import OK, ROWS, World, world

pytestmark = pytest.mark.django_db(transaction=True)
READERS = ("secretariat", "chair", "lead", "anonymous")  # who is asked first: sees the most


def visits(of: World) -> Iterator[tuple[str, str]]:
    """Yield (role, address) of every page that somebody may open, as the one who sees most of it."""
    for row in ROWS:
        role = next((role for role in READERS if row.answer("GET", role) is OK), None)
        if role is not None and row.name not in ("healthz",):
            yield role, row.url(of)


def cookies_of(of: World, address: str, language: str) -> dict[str, list[dict[str, str]]]:
    """Return for each role the cookies of somebody signed in who chose the language."""
    chosen = {"name": site.LANGUAGE_COOKIE_NAME, "value": language, "url": address}
    cookies = {"anonymous": [chosen]}
    for role, person in of.people.items():
        client = factories.sign_in(Client(), person)
        session = client.cookies[site.SESSION_COOKIE_NAME].value
        cookies[role] = [chosen, {"name": site.SESSION_COOKIE_NAME, "value": session, "url": address}]
    return cookies


def faults(page: Page, answer: Response | None, refused: list[str]) -> list[str]:
    """Return what is wrong with the page shown: its status, axe's violations, overflow, refused resources."""
    found = [] if answer is not None and answer.status == 200 else [f"status {answer and answer.status}"]
    return found + violations(page) + overflow(page) + refused


OF_THEIR_READER = ("/svar/", "/mails/afmeld/")
"""Pages behind the links of mails: they speak the language of whom the mail went to, whoever opens them."""


@pytest.mark.parametrize(("language", "width", "height"), [("da", 1366, 768), ("en", 390, 844), ("da", 320, 640)])
def test_every_page_is_accessible_and_fits(
    context: BrowserContext, live_server: Any, settings: Any, language: str, width: int, height: int
) -> None:
    settings.DEMO, settings.ROOT_URLCONF = True, "tests.permissions.demo_urls"  # the demo's own pages, too
    of = world()
    cookies = cookies_of(of, live_server.url, language)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: refused.append(f"script: {error}"))
    problems = {}
    for role, address in visits(of):
        context.clear_cookies()
        context.add_cookies(cookies[role])  # type: ignore[arg-type]
        refused.clear()
        try:
            answer = page.goto(live_server.url + address)
        except PlaywrightError as error:
            if "Download is starting" in error.message:
                continue  # a document or a table to keep: no page to look at
            raise
        if answer is not None and "sandbox" in answer.headers.get("content-security-policy", ""):
            continue  # no script runs there by design, so axe cannot look: the HTML of a mail
        found = faults(page, answer, list(refused))
        spoken = "da" if address.startswith(OF_THEIR_READER) else language
        if page.evaluate("document.documentElement.lang") != spoken:
            found.append("another language")
        if found:
            problems[f"{role} {address}"] = found
    assert problems == {}
