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
from guidelines.people.both import shown_mark
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.people.seen import Watched
from guidelines.planning.access import may_record_stage
from guidelines.planning.actions import set_deadline
from guidelines.planning.forms import DeadlineForm
from guidelines.planning.models import PlanEntry, Revision
from guidelines.planning.row_state import standing, watched_run
from guidelines.planning.views.shared import METHODS, Guard, actor, answer, editable_entry, posted


@require_http_methods(METHODS)
@login_required
def deadline(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Set the deadline of a revision under way."""
    group, entry = run_entry(request, slug, entry_id)
    revision = underway(entry)
    watched = watched_run(revision)
    form = DeadlineForm(posted(request), initial={"seen": shown_mark(request, watched)})

    def act() -> None:
        facts = {"deadline_on": form.cleaned_data["deadline"], "reason": form.cleaned_data["reason"]}
        set_deadline(revision, **facts, by=actor(request, group), now=clock.now())
        messages.success(request, _("The deadline of “%(title)s” is set.") % {"title": entry.guideline.title})

    words = _("New deadline for “%(title)s”"), _("It is what the reminders count towards from now on.")
    return show_run_form(request, form, act, group, entry, words, _("Save the deadline"), watched)


def run_entry(request: ViewerRequest, slug: str, entry_id: int) -> tuple[Group, PlanEntry]:
    """Return the group and an entry of its plan, for the secretariat; 404 for others."""
    if not may_record_stage(request.viewer):
        raise Http404
    return editable_entry(request, slug, entry_id)


def underway(entry: PlanEntry) -> Revision:
    """Return the revision of an entry, or of the one it was moved to, that is under way; 404 where there is none."""
    return get_object_or_404(Revision.objects.underway(), plan_entry=standing(entry))


def show_run_form(
    request: ViewerRequest,
    form: Any,
    act: Any,
    group: Group,
    entry: PlanEntry,
    words: tuple[str, str],
    submit: str,
    watched: Watched,
) -> HttpResponse:
    """Show a form about the run (`words`: heading and lead); where it is valid do `act`, then show the guideline.

    Where `watched` is not as the form showed it, both sides are shown.
    """
    heading, lead = words
    context = {"entry": entry, "title": heading % {"title": entry.guideline.title}, "lead": lead, "submit": submit}
    done_url = entry.guideline.get_absolute_url()
    template = "planning/entry_form.html"
    shown: dict[str, Any] = {"group": group, "template": template, "context": context, "done_url": done_url}
    return answer(request, form, act, guard=Guard(watched), **shown)
