"""Addresses of the tests alone: hand a stored document out, and take one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import include, path

from guidelines.documents.models import StoredFile
from guidelines.documents.serving import serve


def download(request: HttpRequest, key: str) -> HttpResponseBase:
    return serve(request, StoredFile.objects.get(key=key), request.GET.get("name", ""))


def upload(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{sum(len(file) for file in request.FILES.values())}")


urlpatterns = [
    path("download/<uuid:key>/", download),
    path("upload/", upload),
    path("", include("dsg_planner.urls")),
]
