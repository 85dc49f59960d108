"""Fixtures that every room shares: the database, real servers, the browser, the seeds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from dsg_planner import urls  # noqa: F401 - the site's addresses are made before a test turns the demo on
from tests.services.database import become, flush, lay_out, snapshot
from tests.services.redis import RedisServer
from tests.services.smtp import MailServer

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's sync API runs an event loop

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the journeys as browser tests, and skip visibly what only PostgreSQL can show where there is none.

    The many rounds of `make faults` are left out where -m does not ask for them.
    """
    if "faults" not in config.option.markexpr:
        long = [item for item in items if item.get_closest_marker("faults")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("faults")]
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "journeys"):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL; make test runs it in its own lane"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests measured: what they recorded as "figure"."""
    for report in [*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())]:
        for name, value in getattr(report, "user_properties", ()):
            if name == "figure" and report.when == "call":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {value}")


def _missing(what: str) -> None:
    message = f"{what} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


# --- the database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The owner makes the tests' tables."""
    become("MIGRATE_DATABASE_URL")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """Go on with the migrated database that the lanes made once for all their processes."""
    return lay_out() or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The application role works on them; tests that commit are followed by a flush that the journal allows."""
    with django_db_blocker.unblock():
        rows = snapshot()
        become("DATABASE_URL")
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: flush(rows))
    yield
    patch.undo()
    with django_db_blocker.unblock():
        become("MIGRATE_DATABASE_URL")


# --- real servers


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of a real, empty Redis, for REDIS_URL."""
    return redis_server.url


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A real, empty Redis of this test's own, which may be stopped, killed and started again."""
    folder = tmp_path / "redis"
    folder.mkdir()
    server = RedisServer(folder)
    try:
        server.start()
    except FileNotFoundError:
        _missing("redis-server")
    yield server
    server.stop()


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """A real SMTP server that took nothing yet; see `tests.services.smtp` for its script."""
    server = MailServer()
    server.start()
    yield server
    server.stop()


# --- the browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, kept from looking for the outside world."""
    if CHROMIUM is None:
        _missing("chromium")
    quiet = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", *quiet]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """The laptop that the pages are made for; a browser that asks for Danish."""
    return {**browser_context_args, "viewport": {"width": 1366, "height": 768}, "locale": "da-DK"}


# --- documents


@pytest.fixture(scope="session")
def seed_file() -> Callable[[str], Path]:
    """A function from a prefix ("000") to the seed document of that number; skips visibly where there are no seeds."""

    def find(prefix: str) -> Path:
        found = sorted((ROOT.parent / "shared" / "seeds").glob(f"{prefix}_*.txt"))
        if not found:
            pytest.skip(f"seed {prefix} is not beside this checkout")
        return found[0]

    return find


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Path:
    """An empty store of documents of this test's own; the media root."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
