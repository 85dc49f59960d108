"""What leaves the product as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.approval.models import Decision
from guidelines.approval.reading_consultation import sees_draft
from guidelines.approval.views.consultations import hearing_or_404
from guidelines.approval.views.inside import case_or_404
from guidelines.exchange.comments_docx import comments_docx
from guidelines.exchange.receipt import decisions_xlsx, receipt_pdf
from guidelines.people.middleware import ViewerRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@login_required
def consultation_table(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """The comments of a consultation with their answers as DOCX, for those inside."""
    hearing = hearing_or_404(request, revision_id)
    if hearing.consultation is None or not sees_draft(request.viewer, hearing.run):
        raise Http404
    language = "en" if (get_language() or "da").startswith("en") else "da"
    response = HttpResponse(comments_docx(hearing, hearing.consultation, language=language), content_type=DOCX)
    name = f"{_('consultation')}-{hearing.run.guideline.slug}.docx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@login_required
def decision_receipt(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """The receipt of a decision as PDF, for those inside."""
    found = Decision.objects.with_voiding().select_related("person", "acting_for", "file__document")
    made = get_object_or_404(found, pk=decision_id)
    guideline = case_or_404(request, made.revision_id).guideline
    pdf = receipt_pdf(made, guideline, language=_language())
    return _attached(pdf, "application/pdf", f"{_('receipt')}-{guideline.slug}-{made.pk}.pdf")


@require_safe
@login_required
def decisions_sheet(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """All decisions on a revision as XLSX, undone ones among them, for those inside."""
    case = case_or_404(request, revision_id)
    sheet = decisions_xlsx(reversed(case.decisions), case.guideline)
    return _attached(sheet, XLSX, f"{_('decisions')}-{case.guideline.slug}.xlsx")


def _language() -> str:
    return "en" if (get_language() or "da").startswith("en") else "da"


def _attached(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
