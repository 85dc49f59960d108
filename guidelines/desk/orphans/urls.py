"""Addresses of *Forældreløse*."""

from __future__ import annotations

from django.urls import path

from guidelines.desk.orphans import views

urlpatterns = [
    path("foraeldreloese/", views.OrphanList.as_view(), name="orphans"),
    path("foraeldreloese/<int:entry_id>/vaelg/", views.choose, name="orphan-choose"),
    path("foraeldreloese/skift/", views.replace, name="orphan-replace"),
    path("foraeldreloese/fortryd/<int:seq>/", views.take_back, name="orphan-undo"),
]
