"""Addresses of the import."""

from __future__ import annotations

from django.urls import path

from guidelines.planning.importing import views

urlpatterns = [
    path("planskema/<slug:slug>/import/", views.upload_planskema, name="plan-import"),
    path("planskema/<slug:slug>/import/<int:upload_id>/", views.review_planskema, name="plan-import-review"),
]
