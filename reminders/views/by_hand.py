"""*Send påmindelse* from the inbox: who would get which mail, and then the mails."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from guidelines.approval.reading import OpenCase, read_open_cases
from guidelines.desk.inbox.acting import keys_of
from guidelines.desk.listing.chosen import chosen
from guidelines.desk.listing.views import back_to_list
from guidelines.lists import clock
from guidelines.lists.errors import CONFLICT, Refused
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.register.models import Guideline
from reminders.by_hand import ByHand, by_hand, letter, remind_all, shown


@require_POST
@secretariat_only
def remind_by_hand(request: ViewerRequest) -> HttpResponse:
    """Show what would be sent for the cases that are ticked, or send what the page showed."""
    sender, keys = _sender(request), keys_of(request.POST.getlist("sag"))
    cases = _cases(keys)
    if not cases:
        messages.error(request, _("Tick the cases first; answers and addresses have nobody to remind."))
        return HttpResponseRedirect(reverse("inbox"))
    found = by_hand(cases, sender=sender, now=clock.now())
    return _send_or_show(request, found, {"cases": cases}, reverse("inbox"))


@require_POST
@secretariat_only
def remind_guidelines(request: ViewerRequest) -> HttpResponse:
    """Show what would be sent about the guidelines ticked in the list, or send what the page showed."""
    sender, here = _sender(request), back_to_list(request.POST.get("here", ""))
    try:
        keys = chosen(request)
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(here)
    cases = [case for case in read_open_cases(None, clock.today()) if case.guideline.pk in set(keys)]
    found = by_hand(cases, sender=sender, now=clock.now())
    idle = Guideline.objects.filter(pk__in=keys).exclude(pk__in=[case.guideline.pk for case in cases])
    about = {"keys": ",".join(map(str, keys)), "here": here, "idle": idle.order_by("sort_key", "pk")}
    return _send_or_show(request, found, about, here)


def _send_or_show(request: ViewerRequest, found: ByHand, about: dict[str, Any], back: str) -> HttpResponse:
    """Send what the page showed, all of it; else show what would be sent, with 409 where that is not as it was."""
    sender, token = _sender(request), shown(found.going)
    is_stale = request.POST.get("act") == "send" and request.POST.get("set", "") != token
    if request.POST.get("act") == "send" and not is_stale:
        _tell(request, remind_all(found.going, sender=sender, by=request.viewer.actor(), now=clock.now()))
        return HttpResponseRedirect(back)
    context = {**_shown(found, sender), **about, "token": token, "is_stale": is_stale}
    return render(request, "reminders/by_hand.html", context, status=CONFLICT if is_stale else None)


def _sender(request: ViewerRequest) -> Person:
    if request.viewer.person is None:
        raise Http404
    return request.viewer.person


def _cases(keys: list[str]) -> list[OpenCase]:
    """The cases of these rows; 404 where none is under way. One that ended meanwhile, or is no case, is left out."""
    known = {str(case.revision.pk): case for case in read_open_cases(None, clock.today())}
    asked = [key for key in keys if not key.startswith(("svar-", "frist-", "mail-"))]
    found = [known[key] for key in asked if key in known]
    if asked and not found:
        raise Http404
    return found


def _shown(found: ByHand, sender: Person) -> dict[str, Any]:
    first = letter(found.going[0], sender) if found.going else None
    return {
        "going": found.going,
        "others": [one for one in found.readers if one.why_not],
        "found": found,
        "mail": first,
    }


def _tell(request: ViewerRequest, sent: int) -> None:
    if not sent:
        messages.error(request, _("Nobody was reminded."))
        return
    sentence = ngettext(
        "%(count)d reminder is sent, in your name.", "%(count)d reminders are sent, in your name.", sent
    )
    messages.success(request, sentence % {"count": sent})
