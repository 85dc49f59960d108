"""Addresses of the demo; included only where DEMO is on."""

from __future__ import annotations

from django.urls import path

from reminders.demo import views

urlpatterns = [
    path("demo/", views.choose_role, name="demo-role"),
    path("demo/nulstil/", views.reset_demo, name="demo-reset"),
    path("demo/i-dag/", views.move_today, name="demo-today"),
    path("demo/postkasse/", views.mailbox, name="demo-mailbox"),
    path("demo/postkasse/<uuid:key>/", views.mailbox_mail, name="demo-mail"),
]
