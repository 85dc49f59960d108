"""*Godkendelsesvej* of one revision under way: changed by the secretariat, never by one who has worked on it (A3)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.access import may_change_run
from guidelines.approval.actions import Stale, change_run
from guidelines.approval.forms.run_route import RunRouteForm
from guidelines.approval.reading import Case, read_case
from guidelines.approval.reading_run_route import (
    consultation_stands,
    effects,
    offered_by,
    others_for,
    routes_of,
    standing,
    why_not,
)
from guidelines.approval.views.inside import crumbs
from guidelines.approval.wording import POSITIONS, holder
from guidelines.approval.wording_routes import FIELDS, value
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import METHODS
from guidelines.planning.models import Revision

CONFLICT = 409
SHOWN = ("approver_group", "clinical_days", "self_approval", "needs_second_factor")
CONSULTED = "has_consultation"


@require_http_methods(METHODS)
@secretariat_only
def run_route(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Show which groups approve a revision, and let one of the secretariat who is free change it."""
    case = read_case(get_object_or_404(Revision, pk=revision_id), clock.today())
    if case.revision.ended_on is not None or not may_change_run(request.viewer, case):
        if request.method == "POST":
            raise Http404
        return _page(request, case, None)
    form = _form(request.POST if request.method == "POST" else None, case)
    if request.method == "POST" and form.is_valid():
        return _change(request, case, form)
    return _page(request, case, form)


def _form(data: Any, case: Case, **initial: str) -> RunRouteForm:
    others = others_for(case)
    return RunRouteForm(
        data,
        offered=offered_by(case),
        others=others,
        routes=routes_of(others),
        has_consultation=case.has_consultation,
        initial=initial,
    )


def _change(request: ViewerRequest, case: Case, form: RunRouteForm) -> HttpResponse:
    person, reason = request.viewer.person, form.cleaned_data["reason"]
    if person is None:
        raise Http404
    facts = {"approvals": form.facts, **{name: form.cleaned_data[name] for name in ("reason", "shown", CONSULTED)}}
    try:
        change_run(case.revision, **facts, person=person, by=request.viewer.actor(), now=clock.now())
    except Stale as stale:
        now = read_case(case.revision, case.today)
        return _page(request, now, _form(None, now, reason=reason), status=CONFLICT, changes=stale.changes)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, case, form)
    now = read_case(case.revision, case.today)
    words = {"position": str(POSITIONS[now.position]).lower(), "names": ", ".join(holder(view) for view in now.steps)}
    messages.success(request, _("The route is changed. It stands at: %(position)s, with %(names)s.") % words)
    return HttpResponseRedirect(reverse("case", args=[case.revision.pk]))


def _page(
    request: ViewerRequest, case: Case, form: RunRouteForm | None, *, status: int | None = None, **more: Any
) -> HttpResponse:
    title = _("Route for approval of this revision")
    needed = [(item, standing(case, item), _facts(item)) for item in case.approvals]
    context = {
        "title": title,
        "case": case,
        "guideline": case.guideline,
        "position": POSITIONS[case.position],
        "holders": [(view, holder(view)) for view in case.steps],
        "today": case.today,
        "form": form,
        "needed": needed,
        "consulted": (FIELDS[CONSULTED], value(CONSULTED, case.has_consultation), consultation_stands(case)),
        "rows": [(fields, standing(case, item.approval), item) for item, fields in form.rows] if form else [],
        "effects": effects(case),
        "why_not": why_not(request.viewer.person, case),
        "back": reverse("case", args=[case.revision.pk]),
        "crumbs": crumbs(case, title),
        **more,
    }
    failed = form is not None and bool(form.errors)
    return render(request, "approval/run_route.html", context, status=status or (UNPROCESSABLE if failed else None))


def _facts(item: Any) -> list[tuple[str, str]]:
    return [(str(FIELDS[name]), value(name, getattr(item, name))) for name in SHOWN]
