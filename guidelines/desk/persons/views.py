"""The page of a person, *Personer uden mailadresse*, and merging."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guidelines.desk.persons.duplicates import proposals, proposals_for
from guidelines.desk.persons.merging import merge_everywhere
from guidelines.desk.persons.workload import unreachable, workload
from guidelines.lists import clock
from guidelines.people.access import may_edit_person, may_manage_people, may_see_address
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.reading import person_roles
from guidelines.people.views.shared import METHODS, Page, answer


@require_safe
@login_required
def person(request: ViewerRequest, pk: int) -> HttpResponse:
    """Show a person: roles and entries to everybody signed in, the rest to oneself and the secretariat."""
    found = get_object_or_404(Person.objects.select_related("user", "merged_into"), pk=pk)
    if found.merged_into_id is not None:
        return redirect("person", found.merged_into_id)
    viewer, today = request.viewer, clock.today()
    present, former = person_roles(found.pk, today)
    may_manage, may_edit = may_manage_people(viewer), may_edit_person(viewer, found)
    context = {
        "person": found,
        "present": present,
        "former": former,
        "loads": workload(found),
        "may_manage": may_manage,
        "may_edit": may_edit,
        "may_see_address": may_see_address(viewer, found),
        "spellings": found.spellings.order_by("spelling_key") if may_manage else (),
        "absences": found.absences.filter(ends_on__gte=today).order_by("starts_on") if may_edit else (),
        "proposals": proposals_for(found) if may_manage else (),
    }
    return render(request, "desk/person.html", context)


@require_safe
@secretariat_only
def without_address(request: ViewerRequest) -> HttpResponse:
    """List those who cannot be written to, with what they owe and a field for the address."""
    return render(request, "desk/without_address.html", {"found": unreachable(clock.today())})


@require_safe
@secretariat_only
def duplicates(request: ViewerRequest) -> HttpResponse:
    """List the pairs that may be one person; nothing is merged here."""
    return render(request, "desk/duplicates.html", {"proposals": proposals()})


@require_http_methods(METHODS)
@secretariat_only
def merge(request: ViewerRequest, pk: int, other: int) -> HttpResponse:
    """Show two persons beside each other, and merge the first into the other when that is confirmed."""
    duplicate = get_object_or_404(Person.objects.current().select_related("user"), pk=pk)
    kept = get_object_or_404(Person.objects.current().select_related("user").exclude(pk=pk), pk=other)

    def act() -> str:
        merge_everywhere(duplicate, into=kept, by=request.viewer.actor(), now=clock.now())
        return _("%(duplicate)s is now part of %(kept)s.") % {"duplicate": duplicate.name, "kept": kept.name}

    words = {"duplicate": duplicate.name, "kept": kept.name}
    lead = _("Roles, absences and entries in the plans move to %(kept)s. It cannot be undone.") % words
    title = _("Are %(duplicate)s and %(kept)s one person?") % words
    page = Page(title, _("Merge into %(kept)s") % words, reverse("person", args=[other]), lead, "desk/merge.html")
    page.more["pair"] = [_side(duplicate), _side(kept)]
    page.more["turned"] = reverse("person-merge", args=[other, pk])
    return answer(request, forms.Form(request.POST if request.method == "POST" else None), act, page)


def _side(who: Person) -> dict[str, object]:
    """Return what tells one of the two from the other."""
    present, former = person_roles(who.pk, clock.today())
    return {"person": who, "roles": [*present, *former], "loads": workload(who), "spellings": who.spellings.all()}
