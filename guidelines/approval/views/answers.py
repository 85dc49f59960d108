"""The page of a party without an account: it answers through a link of its own, which the closing takes away."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from guidelines.approval.actions.consultations import respond
from guidelines.approval.forms.consultations import CommentsForm
from guidelines.approval.models import Party
from guidelines.approval.parties import has_account, is_recused, party_by, token_of
from guidelines.approval.reading_consultation import by_section
from guidelines.documents.serving import serve
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.views.shared import METHODS

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def by_link(view: View[P]) -> View[P]:
    """Keep a page that a link alone opens out of search engines, caches and the Referer of other sites.

    "no-referrer" would say more, but browsers then send their forms with `Origin: null`, which CSRF protection refuses.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    door: View[P] = never_cache(guarded)
    return door


@require_http_methods(METHODS)
@by_link
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a consultation, or read that it is closed."""
    party = _asked(token)
    if has_account(party):
        return HttpResponseRedirect(reverse("consultation", args=[party.consultation.revision_id]))
    if not _is_open(party):
        return _page(request, party, None)
    posted = request.POST if request.method == "POST" else None
    form = CommentsForm(posted)
    if posted is not None and not form.wants_more and form.is_valid():
        try:
            by = Actor("link", f"party:{party.pk}", via="mail")
            respond(party, form.comments, written_by=None, by=by, now=clock.now())
            return HttpResponseRedirect(f"{request.path}?{THANKS}")
        except Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, party, form)


THANKS = "tak"


@require_safe
@by_link
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The document that the party is asked about, as a file to save; 404 once the consultation is closed."""
    party = _asked(token)
    if has_account(party) or not _is_open(party):
        raise Http404
    return serve(request, party.consultation.file.document)


def _asked(token: str) -> Party:
    party = party_by(token)
    if party is None:
        raise Http404
    return party


def _is_open(party: Party) -> bool:
    held = party.consultation
    return held.closed_on is None and held.revision.ended_on is None and not is_recused(party)


def _page(request: HttpRequest, party: Party, form: CommentsForm | None) -> HttpResponse:
    context = {
        "party": party,
        "consultation": party.consultation,
        "guideline": party.consultation.revision.guideline,
        "form": form,
        "said": by_section(party.comments.all()),
        "thanks": THANKS in request.GET,
        "is_recused": is_recused(party),
        "token": token_of(party),
        "today": clock.today(),
    }
    failed = form is not None and form.is_bound and form.errors
    return render(request, "approval/answer.html", context, status=UNPROCESSABLE if failed else None)
