"""D10 for a file that was exported and edited: killed at any moment all of its changes stand, or none."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from guidelines.journal.verify import verify
from guidelines.models import Group, PlanEntry
from tests.documents.files import excel
from tests.exchange.planskema.edits import exported
from tests.planning.importing.test_killed import HEAD, rows
from tests.planning.importing.test_killed_whole import changes, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
MARKS = {"revision": "x Rev.", "new": "x (ny)"}


def kinds() -> dict[str, int]:
    """How many entries there are of each kind."""
    return dict(Counter(PlanEntry.objects.values_list("kind", flat=True)))


def turned(kind: str) -> Any:
    """An edit that gives every entry another kind."""

    def edit(cells: list[list[Any]]) -> None:
        for row in cells:
            row[:] = [MARKS[kind] if cell in MARKS.values() else cell for cell in row]

    return edit


@pytest.mark.parametrize(("size", "times"), [(30, 2), pytest.param(2_500, 50, marks=pytest.mark.faults)])
def test_an_edited_file_that_is_killed_is_written_whole_or_not_at_all(
    tmp_path: Path, size: int, times: int, record_property: pytest.RecordProperty
) -> None:
    """Each moment lies between the start and a little past the end of an import that nobody disturbs."""
    file, chance = tmp_path / "plan.xlsx", random.Random(10)
    file.write_bytes(excel([*HEAD, *rows(size)]))
    assert changes(start(file))["created"] == size
    group, stands, wanted = Group.objects.get(abbreviation="DSG"), "revision", "new"
    took = killed = done = 0.0
    for attempt in range(-1, times):
        file.write_bytes(exported(group, turned(wanted)))
        started, process = time.monotonic(), start(file)
        if attempt >= 0:  # nobody disturbs the first
            time.sleep(chance.uniform(0.1, 1.1) * took)
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=900)
        took = took or time.monotonic() - started
        killed += process.returncode == -signal.SIGKILL
        found = kinds()
        assert found in ({stands: size}, {wanted: size})
        assert verify() is None
        if found == {wanted: size}:
            done += 1
            stands, wanted = wanted, stands
    record_property("figure", f"{size} rows in {took:.1f} s; {killed} of {times} killed, {done} whole, none half")
    assert killed
    file.write_bytes(exported(group, turned(wanted)))
    assert changes(start(file)) == {"created": 0, "updated": size, "unchanged": 0}
    assert changes(start(file)) == {"created": 0, "updated": 0, "unchanged": size}
