"""The document of a revision: as a download for those it is for, and taken back by its authors."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guidelines.approval.access import may_see_case
from guidelines.approval.actions import withdraw_file
from guidelines.approval.forms.draft import WithdrawFileForm
from guidelines.approval.models import DraftFile
from guidelines.approval.parties import may_read_as_party
from guidelines.approval.reading import read_case
from guidelines.approval.views.inside import crumbs, own_case_or_404
from guidelines.documents.serving import serve
from guidelines.lists import clock
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import METHODS, Page, answer


@require_safe
@login_required
def file(request: ViewerRequest, revision_id: int, key: UUID) -> HttpResponseBase:
    """A document of a revision as a file to save, for those inside and for the parties it was sent to."""
    files = DraftFile.objects.select_related("document", "revision__guideline")
    found = get_object_or_404(files, revision=revision_id, document=key)
    case = read_case(found.revision, clock.today())
    if not (may_see_case(request.viewer, case) or may_read_as_party(request.viewer, found)):
        raise Http404
    return serve(request, found.document)


@require_http_methods(METHODS)
@login_required
def withdraw(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Take the document back, with a reason."""
    case = own_case_or_404(request, revision_id)
    if case.file is None:
        raise Http404
    form = WithdrawFileForm(request.POST if request.method == "POST" else None)
    revision = case.revision

    def act() -> str:
        reason = form.cleaned_data["reason"]
        withdraw_file(revision, reason=reason, by=request.viewer.actor(), now=clock.now())
        return _("The document is withdrawn.")

    title = _("Withdraw the document")
    lead = _("It stays in the history. Approvals of it no longer count, and the revision is a draft again.")
    more = {"crumbs": crumbs(case, title)}
    page = Page(title, _("Withdraw it"), reverse("run-submit", args=[revision.pk]), lead, "approval/form.html", more)
    return answer(request, form, act, page)
