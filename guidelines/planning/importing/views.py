"""*Importér planskema*: upload or paste, see how it was read, answer, approve."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from guidelines.documents.planskema_types import Planskema, UnreadableFile
from guidelines.journal.models import Event
from guidelines.lists import clock
from guidelines.lists.errors import CONFLICT, UNPROCESSABLE, Refused
from guidelines.people.both import both_sides
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.people.seen import Overtaken, last_event
from guidelines.planning.access import may_edit_plan
from guidelines.planning.importing.answered import Sent, as_fields, read_sent, shown
from guidelines.planning.importing.both import ANSWERED, AnswersForm
from guidelines.planning.importing.forms import UploadForm, answers_from_json, read_answers
from guidelines.planning.importing.known import load_known
from guidelines.planning.importing.review import review
from guidelines.planning.importing.rights import importer_of
from guidelines.planning.importing.types import ImportPlan
from guidelines.planning.importing.uploads import (
    approve_upload,
    drop_upload,
    keep_answers,
    read_upload,
    store_upload,
)
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
    group, since = _editable_group(request, slug), last_event()
    upload = get_object_or_404(PlanImport.objects.select_related("group"), pk=upload_id, group=group)
    try:
        planskema = read_upload(upload)
    except UnreadableFile as refused:  # kept by an earlier version that read more, or other, files
        messages.error(request, str(refused))
        return redirect("plan-import", slug)
    if request.method == "POST" and upload.applied_at is None:
        return _answered(request, upload, planskema)
    return _review(request, upload, planskema, since)


def _review(
    request: ViewerRequest,
    upload: PlanImport,
    planskema: Planskema,
    since: int,
    *,
    sent: Sent | None = None,
    **more: Any,
) -> HttpResponse:
    """Show the table of interpretations, with what was `sent` in its place; `since` is the event it was read after."""
    stored = as_fields(answers_from_json(upload.answers))
    answers = read_answers(sent.into(stored) if sent else stored)
    known, importer = load_known(upload.group), importer_of(request.viewer)
    table = review(planskema, known, answers, clock.today().year, importer)
    carried = {"seen": str(since), "shown": shown(table, stored, sent.said if sent else ())}
    context = {"group": upload.group, "upload": upload, "review": table, **carried, **more}
    return render(request, "planning/import_review.html", context, status=CONFLICT if more else None)


def _late(
    request: ViewerRequest, upload: PlanImport, planskema: Planskema, sent: Sent, late: Overtaken
) -> HttpResponse:
    """Show what others have answered meanwhile beside what was sent, and the table with it."""
    since = last_event()
    try:
        upload.refresh_from_db(fields=["answers", "applied_at"])
    except PlanImport.DoesNotExist:
        messages.error(request, _("This upload has been dropped. The plan was not changed."))
        return redirect("plan-import", upload.group.slug)
    events = Event.objects.about(upload).filter(verb=ANSWERED)
    form = AnswersForm(request.POST.dict(), sent)
    both = both_sides(late, form, events=events, keep_url=request.path, now=clock.now())
    return _review(request, upload, planskema, since, sent=sent, both=both)


def _answered(request: ViewerRequest, upload: PlanImport, planskema: Planskema) -> HttpResponse:
    """Do what the pressed button says: drop the upload, keep the answers, or approve."""
    act, sent, group = request.POST.get("act"), read_sent(request.POST.dict()), upload.group
    importer, by, now = importer_of(request.viewer), request.viewer.actor(acting_for=group, via="import"), clock.now()
    try:
        if act == "drop":
            drop_upload(upload, sent, planskema, by=by, now=now)
            messages.success(request, _("The upload was dropped. The plan was not changed."))
            return redirect("plan", group.slug)
        if act != "approve":
            keep_answers(upload, sent, planskema, importer, by=by, now=now)
            messages.success(request, _("Your answers are kept. The plan was not changed."))
            return redirect(request.path)
        plan = approve_upload(upload, sent, planskema, importer, by=by, now=now)
    except Overtaken as late:
        return _late(request, upload, planskema, sent, late)
    except Refused as refused:
        messages.error(request, str(refused))
        is_there = PlanImport.objects.filter(pk=upload.pk).exists()
        return redirect(request.path) if is_there else redirect("plan-import", group.slug)
    _tell(request, plan)
    return redirect("plan", group.slug)


def _tell(request: ViewerRequest, plan: ImportPlan) -> None:
    """Say what was written, and what was not."""
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
