"""The site's addresses, and below them the bench's own references: pages that do as little as a page can."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.minimum_list import list_page
from dsg_planner.urls import handler400, handler403, handler404, handler500
from dsg_planner.urls import urlpatterns as site
from guidelines.lists import clock

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def empty(request: HttpRequest) -> HttpResponse:
    """The frame of every page around nothing: what it costs to be known, with menu and footer."""
    return render(request, "base.html")


def keyset(request: HttpRequest) -> HttpResponse:
    """The list's minimum inside Django: the limit that performance.md 1.3 measures lists against."""
    with connection.cursor() as cursor:
        return HttpResponse(list_page(cursor, clock.today(), published=False))


urlpatterns = [path("bench/tom/", empty, name="bench-empty"), path("bench/liste/", keyset, name="bench-keyset"), *site]
