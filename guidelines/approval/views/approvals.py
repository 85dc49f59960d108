"""*Godkendelser*: what waits for one's own decision, oldest deadline first, and what was decided last."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidelines.approval.access import may_undo
from guidelines.approval.models import Decision
from guidelines.approval.waiting import waiting_for
from guidelines.approval.wording import DECIDED, LOOKS
from guidelines.lists import clock
from guidelines.people.access import Viewer
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.planning.models import ExtensionRequest
from guidelines.register.models import GuidelineGroup

LATEST = 5


@require_safe
@login_required
def approvals(request: ViewerRequest) -> HttpResponse:
    """What waits for the viewer."""
    today = clock.today()
    context = {
        "waiting": waiting_for(request.viewer, today),
        "requests": new_deadlines(request.viewer),
        "latest": latest_decisions(request, request.viewer.person),
        "today": today,
    }
    return render(request, "approval/approvals.html", context)


def new_deadlines(viewer: Viewer) -> list[ExtensionRequest]:
    """Return the open requests for a new deadline that the viewer decides as chair or deputy, the oldest first; one
    statement, none for those who lead no group.
    """
    if not viewer.led_groups:
        return []
    owned = GuidelineGroup.objects.filter(role=GuidelineGroup.Role.OWNER, group__in=viewer.led_groups)
    asked = ExtensionRequest.objects.open().filter(guideline__in=owned.values("guideline"))
    return list(asked.exclude(person=viewer.person).select_related("guideline", "person").order_by("at", "pk"))


def latest_decisions(request: ViewerRequest, person: Person | None) -> list[dict[str, Any]]:
    """Return the person's latest decisions, newest first, with whether each can be undone."""
    if person is None:
        return []
    own = Decision.objects.filter(Q(person=person) | Q(person__merged_into=person))
    found = own.select_related("revision__guideline", "person").order_by("-pk")[:LATEST]
    return [
        {
            "decision": made,
            "guideline": made.revision.guideline,
            "word": DECIDED[made.outcome],
            "look": "off" if made.undone_at or made.voided_at else LOOKS[made.outcome],
            "may_undo": may_undo(request.viewer, made, clock.now()),
        }
        for made in found
    ]
