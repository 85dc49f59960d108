"""*Personer*, and the pages on which one thing about a person is changed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.lists import clock
from guidelines.lists.tables import TableView
from guidelines.people.access import may_manage_people
from guidelines.people.actions import add_person, invite, set_address, stop_sign_in
from guidelines.people.both import beginning
from guidelines.people.doors import secretariat_only
from guidelines.people.filters import PersonFilter
from guidelines.people.forms.persons import AddressForm, PersonForm, watched_address
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.tables import ManagedPersonTable, PersonTable
from guidelines.people.views.shared import METHODS, Page, answer, press

LISTS = {"uden-mail": "people-without-address"}  # where a form about a person may lead back to, by its word in ?fra=


class PersonList(LoginRequiredMixin, TableView):
    """Everybody, for those who are signed in; with addresses for the secretariat."""

    filterset_class = PersonFilter
    template_name = "people/people.html"
    caption = gettext_lazy("People")
    noun = ngettext_lazy("person", "people")
    request: ViewerRequest

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The list, with the columns that are the viewer's to see."""
        manages = may_manage_people(self.request.viewer)
        self.table_class = ManagedPersonTable if manages else PersonTable
        return super().get(request, **kwargs)

    def get_queryset(self) -> QuerySet[Person]:
        """Everybody who stands for oneself."""
        return Person.objects.current()

    def get_context(self) -> dict[str, Any]:
        """Whether the secretariat's links are shown."""
        return {"may_manage": may_manage_people(self.request.viewer)}


def person_url(person: Person) -> str:
    """Return the address of a person's page."""
    return reverse("person", args=[person.pk])


def _back(request: ViewerRequest, person: Person) -> str:
    """Return where the form was opened from: a list that `?fra=` names, else the person's page."""
    name = LISTS.get(request.GET.get("fra", ""))
    return reverse(name) if name else person_url(person)


@require_http_methods(METHODS)
@secretariat_only
def add(request: ViewerRequest) -> HttpResponse:
    """Add a person."""
    form = PersonForm(request.POST or None)

    def act() -> str:
        person = add_person(**form.cleaned_data, by=request.viewer.actor(), now=clock.now())
        return _("%(name)s is added.") % {"name": person.name}

    lead = _("Look first whether the person is known already, perhaps under another spelling.")
    return answer(request, form, act, Page(_("Add a person"), _("Add the person"), reverse("people"), lead))


@require_http_methods(METHODS)
@secretariat_only
def address(request: ViewerRequest, pk: int) -> HttpResponse:
    """Set a person's mail address."""
    person = get_object_or_404(Person.objects.current(), pk=pk)
    watched = watched_address(person)
    form = AddressForm(request.POST or None, initial={"email": person.email} | beginning(request, watched))

    def act() -> str:
        changed = set_address(person, email=form.cleaned_data["email"], by=request.viewer.actor(), now=clock.now())
        if not changed.email:
            return _("%(name)s has no mail address any longer.") % {"name": person.name}
        return _("Mails to %(name)s go to %(email)s.") % {"name": person.name, "email": changed.email}

    title = _("Mail address of %(name)s") % {"name": person.name}
    page = Page(title, _("Save the address"), _back(request, person), _("An empty field takes the address away."))
    return answer(request, form, act, page, on="email", watched=watched)


@require_POST
@secretariat_only
def invitation(request: ViewerRequest, pk: int) -> HttpResponse:
    """Let a person sign in; a mail says so."""
    person = get_object_or_404(Person.objects.current(), pk=pk)

    def act() -> str:
        invite(person, by=request.viewer.actor(), now=clock.now())
        return _("%(name)s can sign in now, and gets a mail about it within a minute.") % {"name": person.name}

    return press(request, act, _back(request, person))


@require_POST
@secretariat_only
def stop(request: ViewerRequest, pk: int) -> HttpResponse:
    """Stop a person's sign-in."""
    person = get_object_or_404(Person.objects.current(), pk=pk)

    def act() -> str:
        stop_sign_in(person, by=request.viewer.actor(), now=clock.now())
        return _("%(name)s can no longer sign in.") % {"name": person.name}

    return press(request, act, person_url(person))
