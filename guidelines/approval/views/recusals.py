"""*Notér inhabilitet*: that somebody is recused who said so elsewhere, as by telephone; and taking it back."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.actions import record_recusal, take_back_recusal
from guidelines.approval.actions.capacities import around
from guidelines.approval.actions.readmitting import was_noted
from guidelines.approval.forms.recusal import RecusalForm, TakeBackForm
from guidelines.approval.models import Recusal
from guidelines.approval.reading import read_case
from guidelines.approval.views.inside import address, crumbs
from guidelines.lists import clock
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import METHODS, Page, answer
from guidelines.planning.models import Revision


@require_http_methods(METHODS)
@secretariat_only
def recusal(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Note that somebody else is recused; 404 where the revision has ended."""
    case = read_case(get_object_or_404(Revision, pk=revision_id, ended_on=None), clock.today())
    person = request.viewer.person
    if person is None:
        raise Http404
    others = around(case.revision, case.today).exclude(pk__in={*case.recused, person.pk}).filter(merged_into=None)
    form = RecusalForm(request.POST if request.method == "POST" else None, persons=list(others.order_by("sort_key")))

    def act() -> str:
        found = record_recusal(
            case.revision, form.subject, form.told, person=person, by=request.viewer.actor(), now=clock.now()
        )
        return _("It is noted that %(name)s is recused.") % {"name": found.person.name}

    title = _("Note that somebody is recused")
    lead = _("For somebody who has told you. They then act in no capacity on “%(title)s”; what is theirs passes on.")
    more = {"crumbs": crumbs(case, title)}
    words = lead % {"title": case.guideline.title}
    page = Page(title, _("Note it"), address("case", case.revision.pk), words, "approval/form.html", more)
    return answer(request, form, act, page)


@require_http_methods(METHODS)
@login_required
def take_back(request: ViewerRequest, revision_id: int, recusal_id: int) -> HttpResponse:
    """Take back a recusal that was said or noted by mistake: who said it of themselves, and the secretariat."""
    standing = Recusal.objects.filter(revision=revision_id, revision__ended_on=None, undone_at=None, decision=None)
    row = get_object_or_404(standing.select_related("revision", "person"), pk=recusal_id)
    person = request.viewer.person
    is_own = person is not None and person.pk == row.person_id and not was_noted(row)
    if person is None or not (is_own or request.viewer.is_secretariat):
        raise Http404
    case = read_case(row.revision, clock.today())
    form = TakeBackForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        reason = form.cleaned_data["reason"]
        take_back_recusal(row, reason=reason, person=person, by=request.viewer.actor(), now=clock.now())
        return _("It is taken back that %(name)s is recused.") % {"name": row.person.name}

    title = _("Take back that %(name)s is recused") % {"name": row.person.name}
    lead = _(
        "What was theirs on “%(title)s” is theirs again. It can be done until a step of theirs has been decided"
        " without them."
    )
    back = address("case" if request.viewer.is_secretariat else "run-declaration", case.revision.pk)
    words = lead % {"title": case.guideline.title}
    page = Page(title, _("Take it back"), back, words, "approval/form.html", {"crumbs": crumbs(case, title)})
    return answer(request, form, act, page)
