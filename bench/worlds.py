"""A throw-away database for each size of register, copied from one that was migrated once."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from bench.data import World, fill


def migrate() -> Path:
    """Make the empty database that the settings name; returns its file."""
    call_command("migrate", verbosity=0)
    connection.close()
    return Path(connection.settings_dict["NAME"])


@contextmanager
def world(empty: Path, size: int, today: date) -> Iterator[tuple[World, sqlite3.Connection]]:
    """Fill a copy of the empty database, point Django at it, and open it by the bare driver as well."""
    path = empty.with_name(f"register-{size}.sqlite3")
    connection.close()
    shutil.copyfile(empty, path)
    connection.settings_dict["NAME"] = str(path)
    with transaction.atomic():
        filled = fill(size, today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
    with closing(sqlite3.connect(path)) as bare:
        yield filled, bare
    connection.close()
