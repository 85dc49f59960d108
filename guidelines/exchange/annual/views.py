"""*Rapporter*: the annual report of a group or of the country, as a page, Word or PDF; as of the day in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.exchange.annual.access import may_read_any, may_read_country, may_read_report
from guidelines.exchange.annual.content import Report, report
from guidelines.exchange.annual.docx_file import report_docx
from guidelines.exchange.annual.forms import AsOfForm
from guidelines.exchange.annual.pdf import report_pdf
from guidelines.exchange.annual.reading import read_report, years_with_plan
from guidelines.exchange.annual.rules import Period
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.planning.rules import is_plan_year
from guidelines.planning.views.shared import group_or_404

COUNTRY = "landet"
"""What stands in the address of the country's reports in the place of a group."""


class _Form(NamedTuple):
    """A kind of file."""

    write: Callable[[Report], bytes]
    content_type: str


FORMS = {
    "docx": _Form(report_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": _Form(report_pdf, "application/pdf"),
}


@dataclass(frozen=True)
class Shelf:
    """The reports of a group, or of the country, by year; `is_early` is the year that is not over."""

    name: str
    years: list[tuple[int, str, bool]]


@require_safe
@login_required
def reports(request: ViewerRequest) -> HttpResponse:
    """List the reports that the viewer may read, the newest first."""
    viewer, this_year = request.viewer, clock.today().year
    if not may_read_any(viewer):
        raise Http404
    own = None if viewer.is_secretariat else viewer.own_groups
    planned = years_with_plan(own)
    shelves = []
    if may_read_country(viewer):
        every = {year for years in planned.values() for year in years}
        shelves.append(Shelf(_("The whole country"), _years(COUNTRY, every, this_year)))
    for group in Group.objects.with_plan().order_by("sort_key", "pk"):
        if group.pk in planned or (own is not None and group.pk in own):
            name = f"{group.abbreviation} · {group.name}"
            shelves.append(Shelf(name, _years(group.slug, planned.get(group.pk, set()), this_year)))
    return render(request, "exchange/reports.html", {"shelves": shelves})


def _years(slug: str, planned: set[int], this_year: int) -> list[tuple[int, str, bool]]:
    """This year, the one before it, and every earlier one that anything was planned for."""
    shown = {this_year, this_year - 1, *(year for year in planned if year < this_year)}
    return [
        (year, reverse("annual-report", args=[slug, year]), year == this_year) for year in sorted(shown, reverse=True)
    ]


@require_safe
@login_required
def annual(request: ViewerRequest, slug: str, year: int) -> HttpResponse:
    """Show the report of a group or of the country for a year; `?pr=` says as of when."""
    group = _readable(request, slug, year)
    form = AsOfForm(request.GET, clock.today())
    known = form.cleaned_data["pr"] if form.is_valid() else clock.today()
    context = {
        "group": group,
        "slug": slug,
        "year": year,
        "known": known,
        "is_today": known == clock.today(),
        "form": form,
        "report": _report(group, year, known),
        "years": _beside(slug, year),
    }
    return render(request, "exchange/annual.html", context, status=200 if form.is_valid() else UNPROCESSABLE)


def _beside(slug: str, year: int) -> list[tuple[int, str]]:
    """The year before and the one after with their addresses, as far as a plan can have them."""
    years = (other for other in (year - 1, year + 1) if is_plan_year(other))
    return [(other, reverse("annual-report", args=[slug, other])) for other in years]


@require_safe
@login_required
def annual_file(request: ViewerRequest, slug: str, year: int, form: str) -> HttpResponse:
    """Give the same report as DOCX or PDF; 404 where the day in the address is none."""
    group = _readable(request, slug, year)
    asked = AsOfForm(request.GET, clock.today())
    if form not in FORMS or not asked.is_valid():
        raise Http404
    known = asked.cleaned_data["pr"]
    chosen = FORMS[form]
    response = HttpResponse(chosen.write(_report(group, year, known)), content_type=chosen.content_type)
    name = f"{_('annual-report')}-{slug}-{year}-{_('as-of')}-{known.isoformat()}.{form}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _readable(request: ViewerRequest, slug: str, year: int) -> Group | None:
    """Return the group of the address, None for the country; 404 where the viewer may not read that report."""
    if not is_plan_year(year):
        raise Http404
    if slug == COUNTRY:
        if not may_read_country(request.viewer):
            raise Http404
        return None
    group = group_or_404(slug)
    if not may_read_report(request.viewer, group):
        raise Http404
    return group


def _report(group: Group | None, year: int, known: date) -> Report:
    return report(read_report(group, Period(year, known)))
