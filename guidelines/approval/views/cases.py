"""*Sag: administrativ gennemgang*: take a submitted revision, check it, write comments, and decide (ux page 18)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.approval.access import may_review
from guidelines.approval.actions import give_case, release_case, take_case
from guidelines.approval.actions.publishing import approvals_on
from guidelines.approval.actions.reviewing import add_comment, drop_comment, mark_checks
from guidelines.approval.checks import checks
from guidelines.approval.colleagues import colleague, colleagues
from guidelines.approval.documents_read import Reader
from guidelines.approval.forms.decision import DecisionForm, after_stale, kept_decision, make_form, with_phrase
from guidelines.approval.forms.phrases import phrases_in_use
from guidelines.approval.forms.reviewing import SECTIONS, ReviewForm, item_text
from guidelines.approval.labels import version_doubts
from guidelines.approval.models import Check, ChecklistItem, ReviewComment
from guidelines.approval.reading import Case, StepView, read_case
from guidelines.approval.reviewed import blocked, last_sent, recused_of
from guidelines.approval.rules import Position, Verb, allows
from guidelines.approval.views.decisions import (
    INSERT,
    after_decision,
    decide_from,
    decision_context,
    form_for,
    send_code,
)
from guidelines.approval.views.findings import difference_context, findings_context
from guidelines.approval.views.inside import address
from guidelines.approval.wording import DOUBTS, POSITIONS, declared_kind
from guidelines.approval.wording_findings import seen_to
from guidelines.journal.writing import writing
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.views.shared import METHODS, press
from guidelines.planning.models import Revision


@require_http_methods(METHODS)
@secretariat_only
def case(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Show the case with checklist, comments and decision; every button saves the checklist and a comment begun."""
    found, step = _case(revision_id)
    is_mine = _is_mine(request, step)
    if request.method != "POST":
        return _page(request, found, step, _form(None, found) if is_mine else None)
    person = request.viewer.person
    if not is_mine or step is None or person is None:
        return _sent_late(request, found)
    form = _form(request.POST, found)
    if not form.is_valid():
        return _page(request, found, step, form, decision=kept_decision(request.POST, found, step.step, person))
    act = _act(request)
    if act in ("decide", "code"):
        return _decided(request, found, step, form, act, person)
    return _saved(request, found, step, form, act, person)


def _act(request: ViewerRequest) -> str:
    """Return what the button pressed says; Enter in a field decides where a code stands, else it saves."""
    act = request.POST.get("act", "save")
    if act == "enter":
        return "decide" if request.POST.get("code", "").strip() else "save"
    return act


def _sent_late(request: ViewerRequest, found: Case) -> HttpResponse:
    """Answer a page sent once more after it decided as the first time, any other with what became of the case."""
    key, person = request.POST.get("key", ""), request.viewer.person
    made = next((item for item in found.decisions if str(item.key) == key and item.person == person), None)
    if made is not None:
        return HttpResponseRedirect(after_decision(request, made, found))
    messages.error(request, _("The case is not yours, so nothing was saved."))
    return HttpResponseRedirect(request.path)


def _case(revision_id: int) -> tuple[Case, StepView | None]:
    """Return the case, and its step where it is under review."""
    found = read_case(get_object_or_404(Revision, pk=revision_id), clock.today())
    return found, found.steps[0] if found.position is Position.REVIEW and found.steps else None


def _is_mine(request: ViewerRequest, step: StepView | None) -> bool:
    person = request.viewer.person
    return step is not None and person is not None and step.step.holder_person_id == person.pk


def _form(data: Any, found: Case) -> ReviewForm:
    return ReviewForm(data, items=_items(found), checks=_checks(found), phrases=phrases_in_use())


def _items(found: Case) -> list[ChecklistItem]:
    """The points in use, and those that were marked on this revision."""
    marked = Check.objects.filter(revision=found.revision, item=OuterRef("pk"))
    return list(ChecklistItem.objects.filter(Q(is_active=True) | Q(Exists(marked))))


def _checks(found: Case) -> list[Check]:
    return list(Check.objects.filter(revision=found.revision).select_related("item", "checked_by"))


def _write(request: ViewerRequest, found: Case, step: StepView, form: ReviewForm, act: str, person: Person) -> None:
    """Save the checklist, and the comment where one is written or dropped."""
    by, now, given = request.viewer.actor(), clock.now(), form.cleaned_data
    with writing(by, now=now):
        mark_checks(found.revision, form.marks, person=person, by=by, now=now)
        if act == "comment" or (act in ("decide", "code") and given["text"].strip()):
            said = {"section": given["section"], "text": given["text"].replace("\r\n", "\n")}
            add_comment(step.step, **said, person=person, by=by, now=now)
        elif act.startswith("drop-"):
            drop_comment(_comment(step, act), person=person, by=by, now=now)


def _saved(
    request: ViewerRequest, found: Case, step: StepView, form: ReviewForm, act: str, person: Person
) -> HttpResponse:
    """Save, and show the page again; a decision that is begun stays as it was typed."""
    try:
        _write(request, found, step, form, act, person)
    except Refused as refused:
        form.add_error("text" if act == "comment" else None, str(refused))
        return _page(request, found, step, form, decision=kept_decision(request.POST, found, step.step, person))
    if act.startswith(INSERT):
        return _inserted(request, found, step, form, act.removeprefix(INSERT), person)
    decision = kept_decision(request.POST, found, step.step, person)
    if act.startswith("drop-") and form.cleaned_data["text"]:
        return _page(request, found, step, form, decision=decision)
    sentences = {"comment": _("The comment is written down."), "save": _("The checklist is saved.")}
    messages.success(request, sentences.get(act, _("The comment is taken back.")))
    if decision is not None:
        return _page(request, found, step, _form(None, found) if act == "comment" else form, decision=decision)
    return HttpResponseRedirect(f"{request.path}#{'tjekliste' if act == 'save' else 'kommentarer'}")


def _inserted(
    request: ViewerRequest, found: Case, step: StepView, form: ReviewForm, into: str, person: Person
) -> HttpResponse:
    """Show the page again with a phrase in the comment, or in a text of the decision."""
    if into == "text":
        decision = kept_decision(request.POST, found, step.step, person)
        form = _form(form.with_phrase(), found)
        form.fields["text"].widget.attrs["autofocus"] = True
        return _page(request, found, step, form, decision=decision)
    return _page(request, found, step, form, decision=with_phrase(request.POST, into, found, step.step, person))


def _decided(
    request: ViewerRequest, found: Case, step: StepView, form: ReviewForm, act: str, person: Person
) -> HttpResponse:
    """Save what is written, then mail a code or decide; where that is refused, the page says why and keeps it all."""
    try:
        _write(request, found, step, form, act, person)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, step, form, decision=kept_decision(request.POST, found, step.step, person))
    decision = make_form(request.POST, found, step.step, person)
    if act == "code":
        send_code(request, step.step, found, decision)
    else:
        made = decide_from(request, step.step, found, decision)
        if made is not None:
            return HttpResponseRedirect(after_decision(request, made, found))
    changes, status = decision.changes, decision.status or None
    if changes:
        found = read_case(found.revision, found.today)
        decision = after_stale(decision, found, step.step, person)
    return _page(request, found, step, _form(None, found), decision=decision, changes=changes, status=status)


def _comment(step: StepView, act: str) -> ReviewComment:
    key = act.removeprefix("drop-")
    waiting = ReviewComment.objects.filter(step=step.step, returned=None)
    return get_object_or_404(waiting.select_related("step"), pk=int(key) if key.isdigit() else 0)


def _page(
    request: ViewerRequest,
    found: Case,
    step: StepView | None,
    form: ReviewForm | None,
    *,
    decision: DecisionForm | None = None,
    changes: Sequence[str] = (),
    status: int | None = None,
) -> HttpResponse:
    if decision is None and step is not None and _is_mine(request, step):
        decision = form_for(request, step.step, found)
    wrong = decision if decision is not None and decision.is_bound and decision.errors else form
    context = {
        **(decision_context(request, step.step, found, decision) if step is not None else {}),
        **_facts(found),
        **_read(request, found),
        **_doors(request, found, step),
        "form": wrong,
        "changes": changes,
        "review": form,
        "decision_form": decision,
        "marks": [] if form else [(item_text(check.item), check) for check in _checks(found)],
        "comments": _waiting_comments(step),
        "unsent": _unsent_comments(found, step),
    }
    if status is None and form is not None and form.errors:
        status = UNPROCESSABLE
    return render(request, "approval/case.html", context, status=status)


def _facts(found: Case) -> dict[str, Any]:
    """What the page says of the version, whoever reads it."""
    versions = list(found.guideline.versions.values_list("label", "is_current"))
    said = f"{found.draft.summary}\n{found.draft.change_log}" if found.draft else ""
    label, kind = (found.draft.label, found.draft.kind) if found.draft else ("", "")
    return {
        "case": found,
        "guideline": found.guideline,
        "position": POSITIONS[found.position],
        "kind": declared_kind(found.draft),
        "today": found.today,
        "current": next((label for label, is_current in versions if is_current), ""),
        "doubts": [DOUBTS[one] for one in version_doubts(label, kind, [label for label, _now in versions], said)],
        "sent": last_sent(found.revision),
        "recused": recused_of(found),
        "approvals": approvals_on(found.decisions, found.sha256),
        "facts_above": True,
        "sections": SECTIONS,
    }


def _read(request: ViewerRequest, found: Case) -> dict[str, Any]:
    """What was read in the document: findings, what differs from before, and what the list of checks says of it."""
    reader = Reader(now=clock.now())
    findings = findings_context(request, found, reader)
    seen = [*checks(found), *seen_to(findings["checked"])]
    return {**findings, **difference_context(found, reader), "checks": seen}


def _waiting_comments(step: StepView | None) -> Sequence[ReviewComment]:
    """The comments that are sent with the case when it is sent back."""
    if step is None:
        return []
    return list(ReviewComment.objects.filter(step=step.step, returned=None).select_related("written_by"))


def _unsent_comments(found: Case, step: StepView | None) -> Sequence[ReviewComment]:
    """The comments of closed steps that the authors never got: the version was approved, or the case passed on."""
    left = ReviewComment.objects.filter(step__revision=found.revision, returned=None)
    if step is not None:
        left = left.exclude(step=step.step)
    return list(left.select_related("written_by"))


def _doors(request: ViewerRequest, found: Case, step: StepView | None) -> dict[str, Any]:
    """What the viewer may do with the case as a whole, and where the pages beside it are."""
    key, entry = found.revision.pk, found.revision.plan_entry
    is_mine = _is_mine(request, step)
    may = may_review(request.viewer, found)
    return {
        "is_mine": is_mine,
        "may_take": may and allows(Verb.TAKE_CASE, found.position),
        "may_take_over": may and step is not None and not is_mine,
        "free": _free(request, found, step),
        "blocked": blocked(request.viewer.person, found) if request.viewer.person else "",
        "publish_url": address("publish", key) if found.position is Position.APPROVED else "",
        "file_url": address("run-file", key, found.file.document_id) if found.file else "",
        "stage_url": address("revision-stage", found.groups[0].slug, entry.pk) if entry and found.groups else "",
        "route_url": address("run-route", key),
        "stop_url": address("run-stop", key),
        "inbox_url": address("inbox"),
        "crumbs": _crumbs(found),
    }


def _free(request: ViewerRequest, found: Case, step: StepView | None) -> list[Person]:
    """The colleagues to whom the viewer may give the case: who is free on it and has it not already (four eyes)."""
    person, has_it = request.viewer.person, step.step.holder_person_id if step else None
    if person is None or person.pk in found.contributors or not allows(Verb.GIVE_CASE, found.position):
        return []
    taken = {person.pk, has_it, *found.contributors, *found.recused}
    return [one for one in colleagues(found.today) if one.pk not in taken]


def _crumbs(found: Case) -> list[dict[str, str]]:
    guideline = found.guideline
    return [
        {"label": _("Inbox"), "url": address("inbox")},
        {"label": guideline.title, "url": guideline.get_absolute_url(), "lang": guideline.language},
        {"label": _("Case"), "url": ""},
    ]


@require_POST
@secretariat_only
def take(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Take a case that is free; another's is taken over by `over`."""
    revision = get_object_or_404(Revision, pk=revision_id)

    def act(person: Person) -> str:
        by, now = request.viewer.actor(), clock.now()
        if request.POST.get("over"):
            give_case(revision, to=person, person=person, by=by, now=now)
        else:
            take_case(revision, person=person, by=by, now=now)
        return _("The case is yours.")

    return _pressed(request, revision, act)


@require_POST
@secretariat_only
def give(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Give a case to a colleague who may decide it."""
    revision = get_object_or_404(Revision, pk=revision_id)

    def act(person: Person) -> str:
        to = colleague(request.POST.get("to", ""), clock.today())
        give_case(revision, to=to, person=person, by=request.viewer.actor(), now=clock.now())
        return _("%(name)s has the case now.") % {"name": to.name}

    return _pressed(request, revision, act)


@require_POST
@secretariat_only
def release(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Put a case back into the queue."""
    revision = get_object_or_404(Revision, pk=revision_id)

    def act(person: Person) -> str:
        release_case(revision, person=person, by=request.viewer.actor(), now=clock.now())
        return _("The case is back in the queue.")

    return _pressed(request, revision, act)


def _pressed(request: ViewerRequest, revision: Revision, act: Callable[[Person], str]) -> HttpResponse:
    person = request.viewer.person
    if person is None:
        raise Http404
    return press(request, lambda: act(person), reverse("case", args=[revision.pk]))
