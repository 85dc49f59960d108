"""The small pages of one plan entry, and *Ny planlinje*; each works without scripts and returns to the plan."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.lists import clock
from guidelines.people.both import shown_mark
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group, Person
from guidelines.planning.access import may_edit_plan
from guidelines.planning.actions import (
    assign_named,
    mark_missed,
    move_entry,
    note_entry,
    plan_guideline,
    set_year,
    withdraw_entry,
)
from guidelines.planning.forms import (
    AddForm,
    AssignForm,
    MissedForm,
    MoveForm,
    NoteForm,
    WithdrawForm,
    YearForm,
    known_years,
    move_years,
)
from guidelines.planning.models import PlanEntry
from guidelines.planning.row_state import lead_names, standing, watched_row
from guidelines.planning.rules import Outcome
from guidelines.planning.views.shared import (
    METHODS,
    Guard,
    Late,
    actor,
    answer,
    editable_entry,
    group_or_404,
    posted,
    state_of_plan,
)
from guidelines.register.models import Guideline

PERSONS_LISTED = 2000


@require_http_methods(METHODS)
@login_required
def move(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Move an entry to another year."""
    group, entry = editable_entry(request, slug, entry_id)
    years = [year for year in move_years(clock.today()) if year != entry.year]
    form = MoveForm(posted(request), years=years, initial=_initial(request, group, entry))

    def act() -> None:
        facts = {"to_year": form.cleaned_data["year"], "reason": form.cleaned_data["reason"]}
        move_entry(entry, **facts, by=actor(request, group), now=clock.now())

    words = _("Move “%(title)s” to another year"), _("It takes effect at once and can be undone for 10 minutes.")
    return _answer(request, form, act, group, entry, words, _("Move"))


@require_http_methods(METHODS)
@login_required
def give_year(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Give an entry without a year its year, or confirm the one that follows from the document's totals."""
    group, entry = editable_entry(request, slug, entry_id)
    initial = {**_initial(request, group, entry), "year": entry.year}
    form = YearForm(posted(request), years=known_years(clock.today()), initial=initial)

    def act() -> None:
        set_year(entry, year=form.cleaned_data["year"], by=actor(request, group), now=clock.now())

    lead = _("The document did not say. Nothing is moved by this.")
    if entry.year is not None:
        lead = _("The document's totals leave %(year)s alone. Nothing is moved by this.") % {"year": entry.year}
    words = _("Which year is “%(title)s” planned for?"), lead
    return _answer(request, form, act, group, entry, words, _("Save the year"))


@require_http_methods(METHODS)
@login_required
def leads(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Change the tovholdere of an entry, and their order."""
    group, entry = editable_entry(request, slug, entry_id)
    form = AssignForm(posted(request), leads=lead_names(entry), initial=_initial(request, group, entry))

    def act() -> None:
        assign_named(entry, form.named, by=actor(request, group), now=clock.now())

    lead = _("One name a line, in the order they are to stand. Empty a line to take somebody off.")
    words = _("Lead authors of “%(title)s”"), lead
    return _answer(request, form, act, group, entry, words, _("Save lead authors"), persons=known_names())


@require_http_methods(METHODS)
@login_required
def note(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Write the note of an entry."""
    group, entry = editable_entry(request, slug, entry_id)
    form = NoteForm(posted(request), initial={**_initial(request, group, entry), "note": entry.note})

    def act() -> None:
        note_entry(entry, note=form.cleaned_data["note"], by=actor(request, group), now=clock.now())

    return _answer(request, form, act, group, entry, (_("Note on “%(title)s”"), ""), _("Save the note"))


@require_http_methods(METHODS)
@login_required
def missed(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Settle an entry of a year gone by as not completed."""
    group, entry = editable_entry(request, slug, entry_id)
    form = MissedForm(posted(request), initial=_initial(request, group, entry))

    def act() -> None:
        mark_missed(entry, reason=form.cleaned_data["reason"], by=actor(request, group), now=clock.now())

    lead = _("It stays in the plan as not completed, and you can plan it anew. It can be undone for 10 minutes.")
    words = _("Mark “%(title)s” as not completed"), lead
    return _answer(request, form, act, group, entry, words, _("Mark as not completed"))


@require_http_methods(METHODS)
@login_required
def withdraw(request: ViewerRequest, slug: str, entry_id: int) -> HttpResponse:
    """Take an entry out of the plan."""
    group, entry = editable_entry(request, slug, entry_id)
    form = WithdrawForm(posted(request), initial=_initial(request, group, entry))

    def act() -> None:
        withdraw_entry(entry, reason=form.cleaned_data["reason"], by=actor(request, group), now=clock.now())

    lead = _("The guideline itself stays as it is. It can be undone for 10 minutes.")
    words = _("Take “%(title)s” out of the plan"), lead
    return _answer(request, form, act, group, entry, words, _("Take out of the plan"))


@require_http_methods(METHODS)
@login_required
def add(request: ViewerRequest, slug: str) -> HttpResponse:
    """Add an entry of a guideline of the group; a new guideline has a page of its own."""
    group = group_or_404(slug)
    if not may_edit_plan(request.viewer, group):
        raise Http404
    guidelines = Guideline.objects.of_group(group).in_use()
    asked = {"guideline": request.GET.get("retningslinje"), "year": request.GET.get("aar")}
    initial = {"back": state_of_plan(request, group), **asked}
    years = move_years(clock.today())
    form = AddForm(posted(request), years=years, guidelines=guidelines, initial=initial)
    context: dict[str, object] = {
        "title": _("New plan entry"),
        "lead": _("Plan a guideline for a year, with those who are to write it."),
        "submit": _("Add to the plan"),
        "persons": known_names(),
        "new_url": f"{reverse('guideline-new')}?{urlencode({'gruppe': group.slug})}",
    }
    template = "planning/entry_form.html"
    return answer(request, form, lambda: _add(request, group, form), group=group, template=template, context=context)


def _add(request: ViewerRequest, group: Group, form: AddForm) -> PlanEntry:
    data = form.cleaned_data
    facts: dict[str, Any] = {"year": data["year"], "kind": data["kind"], "named": form.named}
    return plan_guideline(data["guideline"], **facts, by=actor(request, group), now=clock.now())


def _answer(
    request: ViewerRequest,
    form: Any,
    act: Any,
    group: Group,
    entry: PlanEntry,
    words: tuple[str, str],
    submit: str,
    **context: object,
) -> HttpResponse:
    """Answer with the one template of these pages; `words` are the heading and the sentence below it."""
    heading, lead = words
    shown = {
        **context,
        "entry": entry,
        "title": heading % {"title": entry.guideline.title},
        "lead": lead,
        "submit": submit,
        "others": _others(request, group, entry),
    }
    guard = Guard(watched_row(entry), lambda: _late(request, form, group, entry))
    return answer(request, form, act, group=group, template="planning/entry_form.html", context=shown, guard=guard)


def _initial(request: ViewerRequest, group: Group, entry: PlanEntry) -> dict[str, Any]:
    """Where to go back to, and what the page shows of the entry."""
    return {"back": state_of_plan(request, group), "seen": shown_mark(request, watched_row(entry))}


def _late(request: ViewerRequest, form: Any, group: Group, entry: PlanEntry) -> Late:
    """The same page of the entry that stands there now, where its state allows it."""
    now = standing(entry)
    view = _view_name(request)
    if now.outcome not in _WRITABLE.get(view, (Outcome.PLANNED,)):
        anew = {"retningslinje": now.guideline.pk, "aar": form.cleaned_data.get("year") or ""}
        return Late(cannot_put=True, anew_url=f"{reverse('entry-add', args=[group.slug])}?{urlencode(anew)}")
    if view == "entry-year" and now.agreed_year is not None:
        view = "entry-move"
    return Late(reverse(view, args=[group.slug, now.pk]))


_WRITABLE = {"entry-note": tuple(Outcome), "entry-leads": (Outcome.PLANNED, Outcome.DONE, Outcome.MISSED)}
"""What an entry may have come to where it can still be written on; else it has to be planned."""


def _view_name(request: ViewerRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _others(request: ViewerRequest, group: Group, entry: PlanEntry) -> list[tuple[str, str]]:
    """The same page of the guideline's other planned entries: address and year."""
    view = _view_name(request)
    found = entry.guideline.plan_entries.planned().exclude(pk=entry.pk)
    if view == "entry-missed":
        found = found.filter(year__lt=clock.today().year)
    rows = found.order_by("year").values_list("pk", "year")
    years = {"entry-move", "entry-year"}
    return [
        (
            reverse(("entry-move" if year else "entry-year") if view in years else view, args=[group.slug, key]),
            str(year or _("without a year")),
        )
        for key, year in rows
    ]


def known_names() -> list[str]:
    """The names a line can be filled with, in Danish order."""
    return list(Person.objects.current().values_list("name", flat=True)[:PERSONS_LISTED])
