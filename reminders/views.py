"""*Påmindelser*: what goes out, what went out, what needs a person; and the address that a watcher asks."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from csp.decorators import csp_exempt
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidelines.approval.access import may_decide_step
from guidelines.approval.forms.decision import make_form
from guidelines.approval.views.inside import case_or_404
from guidelines.lists import clock
from guidelines.people.access import may_see_address
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group, Person
from guidelines.people.views.shared import press
from guidelines.planning.models import Step
from guidelines.register.models import Guideline
from reminders import actions, reading
from reminders import history as history  # lets the journal tell what was decided here
from reminders.health import last_tick, stands_still
from reminders.models import GroupRelease, Mail, Occurrence, SenderHold
from reminders.preview import preview
from reminders.rehearsal import rehearse
from reminders.slots import is_slot

SEEN_DAYS = 365
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
TABS = ("koe", "opgaver", "sendt", "grupper")


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the reminders tick, 503 when they stand still or the database is away."""
    try:
        last = last_tick()
    except DatabaseError:
        return JsonResponse({"status": "database", "last_tick": None}, status=503)
    still = stands_still(clock.now(), last)
    facts = {"status": "still" if still else "ok", "last_tick": last.isoformat() if last else None}
    return JsonResponse(facts, status=503 if still else 200, headers={"Cache-Control": "no-store"})


@require_safe
@secretariat_only
def reminders(request: ViewerRequest) -> HttpResponse:
    """Show the queue, the tasks, what was sent, or the groups."""
    now = clock.now()
    tab = request.GET.get("vis", TABS[0])
    if tab not in TABS:
        raise Http404
    context: dict[str, Any] = {
        "tab": tab,
        "hold": SenderHold.objects.filter(lifted_at=None).order_by("-pk").first(),
        "last_tick": last_tick(),
        "task_count": Occurrence.objects.open_tasks().count() + len(reading.stuck_mails()),
    }
    return render(request, "reminders/reminders.html", {**context, **_READERS[tab](now)})


def _queue(now: datetime) -> dict[str, Any]:
    slots = reading.queue(now)
    mail_count = sum(len(slot.mails) for slot in slots)
    return {"slots": slots, "mail_count": mail_count, "waiting": reading.waiting_mails(), "days": reading.QUEUE_DAYS}


_READERS: dict[str, Callable[[datetime], dict[str, Any]]] = {
    "koe": _queue,
    "opgaver": lambda now: {"tasks": reading.open_tasks(), "stuck": reading.stuck_mails()},
    "sendt": lambda now: {"sent": reading.sent_mails()},
    "grupper": lambda now: {"groups": reading.groups_with_release()},
}


@require_safe
@login_required
def mail(request: ViewerRequest, key: uuid.UUID) -> HttpResponse:
    """Show one mail as it was sent or would be sent, with its receipts; to the secretariat and to its reader."""
    found = _mail_or_404(request, key)
    context = {"mail": found, "shown": reading.show(found, clock.now()), "tries": found.tries.all()}
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
    return render(request, "reminders/person.html", {"person": person, "mails": reading.mails_to(person)})


def _mail_or_404(request: ViewerRequest, key: uuid.UUID) -> Mail:
    return get_object_or_404(Mail.objects.visible_to(request.viewer).select_related("person"), key=key)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_only
def queued(request: ViewerRequest, day: date, pk: int) -> HttpResponse:
    """Show a mail that is not made yet, or keep it back."""
    now = clock.now()
    person = get_object_or_404(Person.objects.current(), pk=pk)
    if not is_slot(day) or not clock.today() <= day <= clock.today() + timedelta(days=SEEN_DAYS):
        raise Http404
    if request.method == "POST":

        def hold() -> str:
            actions.hold_in_advance(person, slot=day, now=now)
            return _("The mail to %(name)s is held.") % {"name": person.name}

        return press(request, hold, reverse("reminders"))
    context = {"person": person, "day": day, "shown": reading.show_queued(person, day, now)}
    return render(request, "reminders/queued.html", context)


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
            return _("The mail's week has passed. What still matters comes in the next slot.")
        return _("The mail goes when its time comes.")

    return press(request, act, reverse("reminders"))


@require_POST
@secretariat_only
def mail_retry(request: ViewerRequest, key: uuid.UUID) -> HttpResponse:
    """Try a mail that failed once more."""
    found = get_object_or_404(Mail, key=key)

    def act() -> str:
        actions.retry_mail(found, now=clock.now())
        return _("The mail is tried again.")

    return press(request, act, reverse("mail", args=[key]))


@require_POST
@secretariat_only
def hold_all(request: ViewerRequest) -> HttpResponse:
    """Stop all reminders."""

    def act() -> str:
        actions.hold_all(now=clock.now())
        return _("All reminders are held. Sign-in codes and invitations still go.")

    return press(request, act, reverse("reminders"))


@require_POST
@secretariat_only
def resume(request: ViewerRequest) -> HttpResponse:
    """Let all reminders go again."""

    def act() -> str:
        actions.lift_holds(now=clock.now())
        return _("The reminders go again.")

    return press(request, act, reverse("reminders"))


@require_POST
@secretariat_only
def task_done(request: ViewerRequest, pk: int) -> HttpResponse:
    """Tick off a task."""
    task = get_object_or_404(Occurrence.objects.filter(state=Occurrence.State.TASK), pk=pk)

    def act() -> str:
        actions.finish_task(task, now=clock.now())
        return _("The task is done.")

    return press(request, act, f"{reverse('reminders')}?vis=opgaver")


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_only
def release(request: ViewerRequest, slug: str) -> HttpResponse:
    """Show what a group would get in the next 12 months, and release it."""
    group = get_object_or_404(Group, slug=slug)
    if request.method == "POST":

        def act() -> str:
            actions.release_group(
                group, person=request.viewer.person, by=request.viewer.actor(acting_for=group), now=clock.now()
            )
            return _("The reminders of %(group)s are released.") % {"group": group}

        return press(request, act, f"{reverse('reminders')}?vis=grupper")
    today = clock.today()
    last = today + timedelta(days=SEEN_DAYS)
    found = rehearse(Guideline.objects.of_group(group), first=today, last=last, today=today, groups={group.pk})
    held = not GroupRelease.objects.filter(group=group).exists()
    context = {"group": group, "rehearsed": found, "mail_count": sum(not item.is_task for item in found), "held": held}
    return render(request, "reminders/release.html", context)


@require_POST
@secretariat_only
def hold_group(request: ViewerRequest, slug: str) -> HttpResponse:
    """Put a group's reminders on hold."""
    group = get_object_or_404(Group, slug=slug)

    def act() -> str:
        actions.hold_group(group, by=request.viewer.actor(acting_for=group), now=clock.now())
        return _("The reminders of %(group)s are on hold.") % {"group": group}

    return press(request, act, f"{reverse('reminders')}?vis=grupper")
