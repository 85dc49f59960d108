"""Addresses of a new guideline; they come before those of guidelines, none of which is called so."""

from __future__ import annotations

from django.urls import path

from guidelines.planning.views import announced, new_guideline

urlpatterns = [
    path("retningslinjer/ny/", new_guideline.new_guideline, name="guideline-new"),
    path("retningslinjer/<slug:slug>/bebudet/", announced.announced, name="guideline-announced"),
]
