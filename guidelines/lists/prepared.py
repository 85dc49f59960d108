"""Statements that are written as SQL once: for a few rows that takes longer than to run them.

`Prepared` keeps a queryset of plain values whose parameters are known when it is built; keep one for each set of them,
`@lru_cache(maxsize=...) def _rows_of(group, today) -> Prepared: return Prepared(Model.objects...values_list(...))`.

`Reading` and `Changing` leave places for what changes from one time to the next, so that one is kept for all:
`_open_steps = Reading(lambda: Step.objects.open().filter(revision=Given("revision")))`, then
`_open_steps(revision=7)`. `insert` keeps a statement for each model.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Field, Model, QuerySet, Value
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery

Row = TypeVar("Row")
Made = TypeVar("Made", bound=Model)
Rows = list[tuple[Any, ...]]


class Given(Value):
    """A place in a statement, filled by its name each time the statement runs; the field, a key's where none is given,
    says how a value is written.

    A value that is written may be None. One that is compared may not: what is null is found by another statement.
    """

    def __init__(self, name: str, output_field: Field[Any, Any] | None = None) -> None:
        super().__init__(name, output_field or BigIntegerField())

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        """Leave the place open."""
        return "%s", [self]

    def filled(self, given: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """Return the value as the driver takes it. Raises ValueError for None where it is compared."""
        value, field = given[self.value], self.output_field
        if self.for_save:
            return field.get_db_prep_save(value, connection=connection)
        if value is None:
            raise ValueError(f"{self.value} is compared with None, which nothing equals")
        return field.get_db_prep_value(value, connection=connection)


class _Select:
    """A SELECT as SQL for one database, and how its values are read."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.using = queryset.db
        self.compiler: Any = queryset.all().query.get_compiler(self.using)
        self._converters: dict[int, Any] = {}
        try:
            self._sql, self._params = self.compiler.as_sql()
        except EmptyResultSet:
            self._sql, self._params = "", ()
            return
        columns = [column for column, *_ in self.compiler.select[: self.compiler.col_count]]
        self._converters = self.compiler.get_converters(columns)

    def rows(self, given: Mapping[str, Any]) -> Rows:
        """Run it; nothing is asked where its conditions can never be met."""
        if not self._sql:
            return []
        connection = connections[self.using]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, _filled(self._params, given, connection))
            rows: Rows = cursor.fetchall()
        if not self._converters or not rows:
            return rows
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place, (converters, expression) in self._converters.items():
            for convert in converters:  # each value once: a column of dates or truths repeats the same few
                known = {value: convert(value, expression, connection) for value in set(columns[place])}
                columns[place] = [known[value] for value in columns[place]]
        return list(zip(*columns, strict=True))


def _filled(params: Sequence[Any], given: Mapping[str, Any], connection: BaseDatabaseWrapper) -> tuple[Any, ...]:
    return tuple(each.filled(given, connection) if isinstance(each, Given) else each for each in params)


class Prepared:
    """The statement of a queryset with `values_list`; each iteration runs it anew and gives its rows as tuples."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self._select = _Select(queryset)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Run the statement; none is run where its conditions can never be met."""
        return iter(self._select.rows({}))


class Statements:
    """Prepared querysets by what they depend on, at most `size` of them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: dict[Hashable, Prepared] = {}

    def get(self, key: Hashable, make: Callable[[], QuerySet[Any, Any]]) -> Prepared:
        """The statement of this key; `make` gives its queryset where it is new."""
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= self._size:
                self._known.clear()
            found = self._known[key] = Prepared(make())
        return found


# --- statements with places


class Reading(Generic[Row]):
    """A queryset with places, of model rows (with `select_related`) or of `values_list`; called, it gives its rows.

    Raises TypeError for a queryset of another kind: `prefetch_related` would ask again, and is no part of a statement.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Row]]) -> None:
        self._make = make

    @cached_property
    def _statement(self) -> tuple[_Select, Callable[[Rows], list[Row]]]:
        queryset = self._make()
        select = _Select(queryset)
        return select, _reader(queryset, select)

    def __call__(self, **given: Any) -> list[Row]:
        """Return the rows for these values, in one statement."""
        select, read = self._statement
        return read(select.rows(given))


def _reader(queryset: Any, select: _Select) -> Callable[[Rows], list[Any]]:
    """Return what makes rows of a queryset from tuples."""
    kind, more = queryset._iterable_class, queryset._prefetch_related_lookups  # noqa: SLF001 - it tells nobody else
    if more or kind not in (ModelIterable, ValuesListIterable):
        raise TypeError("Only model rows and values_list, without prefetch_related, are one statement.")
    if kind is ValuesListIterable:
        return list
    compiler = select.compiler
    fields = compiler.klass_info["select_fields"]
    start, end = fields[0], fields[-1] + 1
    names = [column.target.attname for column, *_ in compiler.select[start:end]]
    populators: Any = get_related_populators
    related = populators(compiler.klass_info, compiler.select, select.using)
    annotated = compiler.annotation_col_map or {}

    def made(row: tuple[Any, ...]) -> Model:
        found: Model = queryset.model.from_db(select.using, names, row[start:end])
        for each in related:
            each.populate(row, found)
        for name, place in annotated.items():
            setattr(found, name, row[place])
        return found

    return lambda rows: [made(row) for row in rows]


class Changing:
    """An UPDATE with places: `Changing(lambda: Step.objects.filter(pk=Given("step")), closed_by=Given("move"))`."""

    def __init__(self, make: Callable[[], QuerySet[Any, Any]], **values: Given) -> None:
        self._make, self._values = make, values

    @cached_property
    def _statement(self) -> tuple[str, str, Sequence[Any]]:
        queryset = self._make()
        query: Any = queryset.query.chain(UpdateQuery)
        query.add_update_values(self._values)
        return queryset.db, *query.get_compiler(queryset.db).as_sql()

    def __call__(self, **given: Any) -> int:
        """Change the rows and return how many there were."""
        using, sql, params = self._statement
        connection = connections[using]
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(params, given, connection))
            return int(cursor.rowcount)


_inserts: dict[tuple[type[Model], bool], tuple[str, list[Any]]] = {}


def insert(row: Made) -> Made:
    """Write a new row and return it, as `save(force_insert=True)` does; for models without parents and signals."""
    is_numbered = row.pk is None
    connection: Any = connections[DEFAULT_DB_ALIAS]
    key = (type(row), is_numbered)
    if key not in _inserts:
        _inserts[key] = _insert(row, is_numbered=is_numbered)
    sql, fields = _inserts[key]
    with connection.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields])
        if is_numbered:
            [row.pk] = connection.ops.fetch_returned_insert_columns(cursor, ())
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 - as Django marks a row that is stored
    return row


def _insert(row: Model, *, is_numbered: bool) -> tuple[str, list[Any]]:
    """Return the INSERT of the row's model, and the fields whose values it takes; the database numbers the row."""
    meta: Any = row._meta
    fields = [field for field in meta.local_concrete_fields if not (is_numbered and field is meta.auto_field)]
    query: Any = InsertQuery(type(row))
    query.insert_values(fields, [row])
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    compiler.returning_fields = [meta.auto_field] if is_numbered else []
    [(sql, _params)] = compiler.as_sql()
    return sql, fields
