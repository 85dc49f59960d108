"""The tests' database: who works on it, and how it is emptied under the journal's triggers (foundations 12)."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from django.db import connection, transaction

from dsg_planner import env
from guidelines.journal import triggers


def migrated() -> Path | None:
    """The migrated and else empty SQLite database that a lane begins with; None where the tests migrate one."""
    made = os.environ.get("MIGRATED_SQLITE")
    return Path(made) if made else None


def lay_out() -> bool:
    """Copy the migrated database to where Django makes that of the tests; False where there is none to copy."""
    source = migrated()
    if source is None or connection.vendor != "sqlite":
        return False
    shutil.copyfile(source, connection.settings_dict["TEST"]["NAME"])
    return True


def become(variable: str) -> None:
    """Go on with the role of the address in `variable`: MIGRATE_DATABASE_URL or DATABASE_URL. SQLite has no roles."""
    if connection.vendor != "postgresql" or not env.text(variable):
        return
    connection.close()
    config = env.database(variable, "")
    connection.settings_dict.update({key: config[key] for key in ("USER", "PASSWORD")})


# What Django writes of the models themselves: no test changes it, and laying it back would take longest.
_KEPT = {"contenttypes.contenttype": "django_content_type", "auth.permission": "auth_permission"}


def snapshot() -> str:
    """Return the rows that the migrations brought, to be laid back after each flush."""
    rows = json.loads(connection.creation.serialize_db_to_string())
    return json.dumps([row for row in rows if row["model"] not in _KEPT])


def flush(rows: str) -> None:
    """Empty every table as their owner, with the journal's triggers lifted, and lay `rows` back; all or nothing.

    DELETE, not TRUNCATE: on tables of a few rows it is many times faster on PostgreSQL.
    """
    become("MIGRATE_DATABASE_URL")
    with transaction.atomic():
        triggers.remove(connection)
        with connection.cursor() as cursor:
            tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
            for table in set(tables) - set(_KEPT.values()):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        connection.creation.deserialize_db_from_string(rows)
        triggers.install(connection)
    become("DATABASE_URL")
