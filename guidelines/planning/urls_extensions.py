"""Addresses of a new deadline: asking for it, and the request with its decision."""

from __future__ import annotations

from django.urls import path

from guidelines.planning.views import extensions

urlpatterns = [
    path("retningslinjer/<slug:slug>/ny-frist/", extensions.ask, name="extension-ask"),
    path("retningslinjer/<slug:slug>/ny-frist/aftalt/", extensions.agree, name="extension-agree"),
    path("ny-frist/<int:request_id>/", extensions.decide, name="extension-decide"),
    path("ny-frist/<int:request_id>/traek-tilbage/", extensions.withdraw, name="extension-withdraw"),
]
