"""*Registrér version*: drop the document, look at what was read beside its words, and save (ux page 13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guidelines.documents.guideline.picturing import picture_of
from guidelines.documents.guideline.running import NotRead
from guidelines.documents.models import StoredFile
from guidelines.documents.refusing import UnusableFile
from guidelines.documents.storing import open_stored
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.register.access import may_register_version
from guidelines.register.actions import register_version
from guidelines.register.carrying import Carried, carry, document_of, why_gone
from guidelines.register.checked import check_version
from guidelines.register.checking import folded
from guidelines.register.dropped import drop
from guidelines.register.filling import Filled, fill, merged, quotes_of
from guidelines.register.forms import VersionForm
from guidelines.register.models import Guideline
from guidelines.register.views.changes import FORM_METHODS, crumbs, visible

_DEFAULTS = {"kind": "unknown", "counts_from": "administrative_approval"}
_PICTURE = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True)
class Sent:
    """The document of a request: as it was read, whether it came with this very request, or why it was not taken."""

    carried: Carried | None = None
    is_new: bool = False
    refused: UnusableFile | None = None
    filled: dict[str, Filled] = field(default_factory=dict)


@require_http_methods(FORM_METHODS)
@login_required
def version(request: ViewerRequest, slug: str) -> HttpResponse:
    """Fill the form from the document, show how all was understood, and store it once that has been seen."""
    guideline = visible(request, slug)
    if not may_register_version(request.viewer):
        raise Http404
    sent = _sent(request, guideline)
    form = _form(request, guideline, sent)
    if request.method == "POST" and not sent.is_new and form.is_valid() and form.is_settled():
        try:
            made = register_version(guideline, form.facts(), by=request.viewer.actor(), now=clock.now())
            check_version(made, now=clock.now())
            messages.success(request, _("Version %(label)s is registered.") % {"label": made.label})
            return redirect(guideline)
        except Refused as refused:
            form.add_error("label", str(refused))
    title = _("Register a version")
    context = {"form": form, "guideline": guideline, "title": title, "crumbs": crumbs(guideline, title)}
    context |= {"carried": sent.carried, "is_fresh": sent.is_new or request.method != "POST"}
    context |= folded(sent.carried.findings if sent.carried else ())
    is_bad = request.method == "POST" and form.errors
    return render(request, "register/version.html", context, status=UNPROCESSABLE if is_bad else None)


def _sent(request: ViewerRequest, guideline: Guideline) -> Sent:
    """The document sent now, or the one that was sent before and is named by its key."""
    upload = request.FILES.get("document")
    if upload is not None:
        try:
            stored = drop(upload, by=request.viewer.actor(), now=clock.now())
        except UnusableFile as unusable:
            return Sent(refused=unusable)
        return _read(stored, guideline, is_new=True)
    key = request.POST.get("document_key", "") or request.GET.get("noegle", "")
    stored_before = document_of(key)
    if stored_before is None:
        gone = why_gone(key)
        return Sent(refused=UnusableFile(gone) if gone else None)
    return _read(stored_before, guideline)


def _read(stored: StoredFile, guideline: Guideline, *, is_new: bool = False) -> Sent:
    carried = carry(stored, guideline, now=clock.now())
    return Sent(carried, is_new, None, fill(carried.report) if carried.report else {})


def _form(request: ViewerRequest, guideline: Guideline, sent: Sent) -> VersionForm:
    """The form as it came; with a document that is new, what was typed and what was read, errors left for later."""
    told: dict[str, Any] = {
        "guideline": guideline,
        "today": clock.today(),
        "stored": sent.carried.stored if sent.carried else None,
        "refused": str(sent.refused or ""),
        "filled": sent.filled,
    }
    if request.method == "POST" and not sent.is_new:
        return VersionForm(request.POST, **told)
    if sent.carried is None:
        return VersionForm(**told)
    posted = {name: request.POST.get(name, "") for name in VersionForm.base_fields}
    given = {**_DEFAULTS, **{name: words for name, words in _merged(request, guideline, sent, posted).items() if words}}
    form = VersionForm(given, **told)
    lacks_label_alone = set(form.errors) == {"label"} and not given.get("label")
    return VersionForm(initial=given, **told) if lacks_label_alone else form


def _merged(request: ViewerRequest, guideline: Guideline, sent: Sent, posted: dict[str, str]) -> dict[str, str]:
    """What was typed with what was read; values that another document brought give way to this one's."""
    other = document_of(request.POST.get("document_key", ""))
    before = _read(other, guideline).filled if other else {}
    return merged(posted, sent.filled, before)


@require_safe
@login_required
def page_picture(request: ViewerRequest, page: int) -> HttpResponse:
    """A page of a document that is not registered yet, as PNG, with the words that a field was filled from in sight.

    `noegle` is the document's signed key, `felt` the field; with `hel` the whole page. Word documents have no pages.
    """
    if not may_register_version(request.viewer):
        raise Http404
    stored = document_of(request.GET.get("noegle", ""))
    if stored is None or stored.kind != StoredFile.Kind.PDF:
        raise Http404
    report = carry(stored, None, now=clock.now()).report
    quote = quotes_of(report.facts).get(request.GET.get("felt", "")) if report else None
    words = quote.text if quote and quote.place.number == page else ""
    try:
        with open_stored(stored) as opened:
            picture = picture_of(opened.read(), page, words, is_whole="hel" in request.GET)
    except (NotRead, FileNotFoundError) as error:
        raise Http404 from error
    return HttpResponse(picture, content_type="image/png", headers=_PICTURE)
