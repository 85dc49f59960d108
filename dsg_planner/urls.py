"""Addresses of the whole site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("guidelines.desk.urls")),
]

handler400 = "guidelines.desk.pages.bad_request"
handler403 = "guidelines.desk.pages.permission_denied"
handler404 = "guidelines.desk.pages.page_not_found"
handler500 = "guidelines.desk.pages.server_error"
