"""Many rows stored at once, without an object for each: what a slot plans is written in a few milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model


class _Prepared(dict[Hashable, Any]):
    """What the database is given for the values of one column; each value is prepared once."""

    def __init__(self, prepare: Callable[[Any], Any]) -> None:
        super().__init__()
        self._prepare = prepare

    def __missing__(self, value: Hashable) -> Any:
        self[value] = given = self._prepare(value)
        return given


def insert(
    model: type[Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Hashable]],
    *,
    skip_known: bool = False,
    **same: Hashable,
) -> None:
    """Store a row for each of `rows`, the values of these columns; `same` stands in all, elsewhere the default.

    A row that is there already, by any unique key, is left as it is where `skip_known` says so; else it raises
    IntegrityError.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    others = [field for name, field in fields.items() if name not in columns]
    values = [same.get(field.attname, field.get_default()) for field in others]
    constant = [
        field.get_db_prep_save(value, connection=connection) for field, value in zip(others, values, strict=True)
    ]
    prepared = [_Prepared(partial(fields[name].get_db_prep_save, connection=connection)) for name in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in [*(fields[name] for name in columns), *others])
    marks = ", ".join(["%s"] * len(fields))
    known = " ON CONFLICT DO NOTHING" if skip_known else ""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks}){known}",  # noqa: S608 - our own names
            [[*map(_Prepared.__getitem__, prepared, row), *constant] for row in rows],
        )
