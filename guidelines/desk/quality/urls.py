"""Addresses of *Kvalitetstjek*."""

from __future__ import annotations

from django.urls import path

from guidelines.desk.quality import (
    history,  # noqa: F401 - says how its rules read
    views,
)

urlpatterns = [
    path("kvalitetstjek/", views.QualityList.as_view(), name="quality"),
    path("kvalitetstjek/dokumenter/", views.documents, name="quality-documents"),
    path("kvalitetstjek/<slug:key>/accepter/", views.accept, name="quality-accept"),
    path("kvalitetstjek/accepteret/<int:waiver_id>/fortryd/", views.take_back, name="quality-take-back"),
]
