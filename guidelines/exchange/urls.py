"""Addresses of what leaves the product as a file."""

from __future__ import annotations

from django.urls import path

from guidelines.exchange import (
    calendar_views,
    history,  # noqa: F401 - says how calendar addresses read
    views,
)
from guidelines.exchange.annual import views as annual
from guidelines.exchange.planskema import views as planskema

urlpatterns = [
    path("forloeb/<int:revision_id>/hoering/tabel.docx", views.consultation_table, name="consultation-table"),
    path("afgoerelser/<int:decision_id>/kvittering.pdf", views.decision_receipt, name="decision-receipt"),
    path("forloeb/<int:revision_id>/afgoerelser.xlsx", views.decisions_sheet, name="approval-export"),
    path("planskema/<slug:slug>/eksport.<str:form>", planskema.export_plan, name="plan-export"),
    path("rapporter/", annual.reports, name="reports"),
    path("rapporter/<slug:slug>/<int:year>/", annual.annual, name="annual-report"),
    path("rapporter/<slug:slug>/<int:year>/aarsrapport.<str:form>", annual.annual_file, name="annual-report-file"),
    path("profil/kalender/", calendar_views.own, name="calendar"),
    path("grupper/<slug:slug>/kalender/", calendar_views.of_group, name="group-calendar"),
    path("kalender/<int:pk>/<str:token>.ics", calendar_views.feed, name="calendar-feed"),
]
