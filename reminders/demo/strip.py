"""What the yellow strip says on every page of the demo, and the first visit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from reminders.demo import roles


def demo_strip(request: HttpRequest) -> dict[str, Any]:
    """Return the strip's words for the templates; nothing outside the demo."""
    if not settings.DEMO:
        return {}
    role = roles.role_of(request.viewer) if hasattr(request, "viewer") else None
    strip: dict[str, Any] = {"switch_url": reverse("demo-role"), "mailbox_url": reverse("demo-mailbox")}
    if role is not None:
        label, url = role.suggested()
        strip |= {"role": role.words, "act": {"label": label, "url": url}}
    if not roles.is_story():
        strip["note"] = _("The plan of 2022-2024 as published. No status is invented.")
    return {"demo_strip": strip}


VISITED = "demo"
"""The cookie of a browser that has begun: who signs out there sees what the public sees."""


class FirstVisit:
    """Lets a visitor who opens the demo's front page begin as the chair, on the filled plan; once in a browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign in and go to the plan; any other request passes."""
        user = roles.user_of(roles.FIRST) if settings.DEMO and _is_first(request) else None
        if user is None:
            return self.get_response(request)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        response = redirect(roles.first_url())
        response.set_cookie(VISITED, "1", httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        return response


def _is_first(request: HttpRequest) -> bool:
    is_front = request.path == "/" and request.method == "GET"
    return is_front and VISITED not in request.COOKIES and not request.user.is_authenticated
