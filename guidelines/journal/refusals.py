"""What the journal's triggers refuse, written once and said in the words of both databases (foundations 12).

SQLite's INSERT OR REPLACE deletes the row it replaces without asking a delete trigger, by any unique column and by the
hidden rowid too, so the insert triggers refuse both. PostgreSQL's row triggers do not see TRUNCATE, so it gets a
statement trigger of its own; its functions look tables up in the schema they were made in, `pg_temp` last, so that
nobody can put a temporary table in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db.backends.utils import CursorWrapper

from guidelines.journal.rules import GENESIS

TABLES = ("journal_event", "journal_detail", "journal_head")


class Refusal(NamedTuple):
    """One trigger: it refuses `moment` (INSERT, UPDATE, DELETE, TRUNCATE) on `table`, `unless` a condition is true."""

    moment: str
    table: str
    message: str
    unless: str = "false"
    sqlite: str = "true"  # what must hold besides, on SQLite only

    @property
    def name(self) -> str:
        return f"{self.table}_{self.moment.lower()}"


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


class Sqlite:
    """The triggers in SQLite's words."""

    @staticmethod
    def wanted() -> dict[str, str]:
        """Each trigger's name and its statement."""
        return {refusal.name: Sqlite._statement(refusal) for refusal in _REFUSALS}

    @staticmethod
    def _statement(refusal: Refusal) -> str:
        return (
            f"CREATE TRIGGER {refusal.name} BEFORE {refusal.moment} ON {refusal.table}"
            f" WHEN ({refusal.unless} AND {refusal.sqlite}) IS NOT TRUE"
            f" BEGIN SELECT RAISE(ABORT, 'journal: {refusal.message}'); END"
        )

    @staticmethod
    def standing(cursor: CursorWrapper) -> dict[str, str]:
        """The triggers that are there, with their statements."""
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())

    @staticmethod
    def drop() -> Iterator[str]:
        """The statements that take the triggers away."""
        return (f"DROP TRIGGER IF EXISTS {refusal.name}" for refusal in _REFUSALS)

    @staticmethod
    def create() -> Iterator[str]:
        """The statements that put them up."""
        return iter(Sqlite.wanted().values())


class Postgresql:
    """The triggers in PostgreSQL's words; each has a function with its own name."""

    refusals = (
        *_REFUSALS,
        *(refusal._replace(moment="TRUNCATE") for refusal in _REFUSALS if refusal.moment == "DELETE"),
    )

    @staticmethod
    def wanted() -> dict[str, str]:
        """Each trigger's name and the body of its function."""
        return {refusal.name: Postgresql._body(refusal) for refusal in Postgresql.refusals}

    @staticmethod
    def _body(refusal: Refusal) -> str:
        complaint = f"RAISE EXCEPTION 'journal: {refusal.message}' USING ERRCODE = 'restrict_violation'"
        return f"BEGIN IF ({refusal.unless}) IS NOT TRUE THEN {complaint}; END IF; RETURN NEW; END"

    @staticmethod
    def standing(cursor: CursorWrapper) -> dict[str, str]:
        """The triggers that are there and switched on, with the bodies of the functions they call."""
        cursor.execute(
            """
            SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE t.tgenabled IN ('O', 'A')
            AND t.tgrelid IN (to_regclass('journal_event'), to_regclass('journal_detail'), to_regclass('journal_head'))
            """
        )
        return dict(cursor.fetchall())

    @staticmethod
    def drop() -> Iterator[str]:
        """The statements that take the triggers away; their functions stay."""
        return (f"DROP TRIGGER IF EXISTS {refusal.name} ON {refusal.table}" for refusal in Postgresql.refusals)

    @staticmethod
    def create() -> Iterator[str]:
        """The statements that put them up."""
        for refusal in Postgresql.refusals:
            name, scope = refusal.name, "STATEMENT" if refusal.moment == "TRUNCATE" else "ROW"
            body = Postgresql._body(refusal)
            yield f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
            yield _FIXED_PATH.format(name=name)
            yield (
                f"CREATE TRIGGER {name} BEFORE {refusal.moment} ON {refusal.table}"
                f" FOR EACH {scope} EXECUTE FUNCTION {name}()"
            )


_FIXED_PATH = """
DO $$ BEGIN EXECUTE format('ALTER FUNCTION {name}() SET search_path = %I, pg_temp', current_schema()); END $$
"""


def grants(schema: str, role: str) -> Iterator[str]:
    """What the application role may do: everything, but in the journal only read, add, and erase. Names come quoted."""
    yield f"GRANT USAGE ON SCHEMA {schema} TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}"
    yield f"REVOKE ALL ON journal_event, journal_detail, journal_head FROM {role}"
    yield f"GRANT SELECT, INSERT ON journal_event, journal_detail TO {role}"
    yield f"GRANT UPDATE (personal, salt, erased_at, erased_because) ON journal_detail TO {role}"
    yield f"GRANT SELECT, UPDATE (seq, digest) ON journal_head TO {role}"
