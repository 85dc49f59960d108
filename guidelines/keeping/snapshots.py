"""Reading the whole database as it was at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder


@contextmanager
def one_moment(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let every query of the block see the same moment; nobody waits for it. Of no use inside a transaction.

    SQLite: a transaction that only reads, of the write-ahead log. PostgreSQL: REPEATABLE READ, READ ONLY.
    """
    if connection.in_atomic_block:
        raise RuntimeError("A moment cannot be chosen inside a transaction.")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own begins with the lock of a writer
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def migrations(connection: BaseDatabaseWrapper, apps: tuple[str, ...]) -> dict[str, list[str]]:
    """The names of the migrations applied, by app: what the tables look like."""
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    return {app: [name for owner, name in applied if owner == app] for app in apps}
