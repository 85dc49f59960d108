"""*Godkendelsesvej*: who approves for a group and in how many days; revisions under way keep the route they have."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.access import may_run_route
from guidelines.approval.actions.routes import route_of, set_route
from guidelines.approval.forms.route import RouteForm, watched_route
from guidelines.approval.reading_routes import SHOWN, RouteChange, approvers_for, kept_by_runs, route_changes
from guidelines.approval.wording_routes import FIELDS, value
from guidelines.lists import clock
from guidelines.people.both import shown_mark
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.people.views.shared import METHODS, Page, answer


@require_http_methods(METHODS)
@login_required
def group_route(request: ViewerRequest, slug: str) -> HttpResponse:
    """Show a group's route to those who belong to it, and let its chair, deputies and the secretariat set it."""
    group = get_object_or_404(Group.objects.exclude(kind=Group.Kind.UMBRELLA), slug=slug)
    viewer = request.viewer
    may_set = may_run_route(viewer, group)
    if not may_set and not viewer.belongs_to(group) or request.method == "POST" and not may_set:
        raise Http404
    route = route_of(group)
    context = _context(group)
    if not may_set:
        facts = [(FIELDS[name], value(name, getattr(route, name))) for name in SHOWN if name != "approver_group"]
        approver = (FIELDS["approver_group"], str(route.approver_group or group))
        return render(request, "approval/route.html", {**context, "facts": [approver, *facts]})
    watched = watched_route(group)
    seen = {"seen": shown_mark(request, watched)}
    form = RouteForm(request.POST or None, approvers=approvers_for(group), route=route, initial=seen)

    def act() -> str:
        set_route(group, form.facts, by=viewer.actor(acting_for=group), now=clock.now())
        return _("The route of %(group)s is saved. It counts for revisions that start from now on.") % {"group": group}

    page = Page("", _("Save the route"), reverse("group-route", args=[slug]), template="approval/route.html")
    page.more.update(context)
    return answer(request, form, act, page, watched=watched)


def _context(group: Group) -> dict[str, Any]:
    crumbs = [
        {"label": _("Groups"), "url": reverse("groups")},
        {"label": str(group), "url": reverse("group", args=[group.slug])},
        {"label": _("Route for approval")},
    ]
    kept = [
        {
            "title": run.revision.guideline.title,
            "url": reverse("guideline", args=[run.revision.guideline.slug]),
            "approver": str(run.approver_group),
            "days": value("clinical_days", run.clinical_days),
            "own_work": value("self_approval", run.self_approval),
            "second_factor": value("needs_second_factor", run.needs_second_factor),
            "consultation": value("has_consultation", run.revision.route.has_consultation),
        }
        for run in kept_by_runs(group)
    ]
    return {"group": group, "crumbs": crumbs, "kept": kept, "changes": [_told(one) for one in route_changes(group)]}


def _told(change: RouteChange) -> dict[str, Any]:
    lines = [
        _("%(what)s: %(after)s (before: %(before)s)")
        % {"what": FIELDS[name], "after": value(name, after), "before": value(name, before)}
        for name, (before, after) in change.fields.items()
    ]
    return {"at": change.at, "who": change.who, "lines": lines or [_("Saved without a change.")]}
