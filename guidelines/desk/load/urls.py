"""The address of *Belastning*."""

from __future__ import annotations

from django.urls import path

from guidelines.desk.load import views

urlpatterns = [path("belastning/", views.load, name="load")]
