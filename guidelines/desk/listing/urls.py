"""Addresses of *Retningslinjer* and what belongs to it."""

from __future__ import annotations

from django.urls import path

from guidelines.desk.listing import bulk, views

urlpatterns = [
    path("retningslinjer/", views.Guidelines.as_view(), name="guidelines"),
    path("retningslinjer/flere/", bulk.many, name="guidelines-many"),
    path("retningslinjer/flere/fortryd/<int:seq>/", bulk.take_back, name="guidelines-undo"),
    path("retningslinjer/visninger/", views.saved_views, name="guideline-views"),
    path("retningslinjer/visninger/<int:view_id>/", views.saved_view, name="guideline-view"),
]
