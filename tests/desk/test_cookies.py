"""The page on cookies names every one that is set, and no other."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from guidelines.models import Person
from guidelines.people.actions import invite
from tests import factories
from tests.people.conftest import BY, NOW
from tests.people.test_sign_in import mailed_code

pytestmark = pytest.mark.django_db


class Browser(Client):
    """A client that remembers the name of every cookie it was ever given."""

    given: set[str]

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        self.given = getattr(self, "given", set()) | {name.removeprefix("__Host-") for name in response.cookies}
        return response


def sign_in(browser: Browser, who: Person) -> None:
    cache.clear()
    browser.get(reverse("account_login"))
    browser.post(reverse("account_login"), {"email": who.email})
    response = browser.post(reverse("sign-in-code"), {"code": mailed_code(who.email)})
    assert response.status_code == 302


def test_the_page_names_exactly_the_cookies_that_are_set() -> None:
    browser, lead = Browser(), factories.person("Ditte Dam", email="ditte@example.org")
    invite(lead, by=BY, now=NOW)
    entry = factories.entry(factories.guideline(owner=factories.group("DSG")), leads=[lead])
    browser.post(reverse("set-language"), {"language": "da"})
    sign_in(browser, lead)
    browser.post(reverse("lead-confirm", args=[entry.assignments.get().pk]))
    browser.get(reverse("tasks"))
    browser.post(reverse("sign-out"))
    cookies = browser.get(reverse("legal")).content.decode().split('id="cookies"')[1].split("</ul>")[0]
    named = re.findall(r"<li>(\w+): ", cookies)
    assert sorted(named) == sorted(browser.given)
    assert {"session", "csrf", "device", "language"} <= browser.given
