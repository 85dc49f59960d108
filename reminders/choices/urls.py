"""Addresses of the choice of mails."""

from __future__ import annotations

from django.urls import path

from reminders.views import choices

urlpatterns = [
    path("profil/mails/", choices.mail_choices, name="mail-choices"),
    path("mails/afmeld/<str:token>/", choices.unsubscribe, name="mail-unsubscribe"),
]
