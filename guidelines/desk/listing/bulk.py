"""The pages of an act on several guidelines: what it asks, what would become of each, the press, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from guidelines.desk.listing.acts import ACTS, Act, Press, Preview
from guidelines.desk.listing.chosen import chosen
from guidelines.desk.listing.views import back_to_list
from guidelines.desk.shown import read_shown
from guidelines.journal.models import Event
from guidelines.lists import clock
from guidelines.lists.errors import CONFLICT, UNPROCESSABLE, Refused
from guidelines.people.doors import person_or_404, secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.planning.actions import undo_replacement
from guidelines.planning.actions.replacing import VERB as REPLACED
from guidelines.planning.actions.years import VERB as YEARS
from guidelines.planning.actions.years import undo_years

SHOW, DO = "vis", "goer"
"""The steps of the page: show what would become of each, and do it."""


@require_POST
@secretariat_only
def many(request: ViewerRequest) -> HttpResponse:
    """Ask, show, or do an act on the guidelines chosen; a press does what its page showed, or nothing."""
    made = ACTS.get(request.POST.get("act", ""))
    if made is None:
        raise Http404
    here = back_to_list(request.POST.get("here", ""))
    try:
        keys = chosen(request)
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(here)
    act = made(keys, Press(person_or_404(request), request.viewer.actor(), clock.now()))
    step = request.POST.get("trin", "")
    form = act.form(request.POST if step in (SHOW, DO) or not act.form_class.base_fields else None)
    preview = act.preview(form) if form.is_valid() else None
    context = {"act": act, "form": form, "preview": preview, "keys": ",".join(map(str, keys)), "here": here}
    if step == DO and preview is not None:
        return _pressed(request, act, form, preview, context)
    context["taken"] = len(preview.taken) if preview else 0
    context["button"] = act.button(context["taken"])
    return render(request, "desk/many.html", context, status=UNPROCESSABLE if form.errors else None)


def _pressed(request: ViewerRequest, act: Act, form: Any, preview: Preview, context: dict[str, Any]) -> HttpResponse:
    """Do what the page showed, all of it; where somebody changed some of it since, say so and do nothing."""
    seen = read_shown(request.POST.get("set", ""))
    expected = _read(act, seen)
    fresh = _marked(preview, seen)
    if not any(line.is_stale for line in fresh.lines):
        try:
            said, event = act.do(form, expected)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said, extra_tags=_undo_url(event, context["here"]) if event else "")
            return HttpResponseRedirect(context["here"])
    return _too_late(request, act, fresh, context)


def _too_late(request: ViewerRequest, act: Act, fresh: Preview, context: dict[str, Any]) -> HttpResponse:
    stale = sum(line.is_stale for line in fresh.lines)
    if stale:
        sentence = ngettext(
            "%(count)d guideline was changed by somebody else meanwhile, so nothing is done. Look at it again.",
            "%(count)d guidelines were changed by somebody else meanwhile, so nothing is done. Look at them again.",
            stale,
        )
        context["stale"] = sentence % {"count": stale}
    context |= {"preview": fresh, "taken": len(fresh.taken), "button": act.button(len(fresh.taken))}
    return render(request, "desk/many.html", context, status=CONFLICT if stale else UNPROCESSABLE)


def _read(act: Act, seen: Mapping[str, str]) -> Mapping[int, Any]:
    try:
        return act.read({int(key): text for key, text in seen.items()})
    except ValueError as error:
        raise Http404 from error


def _undo_url(event: Event, here: str) -> str:
    """The address of *Fortryd*, which leads back to the list as it was."""
    return f"{reverse('guidelines-undo', args=[event.seq])}?{urlencode({'here': here})}"


def _marked(preview: Preview, seen: Mapping[str, str]) -> Preview:
    """The preview, with the lines marked that are not as the page showed them."""
    taken = {line.key for line in preview.taken}
    lines = [
        replace(line, is_stale=(line.key in taken or line.key in seen) and seen.get(line.key) != _of(line, taken))
        for line in preview.lines
    ]
    return Preview(lines, preview.notes)


def _of(line: Any, taken: set[str]) -> str | None:
    return line.seen if line.key in taken else None


@require_POST
@secretariat_only
def take_back(request: ViewerRequest, seq: int) -> HttpResponse:
    """Take back one's own act on several guidelines, all of it or nothing."""
    by, now, person = request.viewer.actor(), clock.now(), person_or_404(request)
    event = get_object_or_404(Event.objects.by_actor(by.key, by.kind).filter(verb__in=(YEARS, REPLACED)), pk=seq)
    try:
        if event.verb == YEARS:
            undo_years(event, person=person, by=by, now=now)
        else:
            undo_replacement(event, by=by, now=now)
        messages.success(request, _("The change was undone."))
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(back_to_list(request.GET.get("here", "")))
