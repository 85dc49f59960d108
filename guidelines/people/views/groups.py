"""*Grupper* and *Gruppe*: the tree, who leads, and what the secretariat decides for a group."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidelines.lists import clock
from guidelines.people.access import may_manage_people, may_see_people
from guidelines.people.actions import add_alias, change_settings, remove_alias, settings_of
from guidelines.people.both import beginning
from guidelines.people.doors import secretariat_only
from guidelines.people.forms.groups import AliasForm, SettingsForm, watched_settings
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group, GroupAlias
from guidelines.people.reading import group_members, group_tree
from guidelines.people.views.shared import METHODS, Page, answer, press
from guidelines.people.wording import GROUPS

LEAP_YEAR = 2024  # any year will do: the page shows day and month


def group_url(group: Group) -> str:
    """Return the address of a group's page."""
    return reverse("group", args=[group.slug])


@require_safe
def groups(request: ViewerRequest) -> HttpResponse:
    """Show all groups as a tree; the chairs to those who are signed in."""
    today = clock.today() if may_see_people(request.viewer) else None
    context = {"branches": group_tree(today), "may_see_people": today is not None}
    return render(request, "people/groups.html", context)


@require_safe
def group(request: ViewerRequest, slug: str) -> HttpResponse:
    """Show a group: its place, its people, its settings; the secretariat finds its buttons here."""
    found = get_object_or_404(Group.objects.select_related("parent"), slug=slug)
    is_open = may_see_people(request.viewer)
    context = {
        "group": found,
        "kind": GROUPS[found.kind],
        "children": found.children.all(),
        "aliases": found.aliases.order_by("spelling_key"),
        "has_plan": found.has_plan,
        "deadline": date(LEAP_YEAR, found.deadline_month, found.deadline_day),
        "members": group_members(found, clock.today()) if is_open else None,
        "may_manage": may_manage_people(request.viewer),
        "is_member": request.viewer.belongs_to(found),
        "is_inside": request.viewer.is_secretariat or request.viewer.belongs_to(found),
    }
    return render(request, "people/group.html", context)


@require_http_methods(METHODS)
@secretariat_only
def settings(request: ViewerRequest, slug: str) -> HttpResponse:
    """Change a group's settings."""
    found = get_object_or_404(Group, slug=slug)
    watched = watched_settings(found)
    form = SettingsForm(request.POST or None, initial=settings_of(found).__dict__ | beginning(request, watched))

    def act() -> str:
        change_settings(found, form.settings(), by=request.viewer.actor(acting_for=found), now=clock.now())
        return _("The settings of %(group)s are saved.") % {"group": found}

    title = _("Settings of %(group)s") % {"group": found}
    lead = _("They count from now on. Dates that are agreed already stay.")
    return answer(request, form, act, Page(title, _("Save settings"), group_url(found), lead), watched=watched)


@require_http_methods(METHODS)
@secretariat_only
def aliases(request: ViewerRequest, slug: str) -> HttpResponse:
    """Show and add the spellings by which documents name the group."""
    found = get_object_or_404(Group, slug=slug)
    form = AliasForm(request.POST or None)

    def act() -> str:
        alias = add_alias(
            found,
            spelling=form.cleaned_data["spelling"],
            by=request.viewer.actor(acting_for=found),
            now=clock.now(),
        )
        return _("“%(spelling)s” is read as %(group)s from now on.") % {"spelling": alias, "group": found}

    title = _("Spellings of %(group)s") % {"group": found}
    lead = _("When a planskema is imported, these stand for the group as well.")
    page = Page(title, _("Add the spelling"), reverse("group-aliases", args=[slug]), lead, "people/aliases.html")
    page.more.update(group=found, aliases=found.aliases.order_by("spelling_key"))
    return answer(request, form, act, page, on="spelling")


@require_POST
@secretariat_only
def alias_remove(request: ViewerRequest, slug: str, alias_id: int) -> HttpResponse:
    """Take a spelling away."""
    alias = get_object_or_404(GroupAlias.objects.select_related("group"), pk=alias_id, group__slug=slug)

    def act() -> str:
        remove_alias(alias, by=request.viewer.actor(acting_for=alias.group), now=clock.now())
        return _("“%(spelling)s” no longer stands for %(group)s.") % {"spelling": alias, "group": alias.group}

    return press(request, act, reverse("group-aliases", args=[slug]))
