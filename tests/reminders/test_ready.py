"""Commands begin only on a database that is migrated and guarded: real processes, a database of their own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from guidelines.management.ready import REFUSED, ReadyCommand

ROOT = Path(__file__).resolve().parents[2]
FIRST_MIGRATE = "Databasen er ældre end programmet. Kør manage.py migrate først."
ALONE = {"compile_catalogues", "draw_moves", "extract_messages", "serve", "verify_journal"}
"""Commands that need no database, make it ready themselves, or say what is wrong with it."""


def run(database: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "EMAIL_URL": "demo:"}
    for name in ("DEMO", "REDIS_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    words = [sys.executable, *command]
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def unguarded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database that lacks one of the journal's triggers."""
    database = tmp_path_factory.mktemp("ready") / "db.sqlite3"
    assert run(database, "manage.py", "migrate", "--verbosity", "0").returncode == 0
    with sqlite3.connect(database) as connection:
        connection.execute("DROP TRIGGER journal_event_update")
    return database


def test_every_command_that_works_on_the_database_asks_first() -> None:
    ours = {name for name, room in get_commands().items() if room in ("guidelines", "reminders")}
    commands = {name: load_command_class(str(get_commands()[name]), name) for name in ours}
    assert {name for name, command in commands.items() if not isinstance(command, ReadyCommand)} == ALONE


def test_an_unmigrated_database_is_named_in_a_sentence(tmp_path: Path) -> None:
    done = run(tmp_path / "db.sqlite3", "manage.py", "import_plan", "plan.csv", "--group", "DSG")
    assert (done.returncode, done.stdout) == (REFUSED, "")
    assert done.stderr.strip() == f"CommandError: {FIRST_MIGRATE}"


def test_no_tick_runs_on_an_unguarded_database(unguarded: Path) -> None:
    done = run(unguarded, "manage.py", "tick")
    assert (done.returncode, done.stdout) == (1, "")
    assert "journal_event_update" in done.stderr
    with sqlite3.connect(unguarded) as connection:
        assert connection.execute("SELECT count(*) FROM reminders_heartbeat").fetchone() == (0,)


def test_no_worker_starts_on_an_unguarded_database(unguarded: Path) -> None:
    done = run(unguarded, "-m", "celery", "-A", "dsg_planner", "-b", "memory://", "worker", "--pool", "solo")
    assert done.returncode == 1
    assert "journal_event_update" in done.stderr
