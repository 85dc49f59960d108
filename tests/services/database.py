"""The tests' database: who works on it, and how it is emptied under the journal's triggers (foundations 12)."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection

from dsg_planner import env
from guidelines.journal import triggers


def become(variable: str) -> None:
    """Go on with the role of the address in `variable`: MIGRATE_DATABASE_URL or DATABASE_URL. SQLite has no roles."""
    if connection.vendor != "postgresql" or not env.text(variable):
        return
    connection.close()
    config = env.database(variable, "")
    connection.settings_dict.update({key: config[key] for key in ("USER", "PASSWORD")})


def snapshot() -> str:
    """Return the rows that the migrations brought, to be laid back after each flush."""
    return str(connection.creation.serialize_db_to_string())


def flush(rows: str) -> None:
    """Empty every table as their owner, with the journal's triggers lifted, and lay `rows` back."""
    become("MIGRATE_DATABASE_URL")
    triggers.remove(connection)
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
    connection.creation.deserialize_db_from_string(rows)
    triggers.install(connection)
    become("DATABASE_URL")
