"""Verbs on roles: give one, end one. A role is never deleted (foundations 7)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group, Person, Role


def give_role(person: Person, *, kind: str, group: Group | None, starts_on: date, by: Actor, now: datetime) -> Role:
    """Return the new role, in force from `starts_on` with no end. Raises Refused when the person has it already."""
    if (kind == Role.Kind.SECRETARIAT) != (group is None):
        raise Refused(_("Choose a group for this role. Only the secretariat has none."))
    with writing(by, now=now) as journal:
        if Role.objects.filter(person=person, kind=kind, group=group, ends_on=None).exists():
            raise Refused(_("%(name)s has that role already.") % {"name": person.name})
        role = Role.objects.create(person=person, kind=kind, group=group, starts_on=starts_on)
        facts = {"person": person.pk, "group": group.pk if group else None, "kind": str(kind)}
        journal.record("role_given", role, facts={**facts, "from": starts_on.isoformat()})
    return role


def end_role(role: Role, *, on: date, by: Actor, now: datetime) -> Role:
    """Let a role end; `on` is its last day. Raises Refused before its start, or for the last of the secretariat."""
    with writing(by, now=now) as journal:
        role = Role.objects.select_for_update().select_related("person").get(pk=role.pk)
        if on < role.starts_on:
            raise Refused(_("A role cannot end before it began."))
        if role.kind == Role.Kind.SECRETARIAT:
            others = Role.objects.filter(kind=role.kind, ends_on=None).exclude(pk=role.pk)
            if not others.exists():
                raise Refused(_("This is the last person in the secretariat. Give somebody else the role first."))
        role.ends_on = on
        role.save(update_fields=["ends_on"])
        journal.record("role_ended", role, facts={"person": role.person_id, "on": on.isoformat()})
    return role
