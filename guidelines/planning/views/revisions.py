"""The run of an entry, for the secretariat: start it, record its stage, set its deadline."""

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
from guidelines.planning.actions import record_stage, set_deadline, start_revision
from guidelines.planning.forms import DeadlineForm, StageForm, StartForm
from guidelines.planning.models import PlanEntry, Revision
from guidelines.planning.rules import Stage
from guidelines.planning.views.shared import METHODS, actor, answer, editable_entry, posted
from guidelines.planning.wording import STAGES


@require_http_methods(METHODS)
@login_required
def start(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Start the revision of a planned entry."""
    group, entry = _entry(request, slug, entry_id)
    form = StartForm(posted(request))

    def act() -> None:
        start_revision(entry, deadline_on=form.cleaned_data["deadline"], by=actor(request, group), now=clock.now())
        messages.success(request, _("The revision of “%(title)s” is started.") % {"title": entry.guideline.title})

    words = _("Start the revision of “%(title)s”"), _("The tovholdere then hold the first step.")
    return _answer(request, form, act, group, entry, words, _("Start the revision"))


@require_http_methods(METHODS)
@login_required
def stage(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Record which stage a revision has reached outside the product."""
    group, entry = _entry(request, slug, entry_id)
    revision = _underway(entry)
    initial = {"stage": revision.stage, "is_returned": revision.is_returned}
    form = StageForm(posted(request), initial=initial)

    def act() -> None:
        reached: Stage = form.cleaned_data["stage"]
        facts = {"is_returned": form.cleaned_data["is_returned"], "reason": form.cleaned_data["reason"]}
        record_stage(revision, stage=reached, **facts, by=actor(request, group), now=clock.now())
        words = {"title": entry.guideline.title, "stage": str(STAGES[reached]).lower()}
        messages.success(request, _("“%(title)s” now stands at: %(stage)s.") % words)

    lead = _("It stands at “%(stage)s” now. Published ends the revision.") % {"stage": STAGES[revision.stage]}
    words = _("Record the stage of “%(title)s”"), lead
    return _answer(request, form, act, group, entry, words, _("Record the stage"))


@require_http_methods(METHODS)
@login_required
def deadline(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Set the deadline of a revision under way."""
    group, entry = _entry(request, slug, entry_id)
    revision = _underway(entry)
    form = DeadlineForm(posted(request))

    def act() -> None:
        facts = {"deadline_on": form.cleaned_data["deadline"], "reason": form.cleaned_data["reason"]}
        set_deadline(revision, **facts, by=actor(request, group), now=clock.now())
        messages.success(request, _("The deadline of “%(title)s” is set.") % {"title": entry.guideline.title})

    words = _("New deadline for “%(title)s”"), _("It is what the reminders count towards from now on.")
    return _answer(request, form, act, group, entry, words, _("Save the deadline"))


def _entry(request: ViewerRequest, slug: str, entry_id: int) -> tuple[Group, PlanEntry]:
    if not may_record_stage(request.viewer):
        raise Http404
    return editable_entry(request, slug, entry_id)


def _underway(entry: PlanEntry) -> Revision:
    return get_object_or_404(Revision.objects.underway(), plan_entry=entry)


def _answer(
    request: ViewerRequest, form: Any, act: Any, group: Group, entry: PlanEntry, words: tuple[str, str], submit: str
) -> HttpResponse:
    heading, lead = words
    context = {"entry": entry, "title": heading % {"title": entry.guideline.title}, "lead": lead, "submit": submit}
    done_url = entry.guideline.get_absolute_url()
    template = "planning/entry_form.html"
    return answer(request, form, act, group=group, template=template, context=context, done_url=done_url)
