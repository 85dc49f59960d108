"""What the secretariat changes in the register: a version, a title, an owner (ux page 13)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.documents.models import StoredFile
from guidelines.documents.refusing import UnusableFile
from guidelines.documents.storing import receive
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.register.access import may_confirm_owner, may_register_version, may_retitle
from guidelines.register.actions import confirm_owner, register_version, retitle
from guidelines.register.forms import DOCUMENT_SALT, OwnerForm, TitleForm, VersionForm
from guidelines.register.models import Guideline

FORM_METHODS = ["GET", "HEAD", "POST"]


def _visible(request: ViewerRequest, slug: str) -> Guideline:
    return get_object_or_404(Guideline.objects.visible_to(request.viewer), slug=slug)


def _crumbs(guideline: Guideline, label: str) -> list[dict[str, str]]:
    own = {"label": guideline.title, "url": guideline.get_absolute_url(), "lang": guideline.language}
    return [own, {"label": label}]


@require_http_methods(FORM_METHODS)
@login_required
def version(request: ViewerRequest, slug: str) -> HttpResponse:
    """Take a version's facts, show how they were understood, and store them once that has been seen."""
    guideline = _visible(request, slug)
    if not may_register_version(request.viewer):
        raise Http404
    stored, refused = _document(request)
    data = (request.POST or None, request.FILES or None)
    form = VersionForm(*data, guideline=guideline, today=clock.today(), stored=stored, refused=refused)
    if request.method == "POST" and form.is_valid() and form.is_settled():
        try:
            made = register_version(guideline, form.facts(), by=request.viewer.actor(), now=clock.now())
            words = {"label": made.label}
            messages.success(request, _("Version %(label)s is registered.") % words)
            return redirect(guideline)
        except Refused as refused:
            form.add_error("label", str(refused))
    title = _("Register a version")
    context = {"form": form, "guideline": guideline, "title": title, "crumbs": _crumbs(guideline, title)}
    return render(request, "register/version.html", context, status=UNPROCESSABLE if form.errors else None)


def _document(request: ViewerRequest) -> tuple[StoredFile | None, str]:
    """Return the document sent now, or the one sent before the interpretation was shown; and why it was not taken."""
    upload = request.FILES.get("document")
    if upload is not None:
        try:
            return receive(upload, upload.name or "", now=clock.now()), ""
        except UnusableFile as unusable:
            return None, str(unusable)
    try:
        key = signing.loads(request.POST.get("document_key", ""), salt=DOCUMENT_SALT)
    except signing.BadSignature:
        return None, ""
    return StoredFile.objects.filter(pk=key, guideline_version=None).first(), ""


@require_http_methods(FORM_METHODS)
@login_required
def title(request: ViewerRequest, slug: str) -> HttpResponse:
    """Give the guideline another title, or make its working title the real one."""
    guideline = _visible(request, slug)
    if not may_retitle(request.viewer):
        raise Http404
    given = {"title": guideline.title, "is_working_title": guideline.is_working_title}
    form = TitleForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        retitle(guideline, **form.cleaned_data, by=request.viewer.actor(), now=clock.now())
        messages.success(request, _("The title is saved."))
        return redirect(guideline)
    label = _("Edit the title")
    context = {"form": form, "guideline": guideline, "title": label, "crumbs": _crumbs(guideline, label)}
    return render(request, "register/title.html", context, status=UNPROCESSABLE if form.errors else None)


@require_http_methods(FORM_METHODS)
@login_required
def owner(request: ViewerRequest, slug: str) -> HttpResponse:
    """Say which of the guideline's groups owns it; for their chairs and the secretariat."""
    guideline = _visible(request, slug)
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
    context = {"form": form, "guideline": guideline, "title": label, "crumbs": _crumbs(guideline, label)}
    return render(request, "register/owner.html", context, status=UNPROCESSABLE if form.errors else None)
