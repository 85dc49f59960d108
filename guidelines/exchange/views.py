"""What leaves the product as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.approval.reading_consultation import sees_draft
from guidelines.approval.views.consultations import hearing_or_404
from guidelines.exchange.comments_docx import comments_docx
from guidelines.people.middleware import ViewerRequest

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
