"""What no mail can do: tasks for the secretariat, and calls where mails have not helped."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.lists import clock
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.views.shared import METHODS, Page, answer, press
from reminders import actions
from reminders.calling import call_list, calls_to
from reminders.forms import CallForm
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


@require_http_methods(METHODS)
@secretariat_only
def call(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show what to call somebody about, and write down what came of it."""
    person = get_object_or_404(Person, pk=pk)
    lines = call_list(person)
    if not lines:
        raise Http404
    form = CallForm(request.POST or None)

    def write() -> str:
        said = {name: form.cleaned_data[name] for name in ("outcome", "note")}
        actions.note_call(person, **said, caller=request.viewer.person, by=request.viewer.actor(), now=clock.now())
        return _("The call to %(name)s is written down.") % {"name": person.name}

    page = Page(
        title=_("Call %(name)s") % {"name": person.name},
        submit=_("Write down the call"),
        back=f"{reverse('reminders')}?vis=ring",
        template="reminders/call.html",
        more={"line": lines[0], "calls": calls_to(person)},
    )
    return answer(request, form, write, page)
