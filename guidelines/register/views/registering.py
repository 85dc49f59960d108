"""*Registrér version fra et dokument*: begin with the file, and choose which guideline it belongs to (issue 5)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.documents.refusing import UnusableFile
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.register.access import may_register_version
from guidelines.register.actions import create_guideline
from guidelines.register.carrying import Carried, carry, document_of, key_of
from guidelines.register.dropped import drop
from guidelines.register.known import found_by, known_guidelines
from guidelines.register.matching import propose
from guidelines.register.models import Guideline
from guidelines.register.registering_forms import ChoiceForm, DocumentForm, NewGuidelineForm
from guidelines.register.views.changes import FORM_METHODS


@require_http_methods(FORM_METHODS)
@login_required
def register_document(request: ViewerRequest) -> HttpResponse:
    """Take a document, propose whose it is, and lead on with it to the page of the guideline that was chosen."""
    if not may_register_version(request.viewer):
        raise Http404
    if request.method == "POST" and "act" not in request.POST:
        return _receive(request)
    stored = document_of(request.POST.get("document_key", "") or request.GET.get("noegle", ""))
    if stored is None:
        return _page(request, DocumentForm())
    carried = carry(stored, None, now=clock.now())
    match request.POST.get("act"):
        case "choose":
            return _choose(request, carried)
        case "new":
            return _make(request, carried)
    return _page(request, DocumentForm(), carried)


def _receive(request: ViewerRequest) -> HttpResponse:
    """Store the document, and show it under an address of its own, so that nothing is sent twice."""
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["document"]
        try:
            stored = drop(upload, by=request.viewer.actor(), now=clock.now())
            return _on(reverse("register-document"), key_of(stored))
        except UnusableFile as unusable:
            form.add_error("document", str(unusable))
    return _page(request, form)


def _on(address: str, key: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{address}?{urlencode({'noegle': key})}")


def _choose(request: ViewerRequest, carried: Carried) -> HttpResponse:
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return _page(request, form, carried)
    visible = Guideline.objects.visible_to(request.viewer)
    chosen = get_object_or_404(visible, slug=form.cleaned_data["guideline"])
    return _on(reverse("guideline-version", args=[chosen.slug]), carried.key)


def _make(request: ViewerRequest, carried: Carried) -> HttpResponse:
    """Make a new guideline with the title and the owner that stand in the form."""
    form = NewGuidelineForm(request.POST, groups=_groups())
    if form.is_valid():
        given: dict[str, Any] = {"title": form.cleaned_data["title"], "owner": form.chosen()}
        try:
            made = create_guideline(**given, by=request.viewer.actor(), now=clock.now())
            return _on(reverse("guideline-version", args=[made.slug]), carried.key)
        except Refused as refused:
            form.add_error("title", str(refused))
    return _page(request, form, carried)


def _page(
    request: ViewerRequest, form: DocumentForm | ChoiceForm | NewGuidelineForm, carried: Carried | None = None
) -> HttpResponse:
    """The page: the document, then what is proposed, what was searched for, and a new guideline."""
    context: dict[str, Any] = {"title": _("Register a version from a document"), "form": form, "carried": carried}
    context["drop"] = form if isinstance(form, DocumentForm) else DocumentForm()
    if carried is not None:
        query = (request.GET.get("q") or request.POST.get("q") or "").strip()
        matches = propose(carried.report, known_guidelines()) if carried.report else []
        context |= {
            "matches": matches,
            "query": query,
            "found": found_by(query, matches, request.viewer, clock.today()),
        }
        context["new"] = form if isinstance(form, NewGuidelineForm) else _new(carried)
    return render(request, "register/register.html", context, status=UNPROCESSABLE if form.errors else None)


def _new(carried: Carried) -> NewGuidelineForm:
    """The form for a new guideline, with what the document says of title and group."""
    facts = carried.report.facts if carried.report else None
    groups = _groups()
    named = facts.group.value if facts and facts.group else ""
    owner = next((str(group.pk) for group in groups if group.abbreviation == named), "")
    title = facts.title.value if facts and facts.title else ""
    return NewGuidelineForm(initial={"title": title, "owner": owner}, groups=groups)


def _groups() -> list[Group]:
    return list(Group.objects.order_by("sort_key"))
