"""*Påmindelser*: what goes out, what went out, what needs a person; all of it held and let go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guidelines.lists import clock
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import press
from reminders import actions, reading
from reminders.breaker import tripped
from reminders.calling import call_list
from reminders.coming import QUEUE_DAYS, coming
from reminders.health import last_tick
from reminders.models import Occurrence, SenderHold
from reminders.written import kinds_written, newest_notices

TABS = ("koe", "opgaver", "ring", "sendt", "grupper", "regler", "tekster")


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
        "task_count": reading.task_count(),
        "call_count": Occurrence.objects.calls().values("recipient").distinct().count(),
    }
    return render(request, "reminders/reminders.html", {**context, **_READERS[tab](now)})


def _queue(now: datetime) -> dict[str, Any]:
    return {"coming": coming(now), "waiting": reading.waiting_mails(now), "days": QUEUE_DAYS}


_READERS: dict[str, Callable[[datetime], dict[str, Any]]] = {
    "koe": _queue,
    "opgaver": lambda now: {"tasks": reading.open_tasks(), "stuck": reading.stuck_mails()},
    "ring": lambda now: {"lines": call_list()},
    "sendt": lambda now: {"sent": reading.sent_mails()},
    "regler": lambda now: {"groups": reading.groups_with_rules()},
    "tekster": lambda now: {"kinds": kinds_written(), "notices": newest_notices()},
    "grupper": lambda now: {"groups": reading.groups_with_release()},
}


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


@require_safe
@secretariat_only
def breaker(request: ViewerRequest) -> HttpResponse:
    """Show what made the breaker stop the reminders, and which mails wait."""
    found = tripped()
    if found is None:
        return redirect("reminders")
    return render(request, "reminders/breaker.html", {"tripped": found})
