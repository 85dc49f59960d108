"""Addresses of the pages that belong to no single room."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from guidelines.desk import pages, views
from guidelines.desk.guideline.views import guideline, guideline_history
from guidelines.desk.history.views import HistoryList, history_csv

urlpatterns = [
    path("", views.home, name="home"),
    path("opgaver/", views.tasks, name="tasks"),
    path("opgaver/<int:assignment_id>/tovholder/", views.confirm_role, name="lead-confirm"),
    path("retningslinjer/<slug:slug>/", guideline, name="guideline"),
    path("retningslinjer/<slug:slug>/historik/", guideline_history, name="guideline-history"),
    path("historik/", HistoryList.as_view(), name="journal"),
    path("historik/csv/", history_csv, name="journal-csv"),
    path("ordliste/", pages.glossary, name="glossary"),
    path("hjaelp/", pages.help_page, name="help"),
    path("tilgaengelighed-privatliv-cookies/", pages.legal, name="legal"),
    path("was", pages.was, name="was"),
    path("sprog/", set_language, name="set-language"),
]
