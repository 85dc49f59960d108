"""Addresses of the pages that belong to no single room."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from guidelines.desk import pages

urlpatterns = [
    path("ordliste/", pages.glossary, name="glossary"),
    path("hjaelp/", pages.help_page, name="help"),
    path("tilgaengelighed-privatliv-cookies/", pages.legal, name="legal"),
    path("was", pages.was, name="was"),
    path("sprog/", set_language, name="set-language"),
]
