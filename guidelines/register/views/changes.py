"""What is changed of a guideline in the register: its title, its owner (ux page 13)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.register.access import may_confirm_owner, may_retitle
from guidelines.register.actions import confirm_owner, retitle
from guidelines.register.forms import OwnerForm, TitleForm
from guidelines.register.models import Guideline

FORM_METHODS = ["GET", "HEAD", "POST"]


def visible(request: ViewerRequest, slug: str) -> Guideline:
    return get_object_or_404(Guideline.objects.visible_to(request.viewer), slug=slug)


def crumbs(guideline: Guideline, label: str) -> list[dict[str, str]]:
    own = {"label": guideline.title, "url": guideline.get_absolute_url(), "lang": guideline.language}
    return [own, {"label": label}]


@require_http_methods(FORM_METHODS)
@login_required
def title(request: ViewerRequest, slug: str) -> HttpResponse:
    """Give the guideline another title, or make its working title the real one."""
    guideline = visible(request, slug)
    if not may_retitle(request.viewer):
        raise Http404
    given = {"title": guideline.title, "is_working_title": guideline.is_working_title}
    form = TitleForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        retitle(guideline, **form.cleaned_data, by=request.viewer.actor(), now=clock.now())
        messages.success(request, _("The title is saved."))
        return redirect(guideline)
    label = _("Edit the title")
    context = {"form": form, "guideline": guideline, "title": label, "crumbs": crumbs(guideline, label)}
    return render(request, "register/title.html", context, status=UNPROCESSABLE if form.errors else None)


@require_http_methods(FORM_METHODS)
@login_required
def owner(request: ViewerRequest, slug: str) -> HttpResponse:
    """Say which of the guideline's groups owns it; for their chairs and the secretariat."""
    guideline = visible(request, slug)
    links = list(guideline.group_links.select_related("group").order_by("group__sort_key"))
    if not may_confirm_owner(request.viewer, links):
        raise Http404
    form = OwnerForm(request.POST or None, groups=[link.group for link in links if link.may_own])
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        try:
            confirm_owner(guideline, chosen, by=request.viewer.actor(), now=clock.now())
            messages.success(request, _("%(group)s is now the owner.") % {"group": chosen.abbreviation})
            return redirect(guideline)
        except Refused as refused:
            form.add_error(None, str(refused))
    label = _("Confirm the owner")
    context = {"form": form, "guideline": guideline, "title": label, "crumbs": crumbs(guideline, label)}
    return render(request, "register/owner.html", context, status=UNPROCESSABLE if form.errors else None)
