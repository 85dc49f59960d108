"""*Retningslinjer* as a page for everybody, with saved views for those who are signed in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.desk.listing.saved import (
    EVERYTHING,
    PAGE,
    SHOWN,
    address_of,
    default_of,
    known_part,
    read_views,
    told,
    valid_part,
    view_links,
)
from guidelines.desk.saved import changeable_by, keep_view, open_with, rename_view, views_of
from guidelines.lists.errors import Refused
from guidelines.lists.tables import Shown, wants_part
from guidelines.people.doors import person_or_404
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.views.shared import METHODS
from guidelines.register.tables import ChoosingTable
from guidelines.register.views.listing import GuidelineList


class Guidelines(GuidelineList):
    """The register with its views: the bare address opens with the view that the person has chosen."""

    part_name = "desk/guidelines_part.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The list as the address asks for it, or the way to the person's own view."""
        self.views = read_views(self.request.viewer.person)
        self.default = default_of(self.views)
        if self.request.viewer.is_secretariat:
            self.table_class = ChoosingTable
        if self.default and not request.GET and not wants_part(request):
            return HttpResponseRedirect(address_of(self.default))
        return super().get(request, **kwargs)

    def shown(self, request: HttpRequest) -> Shown:
        """The page of the list; where the bare address means a view, everything has an address of its own."""
        shown = super().shown(request)
        if self.default is None:
            return shown
        everything = f"{request.path}?{SHOWN}={EVERYTHING}"
        reset = everything if shown.reset_url else ""
        return replace(shown, reset_url=reset, url=everything if shown.url == request.path else shown.url)

    def get_part_context(self) -> dict[str, Any]:
        """The views, and whether one may be shared."""
        viewer = self.request.viewer
        links = view_links(self.views, self.request.GET) if viewer.person else []
        return {"views": links, "is_secretariat": viewer.is_secretariat, "query": known_part(self.request.GET)}


@require_http_methods(METHODS)
@login_required
def saved_views(request: ViewerRequest) -> HttpResponse:
    """Show the views to look after, or keep the list as it is under a name."""
    person = person_or_404(request)
    if request.method == "POST":
        return _keep(request, person)
    mine = set(_changeable(request, person).values_list("pk", flat=True))
    rows = [
        {"view": view, "url": address_of(view), "told": told(view.query), "is_mine": view.key in mine}
        for view in read_views(person)
    ]
    return render(request, "desk/saved_views.html", {"rows": rows, "is_secretariat": request.viewer.is_secretariat})


def _keep(request: ViewerRequest, person: Person) -> HttpResponse:
    here, is_shared = request.POST.get("here", ""), bool(request.POST.get("shared"))
    query = valid_part(here.partition("?")[2], request)
    try:
        if is_shared and not request.viewer.is_secretariat:
            raise Refused(_("Only the secretariat shares views with everybody."))
        name, replaces = request.POST.get("name", ""), bool(request.POST.get("replaces"))
        view = keep_view(person, page=PAGE, name=name, query=query, is_shared=is_shared, replaces=replaces)
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(back_to_list(here))
    start = reverse("guidelines")
    return HttpResponseRedirect(f"{start}?{query}" if query else f"{start}?{SHOWN}={EVERYTHING}")


@require_POST
@login_required
def saved_view(request: ViewerRequest, view_id: int) -> HttpResponse:
    """Rename or delete a view, or let the list open with it, or no longer."""
    person, act = person_or_404(request), request.POST.get("act", "")
    found = views_of(person, PAGE) if act in ("forvalg", "fravalg") else _changeable(request, person)
    view = get_object_or_404(found, pk=view_id)
    words = {"name": view.name}
    try:
        if act == "omdoeb":
            rename_view(view, name=request.POST.get("name", ""))
            said = _("The view is called “%(name)s” now.") % {"name": view.name}
        elif act == "slet":
            view.delete()
            said = _("The view “%(name)s” is deleted.") % words
        elif act in ("forvalg", "fravalg"):
            open_with(person, page=PAGE, view=view if act == "forvalg" else None)
            opens = _("Guidelines opens with “%(name)s” for you from now on.") % words
            said = opens if act == "forvalg" else _("Guidelines opens with everything for you from now on.")
        else:
            raise Http404
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("guideline-views"))


def _changeable(request: ViewerRequest, person: Person) -> Any:
    return changeable_by(person, PAGE, is_secretariat=request.viewer.is_secretariat)


def back_to_list(here: str) -> str:
    """Return the list as it was; nowhere else."""
    start = reverse("guidelines")
    path = here.partition("?")[0]
    return here if path == start and url_has_allowed_host_and_scheme(here, allowed_hosts=None) else start
