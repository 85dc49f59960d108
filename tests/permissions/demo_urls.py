"""The addresses of the demo: those of the product and its own."""

from __future__ import annotations

from django.urls import include, path

from dsg_planner.urls import handler400, handler403, handler404, handler500
from dsg_planner.urls import urlpatterns as of_the_product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*of_the_product, path("", include("reminders.demo.urls"))]
