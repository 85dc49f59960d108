"""Queries that are written as SQL once: on a page of sixty rows that takes longer than to run them.

Only for querysets of plain values whose parameters are known when they are built; keep one for each set of parameters,
`@lru_cache(maxsize=...) def _rows_of(group, today) -> Prepared: return Prepared(Model.objects...values_list(...))`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


class Prepared:
    """The statement of a queryset with `values_list`; each iteration runs it anew and gives its rows as tuples."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self._using = queryset.db
        self._compiler: Any = queryset.all().query.get_compiler(self._using)
        try:
            self._sql, self._params = self._compiler.as_sql()
        except EmptyResultSet:
            self._sql, self._params = "", ()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Run the statement; none is run where its conditions can never be met."""
        if not self._sql:
            return iter(())
        with connections[self._using].cursor() as cursor:
            cursor.execute(self._sql, self._params)
            rows: Iterator[tuple[Any, ...]] = self._compiler.results_iter([cursor.fetchall()], tuple_expected=True)
        return rows
