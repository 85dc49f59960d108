"""D10: a planskema read by processes of their own, two at once and killed at any moment: all of it or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests.documents.files import excel

ROOT = Path(__file__).resolve().parents[3]
HEAD = [["Retningslinje-titel", "2026", "2027", "2028", "Tovholder"]]
NAMES = ("Åse Ærø", "Bo Dahl", "Karla Friis", "Ib Juhl", "Else Kirkegaard")
SMALL = 300


def rows(count: int) -> list[list[str]]:
    return [
        [f"Emne nummer {n} (version 1.{n % 9})", *("x rev" if n % 3 == at else "" for at in range(3)), NAMES[n % 5]]
        for n in range(1, count + 1)
    ]


class Register:
    """A database of its own, a copy of the empty one the tests have, with the command run in processes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "register.sqlite3"
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as empty, closing(self.open()) as copy:
            empty.backup(copy)

    def open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=30)

    def start(self, table: list[list[str]], *options: str) -> subprocess.Popen[str]:
        content = excel([*HEAD, *table])
        file = self.folder / f"{hashlib.sha256(content).hexdigest()[:12]}.xlsx"
        if not file.exists():
            file.write_bytes(content)
        command = [sys.executable, "manage.py", "import_plan", str(file), "--group", "DSG", "--json", *options]
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{self.path}", "LOG_LEVEL": "ERROR"}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True)

    def changes(self, process: subprocess.Popen[str]) -> dict[str, int]:
        out, err = process.communicate(timeout=500)
        assert process.returncode == 0, err[-2000:]
        return dict(json.loads(out)["changes"])

    def run(self, table: list[list[str]], *options: str) -> dict[str, int]:
        return self.changes(self.start(table, *options))

    def counts(self) -> tuple[int, ...]:
        tables = ("guideline", "guidelineversion", "planentry", "assignment", "person")
        with closing(self.open()) as database:
            return tuple(
                int(database.execute(f"SELECT count(*) FROM guidelines_{table}").fetchone()[0]) for table in tables
            )


@pytest.fixture
def register(db: None, tmp_path: Path) -> Register:
    if connection.vendor != "sqlite":
        pytest.skip("copies a file; the rules are the same")
    return Register(tmp_path)


def test_two_at_once_write_it_once(register: Register) -> None:
    both = [register.start(rows(SMALL)) for _ in range(2)]
    found = sorted(register.changes(process)["created"] for process in both)
    assert (found, register.counts()) == ([0, SMALL], (SMALL, SMALL, SMALL, SMALL, len(NAMES)))


@pytest.mark.parametrize("times", [4, pytest.param(50, marks=pytest.mark.faults)])
def test_killed_at_any_moment_it_wrote_all_or_nothing(register: Register, times: int) -> None:
    """Killed as soon as it began to write, and at moments drawn from how long it takes; at last it is let through."""
    chance, empty, whole = random.Random(10), register.counts(), (SMALL, SMALL, SMALL, SMALL, len(NAMES))
    started = time.monotonic()
    register.run(rows(SMALL), "--dry-run")
    took = time.monotonic() - started
    killed = 0
    for attempt in range(times):
        process = register.start(rows(SMALL))
        if attempt % 2:
            wait_for_writing(register, process)
            time.sleep(chance.uniform(0, 0.3))
        else:
            time.sleep(chance.uniform(0.5, 1.5) * took)
        process.send_signal(signal.SIGKILL)
        killed += process.wait(timeout=60) == -signal.SIGKILL
        process.communicate()
        assert register.counts() in (empty, whole)
        if register.counts() == whole:
            register.path.unlink()
            register = Register(register.folder)
    assert killed
    register.run(rows(SMALL))
    assert register.counts() == whole


def wait_for_writing(register: Register, process: subprocess.Popen[str]) -> None:
    """Until the process holds the lock of writing, or ended."""
    with closing(sqlite3.connect(register.path, timeout=0)) as database:
        database.isolation_level = None
        while process.poll() is None:
            try:
                database.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return
            database.execute("ROLLBACK")
            time.sleep(0.01)


# Killed after the guidelines were written and before the plan is; without the transaction, where that is asked for.
_HALF = """
import contextlib, os, sys
import django
django.setup()
from django.core.management import call_command
from django.db.models import QuerySet
from django.db import transaction
from guidelines.planning.importing import apply
if sys.argv[2] == "apart":
    transaction.atomic = lambda *args, **options: contextlib.nullcontext()
    QuerySet.select_for_update = lambda self, *args, **options: self
    from django.db import connection
    type(connection).validate_no_atomic_block = lambda self: None
apply.add_entries = lambda *args, **options: os.kill(os.getpid(), 9)
call_command("import_plan", sys.argv[1], "--group", "DSG")
"""


@pytest.mark.parametrize(("way", "guidelines"), [("together", 0), ("apart", SMALL)])
def test_killed_in_the_middle_only_the_transaction_leaves_nothing(
    register: Register, way: str, guidelines: int
) -> None:
    register.start(rows(SMALL), "--dry-run").communicate()
    [file] = register.folder.glob("*.xlsx")
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{register.path}", "LOG_LEVEL": "ERROR"}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "dsg_planner.settings")
    done = subprocess.run(
        [sys.executable, "-c", _HALF, str(file), way],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
    assert register.counts()[0] == guidelines
