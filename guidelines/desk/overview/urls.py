"""The addresses of *Overblik*."""

from __future__ import annotations

from django.urls import path

from guidelines.desk.overview import views

urlpatterns = [
    path("overblik/", views.overview, name="overview"),
    path("overblik/raekker/", views.OverviewRows.as_view(), name="overview-rows"),
    path("overblik/trin/", views.OverviewSteps.as_view(), name="overview-steps"),
]
