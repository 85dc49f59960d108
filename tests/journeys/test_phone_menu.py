"""The main menu on a telephone: the present page is in sight however many items there are, without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import Browser

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "path", ["/indbakke/", "/opgaver/", "/planskema/", "/retningslinjer/", "/personer/", "/paamindelser/"]
)
@pytest.mark.parametrize("width", [390, 320])
def test_the_present_item_is_in_sight(browser: Browser, live_server: Any, path: str, width: int) -> None:
    session = factories.sign_in(Client(), factories.secretariat()).cookies[site.SESSION_COOKIE_NAME].value
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800}, locale="da-DK")
    context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + path)
    box = page.locator("nav.nav a[aria-current]").bounding_box()
    context.close()
    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)
