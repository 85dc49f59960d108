"""Every table worth keeping, as lines of JSON and back, the same on both databases.

Values are written as the columns hold them: what models compute while they save (sort keys, search texts, moments of
making) is kept, not made anew.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from guidelines.keeping.errors import UnusableBackup

KEPT_APPS = ("guidelines", "reminders", "account", "mfa", "socialaccount")
"""The product's own tables, and those that let people sign in. Sessions are left out: everybody signs in anew."""
SEEDED = (
    "guidelines.group",
    "guidelines.groupalias",
    "guidelines.head",
    "guidelines.checklistitem",
    "guidelines.phrase",
)
"""The tables that migrations may put rows into: an empty place has rows in no other."""
_BATCH = 500


def kept_models() -> list[type[models.Model]]:
    """All models whose rows are kept, those without a class of their own (many to many) included, by label."""
    found = [
        model
        for app in KEPT_APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    return sorted(found, key=lambda model: model._meta.label_lower)


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns that are written; those the database computes are not."""
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def lines(model: type[models.Model], connection: BaseDatabaseWrapper) -> Iterator[bytes]:
    """The table's rows in the order of their keys, each a JSON array and a line break; read in pieces."""
    names = [field.attname for field in columns_of(model)]
    rows: models.QuerySet[Any, Any] = models.QuerySet(model, using=connection.alias).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=_BATCH):
        yield json.dumps(row, default=_plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> str:
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes() | memoryview() | bytearray():
            return base64.b64encode(bytes(value)).decode()
        case UUID():
            return str(value)
    raise TypeError(f"A column holds a {type(value).__name__}, which no backup knows.")


def load(model: type[models.Model], names: list[str], rows: Iterable[bytes], connection: BaseDatabaseWrapper) -> int:
    """Insert the lines' rows as they are and return their number; the caller has emptied the table.

    `names` are the columns of the lines, in their order. Raises UnusableBackup where they are not the table's.
    """
    fields = {field.attname: field for field in columns_of(model)}
    if set(names) != set(fields):
        raise UnusableBackup(f"The columns of {model._meta.label} are others than when the backup was made.")
    quote = connection.ops.quote_name
    ordered = [fields[name] for name in names]
    listed, marks = ", ".join(quote(str(field.column)) for field in ordered), ", ".join("%s" for _ in ordered)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({listed}) VALUES ({marks})"  # noqa: S608 - own names
    values, count = (_values(ordered, line, connection) for line in rows), 0
    with connection.cursor() as cursor:
        while batch := list(islice(values, _BATCH)):
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _values(fields: list[models.Field[Any, Any]], line: bytes, connection: BaseDatabaseWrapper) -> list[Any]:
    return [
        field.get_db_prep_save(field.to_python(value) if value is not None else None, connection)
        for field, value in zip(fields, json.loads(line), strict=True)
    ]


def empty(connection: BaseDatabaseWrapper) -> None:
    """Delete the rows of the kept tables; of use in a place that holds only what migrations put there."""
    with connection.cursor() as cursor:
        for model in kept_models():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - own names


def reset_sequences(connection: BaseDatabaseWrapper) -> None:
    """Let the next new row of each table get a number that is free."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)


def occupied(connection: BaseDatabaseWrapper) -> list[str]:
    """What is there besides the rows that migrations make: the labels of tables with rows; [] for an empty place."""
    return [
        model._meta.label
        for model in kept_models()
        if model._meta.label_lower not in SEEDED and models.QuerySet(model, using=connection.alias).exists()
    ]
