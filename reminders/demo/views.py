"""The demo's own pages. They are in the URL map only where DEMO is on, and answer 404 elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidelines.lists import clock
from guidelines.people.models import Group
from guidelines.planning.rules import is_plan_year
from reminders.demo import roles
from reminders.demo.loading import PLANS
from reminders.demo.mailbox import read_mail, sent_mails, to_confirm
from reminders.demo.resetting import reset
from reminders.demo.today import move_to
from reminders.models import Mail

View = Callable[..., HttpResponse]
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def demo_only(view: View) -> View:
    """Answer 404 outside the demo, whatever the URL map says."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_only
@require_http_methods(["GET", "HEAD", "POST"])
def choose_role(request: HttpRequest) -> HttpResponse:
    """Show the roles, the plans and the clock; a posted role signs its person in and goes to the suggested act."""
    if request.method == "POST":
        role = next((role for role in roles.ROLES if role.key == request.POST.get("role")), None)
        user = roles.user_of(role) if role is not None else None
        if role is None or user is None:
            raise Http404
        login(request, user, backend=BACKEND)
        return redirect(role.url)
    context = {
        "roles": roles.present(),
        "is_story": roles.is_story(),
        "today": clock.today(),
        "to_confirm": to_confirm(clock.now()),
    }
    return render(request, "demo/start.html", context)


@demo_only
@require_POST
def reset_demo(request: HttpRequest) -> HttpResponse:
    """Put one of the two plans in place of everything there is, and start again as the chair."""
    plan = request.POST.get("plan", "story")
    if plan not in PLANS:
        raise Http404
    logout(request)
    reset(plan, timezone.now())
    user = roles.user_of(roles.FIRST)
    if user is not None:
        login(request, user, backend=BACKEND)
    messages.success(request, _("The demo was reset."))
    return redirect("plan", Group.objects.get(abbreviation="DSG").slug)


@demo_only
@require_POST
def move_today(request: HttpRequest) -> HttpResponse:
    """Let today be the posted day; the plan, the tasks and the reminders follow."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
        if not is_plan_year(day.year):
            raise ValueError("a day on which the plan has no years")
    except ValueError:
        messages.error(request, _("Choose a day."))
        return redirect("demo-role")
    move_to(day)
    messages.success(request, _("Today is moved. Reminders for it are sent within half a minute."))
    return redirect("demo-role")


@demo_only
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the mails the product has really produced, the newest first."""
    return render(request, "demo/mailbox.html", {"mails": sent_mails()})


@demo_only
@require_safe
def mailbox_mail(request: HttpRequest, key: str) -> HttpResponse:
    """Show one mail of the mailbox as its reader gets it."""
    mail = get_object_or_404(Mail.objects.select_related("person"), key=key, state=Mail.State.SENT)
    return render(request, "demo/mail.html", {"mail": mail, "letter": read_mail(mail)})
