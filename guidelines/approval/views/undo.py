"""Buttons on decisions and steps: take back one's own decision, leave a step to the deputy, name somebody for one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.approval.access import has_decided, may_decide_step
from guidelines.approval.actions import appoint, hand_over, undo_decision
from guidelines.approval.forms.decision import AppointForm
from guidelines.approval.models import Decision
from guidelines.approval.rules import Meaning
from guidelines.approval.views.inside import address, case_or_404, crumbs
from guidelines.lists import clock
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.views.shared import METHODS, Page, answer, press
from guidelines.planning.models import Step

PERSONS_LISTED = 2000


@require_POST
@login_required
def undo(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """Take back one's own decision."""
    made = get_object_or_404(Decision.objects.select_related("revision", "person", "acting_for"), pk=decision_id)
    person = request.viewer.person
    if person is None or not has_decided(request.viewer, made):
        raise Http404

    def act() -> str:
        undo_decision(made, person=person, by=request.viewer.actor(acting_for=made.acting_for), now=clock.now())
        return _("The decision is undone. It stays in the history.")

    back = address("case", made.revision_id) if made.meaning == Meaning.ADMINISTRATIVE else ""
    return press(request, act, back or reverse("decision", args=[made.step_id]))


@require_POST
@login_required
def leave(request: ViewerRequest, step_id: int) -> HttpResponse:
    """Leave a clinical step to the next in line."""
    step = get_object_or_404(Step, pk=step_id)
    view, person = case_or_404(request, step.revision_id).step(step.pk), request.viewer.person
    if view is None or person is None or not view.is_clinical or not may_decide_step(request.viewer, view):
        raise Http404

    def act() -> str:
        left = hand_over(step, person=person, by=request.viewer.actor(acting_for=view.step.for_group), now=clock.now())
        return _("It is now with %(name)s.") % {"name": left.holder_person or _("the deputy")}

    return press(request, act, reverse("approvals"))


@require_http_methods(METHODS)
@secretariat_only
def name(request: ViewerRequest, step_id: int) -> HttpResponse:
    """Name somebody to decide a step that nobody is left for."""
    step = get_object_or_404(Step.objects.open(), pk=step_id)
    case = case_or_404(request, step.revision_id)
    view, person = case.step(step.pk), request.viewer.person
    if view is None or not view.is_clinical or person is None:
        raise Http404
    form = AppointForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        chosen: Person = form.cleaned_data["name"]
        reason = form.cleaned_data["reason"]
        appoint(step, chosen, reason=reason, person=person, by=request.viewer.actor(), now=clock.now())
        return _("%(name)s now decides it.") % {"name": chosen.name}

    title = _("Name somebody to decide")
    names = Person.objects.current().values_list("name", flat=True)[:PERSONS_LISTED]
    more = {"crumbs": crumbs(case, title), "known_parties": list(names)}
    lead = _("Nobody of %(group)s is left to decide “%(title)s”. Whom you name decides in the group's place.") % {
        "group": view.group.abbreviation if view.group else _("the group"),
        "title": case.guideline.title,
    }
    page = Page(title, _("Name"), case.guideline.get_absolute_url(), lead, "approval/form.html", more)
    return answer(request, form, act, page)
