"""What the tests of the pages share: the day, and signed-in visitors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

TODAY = date(2026, 11, 21)


@pytest.fixture
def on_the_day() -> Iterator[date]:
    """The 21st of November 2026, in the middle of the day."""
    with time_machine.travel("2026-11-21T12:00:00+01:00", tick=False):
        yield TODAY
