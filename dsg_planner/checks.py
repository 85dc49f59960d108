"""Mistakes in the settings of a public site, found before it starts (`manage.py check`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

_LOCAL = {"localhost", "127.0.0.1", "[::1]", "::1", "testserver"}


def is_public(host: str) -> bool:
    """Return whether `host`, as in ALLOWED_HOSTS, can be reached under a name that is not this machine's own."""
    return host not in _LOCAL and not host.endswith(".localhost")


def _has_public_host() -> bool:
    return any(is_public(host) for host in settings.ALLOWED_HOSTS)


def _site_url_is_local() -> bool:
    return not is_public(urlsplit(settings.SITE_URL).hostname or "localhost")


@register(Tags.security)
def public_site(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return an error for each setting that no site with a public host may have; [] on one machine alone."""
    if not _has_public_host():
        return []
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("DEBUG is on while ALLOWED_HOSTS names a public host.", id="dsg_planner.E001"))
    if _site_url_is_local() and not settings.DEBUG and not settings.DEMO:
        hint = "Set SITE_URL to the address that people use: links in mails begin with it."
        found.append(Error("SITE_URL is not set.", hint=hint, id="dsg_planner.E002"))
    if settings.SECRET_KEY == settings.INSECURE_KEY:
        hint = "Set SECRET_KEY, or SECRET_KEY_FILE to a file that holds it."
        found.append(Error("SECRET_KEY is the published default.", hint=hint, id="dsg_planner.E003"))
    return found


@register(Tags.security)
def public_contact(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return a warning for each duty of a public site that its settings leave open: https, sender, phone, statement."""
    if not _has_public_host() or settings.DEMO:
        return []
    found: list[CheckMessage] = []
    if not settings.HTTPS:
        found.append(Warning("SITE_URL does not begin with https://.", id="dsg_planner.W001"))
    if "@example.org" in f"{settings.DEFAULT_FROM_EMAIL} {settings.CONTACT_EMAIL}":
        found.append(Warning("SENDER_ADDRESS or CONTACT_EMAIL is still example.org.", id="dsg_planner.W002"))
    if not settings.CONTACT_PHONE or not settings.WAS_URL:
        found.append(Warning("CONTACT_PHONE and WAS_URL are required by the accessibility act.", id="dsg_planner.W003"))
    return found


_RETURN_HINT = "Set RETURN_ADDRESS, and let the mail server hand over what comes there to `manage.py receive_mail`."


@register(Tags.security)
def bounces_arrive(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return a warning where mails that come back would never be seen: in the demo, and on a public site."""
    if settings.RETURN_ADDRESS or not (settings.DEMO or _has_public_host()):
        return []
    return [Warning("RETURN_ADDRESS is not set: no bounce arrives.", hint=_RETURN_HINT, id="dsg_planner.W004")]


@register(Tags.security, deploy=True)
def bounces_arrive_deployed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return the same as an error for `manage.py check --deploy`, whatever the host; the demo mails nobody."""
    if settings.RETURN_ADDRESS or settings.DEMO:
        return []
    return [Error("RETURN_ADDRESS is not set: no bounce arrives.", hint=_RETURN_HINT, id="dsg_planner.E004")]
