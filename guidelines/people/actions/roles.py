"""Verbs on roles: give one, end one. A role is never deleted (foundations 7)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.actions.persons import add_person
from guidelines.people.models import Group, Person, Role


def give_role(person: Person, *, kind: str, group: Group | None, starts_on: date, by: Actor, now: datetime) -> Role:
    """Return the new role, in force from `starts_on` with no end. Raises Refused when the person has it already."""
    if (kind == Role.Kind.SECRETARIAT) != (group is None):
        raise Refused(_("Choose a group for this role. Only the secretariat has none."))
    with writing(by, now=now) as journal:
        taken = Role.objects.filter(person=person, kind=kind, group=group)
        if (taken.filter(ends_on=None) | taken.filter(ends_on__gte=starts_on)).exists():
            raise Refused(_("%(name)s has that role already.") % {"name": person.name})
        role = Role.objects.create(person=person, kind=kind, group=group, starts_on=starts_on)
        facts = {"person": person.pk, "group": group.pk if group else None, "kind": str(kind)}
        journal.record("role_given", role, facts={**facts, "from": starts_on.isoformat()})
    return role


def appoint(group: Group, *, name: str, is_new: bool, kind: str, starts_on: date, by: Actor, now: datetime) -> Role:
    """Give a role in a group to the one person with this name; with `is_new` the person is added first.

    Raises Refused where nobody or more than one has the name, where somebody new has a name that is known, and as
    `give_role` does; then nobody is added.
    """
    with writing(by, now=now):
        person = add_person(name=name, by=by, now=now) if is_new else _one_named(name)
        return give_role(person, kind=kind, group=group, starts_on=starts_on, by=by, now=now)


def _one_named(name: str) -> Person:
    found = list(Person.objects.named(name)[:2])
    if not found:
        raise Refused(_("Nobody has that name. Correct it, or tick that the person is new."))
    if len(found) > 1:
        raise Refused(_("More than one person has that name. Give the role on the person's own page."))
    return found[0]


def end_role(role: Role, *, on: date, by: Actor, now: datetime) -> Role:
    """Let a role end; `on` is its last day.

    Raises Refused before its start, when it has ended already, and for the last of the secretariat: somebody who can
    sign in has to stay there.
    """
    with writing(by, now=now) as journal:
        role = Role.objects.select_for_update(of=("self",)).select_related("person").get(pk=role.pk)
        if role.ends_on is not None:
            raise Refused(_("The role has ended already."))
        if on < role.starts_on:
            raise Refused(_("A role cannot end before it began."))
        if role.kind == Role.Kind.SECRETARIAT:
            refuse_empty_secretariat(besides=role.person)
        role.ends_on = on
        role.save(update_fields=["ends_on"])
        journal.record("role_ended", role, facts={"person": role.person_id, "on": on.isoformat()})
    return role


def refuse_empty_secretariat(*, besides: Person) -> None:
    """Raise Refused when nobody else with an active account is in the secretariat for good."""
    others = Role.objects.filter(kind=Role.Kind.SECRETARIAT, ends_on=None, person__user__is_active=True)
    if not others.exclude(person=besides).exists():
        raise Refused(_("This is the last person in the secretariat. Give somebody else the role first."))
