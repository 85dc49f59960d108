"""Address of *Søg*."""

from __future__ import annotations

from django.urls import path

from guidelines.desk.search import views

urlpatterns = [path("soeg/", views.search_page, name="search")]
