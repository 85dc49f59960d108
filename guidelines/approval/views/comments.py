"""*Kommentarer fra sekretariatet / formanden*: what came back, to be ticked off, and sent in again (ux page 19)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.access import may_author
from guidelines.approval.actions import NotReady, Stale, resubmit
from guidelines.approval.actions.reviewing import tick_comments
from guidelines.approval.forms.reviewing import AnswerForm
from guidelines.approval.models import Decision, Return
from guidelines.approval.reading import Case, Returned, read_case
from guidelines.approval.rules import Capacity, Missing, Position
from guidelines.approval.views.inside import address, case_or_404, crumbs
from guidelines.approval.wording import missing_words
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import METHODS

CONFLICT = 409


@require_http_methods(METHODS)
@login_required
def comments(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Show what is to be corrected; its authors answer, tick off and send in again."""
    case = case_or_404(request, revision_id)
    returned = case.returned if case.position is Position.RETURNED else None
    may_answer = returned is not None and may_author(request.viewer, case)
    if request.method == "POST" and not may_author(request.viewer, case):
        raise Http404
    if not may_answer or returned is None:
        if request.method == "POST":
            messages.error(request, _("The comments are no longer open."))
            return HttpResponseRedirect(request.path)
        return _page(request, case, returned, None)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        comments=returned.comments,
        initial={"edition": case.edition},
    )
    if request.method == "POST" and form.is_valid():
        return _save(request, case, returned, form)
    return _page(request, case, returned, form)


def _save(request: ViewerRequest, case: Case, returned: Returned, form: AnswerForm) -> HttpResponse:
    """Save the answers first, so that nothing is lost; then send in again, where that was pressed."""
    by, now, person = request.viewer.actor(), clock.now(), request.viewer.person
    if person is None:
        raise Http404
    try:
        tick_comments(returned.row, form.ticks, person=person, by=by, now=now)
        if request.POST.get("act") != "resubmit":
            messages.success(request, _("Your answers are saved."))
            return HttpResponseRedirect(request.path)
        sent = resubmit(case.revision, expected_edition=form.cleaned_data["edition"], by=by, now=now)
    except NotReady as lacking:
        return _again(request, case, str(lacking), lacking=lacking.missing)
    except Stale as stale:
        return _again(request, case, str(stale), status=CONFLICT, changes=stale.changes)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, case, returned, form)
    messages.success(request, _("It is sent in again: “%(title)s”.") % {"title": sent.guideline.title})
    return HttpResponseRedirect(sent.guideline.get_absolute_url())


def _again(
    request: ViewerRequest, case: Case, sentence: str, *, status: int = UNPROCESSABLE, **more: Any
) -> HttpResponse:
    """Show the page as it stands after the answers were saved, with why it was not sent in."""
    now = read_case(case.revision, clock.today())
    form = AnswerForm(None, comments=now.returned.comments if now.returned else (), initial={"edition": now.edition})
    lacking: list[Missing] = more.pop("lacking", [])
    words = [missing_words(item, now) for item in lacking]
    return _page(request, now, now.returned, form, status=status, sentence=sentence, lacking=words, **more)


def _page(
    request: ViewerRequest,
    case: Case,
    returned: Returned | None,
    form: AnswerForm | None,
    *,
    status: int | None = None,
    **more: Any,
) -> HttpResponse:
    failed = form is not None and bool(form.errors)
    decision = returned.row.decision if returned else None
    title = heading(decision)
    context = {
        "case": case,
        "guideline": case.guideline,
        "title": title,
        "returned": returned,
        "decision": decision,
        "form": form,
        "all_ticked": returned is not None and not returned.unticked,
        "missing": [missing_words(item, case) for item in case.missing if item is not Missing.RETURN_COMMENTS],
        "earlier": earlier_returns(case, returned),
        "submit_url": address("run-submit", case.revision.pk) if may_author(request.viewer, case) else "",
        "crumbs": crumbs(case, title),
        "today": case.today,
        **more,
    }
    return render(request, "approval/run_comments.html", context, status=status or (UNPROCESSABLE if failed else None))


def heading(decision: Decision | None) -> str:
    """Return whose comments they are."""
    if decision is None:
        return _("Comments")
    if decision.capacity == Capacity.SECRETARIAT:
        return _("Comments from the secretariat")
    if decision.capacity == Capacity.DEPUTY:
        return _("Comments from the deputy")
    return _("Comments from the chair")


def earlier_returns(case: Case, returned: Returned | None) -> list[Return]:
    """Return what came back before and was sent in again, newest first, with its comments."""
    found = Return.objects.filter(revision=case.revision, undone_at=None)
    if returned is not None:
        found = found.exclude(pk=returned.row.pk)
    related = found.select_related("decision__acting_for").prefetch_related("comments__ticked_by")
    return list(related.order_by("-pk"))
