"""What is refused, in the words of SQLite and of PostgreSQL.

PostgreSQL's row triggers do not see TRUNCATE, so it gets a statement trigger of its own; its functions look tables up
in the schema they were made in, `pg_temp` last, so that nobody can put a temporary table in between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.backends.utils import CursorWrapper

from guidelines.journal.refusals import Refusal, grants, refusals


class Sqlite:
    """The triggers in SQLite's words, for the tables that are there."""

    def __init__(self, tables: Collection[str]) -> None:
        self.refusals = tuple(refusals(tables))

    def wanted(self) -> dict[str, str]:
        """Each trigger's name and its statement."""
        return {refusal.name: self._statement(refusal) for refusal in self.refusals}

    @staticmethod
    def _statement(refusal: Refusal) -> str:
        return (
            f"CREATE TRIGGER {refusal.name} BEFORE {refusal.moment} ON {refusal.table}"
            f" WHEN ({refusal.unless} AND {refusal.sqlite}) IS NOT TRUE"
            f" BEGIN SELECT RAISE(ABORT, '{refusal.message}'); END"
        )

    @staticmethod
    def standing(cursor: CursorWrapper) -> dict[str, str]:
        """The triggers that are there, with their statements."""
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())

    def drop(self) -> Iterator[str]:
        """The statements that take the triggers away."""
        return (f"DROP TRIGGER IF EXISTS {refusal.name}" for refusal in self.refusals)

    def create(self) -> Iterator[str]:
        """The statements that put them up."""
        return iter(self.wanted().values())


class Postgresql:
    """The triggers in PostgreSQL's words, for the tables that are there; each has a function with its own name.

    Its unique columns refuse what SQLite alone would replace, so what is true besides needs no trigger here.
    """

    def __init__(self, tables: Collection[str]) -> None:
        rows = tuple(refusal for refusal in refusals(tables) if refusal.unless != "true")
        self.refusals = (*rows, *(row._replace(moment="TRUNCATE") for row in rows if row.moment == "DELETE"))

    def wanted(self) -> dict[str, str]:
        """Each trigger's name and the body of its function."""
        return {refusal.name: self._body(refusal) for refusal in self.refusals}

    @staticmethod
    def _body(refusal: Refusal) -> str:
        complaint = f"RAISE EXCEPTION '{refusal.message}' USING ERRCODE = 'restrict_violation'"
        return f"BEGIN IF ({refusal.unless}) IS NOT TRUE THEN {complaint}; END IF; RETURN NEW; END"

    def standing(self, cursor: CursorWrapper) -> dict[str, str]:
        """The triggers that are there and switched on, with the bodies of the functions they call."""
        cursor.execute(
            """
            SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE t.tgenabled IN ('O', 'A') AND NOT t.tgisinternal
            AND t.tgrelid = ANY (SELECT to_regclass(guarded) FROM unnest(%s::text[]) guarded)
            """,
            [sorted({refusal.table for refusal in self.refusals})],
        )
        return dict(cursor.fetchall())

    def drop(self) -> Iterator[str]:
        """The statements that take the triggers away; their functions stay."""
        return (f"DROP TRIGGER IF EXISTS {refusal.name} ON {refusal.table}" for refusal in self.refusals)

    def create(self) -> Iterator[str]:
        """The statements that put them up."""
        for refusal in self.refusals:
            name, scope = refusal.name, "STATEMENT" if refusal.moment == "TRUNCATE" else "ROW"
            body = self._body(refusal)
            yield f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
            yield _FIXED_PATH.format(name=name)
            yield (
                f"CREATE TRIGGER {name} BEFORE {refusal.moment} ON {refusal.table}"
                f" FOR EACH {scope} EXECUTE FUNCTION {name}()"
            )


_FIXED_PATH = """
DO $$ BEGIN EXECUTE format('ALTER FUNCTION {name}() SET search_path = %I, pg_temp', current_schema()); END $$
"""


def granting(schema: str, role: str, tables: Collection[str]) -> Iterator[str]:
    """The statements that give `role` everything in `schema`, but of guarded tables only their grants; names quoted."""
    yield f"GRANT USAGE ON SCHEMA {schema} TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}"
    for table, rights in grants(tables):
        yield f"REVOKE ALL ON {table} FROM {role}"
        yield from (f"GRANT {right} ON {table} TO {role}" for right in rights)
