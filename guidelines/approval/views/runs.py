"""The run of an entry: start it, for those who lead its groups; correct its stage and stop it, for the secretariat."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.actions import correct_stage, start_run, stop
from guidelines.approval.forms.draft import StopForm
from guidelines.approval.reading import read_case
from guidelines.approval.rules import ENDED
from guidelines.approval.views.inside import crumbs
from guidelines.lists import clock
from guidelines.people.both import shown_mark
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import Page
from guidelines.people.views.shared import answer as answer_form
from guidelines.planning.forms import StageForm, StartForm
from guidelines.planning.models import Revision
from guidelines.planning.row_state import watched_row, watched_run
from guidelines.planning.rules import Stage
from guidelines.planning.views.revisions import run_entry, show_run_form, underway
from guidelines.planning.views.shared import METHODS, actor, editable_entry, posted
from guidelines.planning.wording import STAGES


@require_http_methods(METHODS)
@login_required
def start(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Start the revision of a planned entry: chairs and deputies of its groups, and the secretariat."""
    group, entry = editable_entry(request, slug, entry_id)
    watched = watched_row(entry)
    form = StartForm(posted(request), initial={"seen": shown_mark(request, watched)})

    def act() -> None:
        start_run(entry, deadline_on=form.cleaned_data["deadline"], by=actor(request, group), now=clock.now())
        messages.success(request, _("The revision of “%(title)s” is started.") % {"title": entry.guideline.title})

    words = _("Start the revision of “%(title)s”"), _("The lead authors then hold the first step.")
    return show_run_form(request, form, act, group, entry, words, _("Start the revision"), watched)


@require_http_methods(METHODS)
@login_required
def stage(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Correct, with a reason, which stage a revision stands at; every approval in force is void."""
    group, entry = run_entry(request, slug, entry_id)
    revision = underway(entry)
    watched = watched_run(revision)
    initial = {"stage": revision.stage, "is_returned": revision.is_returned, "seen": shown_mark(request, watched)}
    form = StageForm(posted(request), initial=initial)

    def act() -> None:
        reached: Stage = form.cleaned_data["stage"]
        facts = {"is_returned": form.cleaned_data["is_returned"], "reason": form.cleaned_data["reason"]}
        correct_stage(revision, stage=reached, **facts, by=actor(request, group), now=clock.now())
        words = {"title": entry.guideline.title, "stage": str(STAGES[reached]).lower()}
        messages.success(request, _("“%(title)s” now stands at: %(stage)s.") % words)

    lead = _("It stands at “%(stage)s” now. A correction makes every approval given so far void.")
    words = _("Record the stage of “%(title)s”"), lead % {"stage": STAGES[revision.stage]}
    return show_run_form(request, form, act, group, entry, words, _("Record the stage"), watched)


@require_http_methods(METHODS)
@secretariat_only
def stop_page(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """End a revision without a version, with a reason; one that has ended has no such page."""
    case = read_case(get_object_or_404(Revision, pk=revision_id), clock.today())
    if case.position in ENDED:
        raise Http404
    form = StopForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        stop(case.revision, reason=form.cleaned_data["reason"], by=request.viewer.actor(), now=clock.now())
        return _("The revision of “%(title)s” is stopped.") % {"title": case.guideline.title}

    title = _("Stop the revision")
    lead = _(
        "It ends without a version, and nobody is asked any more. What was written and decided stays in the history, "
        "and the guideline stays in the plan. A stopped revision is not taken up again: a new one is started."
    )
    more = {"crumbs": crumbs(case, title)}
    page = Page(title, title, case.guideline.get_absolute_url(), lead, "approval/form.html", more)
    return answer_form(request, form, act, page)
