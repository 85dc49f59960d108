"""Putting the demo back to its beginning. The journal's guards are lifted for it: only ever in the demo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from guidelines.approval.models import ChecklistItem
from guidelines.documents.models import StoredFile
from guidelines.documents.storing import path_of
from guidelines.journal import triggers
from guidelines.journal.models import Head
from guidelines.people.models import Group, GroupAlias
from reminders.demo.loading import PLANS
from reminders.models import DemoClock

KEPT: tuple[type[models.Model], ...] = (Group, GroupAlias, ChecklistItem)
OF_USERS = ("mfa", "account", "socialaccount")
"""Apps whose rows belong to users, and go with them."""


def reset(plan: str, now: datetime) -> None:
    """Empty the database but for groups and checklist, and load a plan; all or nothing. Documents go with their rows.

    Raises RuntimeError outside the demo, and in a database that no demo was loaded into.
    """
    if not settings.DEMO or not DemoClock.objects.exists():
        raise RuntimeError("only the demo can be reset")
    with transaction.atomic():
        triggers.remove(connection)
        transaction.on_commit(partial(_remove, [path_of(stored) for stored in StoredFile.objects.all()]))
        _empty()
        Head.objects.update_or_create(pk=1, defaults={"seq": 0, "digest": Head._meta.get_field("digest").default})
        triggers.install(connection)
        PLANS[plan](now)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _empty() -> None:
    ours = [
        model for label in ("guidelines", "reminders", *OF_USERS) for model in apps.get_app_config(label).get_models()
    ]
    tables = [model._meta.db_table for model in ours if model not in KEPT and model is not Head]
    with connection.cursor() as cursor:  # foreign keys are checked at the end of the transaction
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own table names
