"""Every list of the product: one view that names its table, its filters and its template (architecture, rule 12).

Columns are declared with django-tables2, filters with django-filter. The body is drawn by the table's own row function
over plain values, because django-tables2's cost is per cell (performance.md 10.3).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

import django_filters
import django_tables2
from django.db.models import QuerySet
from django.forms import Form, Select, TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from guidelines.lists.paging import COUNT_CAP, Page, Pager, capped_count, orders_of
from guidelines.lists.prepared import Statements
from guidelines.lists.rows import text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ORDER, AFTER, BEFORE = "orden", "efter", "foer"
_FIRST = Statements(64)  # of first pages: to write one as SQL takes longer than to run it


class ListColumn(django_tables2.Column):  # type: ignore[misc]
    """A column: its heading, and, where the list can be ordered by it, its name in the address and the fields.

    `order_by` are paths as in a queryset; the first one turns round when the order does. `css` is the class of the
    heading ("num" for what stands to the right).
    """

    def __init__(self, heading: Any, *, param: str = "", order_by: Iterable[str] = (), css: str = "") -> None:
        super().__init__(verbose_name=heading)
        self.param = param
        self.paths = tuple(order_by)
        self.css = css


class RowTable(django_tables2.Table):  # type: ignore[misc]
    """Declares columns (`ListColumn`), the `fields` each row is read with, and draws a row of them as HTML."""

    base_columns: ClassVar[dict[str, ListColumn]]
    fields: ClassVar[tuple[str, ...]]
    default_order: ClassVar[str]

    def __init__(self, request: HttpRequest) -> None:
        """Made for one request; django-tables2's own rows are never built."""
        self.request = request

    def prepare(self, page: Sequence[tuple[Any, ...]]) -> None:
        """Read what the rows of a page share, before they are drawn; nothing by default."""

    def row_html(self, row: tuple[Any, ...]) -> SafeString:
        """The row as a `tr`; `row` holds the values of `fields`, then the primary key. What is not safe is escaped."""
        raise NotImplementedError

    @classmethod
    def order(cls, asked: str) -> str:
        """The order asked for, if a column has it, else the default."""
        known = {column.param for column in cls.base_columns.values() if column.param}
        return asked if asked.removeprefix("-") in known else cls.default_order

    @classmethod
    def paths(cls, order: str) -> tuple[str, ...]:
        """The fields to order by."""
        first, *rest = next(
            column.paths for column in cls.base_columns.values() if column.param == order.removeprefix("-")
        )
        return (_turned(first) if order.startswith("-") else first, *rest)


def _turned(path: str) -> str:
    return path.removeprefix("-") if path.startswith("-") else f"-{path}"


@dataclass(frozen=True)
class Heading:
    """One column's heading: where its link leads ("" if the list has no such order), and its present direction."""

    label: str
    css: str
    param: str
    url: str
    aria_sort: str


@dataclass(frozen=True)
class Link:
    """A way to another page of the list."""

    key: str
    label: str
    url: str


@dataclass(frozen=True)
class Shown:
    """A page of the list, ready for templates/components/table.html; `found` is how many rows all pages have."""

    caption: str
    form: Form | None
    path: str
    url: str
    order: str
    headings: list[Heading]
    body: SafeString
    status: str
    empty_text: str
    reset_url: str
    pages: list[Link]
    found: int = 0
    csv_url: str = ""


class TableView(View):
    """A list with filters, order and pages: the whole page, or with HX-Request what stands below the filters.

    A subclass names `table_class`, `filterset_class`, `template_name` (it includes components/table.html), `caption`
    and `noun`, and answers `get_queryset`. Filters, order and page live in the address. One statement reads the rows,
    one counts (none where the first page holds everything), one finds where a later page begins.
    """

    table_class: type[RowTable]
    filterset_class: type[django_filters.FilterSet] | None = None
    template_name: str
    part_name = "components/table_part.html"
    page_size = 50
    caption: StrOrPromise
    noun: Any  # ngettext_lazy("guideline", "guidelines")
    empty_text: StrOrPromise = gettext_lazy("There is nothing here yet.")
    csv_name = ""  # of the address that gives the same list as CSV, where there is one

    def get_queryset(self) -> QuerySet[Any]:
        """Everything the viewer may see in this list, in any order."""
        raise NotImplementedError

    def get_key(self) -> Hashable | None:
        """All that `get_queryset` depends on, where its statement may be kept; None where it may not."""
        return None

    def get_counted(self) -> QuerySet[Any]:
        """As many rows as `get_queryset` has, with nothing said of them: what is to be counted."""
        return self.get_queryset()

    def get_context(self) -> dict[str, Any]:
        """What the page needs besides the list; asked for whole pages only."""
        return {}

    def get_part_context(self) -> dict[str, Any]:
        """What the part below the filters needs besides the list."""
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The list as the address asks for it."""
        shown = self.shown(request)
        context = {"table": shown, "part_name": self.part_name, **self.get_part_context()}
        if shown.form and shown.form.errors:
            context["form"] = shown.form
        if wants_part(request):
            response = render(request, self.part_name, {**context, "is_part": True})
            response["HX-Push-Url"] = shown.url
            response["HX-Trigger"] = json.dumps({"announce": shown.status})
        else:
            response = render(request, self.template_name, {**context, **self.get_context()})
        patch_vary_headers(response, ["HX-Request"])
        return response

    def shown(self, request: HttpRequest) -> Shown:
        """The page of the list that the address asks for; a list that is no table of the database answers it itself."""
        everything = self.get_queryset()
        filters = self._filters(everything)
        found = filters.qs if filters and filters.is_bound else everything
        is_narrowed = filters is not None and filters.is_bound and bool(filters.form.changed_data)
        table = self.table_class(request)
        order = table.order(request.GET.get(ORDER, ""))
        page = self._page(table, order, found, everything, is_narrowed=is_narrowed)
        table.prepare(page.rows)
        address = Address(request, "" if order == table.default_order else order)
        noun, total = self.noun, _total(page, found, self.get_counted, is_narrowed=is_narrowed) if page.rows else 0
        return Shown(
            caption=str(self.caption),
            form=_live(filters.form, request.path) if filters else None,
            path=request.path,
            url=address.here(),
            order=address.order,
            headings=[_heading(column, order, address) for column in table.base_columns.values()],
            body=SafeString("".join([text(table.row_html(row)) for row in page.rows])),
            status=_status(page, total, noun, is_narrowed=is_narrowed) if page.rows else "",
            empty_text="" if page.rows else self._why_empty(is_narrowed=is_narrowed),
            reset_url=address.reset() if is_narrowed else "",
            pages=_pages(page, address),
            found=total if page.has_previous or page.has_next else len(page.rows),
            csv_url=address.at(reverse(self.csv_name)) if self.csv_name and page.rows else "",
        )

    def all_rows(self, request: HttpRequest) -> QuerySet[Any, Any]:
        """The rows of all pages that the address asks for, in its order; what an export writes."""
        everything = self.get_queryset()
        filters = self._filters(everything)
        table = self.table_class
        order = table.order(request.GET.get(ORDER, ""))
        pager = Pager(table.fields, orders_of(everything, table.paths(order)), self.page_size)
        return pager.all_rows(filters.qs if filters and filters.is_bound else everything)

    def _filters(self, everything: QuerySet[Any]) -> django_filters.FilterSet | None:
        """The filters, bound where the address names one: what nobody asked for need not be looked through."""
        if self.filterset_class is None:
            return None
        asked = self.request.GET
        is_asked = any(value for name in self.filterset_class.base_filters for value in asked.getlist(name))
        return self.filterset_class(asked if is_asked else None, everything, request=self.request)

    def _page(
        self, table: RowTable, order: str, found: QuerySet[Any], everything: QuerySet[Any], *, is_narrowed: bool
    ) -> Page:
        """The page that the address asks for; the statement of the first one, unfiltered, is written once."""
        pager = Pager(table.fields, orders_of(everything, table.paths(order)), self.page_size)
        after, before = self.request.GET.get(AFTER, ""), self.request.GET.get(BEFORE, "")
        key = self.get_key()
        if key is None or is_narrowed or after or before:
            return pager.page(found, everything, after=after, before=before)
        return pager.first_page(_FIRST.get((type(self), key, order), lambda: pager.first_rows(everything)))

    def _why_empty(self, *, is_narrowed: bool) -> str:
        if is_narrowed:
            return _("No %(noun)s match the filters.") % {"noun": self.noun % 0}
        return str(self.empty_text)


class Address:
    """The addresses of a list: the present one with other order or page; what is empty or usual is left out."""

    def __init__(self, request: HttpRequest, order: str) -> None:
        self.path, self.order = request.path, order
        pairs = [(name, value) for name, values in request.GET.lists() for value in values if value]
        self._filters = [(name, value) for name, value in pairs if name not in (ORDER, AFTER, BEFORE)]
        self._page = [(name, value) for name, value in pairs if name in (AFTER, BEFORE)]

    def here(self) -> str:
        """The present address."""
        return self._made(self._filters, self.order, self._page)

    def page(self, name: str = "", key: object = "") -> str:
        """Another page with the same filters and order; the first one without a name."""
        return self._made(self._filters, self.order, [(name, str(key))] if name else [])

    def at(self, path: str) -> str:
        """Another address, with the same filters and order."""
        query = self._query(self._filters, self.order, [])
        return f"{path}?{query}" if query else path

    def ordered(self, order: str) -> str:
        """The first page in another order."""
        return self._made(self._filters, order, [])

    def reset(self) -> str:
        """The first page without filters."""
        return self._made([], self.order, [])

    def _made(self, filters: list[tuple[str, str]], order: str, page: list[tuple[str, str]]) -> str:
        query = self._query(filters, order, page)
        return f"{self.path}?{query}" if query else self.path

    def _query(self, filters: list[tuple[str, str]], order: str, page: list[tuple[str, str]]) -> str:
        return urlencode([*filters, *([(ORDER, order)] if order else []), *page])


def wants_part(request: HttpRequest) -> bool:
    """True for htmx, but not when it restores a page of the browser's history, which must be whole."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def _live(form: Form, path: str) -> Form:
    """The form, with controls that filter at once where scripts run."""
    for field in form.fields.values():
        if isinstance(field.widget, Select):
            field.widget.attrs["data-autosubmit"] = ""
        elif isinstance(field.widget, TextInput):
            trigger = {"hx-get": path, "hx-trigger": "input changed delay:400ms", "hx-include": "closest form"}
            field.widget.attrs.update(trigger)
    return form


def _heading(column: ListColumn, order: str, address: Address) -> Heading:
    is_current = bool(column.param) and order.removeprefix("-") == column.param
    is_descending = order.startswith("-")
    turned = column.param if is_descending or not is_current else f"-{column.param}"
    direction = ("descending" if is_descending else "ascending") if is_current else ""
    url = address.ordered(turned) if column.param else ""
    return Heading(str(column.verbose_name), column.css, column.param, url, direction)


def _pages(page: Page, address: Address) -> list[Link]:
    links = []
    if page.has_previous:
        links.append(Link("foerste", _("First page"), address.page()))
        links.append(Link("forrige", _("Previous page"), address.page(BEFORE, page.rows[0][-1])))
    if page.has_next:
        links.append(Link("naeste", _("Next page"), address.page(AFTER, page.rows[-1][-1])))
    return links


def _total(page: Page, found: QuerySet[Any], everything: Callable[[], QuerySet[Any]], *, is_narrowed: bool) -> int:
    """How many rows the filters find on all pages; of a whole page that they narrowed, how many there are without."""
    is_whole = not page.has_previous and not page.has_next
    if is_whole and not is_narrowed:
        return len(page.rows)
    return capped_count(found if is_narrowed and not is_whole else everything())


def _status(page: Page, total: int, noun: Any, *, is_narrowed: bool) -> str:
    is_whole = not page.has_previous and not page.has_next
    words = {"shown": number_format(len(page.rows)), "total": _capped(total), "noun": noun % total}
    if is_narrowed and not is_whole:
        return _("Showing %(shown)s of %(total)s %(noun)s that match the filters.") % words
    return _("Showing %(shown)s of %(total)s %(noun)s.") % words


def _capped(total: int) -> str:
    number = number_format(min(total, COUNT_CAP), force_grouping=True)
    return f"{number}+" if total > COUNT_CAP else number
