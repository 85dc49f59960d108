"""Giving and ending roles, from the page of a person or of a group."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.lists import clock
from guidelines.people.actions import appoint, end_role, give_role
from guidelines.people.doors import secretariat_only
from guidelines.people.forms.persons import EndRoleForm, GroupRoleForm, PersonRoleForm
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group, Person, Role
from guidelines.people.views.shared import METHODS, Page, answer
from guidelines.people.wording import role_in_group

NAMES_LISTED = 2000


def _said(role: Role) -> str:
    group = role.group
    return role_in_group(role.kind, group.abbreviation, group.chair_title) if group else role_in_group(role.kind, "")


@require_http_methods(METHODS)
@secretariat_only
def give_to_person(request: ViewerRequest, pk: int) -> HttpResponse:
    """Give a person a role in some group, or in the secretariat."""
    person = get_object_or_404(Person.objects.current(), pk=pk)
    form = PersonRoleForm(request.POST or None, initial={"starts_on": clock.today()})

    def act() -> str:
        role = give_role(person, **form.cleaned_data, by=request.viewer.actor(), now=clock.now())
        return _("%(name)s: %(role)s.") % {"name": person.name, "role": _said(role)}

    title = _("Give %(name)s a role") % {"name": person.name}
    return answer(request, form, act, Page(title, _("Give the role"), reverse("person", args=[pk])))


@require_http_methods(METHODS)
@secretariat_only
def give_in_group(request: ViewerRequest, slug: str) -> HttpResponse:
    """Give somebody a role in this group; a name that is not known is added only where that is said."""
    group = get_object_or_404(Group, slug=slug)
    initial = {"starts_on": clock.today(), "kind": request.GET.get("rolle", "")}
    form = GroupRoleForm(request.POST or None, initial=initial)

    def act() -> str:
        wanted, by, now = form.cleaned_data, request.viewer.actor(acting_for=group), clock.now()
        role = appoint(group, **wanted, by=by, now=now)
        return _("%(name)s: %(role)s.") % {"name": role.person.name, "role": _said(role)}

    page = Page(_("Give a role in %(group)s") % {"group": group}, _("Give the role"), reverse("group", args=[slug]))
    page.more["known_people"] = Person.objects.current().values_list("name", flat=True)[:NAMES_LISTED]
    return answer(request, form, act, page, on="name")


@require_http_methods(METHODS)
@secretariat_only
def end(request: ViewerRequest, pk: int) -> HttpResponse:
    """End a role; `?fra=gruppe` leads back to the group."""
    role = get_object_or_404(Role.objects.select_related("person", "group").filter(ends_on=None), pk=pk)
    form = EndRoleForm(request.POST or None, initial={"on": clock.today()})

    def act() -> str:
        end_role(role, on=form.cleaned_data["on"], by=request.viewer.actor(acting_for=role.group), now=clock.now())
        return _("The role has an end: %(role)s, %(name)s.") % {"role": _said(role), "name": role.person.name}

    from_group = role.group is not None and request.GET.get("fra") == "gruppe"
    to_group = reverse("group", args=[role.group.slug]) if role.group else ""
    back = to_group if from_group else reverse("person", args=[role.person_id])
    title = _("End the role: %(role)s, %(name)s") % {"role": _said(role), "name": role.person.name}
    lead = _("The role stays in the history. Whoever has it next is given it on the page of the group.")
    return answer(request, form, act, Page(title, _("End the role"), back, lead), on="on")
