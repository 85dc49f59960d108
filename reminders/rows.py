"""Many rows stored at once, without an object for each: what a slot plans is written in a few milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import NOT_PROVIDED, Field, Model


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

    A column that the database fills in by itself is left to it.

    A row that is there already, by any unique key, is left as it is where `skip_known` says so; else it raises
    IntegrityError.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    others = [field for name, field in fields.items() if name not in columns and _is_given(field, same)]
    values = [same.get(field.attname, field.get_default()) for field in others]
    constant = [
        field.get_db_prep_save(value, connection=connection) for field, value in zip(others, values, strict=True)
    ]
    prepared = [_Prepared(partial(fields[name].get_db_prep_save, connection=connection)) for name in columns]
    quote = connection.ops.quote_name
    ordered = [*(fields[name] for name in columns), *others]
    names = ", ".join(quote(str(field.column)) for field in ordered)
    known = " ON CONFLICT DO NOTHING" if skip_known else ""
    into = f"INSERT INTO {quote(model._meta.db_table)} ({names})"
    given = [list(map(_Prepared.__getitem__, prepared, row)) for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            if given:
                types = [str(field.db_type(connection)) for field in ordered]
                arrays = [list(column) for column in zip(*given, strict=True)]
                cursor.execute(f"{into} {_from_arrays(types, len(columns))}{known}", [*constant, *arrays])
            return
        marks = ", ".join(["%s"] * len(ordered))
        cursor.executemany(f"{into} VALUES ({marks}){known}", [[*row, *constant] for row in given])


def _is_given(field: Field[Any, Any], same: Mapping[str, Hashable]) -> bool:
    return field.attname in same or field.db_default is NOT_PROVIDED


def _from_arrays(types: Sequence[str], varying: int) -> str:
    """The rows of one array a column, the other columns the same in all: one statement for any number of rows."""
    picked = [f"u.c{place}" for place in range(varying)]
    same = [f"%s::{kind}" for kind in types[varying:]]
    arrays = ", ".join(f"%s::{kind}[]" for kind in types[:varying])
    named = ", ".join(f"c{place}" for place in range(varying))
    return f"SELECT {', '.join([*picked, *same])} FROM unnest({arrays}) AS u({named})"  # noqa: S608 - our own names
