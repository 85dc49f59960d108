"""The pages that a link in a mail opens: no session, no cookie, and nothing happens before its button is pressed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.access import may_manage_people
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.planning.answer_forms import AnswerForm
from guidelines.planning.answering import Choice
from guidelines.planning.models import LeadAnswer
from guidelines.planning.views.answers import calendar_response
from guidelines.planning.views.shared import METHODS
from reminders.answers.fresh import send_fresh_link
from reminders.answers.pages import page_of, status_of
from reminders.answers.pressing import press, take_back_links
from reminders.answers.standing import State, look

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def by_link(view: View[P]) -> View[P]:
    """Let the link alone open a page, and keep it out of caches, search engines and the Referer of other sites.

    There is no session whose power another site could borrow, so the token takes the place of Django's CSRF token
    (`csrf_exempt` above this): who does not know it can send nothing. A form that another site sends is refused all
    the same. Browsers send `Origin: null` from a page that gives no Referer; then `Sec-Fetch-Site` tells where a form
    comes from.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        foreign = request.method == "POST" and not _is_own(request)
        response = HttpResponseForbidden() if foreign else view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    door: View[P] = never_cache(guarded)
    return door


def _is_own(request: HttpRequest) -> bool:
    """True unless the browser says that another site sends the form."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin", "null")
    site = urlsplit(settings.SITE_URL)
    return origin in ("null", f"{request.scheme}://{request.get_host()}", f"{site.scheme}://{site.netloc}")


@csrf_exempt
@by_link
@require_http_methods(METHODS)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question with its likely answer chosen; take the answer down once, or say why not any more."""
    now = clock.now()
    standing = look(token, now)
    form = None
    with translation.override(standing.person.language if standing.person else translation.get_language()):
        if standing.state is State.OPEN:
            posted = request.POST if request.method == "POST" else None
            chosen = request.GET.get("svar", "")
            form = AnswerForm(posted, offered=standing.offered, today=timezone.localdate(now), chosen=chosen)
        if form is not None and form.is_bound and form.is_valid():
            try:
                press(token, form.given, now=now)
                return HttpResponseRedirect(reverse("answer", args=[token]), status=303)
            except Refused as refused:
                form.add_error(None, str(refused))
        status = UNPROCESSABLE if form is not None and form.errors else status_of(standing)
        return _render(request, {**page_of(standing, now), "form": form, "token": token}, status)


@csrf_exempt
@by_link
@require_POST
def again(request: HttpRequest, token: str) -> HttpResponse:
    """Mail a new link to the address on record; the same page whatever became of it."""
    send_fresh_link(token, now=clock.now())
    return _render(request, {"title": _("Look in your mail"), "was_asked": True}, 200)


@by_link
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The time set aside with this link, as an event; 404 where it was not used for that."""
    standing = look(token, clock.now())
    used = standing.used
    if used is None or used.choice != Choice.FOCUS or standing.person is None:
        raise Http404
    own = LeadAnswer.objects.filter(person=used.person_id, guideline=used.guideline_id, kind=LeadAnswer.Kind.FOCUS)
    kept = own.filter(focus_at=used.moment).select_related("guideline").first()
    if kept is None:
        raise Http404
    with translation.override(standing.person.language):
        return calendar_response(kept)


def _render(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    """Draw a page in the language that is active."""
    response = render(request, "answers/page.html", context, status=status)
    response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    return response


@require_POST
@login_required
def reset(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take back every link that was mailed to a person; for the secretariat."""
    if not may_manage_people(request.viewer):
        raise Http404
    person = get_object_or_404(Person.objects.current(), pk=pk)
    take_back_links(person, reset_by=request.viewer.person, by=request.viewer.actor(), now=clock.now())
    messages.success(request, _("Links in mails to %(name)s hold no more.") % {"name": person.name})
    return redirect("person-mails", pk)
