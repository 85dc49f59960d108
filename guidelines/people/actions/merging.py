"""Merging two rows that are one human being (ux 6.3: proposed, never silent)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person, PersonSpelling, Role
from guidelines.people.rules import name_key


def merge_persons(duplicate: Person, *, into: Person, by: Actor, now: datetime) -> Person:
    """Let `into` stand for `duplicate` from now on, and return it.

    Spellings, roles, absences, account and address move over; the duplicate stays as a pointer, so that old events
    still have a name. Rows of the rooms above are theirs to move: pages call `desk.persons.merging`, which does both.
    Raises Refused when both can sign in, or either is merged already.
    """
    with writing(by, now=now) as journal:
        rows = Person.objects.select_for_update().in_bulk([duplicate.pk, into.pk])
        if len(rows) != 2 or any(row.merged_into_id for row in rows.values()):
            raise Refused(_("Choose two different persons that are not merged already."))
        duplicate, into = rows[duplicate.pk], rows[into.pk]
        if duplicate.user_id is not None and into.user_id is not None:
            raise Refused(_("Both persons have an account. Take the address away from one of them first."))
        dropped = _move_roles(duplicate, into)
        duplicate.absences.update(person=into)
        Person.objects.filter(merged_into=duplicate).update(merged_into=into)
        _move_names(duplicate, into)
        personal = {"name": duplicate.name, "addresses": [duplicate.email, into.email]}
        _point(duplicate, into)
        facts = {"duplicate": duplicate.pk, "same_roles": dropped}
        journal.record("persons_merged", into, facts=facts, personal=personal)
    return into


def _move_roles(duplicate: Person, into: Person) -> list[int]:
    """Hand the roles over and return the keys of those that `into` had as well: one role is kept, the longer one."""
    dropped = []
    for role in Role.objects.filter(person=duplicate):
        twin = Role.objects.filter(person=into, kind=role.kind, group=role.group_id, ends_on=None)
        if role.ends_on is None and twin.exists():
            twin.filter(starts_on__gt=role.starts_on).update(starts_on=role.starts_on)
            dropped.append(role.pk)
            role.delete()
        else:
            Role.objects.filter(pk=role.pk).update(person=into)
    return dropped


def _move_names(duplicate: Person, into: Person) -> None:
    known = {name_key(into.name), *into.spellings.values_list("spelling_key", flat=True)}
    names = [duplicate.name, *duplicate.spellings.values_list("spelling", flat=True)]
    for name in dict.fromkeys(names):
        if name_key(name) not in known:
            known.add(name_key(name))
            PersonSpelling.objects.create(person=into, spelling=name)
    duplicate.spellings.all().delete()


def _point(duplicate: Person, into: Person) -> None:
    """Hand over account, address and telephone where `into` has none, and leave the pointer."""
    user, email, state = duplicate.user, duplicate.email, duplicate.address_state
    phone, invited_at = duplicate.phone, duplicate.invited_at
    duplicate.user, duplicate.email, duplicate.merged_into = None, "", into
    duplicate.save(update_fields=["user", "email", "merged_into"])
    if user is not None:
        into.user, into.invited_at = user, invited_at
    if email and (user is not None or not into.email):
        into.email, into.address_state = email, state
    into.phone = into.phone or phone
    into.save(update_fields=["user", "invited_at", "email", "address_state", "phone"])
