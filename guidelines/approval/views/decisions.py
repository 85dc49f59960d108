"""*Afgørelse*: one decision on one step, with a fresh code, bound to the document that the page shows.

The secretariat's page of a case shows the same form (`approval/_decision_form.html`) and sends it here or through
`decide_from`; there is one door to a decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.access import may_decide_step, may_undo
from guidelines.approval.actions import Conflict, Stale, decide, stored_decision
from guidelines.approval.checks import checks
from guidelines.approval.forms.decision import DecisionForm, after_stale, make_form, with_phrase
from guidelines.approval.mailed import next_in_line
from guidelines.approval.manifest import lines
from guidelines.approval.models import Decision
from guidelines.approval.reading import Case, read_case
from guidelines.approval.rules import Factor, Meaning
from guidelines.approval.views.findings import findings_to_read
from guidelines.approval.views.inside import address, case_or_404
from guidelines.approval.waiting import waiting_for
from guidelines.approval.wording import DECIDED, LOOKS, POSITIONS, declared_kind, holder, question
from guidelines.approval.wording_findings import seen_to
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.actions.codes import Try
from guidelines.people.actions.fresh import give_fresh_code, try_fresh
from guidelines.people.actions.second_factor import has_second_factor
from guidelines.people.fresh_mail import by_mail
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import User
from guidelines.people.views.shared import METHODS
from guidelines.planning.models import Step
from guidelines.planning.rules import HolderRole, Stage

CONFLICT = 409
INSERT = "insert-"
"""How `act` begins where a phrase is to be inserted; the name of the field follows."""


@require_http_methods(METHODS)
@login_required
def decision(request: ViewerRequest, step_id: int) -> HttpResponse:
    """Decide a step; those inside who do not decide it read where it stands and what was decided."""
    step, case = _step_or_404(request, step_id)
    form = form_for(request, step, case)
    if request.method != "POST":
        return show(request, step, case, form)
    sent, act = _sent(request, step, case), request.POST.get("act", "")
    if act.startswith(INSERT):
        return show(request, step, case, _inserted(request, step, case, act) if form is not None else None)
    made = decide_from(request, step, case, sent)
    if made is None:
        return _refused(request, step, case, sent)
    return HttpResponseRedirect(after_decision(request, made, case))


@require_http_methods(METHODS)
@login_required
def code(request: ViewerRequest, step_id: int) -> HttpResponse:
    """Mail a code for the approval that the page shows; what was typed stays."""
    step, case = _step_or_404(request, step_id)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("decision", args=[step.pk]))
    form = _sent(request, step, case)
    send_code(request, step, case, form)
    if not form.code_sent_to:
        return _refused(request, step, case, form)
    return show(request, step, case, form)


def _step_or_404(request: ViewerRequest, step_id: int) -> tuple[Step, Case]:
    step = get_object_or_404(Step, pk=step_id)
    if step.holder_role != HolderRole.CHAIR and step.stage != Stage.ADMINISTRATIVE_APPROVAL:
        raise Http404
    return step, case_or_404(request, step.revision_id)


def _inserted(request: ViewerRequest, step: Step, case: Case, act: str) -> DecisionForm | None:
    """Return the form as it was typed, with the phrase that `act` asks for; nothing is saved or decided."""
    person = request.viewer.person
    return with_phrase(request.POST, act.removeprefix(INSERT), case, step, person) if person is not None else None


def form_for(request: ViewerRequest, step: Step, case: Case) -> DecisionForm | None:
    """Return the form of a decision on a step; None for those whose decision it is not, and once it is closed."""
    view, person = case.step(step.pk), request.viewer.person
    if view is None or person is None or not may_decide_step(request.viewer, view):
        return None
    return make_form(None, case, step, person)


def _sent(request: ViewerRequest, step: Step, case: Case) -> DecisionForm:
    """Return the form that was sent; 404 for those who are no electors of the step, or have not the case.

    A step that is closed is let through: the verb says who decided it, or finds what the very same page decided.
    """
    view, person = case.step(step.pk), request.viewer.person
    if person is None:
        raise Http404
    if view is not None and not may_decide_step(request.viewer, view) and view.seat_of(person.pk) is None:
        raise Http404
    return make_form(request.POST, case, step, person)


def decide_from(request: ViewerRequest, step: Step, case: Case, form: DecisionForm) -> Decision | None:
    """Decide a step as a form says, and return the decision; the same page sent again returns the same one.

    None where it was refused: the form then holds what is wrong, `status` to answer with, and `changes`, what changed
    since the page was shown. An approval is asked for a code, which is tried before any transaction.
    """
    user, person = request.user, request.viewer.person
    if person is None or not isinstance(user, User) or not form.is_valid():
        form.status = UNPROCESSABLE
        return None
    try:
        made = stored_decision(step, form.choice(), person=person)
        if made is not None:
            return made
        factor = _factor(user, step, case, form) if form.approves else None
        if form.errors:
            form.status = UNPROCESSABLE
            return None
        return decide(step, form.choice(factor), person=person, by=_actor(request, case, step), now=clock.now())
    except Stale as stale:
        form.status, form.changes = CONFLICT, stale.changes
    except Conflict as conflict:
        form.status, form.changes = CONFLICT, [str(conflict)]
    except Refused as refused:
        form.status = UNPROCESSABLE
        form.add_error(None, str(refused))
    return None


def _actor(request: ViewerRequest, case: Case, step: Step) -> Any:
    view = case.step(step.pk)
    group = (view.step.for_group or view.group) if view is not None and view.is_clinical else None
    return request.viewer.actor(acting_for=group)


def _factor(user: User, step: Step, case: Case, form: DecisionForm) -> Factor | None:
    """Try the code, and return what it was; None where the page is out of date, which the verb says."""
    choice = form.choice()
    if case.step(step.pk) is None or (choice.sha256, choice.edition) != (case.sha256, case.edition):
        return None
    typed = form.cleaned_data["code"]
    if not typed:
        missing = _("Write the code from your authenticator app.") if form.only_totp else _("Get a code, and write it.")
        form.add_error("code", missing)
        return None
    found = try_fresh(
        user,
        bound_to=bound_to(step, case),
        code=typed,
        now=clock.now(),
        only_totp=form.only_totp,
        page=choice.key,
    )
    if isinstance(found, Factor):
        return found
    sentences = {
        Try.SPENT: _("The code has been used or is more than five minutes old. Get a new one."),
        Try.TOO_MANY: _("There were too many wrong codes. Try again in an hour, or call the secretariat."),
    }
    form.add_error("code", sentences.get(found, _("That code is not right. Check the digits, or get a new one.")))
    return None


def send_code(request: ViewerRequest, step: Step, case: Case, form: DecisionForm) -> None:
    """Mail a code for the document that the page shows; the form says where it went, or why it did not."""
    user, shown = request.user, (form.data.get("sha256"), form.data.get("edition"))
    form.full_clean()
    form.errors.clear()
    form.data = {**dict(form.data.items()), "code": "", "seen_unsent": form.unsent}
    view = case.step(step.pk)
    if shown != (case.sha256, str(case.edition)) or view is None:
        form.status, form.changes = CONFLICT, [_("What the page shows has changed, so no code was sent.")]
    elif not may_decide_step(request.viewer, view):
        form.status, form.changes = CONFLICT, [_("The step is with %(name)s now.") % {"name": holder(view)}]
    elif form.only_totp or not isinstance(user, User):
        form.status = UNPROCESSABLE
        form.add_error(None, _("Your group asks for a code from your authenticator app."))
    else:
        _mail_code(user, step, case, form)


def _mail_code(user: User, step: Step, case: Case, form: DecisionForm) -> None:
    mail = by_mail(about=case.guideline.title, url=reverse("decision", args=[step.pk]))
    if give_fresh_code(user, bound_to=bound_to(step, case), deliver=mail, now=clock.now()) is None:
        form.status = UNPROCESSABLE
        form.add_error(None, _("There have been many codes in the last hour. Try again later."))
    else:
        form.code_sent_to = user.email
        form.fields["code"].widget.attrs["autofocus"] = True


def bound_to(step: Step, case: Case) -> str:
    """Return what a code is good for: this step, and the bytes that stand (foundations 24)."""
    return f"{step.pk}:{case.sha256}"


def after_decision(request: ViewerRequest, made: Decision, case: Case) -> str:
    """Say what was decided, with Fortryd, and return where to go on: the next one to decide, else the list."""
    words = {"decided": str(DECIDED[made.outcome]), "title": case.guideline.title}
    sentence = _("%(decided)s: “%(title)s”. It can be undone for 10 minutes.") % words
    messages.success(request, sentence, extra_tags=reverse("decision-undo", args=[made.pk]))
    if made.meaning == Meaning.ADMINISTRATIVE:
        return address("inbox") or case.guideline.get_absolute_url()
    queue = [item for item in waiting_for(request.viewer, clock.today()) if not item.is_resting]
    return reverse("decision", args=[queue[0].view.step.pk]) if queue else reverse("approvals")


def _refused(request: ViewerRequest, step: Step, case: Case, form: DecisionForm) -> HttpResponse:
    """Show what is wrong; where the page was out of date, the state as it is now, to be decided anew."""
    if form.status != CONFLICT:
        return show(request, step, case, form, status=form.status)
    now, person = read_case(case.revision, clock.today()), request.viewer.person
    is_open = form_for(request, step, now) is not None and person is not None
    anew = after_stale(form, now, step, person) if is_open and person is not None else None
    return show(request, step, now, anew, status=CONFLICT, changes=form.changes)


def show(
    request: ViewerRequest,
    step: Step,
    case: Case,
    form: DecisionForm | None,
    *,
    status: int | None = None,
    changes: Sequence[str] = (),
) -> HttpResponse:
    """Return the page of a step as it stands."""
    view, base, found = case.step(step.pk), decision_context(request, step, case, form), findings_to_read(case)
    context = {
        **base,
        **found,
        "checks": [*base["checks"], *seen_to(found["checked"])],
        "holder": holder(view) if view is not None else "",
        "view": view,
        "changes": changes,
        "place": _place(request, step) if form is not None else "",
        "made": [receipt(request, item) for item in case.decisions if item.step_id == step.pk],
        "earlier": [receipt(request, item) for item in case.decisions if item.step_id != step.pk],
    }
    return render(request, "approval/decision.html", context, status=status)


def _place(request: ViewerRequest, step: Step) -> str:
    """Return where the step stands among those that wait, as in "1 of 3"."""
    queue = [item.view.step.pk for item in waiting_for(request.viewer, clock.today())]
    if step.pk not in queue:
        return ""
    return _("%(number)s of %(count)s") % {"number": queue.index(step.pk) + 1, "count": len(queue)}


def decision_context(request: ViewerRequest, step: Step, case: Case, form: DecisionForm | None) -> dict[str, Any]:
    """Return what the page of a decision shows, for every page that includes `approval/_decision_form.html`."""
    group = step.for_group or step.holder_group
    is_clinical = step.holder_role == HolderRole.CHAIR
    meaning = Meaning.CLINICAL if is_clinical else Meaning.ADMINISTRATIVE
    person = request.viewer.person
    return {
        "case": case,
        "guideline": case.guideline,
        "step": step,
        "is_clinical": is_clinical,
        "position": POSITIONS[case.position],
        "question": question(meaning, group.abbreviation if is_clinical and group else ""),
        "current": case.guideline.versions.current().values_list("label", flat=True).first() or "",
        "checks": checks(case),
        "kind": declared_kind(case.draft),
        "waited": max((case.today - step.since).days, 0),
        "has_worked": person is not None and person.pk in case.contributors,
        "next_in_line": next_in_line(case, step, person),
        "form": form,
        "has_app": form is not None and isinstance(request.user, User) and has_second_factor(request.user),
        "today": case.today,
    }


def receipt(request: ViewerRequest, made: Decision) -> dict[str, Any]:
    """Return a decision as the page shows it: its lines, the look of its outcome, and whether it can be undone."""
    return {
        "decision": made,
        "lines": lines(made),
        "word": DECIDED[made.outcome],
        "look": "off" if made.undone_at or made.voided_at else LOOKS[made.outcome],
        "may_undo": may_undo(request.viewer, made, clock.now()),
        "pdf": address("decision-receipt", made.pk),
    }
