"""Pages that need no data: glossary, help, the legal page, and what is said when something fails (ux.md 9)."""

from __future__ import annotations

import secrets

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import reverse
from django.views.decorators.http import require_safe

from guidelines.desk.glossary import terms

log = structlog.get_logger(__name__)


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Show the words of the field in Danish and English."""
    return render(request, "legal/glossary.html", {"terms": terms()})


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Show accessibility, privacy and cookies on one page."""
    return render(request, "legal/legal.html", {"was_url": settings.WAS_URL})


@require_safe
def was(request: HttpRequest) -> HttpResponse:
    """Lead to the statement at was.digst.dk, or to our own words where WAS_URL is not set (ux.md 3)."""
    return redirect(settings.WAS_URL or f"{reverse('legal')}#tilgaengelighed")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show what each role does, and whom to call."""
    return render(request, "legal/help.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 for what no browser of ours sends."""
    return _failure(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 where the page may be known, but the act is not allowed."""
    return _failure(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; the same for what is missing and for what the reader may not see (foundations 22)."""
    return _failure(request, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413 for more bytes than any form takes (reliability F8)."""
    return _failure(request, 413)


def no_room(request: HttpRequest) -> HttpResponse:
    """Answer 507 for an upload that the disk has no room for (reliability F8)."""
    return _failure(request, 507)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database, in a frame of its own."""
    reference = _reference("server error", 500)
    return HttpResponse(loader.render_to_string("500.html", _facts(reference)), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 for a form that was too old; nothing was saved."""
    reference = _reference(reason or "csrf", 403)
    return render(request, "403_csrf.html", _facts(reference), status=403)


def _failure(request: HttpRequest, status: int) -> HttpResponse:
    reference = _reference("refused", status)
    request.resolver_match = None  # the menu marks nothing: what may not be seen looks like what is not there
    return render(request, f"{status}.html", _facts(reference), status=status)


def _facts(reference: str) -> dict[str, str]:
    return {
        "reference": reference,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
    }


def _reference(event: str, status: int) -> str:
    """Return the number to read out to the secretariat; it stands in the log, too."""
    bound = structlog.contextvars.get_contextvars().get("request_id")
    reference = str(bound)[:8] if bound else secrets.token_hex(4)
    log.info(event, status=status, reference=reference)
    return reference
