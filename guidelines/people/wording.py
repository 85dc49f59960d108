"""The words of people in the reader's language: kinds of groups and roles, and why two rows may be one person."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import pgettext_lazy

from guidelines.people.models import Group, Role
from guidelines.people.rules import Likeness

Text = str | Promise

ROLES: dict[str, Text] = {
    Role.Kind.CHAIR: pgettext_lazy("role", "Chair"),
    Role.Kind.DEPUTY: pgettext_lazy("role", "Deputy"),
    Role.Kind.MEMBER: pgettext_lazy("role", "Member"),
    Role.Kind.SECRETARIAT: pgettext_lazy("role", "Secretariat"),
}
GROUPS: dict[str, Text] = {
    Group.Kind.UMBRELLA: __("Umbrella organisation"),
    Group.Kind.DMCG: pgettext_lazy("group", "DMCG"),
    Group.Kind.SUBGROUP: __("Sub-group"),
}
LIKENESS: dict[str, Text] = {
    Likeness.SAME: __("the same name, written in two ways"),
    Likeness.INITIALS: __("the same first and last name, other middle names or initials"),
    Likeness.SPELLING: __("one letter apart"),
}


def role_name(kind: str, chair_title: str = "") -> str:
    """Return what a role is called; a group may have its own word for its chair (ux 6.1)."""
    if kind == Role.Kind.CHAIR and chair_title:
        return chair_title[:1].upper() + chair_title[1:]
    return str(ROLES[kind])


def role_in_group(kind: str, group: str, chair_title: str = "") -> str:
    """Return a role with its group, as in "Formand for DSG"; the secretariat stands alone."""
    if not group:
        return role_name(kind)
    words = {"role": role_name(kind, chair_title), "group": group}
    if kind == Role.Kind.MEMBER:
        return _("%(role)s of %(group)s") % words
    return _("%(role)s for %(group)s") % words
