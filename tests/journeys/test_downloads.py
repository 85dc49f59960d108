"""F5 in a real browser: whatever was stored is saved, never shown, and none of its scripts run."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from guidelines.documents.storing import path_of
from tests.documents.uploads import contents, stored

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.documents.download_urls")]
TAKEN = {what: (data, kind) for what, (data, kind) in contents().items() if kind}


@pytest.fixture
def address(live_server: Any) -> str:
    return live_server.url


@pytest.mark.parametrize("what", TAKEN)
def test_it_is_saved_and_not_shown(page: Page, address: str, store: Any, what: str) -> None:
    data, kind = TAKEN[what]
    row = stored(data, f"Blødt væv.{kind}")
    page.goto(f"{address}/ordliste/")
    shown = page.url
    with page.expect_download() as waiting:
        page.evaluate("address => { window.location.href = address }", f"{address}/download/{row.key}/")
    download = waiting.value
    assert (download.suggested_filename, page.url) == (f"Blødt væv.{kind}", shown)
    assert download.path().read_bytes() == path_of(row).read_bytes() == data


def test_the_same_bytes_would_run_if_they_were_shown(page: Page, address: str, store: Any) -> None:
    """The protection taken away: what is stored is harmful indeed."""
    row = stored(TAKEN["pdf then html"][0], "x.pdf")
    page.goto(f"{address}/unguarded/{row.key}/")
    assert page.title() == "ran"
