"""Addresses that a link in a mail opens. The log conceals what stands behind `svar/`."""

from __future__ import annotations

from django.urls import path

from reminders.answers import views

urlpatterns = [
    path("svar/<str:token>/", views.answer, name="answer"),
    path("svar/<str:token>/nyt/", views.again, name="answer-again"),
    path("svar/<str:token>/kalender.ics", views.calendar, name="answer-calendar"),
    path("personer/<int:pk>/links/tilbage/", views.reset, name="person-links-reset"),
]
