"""*Regler*: the numbers and switches of the ladder, tried out on the next 12 months before they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.people.views.shared import METHODS
from reminders import actions
from reminders.comparing import compare, said
from reminders.forms import RulesForm
from reminders.ladder import Ladder, Layer
from reminders.ladder_names import kind_name
from reminders.ladder_setting import BadLadder, ladder_of, read_ladders, with_changes

CONFLICT = 409
EVERYBODY = "alle"


@dataclass(frozen=True)
class Both:
    """A number or switch as it is set now, and as it was typed."""

    name: str
    now: str
    typed: str


@require_http_methods(METHODS)
@secretariat_only
def rules(request: ViewerRequest, slug: str) -> HttpResponse:
    """Show the rules of a group, or of all groups; try a change out, and keep what was tried out."""
    group = None if slug == EVERYBODY else get_object_or_404(Group, slug=slug)
    ladders = read_ladders()
    version = actions.version_of(ladders, group)
    form = RulesForm(request.POST or None, ladders=ladders, group=group.pk if group else None)
    context: dict[str, Any] = {"form": form, "group": group, "slug": slug, "version": version}
    if request.method != "POST" or not form.is_valid():
        return render(request, "reminders/rules.html", context, status=UNPROCESSABLE if form.errors else None)
    try:
        if request.POST.get("version") != version:
            raise actions.Overtaken(actions.OVERTAKEN)
        if "keep" in request.POST and request.POST.get("seen") == form.mark():
            by = request.viewer.actor(acting_for=group)
            actions.keep_rules(group, form.changes(), version=version, by=by, now=clock.now())
            messages.success(request, _("The rules are kept. They hold from the next slot on."))
            return redirect("rules", slug)
        after = with_changes(group, form.changes())
    except actions.Overtaken as overtaken:
        return _overtaken(request, form, context, str(overtaken))
    except BadLadder as bad:
        return _bad(request, form, context, bad)
    context |= {"compared": compare(group, after, today=clock.today()), "seen": form.mark(), "changes": form.changes()}
    return render(request, "reminders/rules.html", context)


def _bad(request: ViewerRequest, form: RulesForm, context: dict[str, Any], bad: BadLadder) -> HttpResponse:
    for key in bad.keys:
        form.add_error(f"n_{key}" if f"n_{key}" in form.fields else f"on_{key}", str(bad))
    return render(request, "reminders/rules.html", context, status=UNPROCESSABLE)


def _overtaken(request: ViewerRequest, form: RulesForm, context: dict[str, Any], sentence: str) -> HttpResponse:
    """Show what a colleague set beside what was typed, which stays in the form."""
    group = context["group"]
    now, typed = ladder_of(group), read_ladders().with_changes(group.pk if group else None, form.changes())
    context |= {"overtaken": sentence, "both": _both(form.changes(), now, typed.of(group.pk if group else None))}
    return render(request, "reminders/rules.html", context, status=CONFLICT)


def _both(changes: Layer, now: Ladder, typed: Ladder) -> list[Both]:
    return [Both(kind_name(key), said(now, key), said(typed, key)) for key in changes]
