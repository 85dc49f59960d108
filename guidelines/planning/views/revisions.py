"""The run of an entry, for the secretariat: set its deadline, and what the pages that start and correct it share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.lists import clock
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.planning.access import may_record_stage
from guidelines.planning.actions import set_deadline
from guidelines.planning.forms import DeadlineForm
from guidelines.planning.models import PlanEntry, Revision
from guidelines.planning.views.shared import METHODS, actor, answer, editable_entry, posted


@require_http_methods(METHODS)
@login_required
def deadline(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Set the deadline of a revision under way."""
    group, entry = run_entry(request, slug, entry_id)
    revision = underway(entry)
    form = DeadlineForm(posted(request))

    def act() -> None:
        facts = {"deadline_on": form.cleaned_data["deadline"], "reason": form.cleaned_data["reason"]}
        set_deadline(revision, **facts, by=actor(request, group), now=clock.now())
        messages.success(request, _("The deadline of “%(title)s” is set.") % {"title": entry.guideline.title})

    words = _("New deadline for “%(title)s”"), _("It is what the reminders count towards from now on.")
    return show_run_form(request, form, act, group, entry, words, _("Save the deadline"))


def run_entry(request: ViewerRequest, slug: str, entry_id: int) -> tuple[Group, PlanEntry]:
    """Return the group and an entry of its plan, for the secretariat; 404 for others."""
    if not may_record_stage(request.viewer):
        raise Http404
    return editable_entry(request, slug, entry_id)


def underway(entry: PlanEntry) -> Revision:
    """Return the revision of an entry that is under way; 404 where there is none."""
    return get_object_or_404(Revision.objects.underway(), plan_entry=entry)


def show_run_form(
    request: ViewerRequest, form: Any, act: Any, group: Group, entry: PlanEntry, words: tuple[str, str], submit: str
) -> HttpResponse:
    """Show a form about the run (`words`: heading and lead); where it is valid do `act`, then show the guideline."""
    heading, lead = words
    context = {"entry": entry, "title": heading % {"title": entry.guideline.title}, "lead": lead, "submit": submit}
    done_url = entry.guideline.get_absolute_url()
    template = "planning/entry_form.html"
    return answer(request, form, act, group=group, template=template, context=context, done_url=done_url)
