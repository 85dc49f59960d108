"""What no mail can do: tasks for the secretariat."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guidelines.lists import clock
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import press
from reminders import actions
from reminders.models import Occurrence


@require_POST
@secretariat_only
def task_done(request: ViewerRequest, pk: int) -> HttpResponse:
    """Tick off a task."""
    task = get_object_or_404(Occurrence.objects.filter(state=Occurrence.State.TASK), pk=pk)

    def act() -> str:
        actions.finish_task(task, now=clock.now())
        return _("The task is done.")

    return press(request, act, f"{reverse('reminders')}?vis=opgaver")
