"""*Importér planskema*: upload or paste, see how it was read, answer, approve."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from guidelines.documents.planskema_types import UnreadableFile
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.planning.access import may_edit_plan
from guidelines.planning.importing.forms import UploadForm, answers_from_json, read_answers
from guidelines.planning.importing.known import load_known
from guidelines.planning.importing.review import review
from guidelines.planning.importing.rights import importer_of
from guidelines.planning.importing.uploads import approve_upload, read_upload, save_answers, store_upload
from guidelines.planning.models import PlanImport
from guidelines.planning.views.shared import METHODS, group_or_404


def _editable_group(request: ViewerRequest, slug: str) -> Group:
    """Return the group, or answer 404 to those who may not change its plan."""
    group = group_or_404(slug)
    if not may_edit_plan(request.viewer, group):
        raise Http404
    return group


@login_required
@require_http_methods(METHODS)
def upload_planskema(request: ViewerRequest, slug: str) -> HttpResponse:
    """Take a file or a text, keep it, and go on to the table of interpretations."""
    group = _editable_group(request, slug)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file_name, content = form.content()
        years, who = (form.cleaned_data["first_year"], form.cleaned_data["last_year"]), request.viewer.person
        try:
            upload = store_upload(
                group, file_name=file_name, content=content, years=years, uploaded_by=who, now=clock.now()
            )
            return redirect("plan-import-review", slug, upload.pk)
        except UnreadableFile as refused:
            form.add_error("document", str(refused))
    waiting = group.plan_imports.filter(applied_at=None).defer("content")[:5]
    context = {"group": group, "form": form, "waiting": waiting}
    return render(request, "planning/import_upload.html", context, status=UNPROCESSABLE if form.errors else None)


@login_required
@require_http_methods(METHODS)
def review_planskema(request: ViewerRequest, slug: str, upload_id: int) -> HttpResponse:
    """Show how a file was read, keep answers, and write it into the plan when it is approved."""
    group = _editable_group(request, slug)
    upload = get_object_or_404(PlanImport.objects.select_related("group"), pk=upload_id, group=group)
    if request.method == "POST" and upload.applied_at is None:
        return _answered(request, upload)
    answers = answers_from_json(upload.answers)
    try:
        planskema = read_upload(upload)
    except UnreadableFile as refused:  # kept by an earlier version that read more, or other, files
        messages.error(request, str(refused))
        return redirect("plan-import", slug)
    table = review(planskema, load_known(group), answers, clock.today().year, importer_of(request.viewer))
    context = {"group": group, "upload": upload, "review": table}
    return render(request, "planning/import_review.html", context)


def _answered(request: ViewerRequest, upload: PlanImport) -> HttpResponse:
    """Do what the pressed button says: drop the upload, keep the answers, or approve."""
    act = request.POST.get("act")
    if act == "drop":
        upload.delete()
        messages.success(request, _("The upload was dropped. The plan was not changed."))
        return redirect("plan", upload.group.slug)
    importer, by = importer_of(request.viewer), request.viewer.actor(acting_for=upload.group, via="import")
    try:
        save_answers(upload, read_answers(request.POST.dict()), importer)
        if act != "approve":
            messages.success(request, _("Your answers are kept. The plan was not changed."))
            return redirect("plan-import-review", upload.group.slug, upload.pk)
        plan = approve_upload(upload, importer, by=by, now=clock.now())
    except (Refused, UnreadableFile) as refused:
        messages.error(request, str(refused))
        return redirect("plan-import-review", upload.group.slug, upload.pk)
    changed = plan.changes()["created"] + plan.changes()["updated"]
    done = ngettext("%(count)s row was written into the plan.", "%(count)s rows were written into the plan.", changed)
    messages.success(request, done % {"count": changed})
    held = sum(row.change == "held" for row in plan.rows)
    if held:
        left = ngettext(
            "%(count)s row had no answer and was not written. Import the file again to answer.",
            "%(count)s rows had no answer and were not written. Import the file again to answer.",
            held,
        )
        messages.warning(request, left % {"count": held})
    return redirect("plan", upload.group.slug)
