"""Doors to pages: who is let in, and what the others get (foundations 22)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse

from guidelines.people.access import may_manage_people
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person

P = ParamSpec("P")
View = Callable[Concatenate[ViewerRequest, P], HttpResponse]


def person_or_404(request: ViewerRequest) -> Person:
    """Return the person who is signed in; 404 for an account that is nobody's."""
    if request.viewer.person is None:
        raise Http404
    return request.viewer.person


def secretariat_only(view: View[P]) -> View[P]:
    """Let the secretariat in; others who are signed in get 404, the rest the sign-in page."""

    @wraps(view)
    def guarded(request: ViewerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may_manage_people(request.viewer):
            raise Http404
        return view(request, *args, **kwargs)

    door: View[P] = login_required(guarded)
    return door
