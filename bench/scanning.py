"""`python -m bench.scanning [DEADLINES]`: the planning of a slot against the plain statement (performance.md 7 d).

Works in the database that BENCH_DATABASE_URL names, else in SQLite, and prints JSON. The plain statement is one
`INSERT ... SELECT ... ON CONFLICT DO NOTHING` that knows the days of the rungs and decides nothing: no pauses,
absences, holders or merging into one mail a week, and it writes no mails. It asks the same, though: everything due by
now that has no row. It takes what is easy for granted: one planned entry a guideline, all groups released, nobody away.
`slot` is the same for what comes due in one slot alone: it forgets whatever was kept back before.
SQLite is timed by the processor, PostgreSQL, whose work is done elsewhere, by the clock.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import django
from django.apps import apps

if not apps.ready:  # the command, not a test of it
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from bench.browser import statements
from bench.deadlines import fill_deadlines
from guidelines.lists import clock
from reminders.candidates import reaches
from reminders.ladder import DEFAULT
from reminders.models import Mail, Occurrence, SlotRun
from reminders.planning import plan
from reminders.slots import DAY, last_slot, next_slot, slot_at

DEADLINES, ROUNDS = 1000, 7
FEW, LARGE = 3, 20_000
"""So few rounds of what takes long, above so many deadlines; a million is planned once."""

SETTLE = 3
"""So many slots are planned and sent before one is measured, as in a site that runs."""

_PLAIN = """
INSERT INTO reminders_occurrence
    (rule, guideline_id, target, due_on, rung, recipient_id, slot_on, state, reason, created_at)
SELECT 'ladder', v.guideline_id, 'version:' || v.id, v.next_due_last, rung.key, a.person_id,
    {slot}, 'planned', '', {now}
FROM ({rungs}) AS rung
JOIN guidelines_guidelineversion v ON v.is_current AND v.next_due_last BETWEEN rung.earliest AND rung.latest
JOIN guidelines_planentry e ON e.guideline_id = v.guideline_id AND e.outcome = 'planned'
JOIN guidelines_assignment a ON a.plan_entry_id = e.id AND a.role = 'lead' AND a.ended_on IS NULL
WHERE 1 = 1
ON CONFLICT DO NOTHING
"""


def plain(slot: date, *, since: date | None = None) -> str:
    """Return the plain statement for a slot; with `since` for what came due after that day alone."""
    latest = _latest(slot)
    before = _latest(since) if since else dict.fromkeys(latest, date(1990, 1, 1))
    rungs = " UNION ALL ".join(
        f"SELECT '{key}' AS key, {_day(before[key] + DAY)} AS earliest, {_day(last)} AS latest"
        for key, last in latest.items()
    )
    return _PLAIN.format(slot=_day(slot), now=f"'{slot.isoformat()} 05:30:00+00:00'", rungs=rungs)


def _latest(day: date) -> dict[str, date]:
    """The last target that has reached each rung by a day."""
    turns = reaches(DEFAULT, day)
    return {key: max(turn.last for turn in turns if key in turn.rungs) for turn in turns for key in turn.rungs}


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'" if connection.vendor == "postgresql" else f"'{day.isoformat()}'"


def ours(slot: date) -> int:
    """Plan a slot, and return how many rows there are more."""
    before = Occurrence.objects.count()
    SlotRun.objects.filter(slot_on=slot).delete()
    plan(slot_at(slot))
    return Occurrence.objects.count() - before


def by_statement(sql: str) -> int:
    """Run a statement, and return how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def in_rounds(function: Callable[[], int], rounds: int = ROUNDS) -> tuple[list[float], int]:
    """Run it so many times, each taken back; return milliseconds and the rows of the last round."""
    found = [_once(function) for _round in range(rounds)]
    return [milliseconds for milliseconds, _rows in found], found[-1][1]


def _once(function: Callable[[], int]) -> tuple[float, int]:
    clock_of = process_time if connection.vendor == "sqlite" else perf_counter
    gc.collect()
    with transaction.atomic():
        begin = clock_of()
        rows = function()
        taken = (clock_of() - begin) * 1000
        transaction.set_rollback(True)
    return taken, rows


def measured(names: dict[str, Callable[[], int]], rounds: int) -> dict[str, Any]:
    """Measure functions by name, in turn: milliseconds of each round, their median, and how many rows were written."""
    found: dict[str, Any] = {name: {"rounds": [], "rows": 0} for name in names}
    for _round in range(rounds):
        for name, function in names.items():
            taken, found[name]["rows"] = _once(function)
            found[name]["rounds"].append(round(taken, 2))
    for each in found.values():
        each["ms"] = round(median(each["rounds"]), 2)
    return found


def peak() -> int:
    """Return how many megabytes this process has held at most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def send_all(slot: date) -> None:
    """Let everything that was planned have gone, as it would have in the slot."""
    at = slot_at(slot)
    Mail.objects.filter(state="planned").update(state="sent", frozen_at=at, sent_at=at)
    Occurrence.objects.filter(state="planned").update(state="mailed")


def settle(slot: date) -> date:
    """Plan and send some slots in a row, and return the one after."""
    for _slot in range(SETTLE):
        ours(slot)
        send_all(slot)
        slot = next_slot(slot)
    return slot


def figures(deadlines: int, rounds: int = ROUNDS) -> dict[str, Any]:
    """Fill the settings' database, measure the first slot, a usual one and that one again; return milliseconds."""
    call_command("migrate", verbosity=0)
    slot = last_slot(clock.today() - timedelta(days=60))
    fill_deadlines(deadlines, slot)
    _analyse()
    with statements() as read, transaction.atomic():
        ours(slot)
        count = len(read().sql)
        transaction.set_rollback(True)
    found: dict[str, Any] = {"engine": connection.vendor, "deadlines": deadlines, "statements": count}
    found["first"] = measured({"ours": lambda: ours(slot), "plain": lambda: by_statement(plain(slot))}, rounds)
    usual = settle(slot)
    _analyse()
    since = usual - 7 * DAY
    plains = {"plain": plain(usual), "slot": plain(usual, since=since)}
    kinds = {name: lambda sql=sql: by_statement(sql) for name, sql in plains.items()}
    found["usual"] = measured({"ours": lambda: ours(usual), **kinds}, rounds)
    ours(usual)
    send_all(usual)
    found["again"] = measured({"ours": lambda: ours(usual), **kinds}, rounds)
    found["peak_mb"] = peak()
    return found


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def rounds_of(deadlines: int) -> int:
    """Return how many rounds so many deadlines are measured in."""
    if deadlines <= LARGE:
        return ROUNDS
    return FEW if deadlines <= 100_000 else 1


def main(given: Sequence[str]) -> None:
    """Measure and print."""
    deadlines = int(given[0]) if given else DEADLINES
    sys.stdout.write(json.dumps(figures(deadlines, rounds_of(deadlines))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
