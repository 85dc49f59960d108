"""The figures of the overview, counted in the database: a constant number of statements, whatever there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, Min, Value, When

from guidelines.desk.overview.asked import due_in, waited
from guidelines.desk.overview.rules import BANDS, Span, quarters_left, years_ahead
from guidelines.desk.overview.scope import Scope
from guidelines.desk.overview.then import Day, Register, with_cover
from guidelines.people.models import Group

OLDEST = 10


@dataclass(frozen=True)
class GroupName:
    """A group and its chair as rows name them; `has_plan` where the register's list can be narrowed to it."""

    slug: str
    abbreviation: str
    has_plan: bool
    chair_title: str = ""


@dataclass(frozen=True)
class Figures:
    """Everything that is shown; shared guidelines count for each of their groups, and once in what is for all.

    `states` and `stages` are counts by group (None: of no group) and value, `all_states` and `all_stages` by value.
    `held` counts open steps by role, group of the holder and band; `since` is when the oldest of them began, by role
    and group. `dues` counts by deadline (as in an address) and cover.
    """

    groups: Mapping[int, GroupName]
    states: Counter[tuple[int | None, str]]
    all_states: Counter[str]
    stages: Counter[tuple[int | None, str]]
    all_stages: Counter[str]
    held: Counter[tuple[str, int | None, str]]
    since: Mapping[tuple[str, int | None], date]
    dues: Counter[tuple[str, str]]


def count(scope: Scope, day: Day) -> Figures:
    """Return the figures of a scope on a day; seven statements."""
    states, running = scope.guidelines(day), scope.used(day).exclude(stage="")
    held, since = _held(scope, day)
    return Figures(
        groups=_groups(),
        states=_by_group(scope, states, "validity"),
        all_states=_of_all(states, "validity"),
        stages=_by_group(scope, running, "stage"),
        all_stages=_of_all(running, "stage"),
        held=held,
        since=since,
        dues=_dues(scope, day),
    )


def _groups() -> dict[int, GroupName]:
    """All groups in Danish order."""
    rows = Group.objects.values_list("pk", "slug", "abbreviation", "kind", "chair_title")
    return {pk: GroupName(slug, name, kind != Group.Kind.UMBRELLA, title) for pk, slug, name, kind, title in rows}


def _by_group(scope: Scope, found: Register, name: str) -> Counter[tuple[int | None, str]]:
    rows = scope.by_group(found).order_by().values_list("group_links__group", name)
    counted = rows.annotate(number=Count("pk", distinct=True))
    return Counter({(group, value): number for group, value, number in counted})


def _of_all(found: Register, name: str) -> Counter[str]:
    counted = found.order_by().values_list(name).annotate(number=Count("pk", distinct=True))
    return Counter(dict(counted))


def _held(scope: Scope, day: Day) -> tuple[Counter[tuple[str, int | None, str]], dict[tuple[str, int | None], date]]:
    whens = [When(waited(band, day.on), then=Value(band.key)) for band in BANDS]
    bands = Case(*whens, default=Value(BANDS[0].key), output_field=CharField())
    rows = scope.steps(day).annotate(band=bands).order_by().values_list("holder_role", "holder_group", "band")
    held: Counter[tuple[str, int | None, str]] = Counter()
    since: dict[tuple[str, int | None], date] = {}
    for role, group, band, number, first in rows.annotate(number=Count("pk"), first=Min("since")):
        held[role, group, band] = number
        since[role, group] = min(first, since.get((role, group), first))
    return held, since


def _dues(scope: Scope, day: Day) -> Counter[tuple[str, str]]:
    names = [Span.PASSED.value, Span.UNKNOWN.value, Span.LATER.value]
    names += [f"{year}-{quarter}" for year in years_ahead(day.on) for quarter in quarters_left(year, day.on)]
    whens = [When(due_in(name, day.on), then=Value(name)) for name in names]
    spans = Case(*whens, default=Value(""), output_field=CharField())
    rows = with_cover(scope.used(day), day).annotate(span=spans).order_by().values_list("span", "cover")
    return Counter({(span, cover): number for span, cover, number in rows.annotate(number=Count("pk"))})
