"""*Godkend plan* and *Godkendt plan*: what has changed, one press, and what was approved as it was (ux 10.6)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guidelines.lists import clock
from guidelines.lists.errors import CONFLICT, UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group, Person
from guidelines.planning.access import may_approve_plan, may_edit_plan, may_read_all_approved
from guidelines.planning.actions.approvals import PlanChanged, approve_plan, keep_remark
from guidelines.planning.approved.forms import ApproveForm
from guidelines.planning.approved.happened import About, Happened, happened_since
from guidelines.planning.approved.page import ApprovalPage, approval_page
from guidelines.planning.approved.readers import readers_of
from guidelines.planning.approved.reading import (
    abbreviations_of,
    approvals_of,
    names_of,
    plan_of,
    remark_of,
    remark_with,
    slugs_of,
    titles_of_group,
)
from guidelines.planning.approved.table import approved_table
from guidelines.planning.approved.wording import Names, role_word, stamp_text
from guidelines.planning.models import PlanApproval, PlanMailing
from guidelines.planning.views.shared import METHODS, actor, group_or_404, plan_url, undoable


@require_http_methods(METHODS)
@login_required
def approve(request: ViewerRequest, slug: str) -> HttpResponse:
    """Go through what has changed since the plan was approved last, and approve it as it stands.

    The secretariat sees the page and approves nothing.
    """
    group = group_or_404(slug)
    if not may_edit_plan(request.viewer, group):
        raise Http404
    if request.method != "POST":
        return _shown(request, group)
    if not may_approve_plan(request.viewer, group) or request.viewer.person is None:
        raise Http404
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _shown(request, group, form, status=UNPROCESSABLE)
    return _sent(request, group, request.viewer.person, form)


def _sent(request: ViewerRequest, group: Group, person: Person, form: ApproveForm) -> HttpResponse:
    told = form.cleaned_data
    if request.POST.get("act") == "draft":
        keep_remark(group, text=told["remark"], person=person)
        messages.info(request, _("Your remark is kept. The plan is not approved."))
        return HttpResponseRedirect(plan_url(group))
    shown = {name: told[name] for name in ("seen", "follows", "remark", "mails")}
    try:
        made = approve_plan(group, **shown, person=person, by=actor(request, group), now=clock.now())
    except PlanChanged:
        return _shown(request, group, form, status=CONFLICT)
    except Refused as refused:
        return _shown(request, group, form, status=UNPROCESSABLE, refusal=str(refused))
    messages.success(request, _approved_said(made))
    return HttpResponseRedirect(reverse("plan-approved", args=[group.slug, made.pk]))


def _approved_said(made: PlanApproval) -> str:
    """What becomes of an approved plan: whether its tovholdere are to get it, and whether any of them can."""
    if not PlanMailing.objects.filter(approval=made).exists():
        return _("The plan is approved.")
    if readers_of(made, plan_of(made)):
        return _("The plan is approved, and its lead authors get a link to it by mail.")
    return _("The plan is approved. None of its lead authors can be reached by mail, so no link is sent.")


def _shown(
    request: ViewerRequest, group: Group, sent: ApproveForm | None = None, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    """The page with what stands now, and with what was typed; what it holds the next press against is never kept."""
    page = approval_page(group, request.viewer, clock.today())
    may_approve = may_approve_plan(request.viewer, group)
    fresh = {"seen": page.seen, "follows": page.follows or "", "event": page.event}
    if sent is None:
        form = ApproveForm(initial={**fresh, "remark": remark_of(group, request.viewer.person) if may_approve else ""})
    else:
        form = ApproveForm({**fresh, "remark": str(sent["remark"].value() or ""), "mails": sent["mails"].value()})
        if refusal:
            form.add_error(None, refusal)
    context = {
        "group": group,
        "page": page,
        "form": form,
        "may_approve": may_approve,
        "earlier": [_earlier(one, group) for one in approvals_of(group)],
        "undoable": undoable(request, group),
        "is_late": status == CONFLICT,
        "happened": _happened(sent, page) if sent and status == CONFLICT else [],
    }
    return render(request, "planning/approve.html", context, status=status)


def _happened(sent: ApproveForm, page: ApprovalPage) -> list[Happened]:
    """What was done to the plan after the page was shown, by whom; also to what is in it no more."""
    plans = [plan_of(page.latest)] if page.latest else []
    guidelines = titles_of_group(page.group)
    for plan in (*plans, page.content):
        guidelines |= {row.guideline: row.title for row in plan.rows}
    about = About(guidelines, names_of(page.content.persons), [page.latest.pk] if page.latest else [])
    return happened_since(sent.cleaned_data["event"] or 0, about, clock.now())


@dataclass(frozen=True)
class Earlier:
    """An approval in the list of them: where it is shown, and who approved in what role."""

    approval: PlanApproval
    url: str
    role: str


def _earlier(approval: PlanApproval, group: Group) -> Earlier:
    url = reverse("plan-approved", args=[group.slug, approval.pk])
    return Earlier(approval, url, role_word(approval, group))


@require_safe
@login_required
def approved(request: ViewerRequest, slug: str, approval_id: int) -> HttpResponse:
    """Show a plan as it was approved."""
    group = group_or_404(slug)
    own = PlanApproval.objects.filter(group=group).select_related("person__merged_into")
    approval = get_object_or_404(own, pk=approval_id)
    content = plan_of(approval)
    earlier = [_earlier(one, group) for one in approvals_of(group)]
    reads_all = may_read_all_approved(request.viewer, group)
    names = Names(names_of(content.persons), abbreviations_of(content.acting_for))
    slugs = slugs_of({row.guideline for row in content.rows})
    context = {
        "group": group,
        "approval": approval,
        "stamp": stamp_text(approval, group),
        "remark": remark_with(approval) if reads_all else "",
        "table": approved_table(content, names, slugs, tells_missed=reads_all),
        "earlier": earlier,
        "newest": earlier[0] if earlier[0].approval.pk != approval.pk else None,
        "today": clock.today(),
    }
    return render(request, "planning/approved.html", context)
