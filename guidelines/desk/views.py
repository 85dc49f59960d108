"""The start page and *Mine opgaver*."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guidelines.desk import cards
from guidelines.desk.answered import answers_to, own_answers
from guidelines.desk.late import late_in_groups
from guidelines.desk.navigation import board_of
from guidelines.desk.reading_extensions import own_requests
from guidelines.lists import clock
from guidelines.people.middleware import ViewerRequest
from guidelines.planning.actions import confirm_lead
from guidelines.planning.models import Assignment
from guidelines.planning.rules import Outcome


@require_safe
def home(request: ViewerRequest) -> HttpResponse:
    """Lead to what the visitor came for: the inbox, one's own tasks, or the public list of guidelines (ux 8)."""
    if request.viewer.is_secretariat:
        return redirect("inbox")
    return redirect("tasks" if request.viewer.is_signed_in else "guidelines")


@require_safe
@login_required
def tasks(request: ViewerRequest) -> HttpResponse:
    """Show what the signed-in person owes, what comes later, what waits for others, and what was finished."""
    today, person = clock.today(), request.viewer.person
    found = board_of(request)
    own = own_requests(person, today) if person else []
    context = {
        "title": _("My tasks"),
        "summary": cards.summary(found, today),
        "cards": cards.cards(found, today),
        "later": cards.later(found, today),
        "waiting": cards.waiting(found, own, today),
        "done": cards.done(found, own),
        "answers": answers_to(found),
        "late": late_in_groups(request.viewer, today),
        "own_answers": own_answers(person, clock.now()) if person else [],
        "is_tovholder": bool(found.later or found.waiting or found.done or own or any(task.duty for task in found.now)),
    }
    return render(request, "desk/tasks.html", context)


@require_POST
@login_required
def confirm_role(request: ViewerRequest, assignment_id: int) -> HttpResponse:
    """Take down that the person is still tovholder of an entry; only one's own, and only while it is planned."""
    own = Assignment.objects.filter(
        person=request.viewer.person,
        person__isnull=False,
        role=Assignment.Role.LEAD,
        ended_on=None,
        plan_entry__outcome=Outcome.PLANNED.value,
    )
    assignment = get_object_or_404(own.select_related("plan_entry__guideline"), pk=assignment_id)
    confirm_lead(assignment, by=request.viewer.actor(), now=clock.now())
    words = {"title": assignment.plan_entry.guideline.title}
    messages.success(request, _("Thank you. We have noted that you are lead author of “%(title)s”.") % words)
    return redirect("tasks")
