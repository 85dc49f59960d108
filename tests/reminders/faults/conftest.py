"""What the tests of the faults begin with: a mail server that keeps a log, and a process that forks others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.reminders.faults.fleet import Zygote
from tests.reminders.faults.sink import Sink


@pytest.fixture(scope="session")
def _sink() -> Iterator[Sink]:
    made = Sink().start()
    yield made
    made.stop()


@pytest.fixture
def sink(_sink: Sink) -> Sink:
    """The mail server, as if just started."""
    _sink.forget()
    return _sink


@pytest.fixture(scope="session")
def zygote(django_db_setup: None) -> Iterator[Zygote]:
    """Processes of the product within milliseconds, on the database of the tests."""
    made = Zygote()
    yield made
    made.end()


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The seed of the run, which pytest prints and --randomly-seed repeats; 1 where the order is not shuffled."""
    return int(getattr(request.config.option, "randomly_seed", 1) or 1)
