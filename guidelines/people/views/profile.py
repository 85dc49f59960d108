"""*Profil*: one's own settings; and absences, one's own or, for the secretariat, anybody's."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.lists import clock
from guidelines.people.access import may_edit_person
from guidelines.people.actions import add_absence, change_profile, remove_absence
from guidelines.people.both import beginning
from guidelines.people.forms.persons import CONTACT, AbsenceForm, ContactForm, contact_of, watched_contact
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Absence, Person
from guidelines.people.views.shared import METHODS, Page, answer, press


def _mine_to_edit(request: ViewerRequest, pk: int) -> Person:
    """Return a person whom the viewer is, or looks after; else answer 404."""
    person = get_object_or_404(Person.objects.current(), pk=pk)
    if not may_edit_person(request.viewer, person):
        raise Http404
    return person


def _page_of(request: ViewerRequest, person: Person) -> str:
    own = request.viewer.person is not None and request.viewer.person.pk == person.pk
    return reverse("profile") if own else reverse("person", args=[person.pk])


def _contact(request: ViewerRequest, person: Person, page: Page) -> HttpResponse:
    watched = watched_contact(person)
    form = ContactForm(request.POST or None, initial=contact_of(person) | beginning(request, watched))

    def act() -> str:
        said = {name: form.cleaned_data[name] for name in CONTACT}
        change_profile(person, **said, by=request.viewer.actor(), now=clock.now())
        return _("Saved.")

    return answer(request, form, act, page, on="name", watched=watched)


@require_http_methods(METHODS)
@login_required
def profile(request: ViewerRequest) -> HttpResponse:
    """Show and change one's own name, telephone, language and absences."""
    person = request.viewer.person
    if person is None:
        return render(request, "people/no_person.html")
    page = Page(_("Your profile"), _("Save"), reverse("profile"), template="people/profile.html")
    page.more.update(person=person, absences=person.absences.filter(ends_on__gte=clock.today()).order_by("starts_on"))
    return _contact(request, person, page)


@require_http_methods(METHODS)
@login_required
def contact(request: ViewerRequest, pk: int) -> HttpResponse:
    """Change a person's name, telephone and language."""
    person = _mine_to_edit(request, pk)
    title = _("Name and contact of %(name)s") % {"name": person.name}
    lead = _("The former name stays as a spelling, so that older documents still find the person.")
    return _contact(request, person, Page(title, _("Save"), _page_of(request, person), lead))


@require_http_methods(METHODS)
@login_required
def absence(request: ViewerRequest, pk: int) -> HttpResponse:
    """Note that a person is away."""
    person = _mine_to_edit(request, pk)
    form = AbsenceForm(request.POST or None)

    def act() -> str:
        add_absence(person, **form.cleaned_data, by=request.viewer.actor(), now=clock.now())
        return _("The absence is noted.")

    title = _("Absence of %(name)s") % {"name": person.name}
    lead = _("No automatic mails are sent on these days, for any group. Both days are included.")
    return answer(request, form, act, Page(title, _("Note the absence"), _page_of(request, person), lead), on="ends_on")


@require_POST
@login_required
def absence_remove(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take an absence away."""
    found = get_object_or_404(Absence.objects.select_related("person"), pk=pk)
    person = _mine_to_edit(request, found.person_id)

    def act() -> str:
        remove_absence(found, by=request.viewer.actor(), now=clock.now())
        return _("The absence is removed.")

    return press(request, act, _page_of(request, person))
