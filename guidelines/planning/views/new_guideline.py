"""*Ny retningslinje*: similar titles are found first; then it is made and planned in one (ux page 14)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.lists.tables import wants_part
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.planning.access import led_groups_with_plan, may_choose_kind
from guidelines.planning.actions import plan_new_guideline
from guidelines.planning.forms import move_years
from guidelines.planning.models import PlanEntry
from guidelines.planning.new_forms import NewForm
from guidelines.planning.rules import Kind
from guidelines.planning.views.entries import known_names
from guidelines.planning.views.shared import METHODS, posted
from guidelines.register.known import known_guidelines, named, titles
from guidelines.register.matching import similar_titles
from guidelines.register.models import Guideline


@require_http_methods(METHODS)
@login_required
def new_guideline(request: ViewerRequest) -> HttpResponse:
    """Make a guideline and plan it: the secretariat for any group, chairs and deputies as new in their own."""
    groups = list(led_groups_with_plan(request.viewer))
    if not groups:
        raise Http404
    if wants_part(request):
        return _suggestions(request)
    facts: dict[str, Any] = {"years": move_years(clock.today()), "groups": groups}
    form = NewForm(
        posted(request), initial=_asked(request, groups), may_choose_kind=may_choose_kind(request.viewer), **facts
    )
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        if form.is_settled(similar_titles(title, known_guidelines())):
            try:
                entry = _make(request, form)
                messages.success(request, _("“%(title)s” is made and planned.") % {"title": entry.guideline.title})
                return HttpResponseRedirect(entry.guideline.get_absolute_url())
            except Refused as refused:
                form.add_error(None, str(refused))
    context = {**_shown(form), "titles": titles("", request.viewer.own_groups or None)}
    return render(request, "planning/new_guideline.html", context, status=UNPROCESSABLE if form.errors else None)


def _suggestions(request: ViewerRequest) -> HttpResponse:
    """The titles with the words that are written, for the browser to offer."""
    found = titles(_plain(request.GET.get("source", "")))
    return render(request, "planning/guideline_titles.html", {"titles": found})


def _plain(text: str) -> str:
    """The text without the sign that no database takes."""
    return text.replace("\x00", "")


def _shown(form: NewForm) -> dict[str, object]:
    groups: dict[str, str] = {match.known.slug: ", ".join(sorted(match.known.groups)) for match in form.similar}
    similar = [(match, groups[match.known.slug]) for match in form.similar]
    return {"form": form, "similar": similar, "persons": known_names(), "title": _("New guideline")}


def _asked(request: ViewerRequest, groups: list[Group]) -> dict[str, Any]:
    """What the address says of it: its group, title and year, and in whose text it was announced."""
    asked = request.GET
    group = next((group.pk for group in groups if group.slug == asked.get("gruppe")), None)
    source = Guideline.objects.in_use().filter(slug=_plain(asked.get("kilde", ""))).first()
    told = {"title": "titel", "year": "aar", "quotation": "citat", "place": "sted"}
    return {name: asked.get(param, "") for name, param in told.items()} | {
        "group": group,
        "source": _typed(source) if source else "",
    }


def _typed(source: Guideline) -> str:
    """What somebody would write to name the guideline: its title, or how its address ends where another has it too."""
    return source.title if named(source.title) == [source] else source.slug


def _make(request: ViewerRequest, form: NewForm) -> PlanEntry:
    given, group = form.cleaned_data, form.chosen()
    texts = {name: given[name] for name in ("title", "is_working_title", "language", "year")}
    return plan_new_guideline(
        **texts,
        group=group,
        kind=given.get("kind") or Kind.NEW,
        named=form.named,
        announced=form.announced(),
        by=request.viewer.actor(acting_for=group),
        now=clock.now(),
    )
