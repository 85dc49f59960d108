"""How a journey through several pairs of hands begins: at its own moment, and with a browser for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, expect

from tests.journeys.visiting import Visit, visitors

expect.set_options(timeout=20_000)  # two browsers and a site share the machine; what comes, comes at once


@pytest.fixture
def moment(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The module's BEGUN, from which time goes on; `move_to` leads further."""
    with time_machine.travel(request.module.BEGUN, tick=True) as found:
        yield found


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visit]:
    """Sit a person down before a browser of their own."""
    with visitors(browser, live_server.url) as found:
        yield found
