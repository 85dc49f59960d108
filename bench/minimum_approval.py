"""An approval by hand: a guarded UPDATE, the INSERTs and a link of the chain, in one transaction of the bare driver.

What ours decided is read from its database and written once more, so the figure says what deciding costs above the
database's own work. Tables, indexes and triggers are the same; only the digest of the event is made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
WRITTEN = {"guidelines_move": "id", "guidelines_decision": "id", "guidelines_step": "id", "journal_event": "seq"}


class Lost(Exception):
    """The guarded UPDATE found the revision elsewhere."""


@dataclass(frozen=True)
class Approval:
    """The rows one approval writes, as the driver gives them; `said` is the event's text without its number."""

    revision: int
    closed: int
    stage: str
    move: Row
    decision: Row
    opened: Row
    event: Row
    said: dict[str, Any]


class Bare:
    """A connection of the bare driver, sqlite3 or psycopg, outside any transaction."""

    def __init__(self, connection: Any, vendor: str) -> None:
        self.connection = connection
        self.is_sqlite = vendor == "sqlite"
        self._insert: dict[str, str] = {}

    def sql(self, text: str) -> str:
        """The statement with this driver's marks."""
        return text if self.is_sqlite else text.replace("?", "%s")

    def rows(self, text: str, values: Sequence[Any] = ()) -> list[Row]:
        """What a SELECT gives, by column."""
        cursor = self.connection.execute(self.sql(text), values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def insert(self, table: str, row: Row) -> None:
        """Write a row as it is."""
        text = self._insert.get(table)
        if text is None:
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            text = self._insert[table] = self.sql(f"INSERT INTO {table} ({names}) VALUES ({marks})")
        self.connection.execute(text, tuple(row.values()))

    def everything(self) -> dict[str, list[str]]:
        """Every row an approval can write to, for comparing two databases."""
        tables = {**WRITTEN, "guidelines_revision": "id", "journal_head": "id"}
        return {
            name: [repr(row) for row in self.rows(f"SELECT * FROM {name} ORDER BY {key}")]
            for name, key in tables.items()
        }


def written(bare: Bare, step: int) -> Approval:
    """Read what the approval of a step wrote."""
    (decision,) = bare.rows("SELECT * FROM guidelines_decision WHERE step_id = ?", [step])
    (move,) = bare.rows("SELECT * FROM guidelines_move WHERE id = ?", [decision["move_id"]])
    (opened,) = bare.rows("SELECT * FROM guidelines_step WHERE opened_by_id = ?", [move["id"]])
    revision = decision["revision_id"]
    about = "SELECT * FROM journal_event WHERE object_type = 'revision' AND object_key = ?"
    (event,) = bare.rows(about, [str(revision)])
    said = json.loads(event["text"])
    del said["seq"]
    return Approval(revision, step, move["stage_to"], move, decision, opened, event, said)


def by_hand(bare: Bare, given: Approval) -> None:
    """Write an approval; raises Lost where the revision no longer awaits it."""
    execute, sql = bare.connection.execute, bare.sql
    execute("BEGIN IMMEDIATE" if bare.is_sqlite else "BEGIN")
    lock = "" if bare.is_sqlite else " FOR UPDATE"
    seq, previous = execute(f"SELECT seq, digest FROM journal_head{lock}").fetchone()
    guarded = "UPDATE guidelines_revision SET stage = ? WHERE id = ? AND stage = ?"
    moved = execute(sql(guarded), (given.stage, given.revision, given.move["stage_from"]))
    if moved.rowcount != 1:
        execute("ROLLBACK")
        raise Lost(given.revision)
    bare.insert("guidelines_move", given.move)
    bare.insert("guidelines_decision", given.decision)
    close = "UPDATE guidelines_step SET closed_on = ?, closed_by_id = ? WHERE id = ? AND closed_on IS NULL"
    execute(sql(close), (given.opened["since"], given.move["id"], given.closed))
    bare.insert("guidelines_step", given.opened)
    text = json.dumps({**given.said, "seq": seq + 1}, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
    link = {"seq": seq + 1, "text": text, "previous": previous, "digest": digest}
    bare.insert("journal_event", {**given.event, **link})
    execute(sql("UPDATE journal_head SET seq = ?, digest = ?"), (seq + 1, digest))
    execute("COMMIT")
