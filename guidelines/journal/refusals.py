"""What the database refuses, written once for both databases (foundations 12); the journal's own, and a door for more.

A room above says what is refused of its tables: `GUARDED["approval"] = Guarded(refusals, grants)`, in a module that
`guidelines.apps` imports. `dialects` says it in the words of each database. SQLite's INSERT OR REPLACE deletes the row
it replaces without asking a delete trigger, by any unique column and by the hidden rowid too, so the insert triggers
refuse both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from guidelines.journal.rules import GENESIS

TABLES = ("journal_event", "journal_detail", "journal_head")


class Refusal(NamedTuple):
    """One trigger: it refuses `moment` (INSERT, UPDATE, DELETE, TRUNCATE) on `table`, `unless` a condition is true.

    A refused DELETE is a refused TRUNCATE, too. `about` tells several triggers of one moment apart.
    """

    moment: str
    table: str
    message: str
    unless: str = "false"
    sqlite: str = "true"  # what must hold besides, on SQLite only
    about: str = ""

    @property
    def name(self) -> str:
        """What the trigger is called in the database."""
        return "_".join(filter(None, (self.table, self.moment.lower(), self.about)))


class Guarded(NamedTuple):
    """What a room has refused, and all that the application role may do with these tables (PostgreSQL), by table."""

    refusals: tuple[Refusal, ...]
    grants: Mapping[str, tuple[str, ...]]


GUARDED: dict[str, Guarded] = {}
"""Room -> what is guarded of it; each message begins with the room's name."""


def refusals(tables: Collection[str]) -> Iterator[Refusal]:
    """The refusals on these tables, each with its whole message; those of tables not yet made are left out."""
    for room, guarded in GUARDED.items():
        for refusal in guarded.refusals:
            if refusal.table in tables:
                yield refusal._replace(message=f"{room}: {refusal.message}")


def grants(tables: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the application role may do with each guarded table among these; with the others it may do everything."""
    for guarded in GUARDED.values():
        yield from ((table, rights) for table, rights in guarded.grants.items() if table in tables)


_LAST_SEQ = "(SELECT max(seq) FROM journal_event)"
_LAST_DIGEST = "(SELECT digest FROM journal_event ORDER BY seq DESC LIMIT 1)"
_REFUSALS = (
    Refusal(
        "INSERT",
        "journal_event",
        "an event must be the next link",
        f"NEW.seq = COALESCE({_LAST_SEQ}, 0) + 1 AND NEW.previous = COALESCE({_LAST_DIGEST}, '{GENESIS}')",
        "NOT EXISTS (SELECT 1 FROM journal_event WHERE rowid = NEW.rowid)",
    ),
    Refusal("UPDATE", "journal_event", "events cannot be changed"),
    Refusal("DELETE", "journal_event", "events cannot be deleted"),
    Refusal(
        "INSERT",
        "journal_detail",
        "a detail must belong to the last event",
        f"NEW.seq = {_LAST_SEQ} AND NEW.erased_at IS NULL",
        "NOT EXISTS (SELECT 1 FROM journal_detail WHERE seq = NEW.seq OR rowid = NEW.rowid)",
    ),
    Refusal(
        "UPDATE",
        "journal_detail",
        "a detail can only be erased",
        "OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.erased_because <> '' AND NEW.seq = OLD.seq"
        " AND NEW.personal = '' AND NEW.salt = ''",
        "NEW.rowid = OLD.rowid",
    ),
    Refusal("DELETE", "journal_detail", "details cannot be deleted"),
    Refusal("INSERT", "journal_head", "there is one head", "NOT EXISTS (SELECT 1 FROM journal_head)"),
    Refusal(
        "UPDATE",
        "journal_head",
        "the head names the last event",
        f"NEW.id = OLD.id AND NEW.seq = {_LAST_SEQ} AND NEW.digest = {_LAST_DIGEST}",
    ),
    Refusal("DELETE", "journal_head", "the head cannot be deleted"),
)
GUARDED["journal"] = Guarded(
    _REFUSALS,
    {
        "journal_event": ("SELECT, INSERT",),
        "journal_detail": ("SELECT, INSERT", "UPDATE (personal, salt, erased_at, erased_because)"),
        "journal_head": ("SELECT, UPDATE (seq, digest)",),
    },
)
