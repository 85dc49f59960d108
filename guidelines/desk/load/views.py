"""*Belastning*: who has how much in which year, how heavy the years are, and when approvals can be expected."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.desk.load.approvals import Outlook, outlook
from guidelines.desk.load.charts import Bar, BarChart, SquareChart, bar_chart, square_chart
from guidelines.desk.load.reading import groups_to_choose, read_scope, scope_of
from guidelines.desk.load.wording import outlook_said
from guidelines.lists import clock
from guidelines.lists.dates import known_date
from guidelines.people.middleware import ViewerRequest
from guidelines.people.rules import short_name
from guidelines.planning.load.rules import GroupLoad, PersonLoad, group_loads, person_loads, years_shown
from guidelines.planning.load.wording import decimal, groups_said, persons_said

DRAWN_PERSONS, DRAWN_YEARS = 20, 6
"""So many persons and years are drawn; the table has them all."""


@require_safe
@login_required
def load(request: ViewerRequest) -> HttpResponse:
    """Show the load that the viewer may see; narrowed to a group by `?gruppe=`, 404 for one that is not theirs."""
    groups = groups_to_choose(request.viewer)
    asked = request.GET.get("gruppe", "")
    chosen = next((group for group in groups if group.slug == asked), None)
    scope = scope_of(request.viewer, chosen.pk if chosen else None)
    if scope is None or (asked and chosen is None):
        raise Http404
    facts, awaited = read_scope(scope, clock.today())
    years, persons = years_shown(facts), person_loads(facts)
    is_own = scope.person is not None
    context: dict[str, Any] = {
        "groups": groups if len(groups) > 1 else [],
        "chosen": chosen,
        "is_own": is_own,
        "years": years,
        "persons": [(one, _cells(one, years)) for one in persons if one.total],
        "persons_said": list(persons_said(persons)),
        "person_chart": _persons(persons, years),
    }
    if not is_own:
        loads = group_loads(facts)
        context |= {"loads": loads, "groups_said": list(groups_said(loads)), "year_chart": _years(loads)}
    if awaited is not None:
        found = outlook(awaited)
        months = [(_short(one.year, one.month), one, decimal(one.spread), decimal(one.all)) for one in found.months]
        context |= {"months": months, "outlook_said": list(outlook_said(found)), "month_chart": _months(found)}
    return render(request, "desk/load.html", context)


def _cells(one: PersonLoad, years: range) -> list[tuple[int, bool]]:
    """The number of each year, and whether it is more than the group's limit."""
    above = one.above
    return [(one.years[year], year in above) for year in years]


def _persons(loads: list[PersonLoad], years: range) -> SquareChart | None:
    drawn = [one for one in loads if any(one.years.values())][:DRAWN_PERSONS]
    if not drawn:
        return None
    shown = years[:DRAWN_YEARS]
    rows = [(short_name(one.name), _cells(one, shown)) for one in drawn]
    said = _("A square for each guideline; a triangle where it is more than the group's limit.")
    return square_chart(_("Guidelines per person and year"), said, shown, rows)


def _years(loads: list[GroupLoad]) -> BarChart | None:
    if not loads or not loads[0].mean:
        return None
    first = loads[0]
    heavy = first.heavy
    bars = [
        Bar(str(year), count.revisions, count.new, str(count.all), year in heavy) for year, count in first.years.items()
    ]
    said = _("Full: revisions. Hatched: new guidelines. A triangle marks a year far above the mean.")
    return bar_chart("aar", _("Guidelines per year"), said, bars)


def _months(found: Outlook) -> BarChart | None:
    if found.is_empty:
        return None
    waves = found.waves
    bars = [
        Bar(_short(one.year, one.month), one.dated, one.spread, decimal(one.all), one in waves) for one in found.months
    ]
    said = _("Full: approvals with a date of their own. Hatched: spread by the months of earlier approvals.")
    return bar_chart("maaneder", _("Expected administrative approvals per month"), said, bars)


def _short(year: int, month: int) -> str:
    return known_date(date(year, month, 1), "month", get_language() or "da")
