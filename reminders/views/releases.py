"""A group's reminders: seen in rehearsal, released, put on hold again."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.lists import clock
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.people.views.shared import press
from guidelines.register.models import Guideline
from reminders import actions
from reminders.models import GroupRelease
from reminders.rehearsal import rehearse

SEEN_DAYS = 365


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_only
def release(request: ViewerRequest, slug: str) -> HttpResponse:
    """Show what a group would get in the next 12 months, and release it."""
    group = get_object_or_404(Group, slug=slug)
    if request.method == "POST":

        def act() -> str:
            actions.release_group(
                group, person=request.viewer.person, by=request.viewer.actor(acting_for=group), now=clock.now()
            )
            return _("The reminders of %(group)s are released.") % {"group": group}

        return press(request, act, f"{reverse('reminders')}?vis=grupper")
    today = clock.today()
    last = today + timedelta(days=SEEN_DAYS)
    found = rehearse(Guideline.objects.of_group(group), first=today, last=last, today=today, groups={group.pk})
    held = not GroupRelease.objects.filter(group=group).exists()
    context = {"group": group, "rehearsed": found, "mail_count": sum(not item.is_task for item in found), "held": held}
    return render(request, "reminders/release.html", context)


@require_POST
@secretariat_only
def hold_group(request: ViewerRequest, slug: str) -> HttpResponse:
    """Put a group's reminders on hold."""
    group = get_object_or_404(Group, slug=slug)

    def act() -> str:
        actions.hold_group(group, by=request.viewer.actor(acting_for=group), now=clock.now())
        return _("The reminders of %(group)s are on hold.") % {"group": group}

    return press(request, act, f"{reverse('reminders')}?vis=grupper")
