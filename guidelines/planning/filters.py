"""The filters of the plan page as they stand in its address (ux 4.3), and what they keep; pure."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from guidelines.lists.danish import fold, search_forms, search_text
from guidelines.planning.matrix import Need, PlanRow


class Show(enum.StrEnum):
    """The chips; the values stand in the address."""

    ALL = "alle"
    OVERDUE = "overskredet"
    YOURS = "dig"
    NEXT_YEAR = "naeste-aar"
    NO_LEAD = "uden-tovholder"
    NO_YEAR = "uden-aar"


class Order(enum.StrEnum):
    """How rows are ordered: divided by urgency, or as the planskema has them."""

    ACTION = "handling"
    DOCUMENT = "planskema"


@dataclass(frozen=True)
class PlanFilter:
    """What an address asks for. Unknown values count as not given, so that an old link still opens."""

    show: Show = Show.ALL
    lead: int | None = None
    order: Order = Order.ACTION
    q: str = ""
    whole: bool = False
    edit: bool = False

    @property
    def narrows(self) -> bool:
        """True when rows may be left out."""
        return self.show is not Show.ALL or self.lead is not None or bool(self.q)

    def query(self, **changes: Any) -> str:
        """Return the address's query with these changes, "?" when nothing is asked for."""
        wanted = replace(self, **changes)
        pairs = {
            "vis": "" if wanted.show is Show.ALL else wanted.show.value,
            "tovholder": wanted.lead or "",
            "orden": "" if wanted.order is Order.ACTION else wanted.order.value,
            "q": wanted.q,
            "aar": "alle" if wanted.whole else "",
            "rediger": "1" if wanted.edit else "",
        }
        return "?" + urlencode({name: value for name, value in pairs.items() if value})


def read_filter(asked: Mapping[str, str]) -> PlanFilter:
    """Return the filter that an address's query names."""
    show, order, lead = asked.get("vis", ""), asked.get("orden", ""), asked.get("tovholder", "")
    return PlanFilter(
        show=Show(show) if show in set(Show) else Show.ALL,
        lead=int(lead) if lead.isascii() and lead.isdecimal() and len(lead) < 10 else None,
        order=Order(order) if order in set(Order) else Order.ACTION,
        q=" ".join(asked.get("q", "").split())[:80],
        whole=asked.get("aar") == "alle",
        edit=asked.get("rediger") == "1",
    )


def _has(need: Need) -> Callable[[PlanRow, int], bool]:
    return lambda row, _next_year: need in row.needs


KEPT: dict[Show, Callable[[PlanRow, int], bool]] = {
    Show.ALL: lambda _row, _next_year: True,
    Show.OVERDUE: lambda row, _next_year: not row.needs.isdisjoint((Need.OVERDUE, Need.MISSED)),
    Show.YOURS: _has(Need.YOURS),
    Show.NEXT_YEAR: lambda row, next_year: row.is_planned_in(next_year),
    Show.NO_LEAD: _has(Need.NO_LEAD),
    Show.NO_YEAR: _has(Need.NO_YEAR),
}


def counts(rows: Iterable[PlanRow], next_year: int) -> dict[Show, int]:
    """Return how many rows each chip would keep."""
    listed = list(rows)
    return {show: sum([kept(row, next_year) for row in listed]) for show, kept in KEPT.items()}


def kept_rows(rows: Iterable[PlanRow], wanted: PlanFilter, next_year: int) -> list[PlanRow]:
    """Return the rows that the filter keeps, in the order given."""
    kept = KEPT[wanted.show]
    found = [row for row in rows if kept(row, next_year)]
    if wanted.lead is not None:
        found = [row for row in found if any(lead.person == wanted.lead for lead in row.leads)]
    return [row for row in found if _is_found(row, wanted.q)] if wanted.q else found


def _is_found(row: PlanRow, query: str) -> bool:
    """True when every word is in the title or a tovholder's name, in the word's own or its ae/oe/aa spelling."""
    text = search_text(" ".join((row.facts.title, *(lead.name for lead in row.leads))))
    return all(any(form in text for form in search_forms(word)) for word in query.split() if fold(word))
