"""Triggers that keep the journal, and what other rooms guard, as it was written (foundations 12, reliability.md A12).

On the journal they refuse UPDATE, DELETE, TRUNCATE and INSERT OR REPLACE of events, let an event in only as the next
link of the chain, let a detail be blanked but not rewritten, and let the head name only the last event. The owner of
the tables can switch them off: that is what the chain, and the application role on PostgreSQL, are for.
"""

from __future__ import annotations

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.utils import NotSupportedError

from guidelines.journal.dialects import Postgresql, Sqlite, granting
from guidelines.journal.refusals import TABLES
from guidelines.journal.rules import GENESIS

_FIRST_HEAD = """
INSERT INTO journal_head (id, seq, digest) SELECT 1, 0, %s
WHERE NOT EXISTS (SELECT 1 FROM journal_head) AND NOT EXISTS (SELECT 1 FROM journal_event)
"""


def is_migrated(connection: BaseDatabaseWrapper) -> bool:
    """Whether the journal's tables are there."""
    return set(TABLES) <= set(connection.introspection.table_names())


def install(connection: BaseDatabaseWrapper) -> None:
    """Make all triggers stand, and the head of an empty journal; changes nothing where they stand already.

    Needs the owner of the tables. Does nothing where the tables are not there.
    """
    if not is_migrated(connection):
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        dialect = _dialect(connection)
        if _missing(dialect, cursor):
            for statement in (*dialect.drop(), *dialect.create()):
                cursor.execute(statement)
        cursor.execute(_FIRST_HEAD, [GENESIS])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, as the owner of the tables; for tests that empty the database."""
    if not is_migrated(connection):
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in _dialect(connection).drop():
            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the triggers that are absent, switched off or not as this version writes them; [] when all is well.

    Also [] where the journal's tables are not there yet: then there is nothing to guard.
    """
    if not is_migrated(connection):
        return []
    with connection.cursor() as cursor:
        return _missing(_dialect(connection), cursor)


def _missing(dialect: Sqlite | Postgresql, cursor: CursorWrapper) -> list[str]:
    standing = dialect.standing(cursor)
    return [name for name, body in dialect.wanted().items() if standing.get(name) != body]


def grant_application_role(connection: BaseDatabaseWrapper, role: str) -> None:
    """Give `role` the tables of the product, but of the guarded ones only what the verbs need (PostgreSQL).

    Needs the owner. Does nothing on SQLite, which has no roles, and for the owner itself.
    """
    if connection.vendor != "postgresql" or not is_migrated(connection):
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_schema()")
        owner, schema = cursor.fetchone()
        if owner != role:
            quote = connection.ops.quote_name
            for statement in granting(quote(schema), quote(role), connection.introspection.table_names(cursor)):
                cursor.execute(statement)


def _dialect(connection: BaseDatabaseWrapper) -> Sqlite | Postgresql:
    tables = connection.introspection.table_names()
    if connection.vendor == "sqlite":
        return Sqlite(tables)
    if connection.vendor == "postgresql":
        return Postgresql(tables)
    raise NotSupportedError(f"The journal is guarded on SQLite and PostgreSQL, not on {connection.vendor}.")
