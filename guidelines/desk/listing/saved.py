"""The views of *Retningslinjer*: the built-in ones, and those that somebody saved; each is an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guidelines.desk.models import DefaultView, SavedView
from guidelines.lists.danish import sort_key
from guidelines.lists.prepared import Given, Reading
from guidelines.lists.tables import ORDER
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.register.filters import GuidelineFilter
from guidelines.register.models import Guideline
from guidelines.register.rules import ValidityState
from guidelines.register.tables import GuidelineTable
from guidelines.register.wording import STATES

PAGE = "guidelines"
SHOWN, EVERYTHING = "visning", "alle"
"""Says in the address that everything is asked for, by those for whom the bare one opens with a view."""
BUILT_IN = (ValidityState.OVERDUE, ValidityState.DUE_SOON, ValidityState.NO_VERSION)
_MOST_OF_A_VALUE = 200


class Kept(NamedTuple):
    """A saved view as a person sees it."""

    key: int
    name: str
    query: str
    is_shared: bool
    is_default: bool


@dataclass(frozen=True)
class ViewLink:
    """A view to choose above the list."""

    label: str
    url: str
    is_current: bool
    is_shared: bool = False


_rows = Reading(
    lambda: (
        SavedView.objects.filter(Q(person=Given("person")) | Q(person=None), page=PAGE)
        .annotate(
            is_default=Exists(DefaultView.objects.filter(person=Given("person"), page=PAGE, view=OuterRef("pk"))),
        )
        .order_by()
        .values_list("pk", "name", "query", "person_id", "is_default")
    )
)


def read_views(person: Person | None) -> list[Kept]:
    """Return the shared views and the person's own, in Danish order; one statement, none without a person."""
    if person is None:
        return []
    rows = _rows(person=person.pk)
    found = [Kept(key, name, query, owner is None, bool(is_default)) for key, name, query, owner, is_default in rows]
    return sorted(found, key=lambda view: (sort_key(view.name), view.key))


def default_of(views: list[Kept]) -> Kept | None:
    """Return the view with which the list opens for the person; None where it opens with everything."""
    return next((view for view in views if view.is_default and view.query), None)


def view_links(views: list[Kept], asked: QueryDict) -> list[ViewLink]:
    """Return all views as links, everything first, the one that the address asks for marked."""
    here, start = known_part(asked), reverse("guidelines")
    everything = f"{start}?{SHOWN}={EVERYTHING}" if default_of(views) else start
    links = [ViewLink(pgettext("filter", "All"), everything, not here)]
    for state in BUILT_IN:
        query = f"gyldighed={state.value}"
        links.append(ViewLink(str(STATES[state][1]), f"{start}?{query}", query == here))
    links += [ViewLink(view.name, address_of(view), view.query == here, view.is_shared) for view in views]
    return links


def address_of(view: Kept) -> str:
    """Return the address of a view; the view itself stands in it."""
    start = reverse("guidelines")
    return f"{start}?{view.query}" if view.query else f"{start}?{SHOWN}={EVERYTHING}"


def known_part(asked: QueryDict) -> str:
    """Return what the list knows of a query, in one order: its filters and its order, nothing of pages."""
    kept = QueryDict(mutable=True)
    for name in GuidelineFilter.base_filters:
        value = " ".join(asked.get(name, "").split())[:_MOST_OF_A_VALUE]
        if value:
            kept[name] = value
    order = asked.get(ORDER, "")
    if order and GuidelineTable.order(order) == order != GuidelineTable.default_order:
        kept[ORDER] = order
    return kept.urlencode()


def valid_part(query: str, request: ViewerRequest) -> str:
    """Return what of a query is worth keeping: what the list knows, without values that no filter takes."""
    asked = QueryDict(known_part(QueryDict(query[:2000])), mutable=True)
    form = GuidelineFilter(asked, Guideline.objects.none(), request=request).form
    for name in form.errors:
        asked.pop(name, None)
    return asked.urlencode()


def told(query: str) -> str:
    """Return a query in words, for those who look after their views: "Everything" for an empty one."""
    asked = QueryDict(query)
    words = [
        f"{GuidelineFilter.base_filters[name].label}: {_value(name, asked[name])}" for name in asked if name != ORDER
    ]
    if ORDER in asked:
        words.append(_("Order: %(column)s") % {"column": _column(asked[ORDER])})
    return " · ".join(words) or _("Everything")


def _value(name: str, value: str) -> str:
    if name == "gyldighed" and value in set(ValidityState):
        return str(STATES[ValidityState(value)][1])
    return value.upper() if name == "gruppe" else value


def _column(order: str) -> str:
    columns = GuidelineTable.base_columns.values()
    heading = next((str(one.verbose_name) for one in columns if one.param == order.removeprefix("-")), order)
    return _("%(column)s, backwards") % {"column": heading} if order.startswith("-") else heading
