"""D10 on both databases: an import killed at moments drawn at random leaves all of it or nothing, and then succeeds."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guidelines.journal.verify import verify
from guidelines.people.models import Person
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.register.models import Guideline, GuidelineVersion
from tests.documents.files import excel
from tests.faults.processes import ROOT, database_url
from tests.planning.importing.test_killed import HEAD, NAMES, rows
from tests.services.database import flush, snapshot

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def start(file: Path) -> subprocess.Popen[str]:
    """The command in a process of its own, on the database of the test and in the role of the application."""
    environment = {name: value for name, value in os.environ.items() if name != "MIGRATE_DATABASE_URL"}
    environment |= {"DATABASE_URL": database_url(), "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "manage.py", "import_plan", str(file), "--group", "DSG", "--json"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def changes(process: subprocess.Popen[str]) -> dict[str, int]:
    out, err = process.communicate(timeout=900)
    assert process.returncode == 0, err[-2000:]
    return dict(json.loads(out)["changes"])


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Guideline, GuidelineVersion, PlanEntry, Assignment, Person))


@pytest.mark.parametrize(("size", "times"), [(40, 3), pytest.param(5_000, 50, marks=pytest.mark.faults)])
def test_killed_at_random_it_left_nothing_half_and_succeeds_when_run_again(
    tmp_path: Path, size: int, times: int, record_property: pytest.RecordProperty
) -> None:
    """Each moment lies between the start and a little past the end of an import that nobody disturbs."""
    file, chance, untouched = tmp_path / "plan.xlsx", random.Random(10), snapshot()
    file.write_bytes(excel([*HEAD, *rows(size)]))
    nothing, whole, created = counts(), (size, size, size, size, len(NAMES)), {
        "created": size, "updated": 0, "unchanged": 0,
    }  # fmt: skip
    started = time.monotonic()
    assert (changes(start(file)), counts()) == (created, whole)
    took, killed, done = time.monotonic() - started, 0, 0
    flush(untouched)
    for _attempt in range(times):
        process = start(file)
        time.sleep(chance.uniform(0.1, 1.1) * took)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        killed += process.returncode == -signal.SIGKILL
        found = counts()
        assert found in (nothing, whole)
        assert verify() is None
        if found == whole:
            done += 1
            flush(untouched)
    record_property(
        "figure", f"{size} rows in {took:.1f} s; {killed} of {times} killed, {done} had all of it, none half"
    )
    assert killed
    assert (changes(start(file)), counts()) == (created, whole)
    assert changes(start(file)) == {"created": 0, "updated": 0, "unchanged": size}
    assert verify() is None
