"""The document of a published version, for everybody who may see the guideline."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from guidelines.documents.serving import serve
from guidelines.people.middleware import ViewerRequest
from guidelines.register.models import Guideline, GuidelineVersion


@require_safe
def version_file(request: ViewerRequest, slug: str, version_id: int) -> HttpResponseBase:
    """Return the document of a version as a download; 404 where it is not kept here."""
    guideline = get_object_or_404(Guideline.objects.visible_to(request.viewer), slug=slug)
    versions = GuidelineVersion.objects.filter(guideline=guideline, document__isnull=False).select_related("document")
    version = get_object_or_404(versions, pk=version_id)
    assert version.document is not None  # noqa: S101 - the query says so
    return serve(request, version.document)
