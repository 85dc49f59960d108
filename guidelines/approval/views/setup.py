"""What the secretariat sets up for its reviews: the checklist and the phrases, both plain data."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.actions.reviewing import add_item, add_phrase, change_item, drop_phrase, order_items
from guidelines.approval.forms.reviewing import SECTIONS, ItemForm, PhraseForm
from guidelines.approval.models import ChecklistItem, Phrase
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import METHODS, Page, answer


@require_http_methods(METHODS)
@secretariat_only
def checklist(request: ViewerRequest) -> HttpResponse:
    """Show the points, take a new one, and put them in another order."""
    act = request.POST.get("act", "")
    if act.startswith(("up-", "down-")):
        _move(request, act)
        return HttpResponseRedirect(request.path)
    form = ItemForm(request.POST if request.method == "POST" else None)
    del form.fields["is_active"]
    if request.method == "POST" and form.is_valid():
        add_item(**form.cleaned_data, by=request.viewer.actor(), now=clock.now())
        messages.success(request, _("The point is added."))
        return HttpResponseRedirect(request.path)
    items = list(ChecklistItem.objects.all())
    context = {
        "form": form,
        "items": [item for item in items if item.is_active],
        "unused": [item for item in items if not item.is_active],
    }
    return render(request, "approval/checklist.html", context, status=UNPROCESSABLE if form.errors else None)


def _move(request: ViewerRequest, act: str) -> None:
    """Let a point in use change places with its neighbour; the others stay in their order."""
    way, _dash, key = act.partition("-")
    keys = list(ChecklistItem.objects.filter(is_active=True).values_list("pk", flat=True))
    place = keys.index(int(key)) if key.isdigit() and int(key) in keys else -1
    other = place - 1 if way == "up" else place + 1
    if place >= 0 and 0 <= other < len(keys):
        keys[place], keys[other] = keys[other], keys[place]
        order_items(keys, by=request.viewer.actor(), now=clock.now())


@require_http_methods(METHODS)
@secretariat_only
def item(request: ViewerRequest, item_id: int) -> HttpResponse:
    """Reword a point, or take it out of use."""
    found = get_object_or_404(ChecklistItem, pk=item_id)
    given = {"text_da": found.text_da, "text_en": found.text_en, "is_active": found.is_active}
    form = ItemForm(request.POST if request.method == "POST" else None, initial=given)

    def act() -> str:
        change_item(found, **form.cleaned_data, by=request.viewer.actor(), now=clock.now())
        return _("The point is saved.")

    lead = _("Reviews in which it was used already keep the old wording.")
    title, back = _("Edit the point"), reverse("checklist")
    crumbs = [{"label": _("Checklist"), "url": back}, {"label": title, "url": ""}]
    page = Page(title, _("Save the point"), back, lead, "approval/form.html", {"crumbs": crumbs})
    return answer(request, form, act, page)


@require_http_methods(METHODS)
@secretariat_only
def phrases(request: ViewerRequest) -> HttpResponse:
    """Show the phrases, take a new one, and drop one."""
    act = request.POST.get("act", "")
    by, now, person = request.viewer.actor(), clock.now(), request.viewer.person
    if person is None:
        raise Http404
    if act.startswith("drop-"):
        key = act.removeprefix("drop-")
        drop_phrase(get_object_or_404(Phrase, pk=int(key) if key.isdigit() else 0), by=by, now=now)
        messages.success(request, _("The phrase is removed. Comments made from it stay."))
        return HttpResponseRedirect(request.path)
    form = PhraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            add_phrase(**form.cleaned_data, person=person, by=by, now=now)
            messages.success(request, _("The phrase is added."))
            return HttpResponseRedirect(request.path)
        except Refused as refused:
            form.add_error("text", str(refused))
    context = {"form": form, "phrases": Phrase.objects.filter(is_active=True), "sections": SECTIONS}
    return render(request, "approval/phrases.html", context, status=UNPROCESSABLE if form.errors else None)
