"""Django's system check that the tables are guarded, and the installation after every migrate."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import connections

from guidelines.journal import triggers

UNGUARDED = "guidelines.E010"


def journal_is_guarded(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """An error for each database that lacks a trigger; a warning only for `migrate`, which puts it back.

    Django asks this at `migrate` and `check --database`; whoever starts a server asks `triggers.missing` as well.
    """
    kind = Warning if sys.argv[1:2] == ["migrate"] else Error
    return [
        kind(
            f"The history in database {alias!r} is not guarded: {', '.join(missing)} is missing.",
            hint="Find out who removed it; manage.py migrate puts it back.",
            id=UNGUARDED,
        )
        for alias in databases or ()
        if (missing := triggers.missing(connections[alias]))
    ]


def lift_before_migrate(using: str, plan: Sequence[Any], **kwargs: Any) -> None:
    """Take the triggers away on SQLite where there is something to migrate; `guard_after_migrate` puts them back.

    SQLite renames no table while a trigger names one that is not there, and Django changes a table by making it anew:
    every migration of a table that some trigger looks at would fail. Nothing starts on a database left without them.
    """
    if plan and connections[using].vendor == "sqlite":
        triggers.remove(connections[using])


def guard_after_migrate(using: str, **kwargs: Any) -> None:
    """Install the triggers, and the grants where the application has a role of its own (settings.APPLICATION_ROLE)."""
    connection = connections[using]
    triggers.install(connection)
    if role := getattr(settings, "APPLICATION_ROLE", ""):
        triggers.grant_application_role(connection, role)
