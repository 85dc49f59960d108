"""Queries that are written as SQL once: on a page of sixty rows that takes longer than to run them.

Only for querysets of plain values whose parameters are known when they are built; keep one for each set of parameters,
`@lru_cache(maxsize=...) def _rows_of(group, today) -> Prepared: return Prepared(Model.objects...values_list(...))`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


class Prepared:
    """The statement of a queryset with `values_list`; each iteration runs it anew and gives its rows as tuples."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self._using = queryset.db
        compiler: Any = queryset.all().query.get_compiler(self._using)
        try:
            self._sql, self._params = compiler.as_sql()
        except EmptyResultSet:
            self._sql, self._params = "", ()
            return
        self._converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Run the statement; none is run where its conditions can never be met."""
        if not self._sql:
            return iter(())
        connection = connections[self._using]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, self._params)
            rows = cursor.fetchall()
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place, (converters, expression) in self._converters.items() if rows else ():
            for convert in converters:  # each value once: a column of dates or truths repeats the same few
                known = {value: convert(value, expression, connection) for value in set(columns[place])}
                columns[place] = [known[value] for value in columns[place]]
        return zip(*columns, strict=True)


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
