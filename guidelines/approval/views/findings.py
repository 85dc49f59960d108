"""Findings in a revision's document: shown, waived and taken back; and the difference between two files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidelines.approval.documents_read import (
    CheckedFile,
    Compared,
    Reader,
    Side,
    checked_file,
    compared,
    default_pair,
    sides,
)
from guidelines.approval.reading import Case
from guidelines.approval.views.inside import case_or_404, crumbs
from guidelines.approval.wording_findings import counted, difference_words, mended_words
from guidelines.lists import clock
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.views.shared import METHODS, Page, answer, press
from guidelines.register.access import may_waive
from guidelines.register.actions import waive, withdraw_waiver
from guidelines.register.check_forms import ReasonForm
from guidelines.register.checking import MarkedFinding, folded
from guidelines.register.models import Waiver


def findings_context(request: ViewerRequest, case: Case, reader: Reader) -> dict[str, Any]:
    """Return what templates/approval/findings.html shows of the document that stands; `checked` None without one."""
    checked = checked_file(case, reader)
    return {"checked": checked, "may_waive": may_waive(request.viewer), **(_said(checked) if checked else {})}


def findings_to_read(case: Case) -> dict[str, Any]:
    """Return what templates/approval/findings.html shows for those who decide: read-only, and no file is opened."""
    checked = checked_file(case, Reader(now=clock.now(), kept_alone=True))
    return {"checked": checked, "may_waive": False, **(_said(checked) if checked else {})}


def _said(checked: CheckedFile) -> dict[str, Any]:
    found = checked.judged.open
    return {
        "findings_line": counted(found),
        "mended_line": mended_words(len(checked.mended)),
        **folded(found),
    }


def difference_context(case: Case, reader: Reader) -> dict[str, Any]:
    """Return what templates/approval/difference.html shows: the version that holds, or the file before, and the newest.

    `compared` is None where there are not two files.
    """
    pair = default_pair(sides(case)) if case.file is not None else None
    return _compared(compared(pair, reader)) if pair else {"compared": None}


def _compared(found: Compared) -> dict[str, Any]:
    line = difference_words(found.difference) if found.difference is not None else ""
    return {"compared": found, "difference_line": line}


@require_http_methods(METHODS)
@login_required
def waive_finding(request: ViewerRequest, revision_id: int, fingerprint: str) -> HttpResponse:
    """Let a finding of the document that stands be, with the reason."""
    person, case = _waiver_of(request, revision_id)
    checked = checked_file(case, Reader(now=clock.now()))
    back = f"{reverse('case', args=[revision_id])}#tjek"
    if checked is None or any(one.fingerprint == fingerprint for one in checked.judged.waived):
        return HttpResponseRedirect(back)
    finding = _finding(checked, fingerprint)
    form = ReasonForm(request.POST or None)

    def act() -> str:
        said = {"code": finding.code, "fingerprint": fingerprint, "reason": form.cleaned_data["reason"]}
        waive(case.guideline, **said, person=person, by=request.viewer.actor(), now=clock.now())
        return _("The finding is waived.")

    title = _("Waive a finding")
    lead = _lasting(finding)
    more = {"crumbs": crumbs(case, title), "findings": [finding]}
    return answer(request, form, act, Page(title, _("Waive it"), back, lead, "approval/waive.html", more))


def _lasting(finding: MarkedFinding) -> str:
    """For how long it stays waived: while the words stand; without any, for this file."""
    if finding.evidence:
        return _("It stays waived in coming files too, as long as the words stand. You can take it back.")
    return _("It rests on no words of the document, so it is waived for this file alone. You can take it back.")


def _finding(checked: CheckedFile, fingerprint: str) -> MarkedFinding:
    found = next((one for one in checked.judged.open if one.fingerprint == fingerprint), None)
    if found is None:
        raise Http404
    return found


@require_POST
@login_required
def take_back_waiver(request: ViewerRequest, revision_id: int, waiver_id: int) -> HttpResponse:
    """Let a waived finding count again."""
    person, case = _waiver_of(request, revision_id)
    found = get_object_or_404(Waiver, pk=waiver_id, guideline=case.guideline)

    def act() -> str:
        withdraw_waiver(found, person=person, by=request.viewer.actor(), now=clock.now())
        return _("The finding counts again.")

    return press(request, act, f"{reverse('case', args=[revision_id])}#tjek")


def _waiver_of(request: ViewerRequest, revision_id: int) -> tuple[Person, Case]:
    """Return who may waive, and the case; 404 for the others."""
    case, person = case_or_404(request, revision_id), request.viewer.person
    if person is None or not may_waive(request.viewer):
        raise Http404
    return person, case


@require_safe
@login_required
def difference(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Lay two files of the revision side by side: those chosen, else the version that holds and the newest."""
    case = case_or_404(request, revision_id)
    found = sides(case)
    pair = _chosen(request, found) or default_pair(found)
    title = _("What differs")
    context = {
        "title": title,
        "case": case,
        "guideline": case.guideline,
        "sides": found,
        "crumbs": crumbs(case, title),
        **(_compared(compared(pair, Reader(now=clock.now()))) if pair else {"compared": None}),
    }
    return render(request, "approval/differences.html", context)


def _chosen(request: ViewerRequest, found: list[Side]) -> tuple[Side, Side] | None:
    """Return the two files that are asked for; None where nobody asks, 404 for one that is none of them."""
    asked = [request.GET.get(name, "") for name in ("fra", "til")]
    if not any(asked):
        return None
    by_key = {side.key: side for side in found}
    if any(key not in by_key for key in asked):
        raise Http404
    older, newer = (by_key[key] for key in asked)
    return older, newer
