"""Puts on every request who is looking, read from the database when first asked for and at most once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from guidelines.lists import clock
from guidelines.people.access import Viewer, viewer_of
from guidelines.people.models import User


class ViewerRequest(HttpRequest):
    """A request as it reaches a view: `viewer` is who looks (lazy), `htmx` is true for a request for a fragment."""

    viewer: Viewer
    htmx: HtmxDetails


class ViewerMiddleware:
    """Sets `request.viewer`; no query is made for pages that never ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, with the viewer at hand."""
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _viewer(request: HttpRequest) -> Viewer:
    user = request.user
    return viewer_of(user if isinstance(user, User) else None, clock.today())
