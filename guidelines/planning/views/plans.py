"""*Planskema*: the list of plans, the plan of a group, its edit mode, and *Fortryd*."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guidelines.journal.models import Event
from guidelines.lists import clock
from guidelines.lists.errors import CONFLICT, UNPROCESSABLE, Refused
from guidelines.people.both import both_sides
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.people.seen import Overtaken, Watched, as_seen, last_event
from guidelines.planning.access import may_approve_plan
from guidelines.planning.actions import replan, undo
from guidelines.planning.actions.undo import UNDOABLE
from guidelines.planning.approved.stamp import plan_stamp
from guidelines.planning.editing import Typed
from guidelines.planning.filters import PlanFilter, read_filter
from guidelines.planning.forms import ReplanForm, RowAgainForm, known_years, move_years
from guidelines.planning.models import PlanEntry
from guidelines.planning.overview import group_plans
from guidelines.planning.page import Asked, PlanPage, plan_page
from guidelines.planning.row_state import planned_entry, watched_plan_of
from guidelines.planning.rules import Kind
from guidelines.planning.views.shared import (
    actor,
    group_or_404,
    may_edit_guideline,
    plan_url,
    state_of_plan,
    undoable,
)
from guidelines.register.models import Guideline


@require_safe
@login_required
def plans(request: ViewerRequest) -> HttpResponse:
    """List the groups that have a plan, with the state of their guidelines; the others for the secretariat."""
    listed = group_plans(clock.today())
    with_plan = [plan for plan in listed if plan.total]
    without = [plan for plan in listed if not plan.total] if request.viewer.is_secretariat else []
    own = [plan for plan in with_plan if plan.pk in request.viewer.own_groups]
    context = {"own": own, "others": [plan for plan in with_plan if plan not in own], "without": without}
    return render(request, "planning/plans.html", context)


@require_safe
@login_required
def plan(request: ViewerRequest, slug: str) -> HttpResponse:
    """Show the plan of a group; with HX-Request the part below the heading alone."""
    group = group_or_404(slug)
    wanted = read_filter(request.GET)
    page = plan_page(group, _asked(request, wanted))
    response = _rendered(request, page, status=200)
    if request.htmx:
        response.headers["HX-Trigger"] = json.dumps({"announce": page.status})
    patch_vary_headers(response, ("HX-Request",))
    return response


def _asked(request: ViewerRequest, wanted: PlanFilter, typed: dict[int, Typed] | None = None) -> Asked:
    token, since = (get_token(request), last_event()) if wanted.edit else ("", 0)
    return Asked(request.viewer, wanted, clock.today(), token, typed, since)


def _rendered(request: ViewerRequest, page: PlanPage, *, status: int, refusal: str = "") -> HttpResponse:
    is_part = bool(request.htmx) and not request.htmx.history_restore_request
    context: dict[str, object] = {"page": page, "group": page.group, "refusal": refusal, "today": clock.today()}
    if not is_part:
        context["undoable"] = undoable(request, page.group)
        context["stamp"] = plan_stamp(page.group, page.rows)
        context["may_approve"] = may_approve_plan(request.viewer, page.group)
    template = "planning/plan_body.html" if is_part else "planning/plan.html"
    return render(request, template, context, status=status)


@require_POST
@login_required
def edit_row(request: ViewerRequest, slug: str, guideline_id: int) -> HttpResponse:
    """Save a row of the edit mode; a refusal shows the plan again with what was chosen."""
    group = group_or_404(slug)
    guideline = get_object_or_404(Guideline.objects.of_group(group), pk=guideline_id)
    if not may_edit_guideline(request, guideline):
        raise Http404
    form = ReplanForm(request.POST)
    if not form.is_valid():
        typed = Typed(None, Kind.REVISION, request.POST.get("seen", ""))
        return _refused(request, group, guideline.pk, typed, _("Choose a year and a kind."))
    year, kind, key = (form.cleaned_data[name] for name in ("year", "kind", "entry"))
    entry = guideline.plan_entries.filter(pk=key).first()
    watched, by, now = watched_plan_of(guideline, entry), actor(request, group), clock.now()
    try:
        with as_seen(form.cleaned_data["seen"], watched.read, by=by, now=now):
            if entry:
                entry.refresh_from_db()
            replan(guideline, entry=entry, year=year, kind=kind, by=by, now=now)
    except Overtaken as overtaken:
        return _overtaken(request, group, guideline, watched, overtaken)
    except Refused as refused:
        return _refused(request, group, guideline.pk, Typed(year, kind, form.cleaned_data["seen"]), str(refused))
    return HttpResponseRedirect(plan_url(group, request.POST.get("back", "?rediger=1")))


def _overtaken(
    request: ViewerRequest, group: Group, guideline: Guideline, watched: Watched, overtaken: Overtaken
) -> HttpResponse:
    """Show both sides, and the row as a form on a page of its own that goes on from what is planned now."""
    now = planned_entry(guideline)
    years = known_years(clock.today()) if now and now.agreed_year is None else move_years(clock.today())
    form = RowAgainForm(
        request.POST, years=sorted({*years, *_chosen(request), *([now.year] if now and now.year else [])})
    )
    form.is_valid()
    keep_url = plan_url(group, request.POST.get("back", "?rediger=1"))
    sides: dict[str, Any] = {"events": watched.events, "keep_url": keep_url, "now": clock.now()}
    both = both_sides(overtaken, form, mark=watched_plan_of(guideline, now).mark(), **sides)
    form.go_on_from(now.pk if now else None)
    context = {
        "title": _("Year and kind of “%(title)s”") % {"title": guideline.title},
        "submit": _("Save"),
        "both": both,
        "group": group,
        "form": form,
        "back_url": keep_url,
    }
    return render(request, "planning/entry_form.html", context, status=CONFLICT)


def _chosen(request: ViewerRequest) -> list[int]:
    year = request.POST.get("year", "")
    return [int(year)] if year.isdecimal() and len(year) == 4 else []


def _refused(request: ViewerRequest, group: Group, guideline: int, typed: Typed, why: str) -> HttpResponse:
    wanted = read_filter(QueryDict(request.POST.get("back", "").removeprefix("?")))
    asked = _asked(request, replace(wanted, edit=True), {guideline: typed})
    return _rendered(request, plan_page(group, asked), status=UNPROCESSABLE, refusal=why)


@require_POST
@login_required
def undo_change(request: ViewerRequest, slug: str, seq: int) -> HttpResponse:
    """Take back the viewer's change with this number, and return to the plan."""
    group = group_or_404(slug)
    event = get_object_or_404(Event, pk=seq, verb__in=UNDOABLE)
    entry = get_object_or_404(PlanEntry.objects.of_group(group).select_related("guideline"), pk=event.object_key)
    if not may_edit_guideline(request, entry.guideline):
        raise Http404
    try:
        undo(event, by=actor(request, group), now=clock.now())
        messages.success(request, _("The change was undone."))
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(plan_url(group, state_of_plan(request, group)))
