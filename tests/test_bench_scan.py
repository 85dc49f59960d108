"""The plain statement that the planning is measured against writes the rows that ours does, and no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from statistics import median

import pytest
from django.db import transaction

from bench.command import arguments
from bench.deadlines import fill_deadlines
from bench.scanning import by_statement, in_rounds, measured, ours, plain, rounds_of, send_all
from bench.scans import Scan
from guidelines.models import Assignment, GuidelineVersion
from reminders.models import Mail, Occurrence
from reminders.slots import next_slot

pytestmark = [pytest.mark.both, pytest.mark.django_db]

SLOT = date(2026, 9, 22)
ESCALATIONS = {"chair_30", "chair_30_copy", "secretariat_60"}


def written(function: Callable[[], int]) -> set[tuple[int, str, date, str, int]]:
    """The rungs that a function writes; everything is taken back."""
    with transaction.atomic():
        function()
        rows = Occurrence.objects.exclude(rung__in=ESCALATIONS)
        found = set(rows.values_list("guideline", "target", "due_on", "rung", "recipient"))
        transaction.set_rollback(True)
    return found


def test_both_write_the_same_rungs_for_the_same_people() -> None:
    fill_deadlines(400, SLOT)
    found = written(lambda: ours(SLOT))
    assert len(found) > 400
    assert written(lambda: by_statement(plain(SLOT))) == found


def test_what_comes_due_in_one_slot_is_what_the_one_before_left() -> None:
    fill_deadlines(400, SLOT)
    assert by_statement(plain(SLOT)) > 0
    later = next_slot(SLOT)
    assert by_statement(plain(later, since=SLOT)) > 0
    assert by_statement(plain(later)) == 0


def test_a_round_is_taken_back_and_a_slot_sent_is_not_planned_again() -> None:
    fill_deadlines(100, SLOT)
    times, rows = in_rounds(lambda: ours(SLOT), 2)
    assert (len(times), rows > 0, Occurrence.objects.count()) == (2, True, 0)
    ours(SLOT)
    send_all(SLOT)
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    assert ours(SLOT) == 0


def test_the_deadlines_have_two_people_each_and_days_of_their_own() -> None:
    fill_deadlines(50, SLOT)
    assert (GuidelineVersion.objects.count(), Assignment.objects.count()) == (50, 99)
    assert GuidelineVersion.objects.values("next_due_last").distinct().count() == 50


def figure(*rounds: float, rows: int = 10) -> dict[str, object]:
    """What is measured of one function."""
    return {"rounds": list(rounds), "ms": median(rounds), "rows": rows}


FOUND = {
    "engine": "sqlite",
    "deadlines": 100_000,
    "statements": 27,
    "peak_mb": 300,
    "first": {"ours": figure(1400.0, 1500.0, 1200.0), "plain": figure(1000.0, 1000.0, 1000.0)},
    "usual": {"ours": figure(140.0), "plain": figure(100.0)},
    "again": {"ours": figure(60.0, rows=0), "plain": figure(90.0, rows=0)},
}


def test_a_scan_holds_each_limit_by_itself() -> None:
    scan = Scan(FOUND)
    assert (scan.faults, scan.as_json()["times"]) == ([], {"first": 1.4, "usual": 1.4, "again": 0.67})
    assert scan.line() == (
        "scan of 100,000, SQLite: 27 statements read; first 1,400 ms for 10 rows, plain 1,000 (1.4 x, must 1.5); "
        "usual 140 ms for 10 rows, plain 100 (1.4 x, must 1.5); again 60 ms for 0 rows, plain 90 (0.7 x, must 1.5); "
        "again / first 0.04 (must 0.5); 300 MB at most; ok"
    )
    slow = {
        "usual": {"ours": figure(151.0), "plain": figure(100.0)},
        "again": {**FOUND["again"], "ours": figure(701.0)},
    }
    assert Scan({**FOUND, **slow}).faults == ["usual", "again"]


def test_functions_are_measured_in_turn() -> None:
    turns: list[str] = []
    found = measured({name: lambda name=name: turns.append(name) or len(turns) for name in ("ours", "plain")}, 2)
    assert (turns, found["plain"]["rows"]) == (["ours", "plain"] * 2, 4)
    assert [rounds_of(number) for number in (1000, 100_000, 1_000_000)] == [7, 3, 1]


def test_a_million_is_planned_only_where_it_is_asked_for() -> None:
    asked = arguments(["--only", "scan", "--deadlines", "1000,50000"])
    assert (asked.only, asked.deadlines, asked.million) == (["scan"], (1000, 50_000), False)
