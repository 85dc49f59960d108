"""The site's addresses as they are in the demo."""

from __future__ import annotations

from django.urls import include, path

from dsg_planner import urls

urlpatterns = [*urls.urlpatterns, path("", include("reminders.demo.urls"))]
