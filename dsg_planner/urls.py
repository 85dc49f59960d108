"""Addresses of the whole site."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("guidelines.register.urls")),  # before the desk's: "registrer" is no guideline
    path("", include("guidelines.planning.urls_new")),  # nor is "ny"
    path("", include("guidelines.desk.listing.urls")),  # nor is "visninger"
    path("", include("guidelines.desk.urls")),
    path("", include("guidelines.desk.search.urls")),
    path("", include("guidelines.desk.inbox.urls")),
    path("", include("guidelines.desk.quality.urls")),
    path("", include("guidelines.desk.orphans.urls")),
    path("", include("guidelines.desk.load.urls")),
    path("", include("guidelines.desk.overview.urls")),
    path("", include("guidelines.people.urls")),
    path("", include("guidelines.desk.persons.urls")),
    path("", include("guidelines.planning.urls")),
    path("", include("guidelines.planning.importing.urls")),
    path("", include("guidelines.planning.urls_extensions")),
    path("", include("guidelines.approval.urls")),
    path("", include("guidelines.approval.urls_review")),
    path("", include("guidelines.exchange.urls")),
    path("", include("reminders.choices.urls")),
    path("", include("reminders.inbound.urls")),
    path("", include("reminders.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("", include("reminders.demo.urls")))

handler400 = "guidelines.desk.pages.bad_request"
handler403 = "guidelines.desk.pages.permission_denied"
handler404 = "guidelines.desk.pages.page_not_found"
handler500 = "guidelines.desk.pages.server_error"
