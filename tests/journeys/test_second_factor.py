"""Two-step sign-in in a browser, by keyboard and without scripts on a telephone; axe is silent in every state."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as site
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Page

from guidelines.models import Event, Person
from tests import factories
from tests.journeys.test_every_page import faults
from tests.people.test_sign_in import mailed_code

pytestmark = pytest.mark.django_db(transaction=True)


def app_code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(datetime.now(UTC).timestamp()) // 30 + steps))


def submit(page: Page, **fields: str) -> None:
    """Fill the fields by keyboard and send the form with Enter."""
    for name, value in fields.items():
        page.locator(f"input[name={name}]").focus()
        page.keyboard.type(value)
    page.keyboard.press("Enter")


def enter(page: Page, person: Person) -> None:
    cache.clear()
    page.goto("/log-ind/")
    submit(page, email=person.email)
    page.wait_for_url("**/log-ind/kode/")
    submit(page, code=mailed_code(person.email))


@pytest.mark.parametrize("has_scripts", [True, False])
def test_an_app_is_set_up_asked_for_and_removed(browser: Browser, live_server: Any, has_scripts: bool) -> None:
    person = factories.reader("Ditte Dam")
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 390, "height": 844},
        locale="da-DK",
        java_script_enabled=has_scripts,
    )
    page = context.new_page()

    def look() -> None:
        if has_scripts:
            assert faults(page, None, []) == ["status None"]

    client = factories.sign_in(Client(), person)
    session = client.cookies[site.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto("/profil/totrin/")
    look()
    page.get_by_role("button", name="Send koden").press("Enter")
    secret = page.locator("code.secret").inner_text()
    look()
    submit(page, app_code=app_code(secret), mail_code="000")
    page.get_by_text("Det er ikke koden. Se efter igen").last.wait_for()
    look()
    page.locator("input[name=mail_code]").fill(mailed_code(person.email))
    page.locator("input[name=app_code]").fill(app_code(secret))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Totrinslogin er slået til").wait_for()
    backup = page.locator("ul.secret code").all_inner_texts()
    assert [bool(re.fullmatch(r"[a-z0-9]{5}-[a-z0-9]{5}", code)) for code in backup] == [True] * 8
    look()

    context.clear_cookies()
    enter(page, person)
    page.wait_for_url("**/log-ind/totrin/")
    look()
    submit(page, code=backup[0])
    page.wait_for_url(lambda url: "log-ind" not in url)
    page.goto("/profil/totrin/")
    look()
    submit(page, code=backup[1])
    page.wait_for_url("**/profil/")
    page.get_by_text("Totrinslogin er slået fra.").wait_for()
    assert list(Event.objects.order_by("seq").values_list("verb", flat=True)) == [
        "second_factor_set",
        "second_factor_removed",
    ]
    context.close()
