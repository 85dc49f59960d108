"""What the pages of a revision share: the case for those inside it, where the page stands, and addresses of others."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from guidelines.approval.access import may_author, may_see_case
from guidelines.approval.reading import Case, read_case
from guidelines.lists import clock
from guidelines.people.middleware import ViewerRequest
from guidelines.planning.models import Revision


def case_or_404(request: ViewerRequest, revision_id: int) -> Case:
    """Return the case of a revision to those inside it; 404 for the others."""
    case = read_case(get_object_or_404(Revision, pk=revision_id), clock.today())
    if not may_see_case(request.viewer, case):
        raise Http404
    return case


def own_case_or_404(request: ViewerRequest, revision_id: int) -> Case:
    """Return the case of a revision to its authors and the secretariat; 404 for the others."""
    case = case_or_404(request, revision_id)
    if not may_author(request.viewer, case):
        raise Http404
    return case


def crumbs(case: Case, label: str) -> list[dict[str, str]]:
    """Return where a page of a revision stands."""
    guideline = case.guideline
    return [
        {"label": _("Guidelines"), "url": reverse("guidelines")},
        {"label": guideline.title, "url": guideline.get_absolute_url(), "lang": guideline.language},
        {"label": label, "url": ""},
    ]


def address(name: str, *keys: Any) -> str:
    """Return the address of a page, "" where the site does not have it."""
    try:
        return reverse(name, args=keys)
    except NoReverseMatch:
        return ""
