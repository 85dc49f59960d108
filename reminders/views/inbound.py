"""A message that came back and that no machine could judge: read, judged, put aside."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guidelines.lists import clock
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import press
from reminders.inbound import actions
from reminders.inbound.receiving import reader_of
from reminders.models import Incoming


def _or_404(pk: int) -> Incoming:
    return get_object_or_404(
        Incoming.objects.filter(kind__in=Incoming.FOR_A_PERSON).select_related("mail__person__merged_into"), pk=pk
    )


def _tasks() -> str:
    return f"{reverse('reminders')}?vis=opgaver"


@require_safe
@secretariat_only
def incoming(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show what came back, as plain text, and ask what it is."""
    row = _or_404(pk)
    context = {"row": row, "mail": row.mail, "reader": reader_of(row.mail) if row.mail else None}
    return render(request, "reminders/incoming.html", context)


@require_POST
@secretariat_only
def incoming_bounce(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let it be a bounce: the address is marked."""
    row = _or_404(pk)

    def act() -> str:
        person = actions.judge_as_bounce(row, by=request.viewer.actor(), now=clock.now())
        return _("The address of %(name)s is marked: no mail goes there until it is corrected.") % {"name": person.name}

    return press(request, act, _tasks())


@require_POST
@secretariat_only
def incoming_done(request: ViewerRequest, pk: int) -> HttpResponse:
    """Put it aside."""
    row = _or_404(pk)

    def act() -> str:
        actions.put_aside(row, now=clock.now())
        return _("The message is put aside. Nothing was marked.")

    return press(request, act, _tasks())
