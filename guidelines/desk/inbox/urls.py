"""Addresses of the inbox."""

from __future__ import annotations

from django.urls import path

from guidelines.desk.inbox import views

urlpatterns = [
    path("indbakke/", views.inbox, name="inbox"),
    path("indbakke/flere/", views.many, name="inbox-many"),
    path("indbakke/fortryd/", views.undo, name="inbox-undo"),
    path("indbakke/visninger/", views.save, name="inbox-view-save"),
    path("indbakke/visninger/<int:view_id>/slet/", views.delete, name="inbox-view-delete"),
]
