"""A group's reminders: seen in rehearsal, released, put on hold again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

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
from reminders.comparing import held_rules
from reminders.ladder import Ladders
from reminders.ladder_setting import read_ladders
from reminders.models import GroupRelease
from reminders.rehearsal import rehearse

CONFLICT = 409
SEEN_DAYS = 365


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_only
def release(request: ViewerRequest, slug: str) -> HttpResponse:
    """Show what a group would get in the next 12 months, and release it; anew where its rules changed since."""
    group = get_object_or_404(Group, slug=slug)
    ladders = read_ladders()
    version = actions.version_of(ladders, group)
    is_stale = request.method == "POST" and request.POST.get("version") != version
    if request.method == "POST" and not is_stale:

        def act() -> str:
            actions.release_group(
                group, person=request.viewer.person, by=request.viewer.actor(acting_for=group), now=clock.now()
            )
            return _("The reminders of %(group)s are released.") % {"group": group}

        return press(request, act, f"{reverse('reminders')}?vis=grupper")
    context = {**_rehearsed(group, ladders), "version": version, "is_stale": is_stale}
    return render(request, "reminders/release.html", context, status=CONFLICT if is_stale else None)


def _rehearsed(group: Group, ladders: Ladders) -> dict[str, Any]:
    """What the group would get in the next 12 months by the rules that hold for it, and these rules."""
    today = clock.today()
    last = today + timedelta(days=SEEN_DAYS)
    every = Guideline.objects.of_group(group)
    found = rehearse(every, first=today, last=last, today=today, groups={group.pk}, ladders=ladders)
    return {
        "group": group,
        "rehearsed": found,
        "mail_count": sum(not item.is_task for item in found),
        "held": not GroupRelease.objects.filter(group=group).exists(),
        "rules": held_rules(group, ladders),
    }


@require_POST
@secretariat_only
def hold_group(request: ViewerRequest, slug: str) -> HttpResponse:
    """Put a group's reminders on hold."""
    group = get_object_or_404(Group, slug=slug)

    def act() -> str:
        actions.hold_group(group, by=request.viewer.actor(acting_for=group), now=clock.now())
        return _("The reminders of %(group)s are on hold.") % {"group": group}

    return press(request, act, f"{reverse('reminders')}?vis=grupper")
