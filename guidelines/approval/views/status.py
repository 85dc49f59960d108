"""*Opdatér status*: tell in half a minute how far the draft is and when it is expected."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.actions import begin_draft
from guidelines.approval.forms.status import StatusForm, watched_status
from guidelines.approval.reading import Case
from guidelines.approval.rules import ENDED, Position
from guidelines.approval.views.inside import crumbs, own_case_or_404
from guidelines.approval.wording import POSITIONS, holder
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.lists.errors import CONFLICT, UNPROCESSABLE, Refused
from guidelines.people.both import Both, save, shown_mark
from guidelines.people.middleware import ViewerRequest
from guidelines.people.seen import Watched
from guidelines.people.views.shared import METHODS
from guidelines.planning.actions import ask_help, expect_draft, note_entry, set_deadline
from guidelines.planning.aims import read_aim
from guidelines.planning.models import LeadAnswer, Revision


@require_http_methods(METHODS)
@login_required
def status(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Say how far the draft is, when it is expected, and what the chair should know."""
    case = own_case_or_404(request, revision_id)
    watched = watched_status(case.revision, sets_deadline=_sets_deadline(request, case))
    form, both = _form(request, case, watched), None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            both = _save(request, case, form, watched)
            if both is None:
                return _saved(request, case, form)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        "case": case,
        "guideline": case.guideline,
        "position": POSITIONS[case.position],
        "holders": [(view, holder(view)) for view in case.steps],
        "form": form,
        "both": both,
        "asked_help": _asked_help(case),
        "today": case.today,
        "crumbs": crumbs(case, _("Update the status")),
    }
    return render(request, "approval/status.html", context, status=_status(form, both))


def _status(form: StatusForm | None, both: Both | None) -> int | None:
    if both is not None:
        return CONFLICT
    return UNPROCESSABLE if form is not None and form.errors else None


def _saved(request: ViewerRequest, case: Case, form: StatusForm) -> HttpResponse:
    """Say that it is saved; a day after the deadline leads on to asking for a new one."""
    expected, target = form.cleaned_data.get("expected"), read_aim(case.guideline).on
    if expected and target and expected > target and _is_author(request, case):
        messages.warning(
            request, _("The status is saved. The draft is expected after the deadline, so ask for a new one here.")
        )
        return HttpResponseRedirect(f"{reverse('extension-ask', args=[case.guideline.slug])}?til={expected}")
    messages.success(request, _("The status is saved."))
    return HttpResponseRedirect(request.path)


def _is_author(request: ViewerRequest, case: Case) -> bool:
    """True for a tovholder or author: who asks for help, for time, and says when the draft is expected."""
    return request.viewer.person is not None and request.viewer.person in case.authors


def _sets_deadline(request: ViewerRequest, case: Case) -> bool:
    """True for the secretariat, which sets the deadline, not a day expected."""
    return request.viewer.is_secretariat and not _is_author(request, case)


def _form(request: ViewerRequest, case: Case, watched: Watched) -> StatusForm | None:
    """Return the form; None once the revision has ended."""
    if case.position in ENDED:
        return None
    entry, run, sets_deadline = case.revision.plan_entry, case.revision, _sets_deadline(request, case)
    initial = {
        "seen": shown_mark(request, watched),
        "begun": "yes" if "begynd" in request.GET else "",
        "note": entry.note if entry else "",
        "expected": run.deadline_on if sets_deadline else run.expected_on,
    }
    return StatusForm(
        request.POST if request.method == "POST" else None,
        may_begin=case.position is Position.AGREED,
        has_note=entry is not None,
        may_ask=_is_author(request, case),
        sets_deadline=sets_deadline,
        today=case.today,
        initial=initial,
    )


def _save(request: ViewerRequest, case: Case, form: StatusForm, watched: Watched) -> Both | None:
    """Do what the form says: all of it, or nothing. Both sides where what it showed stands no more."""
    by, now = request.viewer.actor(), clock.now()

    def act() -> None:
        run = Revision.objects.select_related("plan_entry").get(pk=case.revision.pk)
        _tell(request, case, run, form.cleaned_data, by=by, now=now)

    return save(act, form, watched, by=by, now=now, keep_url=request.path)


def _tell(
    request: ViewerRequest, case: Case, run: Revision, given: dict[str, Any], *, by: Actor, now: datetime
) -> None:
    """Begin the draft, set the deadline or note the day expected, ask for help, write the note."""
    expected, person = given["expected"], request.viewer.person
    if given.get("begun"):
        begin_draft(run, by=by, now=now)
    if not _sets_deadline(request, case):
        expect_draft(run, expected_on=expected, by=by, now=now)
    elif expected not in (None, run.deadline_on):
        set_deadline(run, deadline_on=expected, reason=given.get("note", ""), by=by, now=now)
    if person is not None and (given.get("help") or given.get("help_with", "").strip()):
        ask_help(case.guideline, person=person, text=given.get("help_with", ""), by=by, now=now)
    if run.plan_entry is not None:
        note_entry(run.plan_entry, note=given.get("note", "").replace("\r\n", "\n"), by=by, now=now)


def _asked_help(case: Case) -> list[LeadAnswer]:
    """Return the requests for help that nobody has dealt with yet."""
    waiting = LeadAnswer.objects.open().filter(guideline=case.guideline, kind=LeadAnswer.Kind.HELP)
    return list(waiting.select_related("person"))
