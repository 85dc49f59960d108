"""Addresses of the tests alone: hand a stored document out, and take one."""

from __future__ import annotations

from csp.decorators import csp_exempt
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import include, path

from guidelines.documents.models import StoredFile
from guidelines.documents.serving import serve
from guidelines.documents.storing import path_of


def download(request: HttpRequest, key: str) -> HttpResponseBase:
    return serve(request, StoredFile.objects.get(key=key), request.GET.get("name", ""))


@csp_exempt()
def unguarded(request: HttpRequest, key: str) -> HttpResponse:
    """As nobody should serve it: shown, and as whatever the browser takes it for."""
    data = path_of(StoredFile.objects.get(key=key)).read_bytes()
    return HttpResponse(data, content_type="text/html")


def upload(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{sum(len(file) for file in request.FILES.values())}")


urlpatterns = [
    path("download/<uuid:key>/", download),
    path("unguarded/<uuid:key>/", unguarded),
    path("upload/", upload),
    path("", include("dsg_planner.urls")),
]
