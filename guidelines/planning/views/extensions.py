"""*Bed om ny frist*: ask for a later deadline, see what it does, and decide on what was asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.lists import clock
from guidelines.lists.dates import long_date
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.planning import extension_wording as words
from guidelines.planning.access import may_agree_extension, may_ask_extension, may_grant_beyond
from guidelines.planning.actions import Settled, agree_extension, ask_extension, decide_extension, withdraw_extension
from guidelines.planning.actions.extensions import askable_day
from guidelines.planning.extension_forms import AgreeForm, AskForm, DecideForm
from guidelines.planning.extension_reading import Deadline, may_decide, may_grant, may_see, read_deadline
from guidelines.planning.models import ExtensionRequest
from guidelines.planning.reading_effects import Effect, read_effect, working_on
from guidelines.planning.views.shared import METHODS, posted
from guidelines.register.models import Guideline

CONFLICT = 409
SEND = "send"
"""What `act` says when the form is to be sent, not only shown with what its day does."""


@require_http_methods(METHODS)
@login_required
def ask(request: ViewerRequest, slug: str) -> HttpResponse:
    """Ask for a new deadline; it is sent once the page has shown what the day does."""
    guideline = get_object_or_404(Guideline.objects.visible_to(request.viewer), slug=slug)
    found = read_deadline(guideline, clock.today())
    if not may_ask_extension(request.viewer, found.working):
        raise Http404
    is_sending = request.POST.get("act") == SEND
    form = AskForm(posted(request), is_sending=is_sending, initial={"to_on": _asked_day(request)})
    effect = None
    if request.method == "POST" and form.is_valid():
        try:
            day = askable_day(found.aim, form.cleaned_data["to_on"], clock.today())
            if is_sending and form.has_seen(day):
                return _sent(request, guideline, form)
            effect = read_effect(found.aim, day, clock.today())
            form.show(day)
        except Refused as refused:
            form.add_error("to_on", str(refused))
    context = _asking(request, found, effect) | {"form": form, "is_unseen": is_sending and effect is not None}
    return render(request, "planning/extension_ask.html", context, status=UNPROCESSABLE if form.errors else None)


def _asked_day(request: ViewerRequest) -> date | None:
    """Return the day that the address proposes, as the page of the status does."""
    try:
        return date.fromisoformat(request.GET.get("til", ""))
    except ValueError:
        return None


def _sent(request: ViewerRequest, guideline: Guideline, form: AskForm) -> HttpResponse:
    """Ask, and lead to the page of the request: the receipt that says what happens next."""
    person = request.viewer.person
    if person is None:
        raise Http404
    facts = {"to_on": form.cleaned_data["to_on"], "reason": form.why}
    made = ask_extension(guideline, person=person, **facts, by=request.viewer.actor(), now=clock.now())
    messages.success(request, _("Your request is sent."))
    return HttpResponseRedirect(reverse("extension-decide", args=[made.pk]))


def _asking(request: ViewerRequest, found: Deadline, effect: Effect | None) -> dict[str, Any]:
    asker = request.viewer.person.pk if request.viewer.person else 0
    is_far = effect is not None and found.is_for_secretariat(effect.day, asker)
    return {
        **_shared(found, _("Ask for a new deadline"), effect),
        "decider": words.decider(found.aim.owner, is_secretariat=is_far or not found.leaders - {asker}),
        "is_beyond": effect is not None and found.is_beyond(effect.day),
        "open": found.open,
    }


def _shared(found: Deadline, title: str, effect: Effect | None) -> dict[str, Any]:
    """What both pages say of a deadline: where it stands, what it rests on, the limit, and what a day does."""
    guideline, target = found.aim.guideline, found.aim.target
    own = {"label": guideline.title, "url": guideline.get_absolute_url(), "lang": guideline.language}
    return {
        "title": title,
        "guideline": guideline,
        "crumbs": [{"label": _("Guidelines"), "url": reverse("guidelines")}, own, {"label": title}],
        "target": target,
        "today": clock.today(),
        "rests_on": words.rests_on(found.aim),
        "moves": words.moves(found.aim),
        "months": found.aim.group.extension_limit if found.aim.group else None,
        "latest": found.latest,
        "effect": effect,
        "validity": words.validity_lines(effect.validity) if effect else [],
        "quarter": words.quarter(effect.day) if effect else "",
    }


@require_http_methods(METHODS)
@login_required
def agree(request: ViewerRequest, slug: str) -> HttpResponse:
    """Note a new deadline that a chair or the secretariat agreed with a tovholder: asked for and granted in one."""
    guideline = get_object_or_404(Guideline.objects.visible_to(request.viewer), slug=slug)
    found = read_deadline(guideline, clock.today())
    if not may_agree_extension(request.viewer, found.aim.owner.pk if found.aim.owner else None):
        raise Http404
    if found.open is not None:
        return HttpResponseRedirect(reverse("extension-decide", args=[found.open.pk]))
    own = request.viewer.person.pk if request.viewer.person else 0
    persons = {person.pk: person for person in working_on(found.aim) if person.pk != own}
    names, is_sending = {pk: person.name for pk, person in persons.items()}, request.POST.get("act") == SEND
    form = AgreeForm(posted(request), persons=names, is_sending=is_sending)
    effect = None
    if request.method == "POST" and persons and form.is_valid():
        try:
            day = askable_day(found.aim, form.cleaned_data["to_on"], clock.today())
            if is_sending and form.has_seen(day):
                return _agreed(request, guideline, persons[form.cleaned_data["who"]], form)
            effect = read_effect(found.aim, day, clock.today())
            form.show(day)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = _agreeing(found, effect) | {"form": form, "has_persons": bool(persons), "asks": own in found.working}
    context["is_unseen"] = is_sending and effect is not None
    return render(request, "planning/extension_agree.html", context, status=UNPROCESSABLE if form.errors else None)


def _agreed(request: ViewerRequest, guideline: Guideline, asker: Person, form: AgreeForm) -> HttpResponse:
    person = request.viewer.person
    if person is None:
        raise Http404
    facts = {"to_on": form.cleaned_data["to_on"], "reason": form.cleaned_data["reason"]}
    by, beyond = request.viewer.actor(), may_grant_beyond(request.viewer)
    made = agree_extension(guideline, asker=asker, **facts, person=person, beyond_limit=beyond, by=by, now=clock.now())
    messages.success(request, _("The new deadline is noted. %(name)s gets a receipt by mail.") % {"name": asker.name})
    return HttpResponseRedirect(reverse("extension-decide", args=[made.pk]))


def _agreeing(found: Deadline, effect: Effect | None) -> dict[str, Any]:
    is_beyond = effect is not None and found.is_beyond(effect.day)
    return {**_shared(found, _("Note an agreed deadline"), effect), "is_beyond": is_beyond, "entry": found.aim.entry}


@require_http_methods(METHODS)
@login_required
def decide(request: ViewerRequest, request_id: int) -> HttpResponse:
    """Decide on a request; who asked and who works on it reads what became of it."""
    item, found = _request_or_404(request, request_id)
    if request.method == "POST" and not may_decide(request.viewer, item, found):
        raise Http404
    if not item.is_open or not may_decide(request.viewer, item, found):
        return _show(request, item, found, status=CONFLICT if request.method == "POST" else None)
    may = may_grant(request.viewer, item, found)
    form = DecideForm(posted(request), request=item, may_grant=may)
    day = item.to_on
    if request.method == "POST" and form.is_valid():
        try:
            day = askable_day(found.aim, form.day, clock.today()) if form.day else item.to_on
            is_seen = form.day is None or form.has_seen(day)
            if request.POST.get("act") == SEND and is_seen:
                return _decided(request, item, form)
        except Settled as settled:
            return _show(request, settled.request, found, status=CONFLICT)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _show(request, item, found, form, effect=_effect(found, day))


def _effect(found: Deadline, day: Any) -> Effect | None:
    return read_effect(found.aim, day, clock.today()) if found.aim.target else None


def _request_or_404(request: ViewerRequest, request_id: int) -> tuple[ExtensionRequest, Deadline]:
    rows = ExtensionRequest.objects.select_related("guideline", "person", "decided_by")
    item = get_object_or_404(rows, pk=request_id)
    found = read_deadline(item.guideline, clock.today())
    if not may_see(request.viewer, item, found):
        raise Http404
    return item, found


def _decided(request: ViewerRequest, item: ExtensionRequest, form: DecideForm) -> HttpResponse:
    decide_extension(
        item,
        grant_on=form.day,
        note=form.cleaned_data["note"],
        person=request.viewer.person,
        beyond_limit=may_grant_beyond(request.viewer),
        by=request.viewer.actor(),
        now=clock.now(),
    )
    messages.success(request, _("Your decision is saved. %(name)s is told of it.") % {"name": item.person.name})
    return HttpResponseRedirect(request.path)


def _show(
    request: ViewerRequest,
    item: ExtensionRequest,
    found: Deadline,
    form: DecideForm | None = None,
    *,
    effect: Effect | None = None,
    status: int | None = None,
) -> HttpResponse:
    if form is not None:
        form.show(effect.day if effect else None)
    person = request.viewer.person
    context = {
        **_shared(found, _("New deadline"), effect),
        "item": item,
        "outcome": words.outcome(item),
        "decider": words.decider(found.aim.owner, is_secretariat=found.is_for_secretariat(item.to_on, item.person_id)),
        "is_own": person is not None and person.pk == item.person_id,
        "is_beyond": item.is_open and found.is_beyond(effect.day if effect else item.to_on),
        "is_late": status == CONFLICT,
        "form": form,
    }
    status = UNPROCESSABLE if form is not None and form.errors else status
    return render(request, "planning/extension.html", context, status=status)


@require_POST
@login_required
def withdraw(request: ViewerRequest, request_id: int) -> HttpResponse:
    """Take one's own request back."""
    item, _found = _request_or_404(request, request_id)
    person = request.viewer.person
    if person is None or person.pk != item.person_id:
        raise Http404
    try:
        withdraw_extension(item, person=person, by=request.viewer.actor(), now=clock.now())
        done = {"date": long_date(item.from_on)}
        messages.success(request, _("Your request is taken back. The deadline is %(date)s.") % done)
    except Settled as settled:
        messages.error(request, f"{settled.message} {words.outcome(settled.request)}")
    return HttpResponseRedirect(reverse("extension-decide", args=[item.pk]))
