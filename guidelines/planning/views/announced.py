"""*Bebudede retningslinjer*: those that a registered document says will come, each to be planned with its source."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.documents.guideline.announcing import AnnouncedGuideline, read_announced
from guidelines.documents.guideline.as_json import place_text
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.reading_texts import lines_of
from guidelines.lists import clock
from guidelines.people.middleware import ViewerRequest
from guidelines.planning.access import led_groups_with_plan
from guidelines.register.models import Guideline, GuidelineGroup


@dataclass(frozen=True)
class Offer:
    """An announcement that was read, where it stands, and where to go on: to the guideline it became, or to make it."""

    read: AnnouncedGuideline
    place: str
    known: Guideline | None
    url: str


@require_safe
@login_required
def announced(request: ViewerRequest, slug: str) -> HttpResponse:
    """Show the guidelines that the current version's document announces, to those who may make one."""
    guideline = get_object_or_404(Guideline.objects.visible_to(request.viewer), slug=slug)
    if not led_groups_with_plan(request.viewer).exists():
        raise Http404
    found, problem = _read(guideline)
    known = {one.quotation: one.guideline for one in guideline.announces.select_related("guideline")}
    group = _owner(guideline) if found else ""
    offers = [_offer(guideline, group, one, known.get(one.quote.text)) for one in found]
    title = _("Announced guidelines")
    own = {"label": guideline.title, "url": guideline.get_absolute_url(), "lang": guideline.language}
    context = {"guideline": guideline, "offers": offers, "problem": problem, "title": title}
    return render(request, "planning/announced.html", context | {"crumbs": [own, {"label": title}]})


def _read(guideline: Guideline) -> tuple[tuple[AnnouncedGuideline, ...], str]:
    """What the document announces, and why it could not be read; both empty where there is no document."""
    version = guideline.versions.current().select_related("document").first()
    if version is None or version.document is None:
        return (), _("There is no document here to read.")
    try:
        return read_announced(lines_of(version.document, now=clock.now())), ""
    except UnreadableFile as unreadable:
        return (), str(unreadable)
    except FileNotFoundError:
        return (), _("There is no document here to read.")


def _owner(guideline: Guideline) -> str:
    """The group that owns the guideline, by its slug; "" where none does."""
    owner = GuidelineGroup.objects.filter(guideline=guideline, role=GuidelineGroup.Role.OWNER)
    return owner.values_list("group__slug", flat=True).first() or ""


def _offer(source: Guideline, group: str, read: AnnouncedGuideline, known: Guideline | None) -> Offer:
    place = place_text(read.quote.place)
    return Offer(read, place, known, known.get_absolute_url() if known else new_url(source, group, read))


def new_url(source: Guideline, group: str, read: AnnouncedGuideline) -> str:
    """Return the page of a new guideline, filled in with what the source says of it."""
    told = {
        "gruppe": group,
        "titel": read.title or "",
        "aar": read.year or "",
        "kilde": source.slug,
        "citat": read.quote.text,
        "sted": place_text(read.quote.place),
    }
    return f"{reverse('guideline-new')}?{urlencode(told)}"
