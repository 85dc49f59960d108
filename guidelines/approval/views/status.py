"""*Opdatér status*: tell in half a minute how far the draft is and when it is expected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.actions import begin_draft
from guidelines.approval.forms.draft import StatusForm
from guidelines.approval.reading import Case
from guidelines.approval.rules import ENDED, Position
from guidelines.approval.views.inside import crumbs, own_case_or_404
from guidelines.approval.wording import POSITIONS, holder
from guidelines.journal.writing import writing
from guidelines.lists import clock
from guidelines.lists.dates import long_date
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import METHODS
from guidelines.planning.actions import note_entry, set_deadline


@require_http_methods(METHODS)
@login_required
def status(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Say how far the draft is, when it is expected, and what the chair should know."""
    case = own_case_or_404(request, revision_id)
    form = _form(request, case)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _save(request, case, form)
            messages.success(request, _("The status is saved."))
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        "case": case,
        "guideline": case.guideline,
        "position": POSITIONS[case.position],
        "holders": [(view, holder(view)) for view in case.steps],
        "form": form,
        "today": case.today,
        "crumbs": crumbs(case, _("Update the status")),
    }
    return render(request, "approval/status.html", context, status=_status(form))


def _status(form: StatusForm | None) -> int | None:
    return UNPROCESSABLE if form is not None and form.errors else None


def _form(request: ViewerRequest, case: Case) -> StatusForm | None:
    """Return the form; None once the revision has ended."""
    if case.position in ENDED:
        return None
    entry = case.revision.plan_entry
    note = entry.note if entry else ""
    posted = request.POST if request.method == "POST" else None
    initial: dict[str, Any] = {"begun": "yes" if "begynd" in request.GET else "", "note": note, "seen": note}
    if request.viewer.is_secretariat:
        initial["expected"] = case.revision.deadline_on
    may_begin = case.position is Position.AGREED
    form = StatusForm(posted, may_begin=may_begin, has_note=entry is not None, today=case.today, initial=initial)
    if request.viewer.is_secretariat:
        form.fields["expected"].label = _("Agreed deadline")
    elif entry is None:
        del form.fields["expected"]
    return form


def _save(request: ViewerRequest, case: Case, form: StatusForm) -> None:
    """Begin the draft, set the deadline or write the expected day into the note; all of it, or nothing."""
    given, by, now = form.cleaned_data, request.viewer.actor(), clock.now()
    entry, expected = case.revision.plan_entry, given.get("expected")
    with writing(by, now=now):
        if given.get("begun"):
            begin_draft(case.revision, by=by, now=now)
        if request.viewer.is_secretariat and expected not in (None, case.revision.deadline_on):
            set_deadline(case.revision, deadline_on=expected, reason=given.get("note", ""), by=by, now=now)
        if entry is not None:
            note = _note(given.get("note", ""), None if request.viewer.is_secretariat else expected)
            note_entry(entry, note=note, expected=given.get("seen", ""), by=by, now=now)


def _note(note: str, expected: Any) -> str:
    """Return the note with the day the draft is expected in front; one that stood there before is replaced."""
    note = note.replace("\r\n", "\n")
    if expected is None:
        return note
    opening, _date, closing = _("Draft expected by %(date)s.").partition("%(date)s")
    first, _stop, rest = note.partition("\n")
    if first.startswith(opening) and first.endswith(closing):
        note = rest
    return f"{opening}{long_date(expected)}{closing}\n{note}".strip()
