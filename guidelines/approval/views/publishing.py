"""*Publicér*: the approved document becomes a version; asked twice, since it has no undo (ux page 20)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.actions import Stale
from guidelines.approval.actions.publishing import Approvals, approvals_on, publish
from guidelines.approval.forms.publishing import PublishForm, publish_initial
from guidelines.approval.mailed import told_of_publishing
from guidelines.approval.reading import Case, read_case
from guidelines.approval.rules import Verb, allows
from guidelines.approval.views.inside import address
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import METHODS
from guidelines.planning.models import Revision
from guidelines.register.checked import check_version

CONFLICT = 409


@require_http_methods(METHODS)
@secretariat_only
def publish_page(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Ask for number, kind and dates, show what will be published, and publish once that is confirmed."""
    case = read_case(get_object_or_404(Revision, pk=revision_id), clock.today())
    approvals = approvals_on(case.decisions, case.sha256)
    if not allows(Verb.PUBLISH, case.position):
        return _page(request, case, approvals, None)
    form = _form(request, case, approvals)
    if form.is_bound and form.is_valid() and form.is_settled:
        try:
            return _published(request, case, form)
        except Stale as stale:
            now = read_case(case.revision, clock.today())
            anew = PublishForm(
                {
                    **{name: form.data[name] for name in form.data},
                    "sha256": now.sha256,
                    "edition": now.edition,
                    "seen": "",
                },
                case=now,
                approvals=approvals_on(now.decisions, now.sha256),
                labels=form.labels,
            )
            return _page(request, now, anew.approvals, anew, status=CONFLICT, changes=stale.changes)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, case, approvals, form)


def _form(request: ViewerRequest, case: Case, approvals: Approvals) -> PublishForm:
    labels = list(case.guideline.versions.values_list("label", flat=True))
    owner = case.guideline.group_links.filter(role="owner").select_related("group").first()
    months = case.guideline.revision_months or (owner.group.revision_months if owner else None)
    data = request.POST if request.method == "POST" else None
    initial = publish_initial(case, labels, months)
    return PublishForm(data, case=case, approvals=approvals, labels=labels, initial=initial)


def _published(request: ViewerRequest, case: Case, form: PublishForm) -> HttpResponse:
    person = request.viewer.person
    if person is None:
        raise Refused(_("Only the secretariat can do that."))
    made = publish(case.revision, form.facts(), person=person, by=request.viewer.actor(), now=clock.now())
    check_version(made.version, now=clock.now())
    words = {"label": made.version.label, "title": case.guideline.title}
    messages.success(request, _("Version %(label)s of “%(title)s” is published.") % words)
    return HttpResponseRedirect(case.guideline.get_absolute_url())


def _page(
    request: ViewerRequest,
    case: Case,
    approvals: Approvals,
    form: PublishForm | None,
    *,
    status: int | None = None,
    changes: Sequence[str] = (),
) -> HttpResponse:
    is_read = form is not None and form.is_read
    context: dict[str, Any] = {
        "case": case,
        "guideline": case.guideline,
        "approvals": approvals,
        "current": case.guideline.versions.current().first(),
        "form": form,
        "is_read": is_read,
        "changes": changes,
        "told": told_of_publishing(case),
        "file_url": address("run-file", case.revision.pk, case.file.document_id) if case.file else "",
        "crumbs": [
            {"label": _("Inbox"), "url": address("inbox")},
            {"label": case.guideline.title, "url": case.guideline.get_absolute_url(), "lang": case.guideline.language},
            {"label": _("Case"), "url": reverse("case", args=[case.revision.pk])},
            {"label": _("Publish"), "url": ""},
        ],
    }
    failed = form is not None and bool(form.errors)
    return render(request, "approval/publish.html", context, status=status or (UNPROCESSABLE if failed else None))
