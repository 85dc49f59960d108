"""One mail: as it is, was or would be, with its receipts; kept back, let go, tried again."""

from __future__ import annotations

import uuid

from csp.decorators import csp_exempt
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidelines.approval.access import may_decide_step
from guidelines.approval.forms.decision import make_form
from guidelines.approval.views.inside import case_or_404
from guidelines.lists import clock
from guidelines.people.access import may_see_address
from guidelines.people.both import beginning
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.views.shared import METHODS, Page, answer, press
from guidelines.planning.models import Step
from reminders import actions, reading
from reminders.forms import AsideForm, NoteForm
from reminders.models import Mail
from reminders.preview import preview
from reminders.putting_back import is_past
from reminders.receipts import because
from reminders.watched import watched_note

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@require_safe
@login_required
def mail(request: ViewerRequest, key: uuid.UUID) -> HttpResponse:
    """Show one mail as it was sent or would be sent, with its receipts; to the secretariat and to its reader."""
    found = _mail_or_404(request, key)
    reasons = because(found, for_secretariat=request.viewer.is_secretariat)
    shown = reading.show(found, clock.now())
    context = {"mail": found, "shown": shown, "tries": found.tries.all(), "reasons": reasons}
    return render(request, "reminders/mail.html", context)


@require_safe
@login_required
@csp_exempt()  # type: ignore[arg-type]
def mail_html(request: ViewerRequest, key: uuid.UUID) -> HttpResponse:
    """Show the HTML part alone, under a policy of its own: nothing runs, nothing is loaded, nothing can be sent."""
    shown = reading.show(_mail_or_404(request, key), clock.now())
    if shown is None:
        raise Http404
    return HttpResponse(shown.html, headers={"Content-Security-Policy": SANDBOX})


@require_POST
@login_required
def decision_mail(request: ViewerRequest, step_id: int) -> HttpResponse:
    """Show the mail that the decision on the page would cause, to who may decide; nothing is saved or decided."""
    step = get_object_or_404(Step.objects.select_related("for_group", "holder_group"), pk=step_id)
    case, person = case_or_404(request, step.revision_id), request.viewer.person
    view = case.step(step.pk)
    if person is None or view is None or not may_decide_step(request.viewer, view):
        raise Http404
    form = make_form(request.POST, case, step, person)
    shown = preview(form, case, step, person=person, now=clock.now())
    context = {"title": _("The mail about the decision"), "shown": shown, "guideline": case.guideline}
    name = "reminders/decision_mail_part.html" if request.htmx else "reminders/decision_mail.html"
    return render(request, name, context)


@require_safe
@login_required
def person_mails(request: ViewerRequest, pk: int) -> HttpResponse:
    """List what was sent to a person, and what waits; to the secretariat and to the person (foundations 22)."""
    person = get_object_or_404(Person, pk=pk)
    if not may_see_address(request.viewer, person):
        raise Http404
    if person.merged_into_id is not None:
        return redirect("person-mails", person.merged_into_id)
    context = {
        "person": person,
        "mails": reading.mails_to(person),
        "is_secretariat": request.viewer.is_secretariat,
    }
    return render(request, "reminders/person.html", context)


@require_POST
@secretariat_only
def mail_hold(request: ViewerRequest, key: uuid.UUID) -> HttpResponse:
    """Keep a mail back."""
    found = get_object_or_404(Mail, key=key)

    def act() -> str:
        actions.hold_mail(found)
        return _("The mail is held.")

    return press(request, act, reverse("reminders"))


@require_POST
@secretariat_only
def mail_free(request: ViewerRequest, key: uuid.UUID) -> HttpResponse:
    """Let a held mail go."""
    found = get_object_or_404(Mail, key=key)

    def act() -> str:
        if actions.free_mail(found, now=clock.now()).state == Mail.State.SKIPPED:
            return _planned_anew(found)
        return _("The mail goes when its time comes.")

    return press(request, act, reverse("reminders"))


@require_POST
@secretariat_only
def mail_retry(request: ViewerRequest, key: uuid.UUID) -> HttpResponse:
    """Try a mail that failed once more."""
    found = get_object_or_404(Mail, key=key)

    def act() -> str:
        if actions.retry_mail(found, now=clock.now()).state == Mail.State.SKIPPED:
            return _planned_anew(found)
        return _("The mail is tried again.")

    return press(request, act, reverse("mail", args=[key]))


@require_http_methods(METHODS)
@secretariat_only
def mail_note(request: ViewerRequest, key: uuid.UUID) -> HttpResponse:
    """Write a note at the top of a mail that waits."""
    found, now = get_object_or_404(Mail.objects.select_related("person"), key=key), clock.now()
    watched = watched_note(Mail.objects.filter(pk=found.pk))
    form = NoteForm(request.POST or None, initial={"note": found.note} | beginning(request, watched))

    def write() -> str:
        said, by = form.cleaned_data["note"], request.viewer.actor()
        actions.note_mail(found, said, writer=request.viewer.person, by=by, now=now)
        return _("The note stands in the mail.")

    page = Page(
        title=_("A note to %(name)s") % {"name": found.person.name if found.person else found.address},
        submit=_("Put the note in the mail"),
        back=reverse("mail", args=[key]),
        template="reminders/note.html",
        more={"shown": reading.show(found, now)},
    )
    return answer(request, form, write, page, on="note", watched=watched)


@require_http_methods(METHODS)
@secretariat_only
def mail_aside(request: ViewerRequest, key: uuid.UUID) -> HttpResponse:
    """Put a mail that did not arrive aside, with a reason."""
    found, now = get_object_or_404(Mail.objects.select_related("person"), key=key), clock.now()
    form = AsideForm(request.POST or None)

    def write() -> str:
        actions.put_mail_aside(found, form.cleaned_data["reason"], by=request.viewer.actor(), now=now)
        return _("The mail is put aside.")

    page = Page(
        title=_("Put the mail to %(name)s aside") % {"name": found.person.name if found.person else found.address},
        submit=_("Put aside"),
        back=reverse("mail", args=[key]),
        template="reminders/note.html",
        more={"shown": reading.show(found, now)},
    )
    return answer(request, form, write, page, on="reason")


def _planned_anew(mail: Mail) -> str:
    if is_past(mail, clock.now()):
        return _("The mail's week has passed. What still matters comes in the next slot.")
    return _("The reader has had this week's mail. What still matters comes in the next slot.")


def _mail_or_404(request: ViewerRequest, key: uuid.UUID) -> Mail:
    return get_object_or_404(
        Mail.objects.visible_to(request.viewer).select_related("person", "note_by", "hurried_by"), key=key
    )
