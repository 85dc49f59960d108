"""*Søg*, for everybody; works without scripts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidelines.desk.search.reading import search, tidy
from guidelines.lists import clock
from guidelines.people.middleware import ViewerRequest


@require_safe
def search_page(request: ViewerRequest) -> HttpResponse:
    """Show what the words of the address find, grouped; the pages one can go to where there are none."""
    query = tidy(request.GET.get("q", ""))
    sections = search(query, request.viewer, clock.today())
    count = sum(len(section.hits) for section in sections)
    has_more = any(section.more_url for section in sections)
    shown = {"query": query, "sections": sections, "count": count, "has_more": has_more}
    return render(request, "desk/search.html", shown)
