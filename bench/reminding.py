"""The planning of a day's reminders, against reading the same facts and writing the same rows by hand.

By hand nothing is decided: what ours planned is kept and written once more. So the figure says what the rules cost
above the database's own work.
"""

from __future__ import annotations

import sqlite3
from datetime import date, datetime

from django.db import connection, transaction

from bench.browser import Statements, statements
from bench.cases import Case, times_hand
from bench.data import World
from bench.measuring import Page, Result
from bench.timing import in_turn
from reminders.models import GroupRelease
from reminders.planning import plan
from reminders.slots import last_slot, slot_at

REMINDED = 1000  # guidelines
TABLES = ("reminders_slotrun", "reminders_mail", "reminders_occurrence", "reminders_senderhold")
FACTS = (
    "SELECT guideline_id, role, group_id FROM guidelines_guidelinegroup ORDER BY id",
    "SELECT revision_id, holder_role FROM guidelines_step WHERE closed_on IS NULL",
    "SELECT id, guideline_id, stage, deadline_on, plan_entry_id FROM guidelines_revision WHERE ended_on IS NULL",
    "SELECT guideline_id, id, year, outcome FROM guidelines_planentry WHERE outcome NOT IN ('moved', 'withdrawn')",
    "SELECT plan_entry_id, person_id, confirmed_at FROM guidelines_assignment WHERE role = 'lead' AND ended_on IS NULL",
    "SELECT guideline_id, id, next_due_last FROM guidelines_guidelineversion WHERE is_current",
    "SELECT id FROM guidelines_guideline WHERE withdrawn_on IS NULL AND merged_into_id IS NULL",
    "SELECT group_id, person_id, kind, starts_on, ends_on FROM guidelines_role WHERE kind IN ('chair', 'deputy')",
    "SELECT id, email, address_state FROM guidelines_person WHERE merged_into_id IS NULL",
    "SELECT guideline_id, target, due_on, rung, recipient_id, state, slot_on FROM reminders_occurrence",
    "SELECT group_id, rung, number, is_on FROM reminders_laddersetting",
    "SELECT guideline_id, person_id, target, until FROM guidelines_snooze",
    "SELECT revision_id, due_on FROM guidelines_return WHERE resumed_at IS NULL AND undone_at IS NULL",
)
Rows = dict[str, list[tuple[object, ...]]]


def measure_reminders(world: World, bare: sqlite3.Connection, today: date, *, seconds: float) -> Result:
    """Time the planning of the last slot, from a state in which nothing was ever planned; each round is taken back."""
    now = slot_at(last_slot(today))
    for group in (world.large, world.small):
        GroupRelease.objects.create(group=group, released_at=now)
    with statements() as read:
        rows = ours(now, keep=True)
        asked = read()
    connection.close()
    count = len(rows["reminders_occurrence"])
    page = Page(count, len(asked.sql), asked.data(Statements(())), 0.0, 0.0, 0.0)
    functions = {"ours": lambda: ours(now), "hand": lambda: by_hand(bare, rows)}
    return Result(_case(world.size), page, in_turn(functions, seconds=seconds))


def _case(size: int) -> Case:
    return Case(
        kind="reminders",
        label="reminders of a day",
        size=size,
        user=None,
        path="",
        minimum=lambda: b"",
        seen=lambda html: [],
        goal=times_hand(1.5, 1.1),
        data_queries=10,
    )


def ours(now: datetime, *, keep: bool = False) -> Rows:
    """Plan the slot and take it back; return what was written where `keep` asks for it."""
    with transaction.atomic():
        plan(now)
        rows = _written() if keep else {}
        transaction.set_rollback(True)
    return rows


def _written() -> Rows:
    """Every row of the tables that planning writes to, as SQLite holds them."""
    raw = connection.connection
    return {table: raw.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def by_hand(bare: sqlite3.Connection, rows: Rows) -> None:
    """Read the facts, write the rows in one transaction, and take them back."""
    for statement in FACTS:
        bare.execute(statement).fetchall()
    for table, values in rows.items():
        if values:
            marks = ", ".join("?" * len(values[0]))
            bare.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
    bare.rollback()
