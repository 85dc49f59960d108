"""The run of an entry: start it, for those who lead its groups, and correct its stage, for the secretariat."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.actions import correct_stage, start_run
from guidelines.lists import clock
from guidelines.people.middleware import ViewerRequest
from guidelines.planning.forms import StageForm, StartForm
from guidelines.planning.rules import Stage
from guidelines.planning.views.revisions import run_entry, show_run_form, underway
from guidelines.planning.views.shared import METHODS, actor, editable_entry, posted
from guidelines.planning.wording import STAGES


@require_http_methods(METHODS)
@login_required
def start(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Start the revision of a planned entry: chairs and deputies of its groups, and the secretariat."""
    group, entry = editable_entry(request, slug, entry_id)
    form = StartForm(posted(request))

    def act() -> None:
        start_run(entry, deadline_on=form.cleaned_data["deadline"], by=actor(request, group), now=clock.now())
        messages.success(request, _("The revision of “%(title)s” is started.") % {"title": entry.guideline.title})

    words = _("Start the revision of “%(title)s”"), _("The tovholdere then hold the first step.")
    return show_run_form(request, form, act, group, entry, words, _("Start the revision"))


@require_http_methods(METHODS)
@login_required
def stage(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Correct, with a reason, which stage a revision stands at; every approval in force is void."""
    group, entry = run_entry(request, slug, entry_id)
    revision = underway(entry)
    initial = {"stage": revision.stage, "is_returned": revision.is_returned}
    form = StageForm(posted(request), initial=initial)

    def act() -> None:
        reached: Stage = form.cleaned_data["stage"]
        facts = {"is_returned": form.cleaned_data["is_returned"], "reason": form.cleaned_data["reason"]}
        correct_stage(revision, stage=reached, **facts, by=actor(request, group), now=clock.now())
        words = {"title": entry.guideline.title, "stage": str(STAGES[reached]).lower()}
        messages.success(request, _("“%(title)s” now stands at: %(stage)s.") % words)

    lead = _("It stands at “%(stage)s” now. A correction makes every approval given so far void.")
    words = _("Record the stage of “%(title)s”"), lead % {"stage": STAGES[revision.stage]}
    return show_run_form(request, form, act, group, entry, words, _("Record the stage"))
