"""*Send til faglig godkendelse*: what is missing on top, the document and the version below, one button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.actions import NotReady, Stale, ask_approval, describe, resubmit, upload
from guidelines.approval.documents_read import Reader
from guidelines.approval.forms.draft import DraftForm, differences, draft_doubts, draft_initial
from guidelines.approval.reading import Case, read_case
from guidelines.approval.rules import ENDED, Missing, Position, Verb, allows
from guidelines.approval.views.findings import findings_context
from guidelines.approval.views.inside import address, crumbs, own_case_or_404
from guidelines.approval.wording import DOUBTS, POSITIONS, holder, missing_words, next_due
from guidelines.approval.wording_consultation import figures
from guidelines.documents.refusing import UnusableFile
from guidelines.documents.storing import receiving
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import METHODS

CONFLICT = 409
ANCHORS = {
    Missing.FILE: "id_document",
    Missing.LABEL: "id_label",
    Missing.KIND: "id_kind",
    Missing.SUMMARY: "id_summary",
    Missing.CHANGE_LOG: "id_change_log",
    Missing.TEMPLATE: "id_template_version",
    Missing.DECLARATIONS: "habilitet",
    Missing.CONSULTATION: "hoering",
    Missing.CONSULTATION_OPEN: "hoering",
    Missing.COMMENTS: "hoering",
    Missing.RETURN_COMMENTS: "kommentarer",
    Missing.APPROVERS: "godkendere",
}
"""Where on the page each missing item is mended."""


@dataclass(frozen=True)
class Came:
    """What came of a form that was sent: the status, and where it was out of date what changed and what differs."""

    status: int = UNPROCESSABLE
    changes: tuple[str, ...] = ()
    differs: tuple[tuple[str, str], ...] = ()


@require_http_methods(METHODS)
@login_required
def submit(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Save the version and its document, or hand them in."""
    case = own_case_or_404(request, revision_id)
    if case.position in ENDED:
        return _page(request, case, None, Came(200))
    is_first = not case.guideline.versions.exists()
    if request.method != "POST":
        form = DraftForm(is_first=is_first, today=case.today, initial=draft_initial(case.draft, case.sha256))
        return _page(request, case, form, Came(200))
    form = DraftForm(request.POST, request.FILES, is_first=is_first, today=case.today)
    came = _save(request, case, form)
    if came is None:
        return HttpResponseRedirect(request.path)
    return _page(request, read_case(case.revision, case.today), form, came)


def _save(request: ViewerRequest, case: Case, form: DraftForm) -> Came | None:
    """Take the document first, so that nobody has to choose it twice; then the words; then hand in, where pressed.

    None: all is done.
    """
    form.is_valid()
    try:
        if form.cleaned_data.get("document") is not None:
            _take(request, case, form)
        if form.errors:
            return Came()
        draft = describe(case.revision, form.facts(), expected_edition=form.cleaned_data["edition"], **_who(request))
        if request.POST.get("act") == "submit":
            _hand_in(request, case, draft.edition)
        else:
            messages.success(request, _("It is saved."))
    except Stale as stale:
        now = read_case(case.revision, case.today)
        return Came(CONFLICT, tuple(stale.changes), () if form.errors else tuple(differences(form, now.draft)))
    except NotReady:
        return Came()
    except UnusableFile as unusable:
        form.add_error("document", str(unusable))
        return Came(unusable.status)
    except Refused as refused:
        form.add_error(None, str(refused))
    return Came() if form.errors else None


def _who(request: ViewerRequest) -> dict[str, Any]:
    return {"by": request.viewer.actor(), "now": clock.now()}


class _SameBytes(Exception):
    """The document stands already: the one sent is let go of."""


def _take(request: ViewerRequest, case: Case, form: DraftForm) -> None:
    """Put the document in the place of the one that was shown; raises Stale where another stands there by now."""
    person = request.viewer.person
    if person is None:
        raise Refused(_("Your account has no person yet. Ask the secretariat."))
    if form.cleaned_data.get("shown_sha256", "") != case.sha256:
        raise Stale(
            _("A new document was uploaded."), [_("Another document stands there by now. Yours was not saved.")]
        )
    chosen = form.cleaned_data["document"]
    who = _who(request)
    try:
        with receiving(chosen, chosen.name, now=who["now"]) as stored:
            made = upload(case.revision, stored, person=person, **who)
            if made.document_id != stored.pk:
                raise _SameBytes
        messages.success(request, _("The document is saved: %(name)s.") % {"name": stored.file_name})
    except _SameBytes:
        messages.info(request, _("That document stands there already. Nothing changed."))


def _hand_in(request: ViewerRequest, case: Case, edition: int) -> None:
    verb = resubmit if case.position is Position.RETURNED else ask_approval
    verb(case.revision, expected_edition=edition, **_who(request))
    now = read_case(case.revision, case.today)
    names = ", ".join(holder(view) for view in now.steps)
    words = {"position": str(POSITIONS[now.position]).lower(), "names": names}
    messages.success(request, _("It is handed in: %(position)s. The ball is with %(names)s.") % words)


def _page(request: ViewerRequest, case: Case, form: DraftForm | None, came: Came) -> HttpResponse:
    if form is not None and form.is_bound:
        _renew(form, case)
    versions = list(case.guideline.versions.all())
    current = next((version.label for version in versions if version.is_current), "")
    heading = _("Hand in again") if case.position is Position.RETURNED else _("Hand in for approval")
    context = {
        "heading": heading,
        "case": case,
        "guideline": case.guideline,
        "current": current,
        "position": POSITIONS[case.position],
        "holders": [(view, holder(view)) for view in case.steps],
        "missing": [(missing_words(item, case), ANCHORS[item]) for item in case.missing],
        "doubts": [DOUBTS[item] for item in draft_doubts(case.draft, [version.label for version in versions])],
        "may_submit": allows(Verb.ASK_APPROVAL, case.position) or allows(Verb.RESUBMIT, case.position),
        "count_line": _count_line(case),
        "may_begin": allows(Verb.BEGIN_DRAFT, case.position),
        "may_withdraw": case.file is not None and allows(Verb.WITHDRAW_FILE, case.position),
        "is_past_draft": case.position in (Position.CLINICAL, Position.SUBMITTED, Position.REVIEW, Position.APPROVED),
        "next_due": next_due(case.draft, case.today),
        "comments_url": address("run-comments", case.revision.pk) if case.returned else "",
        "form": form,
        "came": came,
        "today": case.today,
        "crumbs": crumbs(case, heading),
        **(findings_context(request, case, Reader(now=clock.now())) if form is not None else {}),
    }
    return render(request, "approval/submit.html", context, status=came.status)


def _count_line(case: Case) -> str:
    found = case.consultation
    return figures(found.asked, found.answered, found.comments, found.unanswered) if found is not None else ""


def _renew(form: DraftForm, case: Case) -> None:
    """Let a form that is shown again speak of what stands there now: who saves once more has read it."""
    form.data = {**dict(form.data.items()), "edition": str(case.edition), "shown_sha256": case.sha256}
