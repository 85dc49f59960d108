"""*Print / Word*: the plan of a group as a file, for whoever may see its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from guidelines.exchange.planskema.content import Sheet, sheet
from guidelines.exchange.planskema.csv_text import planskema_csv
from guidelines.exchange.planskema.docx_file import planskema_docx
from guidelines.exchange.planskema.pdf import planskema_pdf
from guidelines.exchange.planskema.stamp import plan_stamp
from guidelines.exchange.planskema.xlsx import planskema_xlsx
from guidelines.lists import clock
from guidelines.people.access import Viewer
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.planning.filters import read_filter
from guidelines.planning.matrix import Perspective, plan_rows
from guidelines.planning.reading import read_plan
from guidelines.planning.sections import FULL_SPAN, visible_years
from guidelines.planning.views.shared import group_or_404


class _Form(NamedTuple):
    """A kind of file: how it is written and what it is called on the way."""

    write: Callable[[Sheet], bytes]
    content_type: str


FORMS = {
    "docx": _Form(planskema_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": _Form(planskema_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": _Form(planskema_pdf, "application/pdf"),
    "csv": _Form(planskema_csv, "text/csv; charset=utf-8"),
}


def plan_sheet(group: Group, viewer: Viewer, *, whole: bool = False) -> Sheet:
    """Return the group's planskema as the viewer may see it, with the years of its page; five statements at most."""
    today = clock.today()
    years = visible_years(today.year, whole=whole)
    facts = read_plan(group, today, min(years[0], FULL_SPAN[0]))
    rows = plan_rows(facts, Perspective(viewer.itself, today, (group.deadline_month, group.deadline_day)))
    return sheet(
        rows,
        group=group.name,
        abbreviation=group.abbreviation,
        years=years,
        now=clock.now(),
        language="en" if (get_language() or "da").startswith("en") else "da",
        stamp=plan_stamp(group, rows),
    )


@require_safe
@login_required
def export_plan(request: ViewerRequest, slug: str, form: str) -> HttpResponse:
    """The plan of a group as DOCX, XLSX, PDF or CSV; the query is that of the page, of which the years are taken."""
    group = group_or_404(slug)
    if form not in FORMS:
        raise Http404
    chosen = FORMS[form]
    written = chosen.write(plan_sheet(group, request.viewer, whole=read_filter(request.GET).whole))
    response = HttpResponse(written, content_type=chosen.content_type)
    name = f"planskema-{group.slug}-{clock.today().isoformat()}.{form}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
