"""The page of a guideline, and its whole history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.desk.guideline.comments import read_remarks
from guidelines.desk.guideline.page import crumbs, guideline_page
from guidelines.desk.guideline.people import read_leading
from guidelines.desk.guideline.reading import Dossier, actor_names, read_dossier
from guidelines.journal.history import HistoryLine, by_door
from guidelines.lists import clock
from guidelines.people.middleware import ViewerRequest
from guidelines.register.actions.looking import VERB as LOOKED_THROUGH
from guidelines.register.models import Guideline

SHOWN = 8


@dataclass(frozen=True)
class Line:
    """One line of the history: when, who by name, what, and why."""

    at: datetime
    who: str
    sentence: str
    reason: str


def _dossier(request: ViewerRequest, slug: str) -> Dossier:
    guidelines = Guideline.objects.visible_to(request.viewer).select_related("merged_into")
    return read_dossier(get_object_or_404(guidelines, slug=slug), request.viewer, clock.today())


@require_safe
def guideline(request: ViewerRequest, slug: str) -> HttpResponse:
    """Show everything about one guideline that the viewer may see."""
    dossier, today = _dossier(request, slug), clock.today()
    context = {
        "guideline": dossier.guideline,
        "dossier": dossier,
        "page": guideline_page(dossier, request.viewer, today, read_leading(dossier, today)),
        "remarks": read_remarks(dossier),
        "crumbs": crumbs(dossier, request.viewer),
        "lines": _lines(dossier, SHOWN),
        "looked_through": _looked_through(dossier),
        "has_more": len(dossier.events) > SHOWN,
        "today": today,
    }
    return render(request, "desk/guideline.html", context)


@require_safe
@login_required
def guideline_history(request: ViewerRequest, slug: str) -> HttpResponse:
    """Show all that happened to a guideline, to its groups, its participants and the secretariat."""
    dossier = _dossier(request, slug)
    if not dossier.is_inside:
        raise Http404
    way = crumbs(dossier, request.viewer)
    way[-1]["url"] = dossier.guideline.get_absolute_url()
    context = {
        "guideline": dossier.guideline,
        "crumbs": [*way, {"label": _("History")}],
        "lines": _lines(dossier, len(dossier.events)),
    }
    return render(request, "desk/guideline_history.html", context)


def _looked_through(dossier: Dossier) -> Line | None:
    """Who looked it through in the register last, and when; None where nobody has, and outside its groups."""
    known = [line for event, line in dossier.events if event.verb == LOOKED_THROUGH]
    return _told(known[:1])[0] if known else None


def _lines(dossier: Dossier, count: int) -> list[Line]:
    return _told([line for _event, line in dossier.events[:count]])


def _told(shown: list[HistoryLine]) -> list[Line]:
    names = actor_names(shown)
    automatic = {"command": _("The system"), "job": _("The system")}
    return [
        Line(
            line.at,
            by_door(names.get(line.actor_key) or automatic.get(line.actor_kind, ""), line.actor_kind),
            line.sentence,
            line.reason,
        )
        for line in shown
    ]
