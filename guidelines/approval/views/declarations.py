"""*Habilitet*: declarations of interest; what they say is for oneself and the secretariat (foundations 22)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.approval.actions.declarations import declare_version, declare_year
from guidelines.approval.actions.passing import recuse_beforehand
from guidelines.approval.actions.readmitting import was_noted
from guidelines.approval.forms.declarations import DeclareForm
from guidelines.approval.models import Declaration, Recusal
from guidelines.approval.reading_consultation import Run, read_declared, read_run, read_undeclared, sees_draft
from guidelines.approval.views.consultations import crumbs
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.views.shared import METHODS, Page
from guidelines.people.views.shared import answer as answer_form
from guidelines.planning.models import Revision


@require_http_methods(METHODS)
@login_required
def declarations(request: ViewerRequest) -> HttpResponse:
    """One's own declarations by year; the secretariat sees who lacks one, too."""
    person = request.viewer.person
    if person is None:
        return render(request, "people/no_person.html")
    lacking = read_undeclared(clock.today()) if request.viewer.is_secretariat else []
    return _year(request, person, for_other=False, lacking=lacking)


@require_http_methods(METHODS)
@secretariat_only
def declarations_of(request: ViewerRequest, person_id: int) -> HttpResponse:
    """The declarations of somebody else, for the secretariat, which may record one from a document."""
    person = get_object_or_404(Person.objects.current(), pk=person_id)
    is_self = request.viewer.person is not None and request.viewer.person.pk == person.pk
    if is_self:
        return HttpResponseRedirect(reverse("declarations"))
    return _year(request, person, for_other=True)


def _year(request: ViewerRequest, person: Person, *, for_other: bool, **more: Any) -> HttpResponse:
    year = clock.today().year
    given = list(Declaration.objects.filter(person=person).order_by("-year", "-declared_at", "-pk"))
    standing = next((item for item in given if item.year == year and item.replaced_at is None), None)
    form = DeclareForm(_posted(request), for_other=for_other, initial=_said(standing))

    def act() -> str:
        declare_year(person, year=year, **form.facts, by=request.viewer.actor(), now=clock.now())
        return _("The declaration for %(year)s is saved.") % {"year": year}

    title = _("Interests of %(name)s") % {"name": person.name} if for_other else _("Your interests")
    submit = _("Save for %(year)s") % {"year": year}
    context = {"person": person, "given": given, "standing": standing, "year": year, "for_other": for_other, **more}
    page = Page(title, submit, request.path, template="approval/declarations.html", more=context)
    return answer_form(request, form, act, page)


@require_http_methods(METHODS)
@login_required
def run_declaration(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Declare for a version, by those who work on it; the others inside see who has."""
    run = _inside_or_404(request, revision_id)
    person = request.viewer.person
    asked = person is not None and any(item.person.pk == person.pk for item in read_declared(run, clock.today()))
    if request.method == "POST" and not asked:
        raise Http404
    return _version(request, run, person if asked else None, for_other=False)


@require_http_methods(METHODS)
@secretariat_only
def run_declaration_of(request: ViewerRequest, revision_id: int, person_id: int) -> HttpResponse:
    """Record from a document what somebody declared for a version, for the secretariat."""
    run = _inside_or_404(request, revision_id)
    person = next((item.person for item in read_declared(run, clock.today()) if item.person.pk == person_id), None)
    if person is None:
        raise Http404
    is_self = request.viewer.person is not None and request.viewer.person.pk == person.pk
    return _version(request, run, person, for_other=not is_self)


def _version(request: ViewerRequest, run: Run, person: Person | None, *, for_other: bool) -> HttpResponse:
    declared = read_declared(run, clock.today())
    own = next((item.declaration for item in declared if person is not None and item.person.pk == person.pk), None)
    year = clock.today().year
    basis = Declaration.objects.filter(person=person, year=year, replaced_at=None).first()
    initial = _said(own if own is not None else basis)
    form = DeclareForm(_posted(request), for_other=for_other, initial=initial) if person is not None else None
    back = reverse("run-declaration", args=[run.revision.pk])
    if form is not None and form.is_bound and form.is_valid() and person is not None:
        try:
            declare_version(run.revision, person=person, **form.facts, by=request.viewer.actor(), now=clock.now())
            messages.success(request, _("The declaration is saved."))
            return HttpResponseRedirect(back)
        except Refused as refused:
            form.add_error(None, str(refused))
    more = {"declared": declared, "own": own, "basis": basis, "year": year, "back": back, "for_other": for_other}
    return _show_version(request, run, person, form, **more)


def _show_version(
    request: ViewerRequest, run: Run, person: Person | None, form: DeclareForm | None, **more: Any
) -> HttpResponse:
    context = {
        "run": run,
        "guideline": run.guideline,
        "person": person,
        "form": form,
        "recused": _is_recused(request, run),
        "own_recusal": _own_recusal(request, run),
        "crumbs": crumbs(run, (_("Declarations of interest"), "")),
        **more,
    }
    failed = form is not None and form.is_bound and form.errors
    return render(request, "approval/run_declaration.html", context, status=UNPROCESSABLE if failed else None)


def _is_recused(request: ViewerRequest, run: Run) -> bool:
    person = request.viewer.person
    return person is not None and person.pk in run.recused


def _own_recusal(request: ViewerRequest, run: Run) -> int | None:
    """The key of what the viewer said of themselves and can take back."""
    if not _is_recused(request, run) or run.revision.ended_on is not None:
        return None
    own = Recusal.objects.filter(revision=run.revision, person=request.viewer.person, undone_at=None, decision=None)
    row = own.first()
    return row.pk if row is not None and not was_noted(row) else None


@require_http_methods(METHODS)
@login_required
def run_recusal(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Say beforehand that one can take no part in a version (inhabil)."""
    run = _inside_or_404(request, revision_id)
    person = request.viewer.person
    if person is None:
        raise Http404

    def act() -> str:
        recuse_beforehand(run.revision, person=person, by=request.viewer.actor(), now=clock.now())
        return _("You are recused: you take no part in this version.")

    title = _("Recuse yourself")
    back = reverse("run-declaration", args=[run.revision.pk])
    lead = _("You then act in no capacity on this version. What is yours to approve passes to the deputy.")
    more = {"crumbs": crumbs(run, (_("Declarations of interest"), back), (title, ""))}
    page = Page(title, _("I am recused"), back, lead, template="approval/form.html", more=more)
    return answer_form(request, Form(_posted(request)), act, page)


def _inside_or_404(request: ViewerRequest, revision_id: int) -> Run:
    revision = get_object_or_404(Revision.objects.select_related("guideline"), pk=revision_id)
    run = read_run(revision)
    if not sees_draft(request.viewer, run):
        raise Http404
    return run


def _posted(request: ViewerRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _said(declared: Any) -> dict[str, str]:
    """What a form starts with: what was declared, nothing where nothing was."""
    if declared is None:
        return {}
    return {"has_interests": "yes" if declared.has_interests else "no", "text": declared.text}
