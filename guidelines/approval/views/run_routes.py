"""*Godkendelsesvej* of one revision under way: changed by the secretariat, never by one who has worked on it (A3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.access import may_change_run
from guidelines.approval.actions import Stale, change_run
from guidelines.approval.forms.run_route import CONSULTED, PARTS, RunRouteForm
from guidelines.approval.reading import Case, read_case
from guidelines.approval.reading_run_route import (
    by_own_route,
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
from guidelines.journal.models import Event
from guidelines.lists import clock
from guidelines.lists.errors import CONFLICT, UNPROCESSABLE, Refused
from guidelines.people.both import both_sides
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.seen import last_event
from guidelines.people.views.shared import METHODS
from guidelines.planning.models import Revision

SHOWN = ("approver_group", "clinical_days", "self_approval", "needs_second_factor")
CHANGING = ("run_changed", "route_copied")
"""The verbs that change a revision's route."""


@require_http_methods(METHODS)
@secretariat_only
def run_route(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Show which groups approve a revision, and let one of the secretariat who is free change it."""
    revision, since = get_object_or_404(Revision, pk=revision_id), last_event()
    case = read_case(revision, clock.today())
    if case.revision.ended_on is not None or not may_change_run(request.viewer, case):
        if request.method == "POST":
            raise Http404
        return _page(request, case, None)
    form = _form(request.POST if request.method == "POST" else None, case, since)
    if form.is_late:
        return _late(request, case, form, since)
    if request.method == "POST" and form.is_valid():
        return _change(request, case, form)
    return _page(request, case, form)


def _form(data: Mapping[str, Any] | None, case: Case, since: int) -> RunRouteForm:
    others = others_for(case)
    routes = routes_of(others)
    gone = [by_own_route(group, routes.get(group.pk)) for group in others if f"{PARTS[-1]}_{group.pk}" in (data or {})]
    return RunRouteForm(
        data,
        offered=offered_by(case, gone),
        others=others,
        routes=routes,
        has_consultation=case.has_consultation,
        initial={"seen": str(since)},
    )


def _late(request: ViewerRequest, case: Case, form: RunRouteForm, since: int) -> HttpResponse:
    """Show what was changed meanwhile, by whom, beside what was written; all of that stands in the form again."""
    form.is_valid()  # what was written may be wrong, too: it is neither lost nor taken
    events = Event.objects.about(case.revision).filter(verb__in=CHANGING)
    overtaken = form.overtaken(_form(None, case, since))
    url, now = request.path, clock.now()
    both = both_sides(overtaken, form, events=events, keep_url=url, now=now, mark=str(since))
    return _page(request, case, _form(form.data, case, since), status=CONFLICT, both=both)


def _change(request: ViewerRequest, case: Case, form: RunRouteForm) -> HttpResponse:
    person = request.viewer.person
    if person is None:
        raise Http404
    facts = {"approvals": form.facts, **{name: form.cleaned_data[name] for name in ("reason", "shown", CONSULTED)}}
    try:
        change_run(case.revision, **facts, person=person, by=request.viewer.actor(), now=clock.now())
    except Stale:
        since = last_event()
        now = read_case(case.revision, case.today)
        return _late(request, now, _form(request.POST, now, since), since)
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
