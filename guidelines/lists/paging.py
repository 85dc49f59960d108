"""Pages without counting and without OFFSET: the next page begins after a row, not after a number of rows.

Keyset paging over (order columns, primary key), so that page 10,000 costs what page 2 costs (performance.md 1.3, 8).
NULL stands last in either direction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

COUNT_CAP = 10_000


@dataclass(frozen=True)
class Order:
    """One column of an order: its path from the model, its direction, and whether it can be NULL."""

    path: str
    is_descending: bool = False
    is_nullable: bool = False

    def clause(self, *, backwards: bool) -> OrderBy:
        """This column in an ORDER BY; an index serves it, because NULLs are mentioned only where they can be."""
        descending = self.is_descending != backwards
        nulls = ({"nulls_first": True} if backwards else {"nulls_last": True}) if self.is_nullable else {}
        return F(self.path).desc(**nulls) if descending else F(self.path).asc(**nulls)

    def equal(self, value: Any) -> Q:
        """Rows that have the same value here."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def beyond(self, value: Any, *, backwards: bool) -> Q | None:
        """Rows that come strictly later in this column, walking forwards or backwards; None when there can be none."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if backwards else None
        later = Q(**{f"{self.path}__{'lt' if self.is_descending != backwards else 'gt'}": value})
        return later | Q(**{f"{self.path}__isnull": True}) if self.is_nullable and not backwards else later

    def bound(self, value: Any, *, backwards: bool) -> Q:
        """A plain range that holds every later row, for the index; empty where NULLs forbid one."""
        if value is None or self.is_nullable:
            return Q()
        return Q(**{f"{self.path}__{'lte' if self.is_descending != backwards else 'gte'}": value})


@dataclass(frozen=True)
class Page:
    """Rows of plain values (the fields asked for, then the primary key), and whether there are more on either side."""

    rows: list[tuple[Any, ...]]
    has_previous: bool
    has_next: bool


def orders_of(queryset: QuerySet[Any], paths: Sequence[str]) -> list[Order]:
    """Columns such as "-due_on" as orders; what may be NULL is read from the model, annotations always may."""
    return [
        Order(path.removeprefix("-"), path.startswith("-"), _is_nullable(queryset, path.removeprefix("-")))
        for path in paths
    ]


def _is_nullable(queryset: QuerySet[Any], path: str) -> bool:
    model: type[Model] | Any = queryset.model
    if path in queryset.query.annotations:
        return True
    for part in path.split("__"):
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return True
        if getattr(field, "null", True) or field.one_to_many or field.many_to_many:
            return True
        model = field.related_model
    return False


@dataclass(frozen=True)
class Pager:
    """Cuts pages of `size` rows out of what a queryset finds; `fields` are what each row holds."""

    fields: Sequence[str]
    orders: Sequence[Order]
    size: int

    def page(self, found: QuerySet[Any], everything: QuerySet[Any], *, after: str = "", before: str = "") -> Page:
        """The page that begins after, or ends before, the row with this primary key; else the first page.

        `everything` is what `found` was filtered from: there the row is looked up, so that a page stays where it was
        although its neighbour no longer matches. An unknown row, or an empty page, gives the first page.
        """
        if after and (edge := self._edge(everything, after)):
            rows = self._rows(found.filter(self._past(edge, backwards=False)), backwards=False)
            if rows:
                return Page(rows[: self.size], has_previous=True, has_next=len(rows) > self.size)
        elif before and (edge := self._edge(everything, before)):
            rows = self._rows(found.filter(self._past(edge, backwards=True)), backwards=True)
            if len(rows) >= self.size:
                return Page(rows[: self.size][::-1], has_previous=len(rows) > self.size, has_next=True)
        return self.first_page(self.first_rows(found))

    def first_page(self, rows: Iterable[tuple[Any, ...]]) -> Page:
        """The first page, from what the statement of `first_rows` gave."""
        listed = list(rows)
        return Page(listed[: self.size], has_previous=False, has_next=len(listed) > self.size)

    def first_rows(self, found: QuerySet[Any]) -> QuerySet[Any, Any]:
        """The rows of the first page, and one more."""
        return self._ordered(found, backwards=False)

    def _rows(self, found: QuerySet[Any], *, backwards: bool) -> list[tuple[Any, ...]]:
        return list(self._ordered(found, backwards=backwards))

    def all_rows(self, found: QuerySet[Any]) -> QuerySet[Any, Any]:
        """The rows of all pages."""
        return self._in_order(found, backwards=False)

    def _ordered(self, found: QuerySet[Any], *, backwards: bool) -> QuerySet[Any, Any]:
        return self._in_order(found, backwards=backwards)[: self.size + 1]

    def _in_order(self, found: QuerySet[Any], *, backwards: bool) -> QuerySet[Any, Any]:
        clauses = [order.clause(backwards=backwards) for order in self.orders]
        last = F("pk").desc() if backwards else F("pk").asc()
        return found.order_by(*clauses, last).values_list(*self.fields, "pk")

    def _edge(self, everything: QuerySet[Any], key: str) -> tuple[Any, ...] | None:
        try:
            pk = everything.model._meta.pk.to_python(key)
            paths = [order.path for order in self.orders]
            return everything.filter(pk=pk).order_by().values_list(*paths, "pk").first()
        except (ValidationError, OverflowError):
            return None

    def _past(self, edge: tuple[Any, ...], *, backwards: bool) -> Q:
        """Later in the first column, or equal there and later in the second, and so on."""
        past = Q(pk__lt=edge[-1]) if backwards else Q(pk__gt=edge[-1])
        for order, value in reversed(list(zip(self.orders, edge, strict=False))):
            past &= order.equal(value)
            beyond = order.beyond(value, backwards=backwards)
            past = past if beyond is None else past | beyond
            past &= order.bound(value, backwards=backwards)
        return past


def capped_count(found: QuerySet[Any]) -> int:
    """How many rows there are, but never more than 10,001: then nobody counted further."""
    return found.order_by().values("pk")[: COUNT_CAP + 1].count()
