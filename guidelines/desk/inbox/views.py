"""*Indbakke* and its saved views, for the secretariat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import replace_url

from guidelines.approval.actions import last_case_acts
from guidelines.approval.checks import checks
from guidelines.approval.colleagues import colleagues
from guidelines.approval.models import Check, ChecklistItem
from guidelines.approval.reading import read_case
from guidelines.approval.reviewed import blocked, last_sent
from guidelines.desk.inbox.acting import act_on, keys_of, press_of, undo_last
from guidelines.desk.inbox.page import address, chips, groups_of, holders_of, line, saved_links
from guidelines.desk.inbox.reading import Inbox, read_inbox
from guidelines.desk.inbox.rules import Query, Row, found, query_of
from guidelines.desk.inbox.saved import delete_view, save_view, views_for
from guidelines.desk.navigation import board_of
from guidelines.desk.quality.standing import open_count
from guidelines.desk.rules import Kind as Task
from guidelines.lists import clock
from guidelines.lists.errors import Refused
from guidelines.people.doors import person_or_404, secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.planning.models import Revision

TOLD = "inbox"
"""Where the session keeps what the next page of the list tells: results of a press, or what stays ticked."""


@require_safe
@secretariat_only
def inbox(request: ViewerRequest) -> HttpResponse:
    """Show what waits for the secretariat, with the marked case beside the list; htmx gets these two alone."""
    query, today = query_of(request.GET.dict()), clock.today()
    box = read_inbox(request.viewer, today)
    person = request.viewer.person
    rows = found(box.rows, query, person.pk if person else None)
    marked = _marked(rows, request.GET.get("vis", ""))
    preview = _preview(request, marked, query) if marked else {}
    is_part = bool(request.htmx) and not request.htmx.history_restore_request
    told = {} if is_part else request.session.pop(TOLD, {})
    ticked = keys_of(request.GET.getlist("sag")) or told.get("ticked", [])
    context = {**preview, **_list(request, box, rows, query, marked, ticked)}
    if is_part:
        part = render(request, "desk/inbox_split.html", context)
        return replace_url(part, f"{address(query, vis=marked.key if marked else '')}")
    bar = _bar(request, box, query)
    return render(request, "desk/inbox.html", {**context, **bar, "results": told.get("results", [])})


def _marked(rows: list[Row], asked: str) -> Row | None:
    """Return the row that is previewed: the one asked for, else the first."""
    chosen = next((row for row in rows if row.key == asked), None)
    return chosen or next(iter(rows), None)


def _list(
    request: ViewerRequest, box: Inbox, rows: list[Row], query: Query, marked: Row | None, ticked: list[str]
) -> dict[str, Any]:
    person, today = request.viewer.person, clock.today()
    return {
        "title": _("Inbox"),
        "lines": [line(row, query, today, marked.key if marked else None, ticked) for row in rows],
        "query": query,
        "expected": box.expected,
        "groups": groups_of(box.rows),
        "holders": holders_of(box.rows),
        "saved": saved_links(views_for(person)) if person else [],
        "here": address(query),
        "today": today,
    }


def _bar(request: ViewerRequest, box: Inbox, query: Query) -> dict[str, Any]:
    """What stands around the list: the views and the pages beside them with their counts, and what the acts on several
    cases need: to whom they can be given, and how many the last press can take back.
    """
    person, today = request.viewer.person, clock.today()
    lacking = (task for task in board_of(request).now if task.kind is Task.NO_ADDRESS)
    without_address = sum(len(task.names) for task in lacking)
    findings = open_count(request.viewer, today)
    return {
        "chips": chips(box.rows, query, without_address, findings),
        "findings": findings,
        "colleagues": [one for one in colleagues(today) if one != person],
        "undoable": len(last_case_acts(request.viewer.actor(), clock.now())),
    }


def _preview(request: ViewerRequest, row: Row, query: Query) -> dict[str, Any]:
    if not row.is_case:
        return {"row": row, "other": line(row, query, clock.today(), None)}
    case = read_case(Revision(pk=row.revision), clock.today())
    states = list(Check.objects.filter(revision=row.revision).values_list("state", flat=True))
    person = request.viewer.person
    return {
        "row": row,
        "case": case,
        "guideline": case.guideline,
        "checks": checks(case),
        "sent": last_sent(case.revision),
        "marked": len(states),
        "lacking": states.count(Check.State.MISSING),
        "points": ChecklistItem.objects.filter(is_active=True).count(),
        "blocked": blocked(person, case) if person else "",
        "is_mine": person is not None and row.holder_key == person.pk,
    }


@require_POST
@secretariat_only
def many(request: ViewerRequest) -> HttpResponse:
    """Do one act on every case that is ticked; the list says what happened to each."""
    person, keys, given = person_or_404(request), keys_of(request.POST.getlist("sag")), request.POST
    try:
        if not keys:
            raise Refused(_("Tick the cases first."))
        by, now = request.viewer.actor(), clock.now()
        press = press_of(given.get("act", ""), given.get("to", ""), person=person, by=by, now=now)
        request.session[TOLD] = {"results": [result.kept() for result in act_on(keys, press)]}
    except Refused as refused:
        messages.error(request, str(refused))
        request.session[TOLD] = {"ticked": keys}
    return _back(request)


@require_POST
@secretariat_only
def undo(request: ViewerRequest) -> HttpResponse:
    """Take back what the viewer did last to cases."""
    results = undo_last(request.viewer.actor(), clock.now())
    if not results:
        messages.error(request, _("There is nothing left to undo."))
    request.session[TOLD] = {"results": [result.kept() for result in results]}
    return _back(request)


@require_POST
@secretariat_only
def save(request: ViewerRequest) -> HttpResponse:
    """Keep the list as it is filtered under a name."""
    person, here = person_or_404(request), request.POST.get("here", "")
    _path, _mark, query = here.partition("?")
    try:
        name, is_shared = request.POST.get("name", ""), bool(request.POST.get("shared"))
        replaces = bool(request.POST.get("replaces"))
        view = save_view(person, name=name, query=query, is_shared=is_shared, replaces=replaces)
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(request)


@require_POST
@secretariat_only
def delete(request: ViewerRequest, view_id: int) -> HttpResponse:
    """Delete a saved view."""
    if not delete_view(person_or_404(request), view_id):
        raise Http404
    messages.success(request, _("The view is deleted."))
    return _back(request)


def _back(request: ViewerRequest) -> HttpResponse:
    """Lead back to the list as it was; nowhere else."""
    here, start = request.POST.get("here", ""), address(Query())
    is_ours = here.startswith(start) and url_has_allowed_host_and_scheme(here, allowed_hosts=None)
    return HttpResponseRedirect(here if is_ours else start)
