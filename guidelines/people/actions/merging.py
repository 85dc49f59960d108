"""Merging two rows that are one human being (ux 6.3: proposed, never silent)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person, PersonSpelling, Role
from guidelines.people.rules import name_key

Follower = Callable[[Person, Person], None]
_followers: list[Follower] = []


def follows_merge(follower: Follower) -> Follower:
    """Register what another room does with its own rows when `(duplicate, kept)` are merged; use as a decorator."""
    _followers.append(follower)
    return follower


def merge_persons(duplicate: Person, *, into: Person, by: Actor, now: datetime) -> Person:
    """Let `into` stand for `duplicate` from now on, and return it.

    Spellings, roles, absences and what other rooms registered move over; the duplicate stays as a pointer, so that
    old events still have a name. Raises Refused when both can sign in, or either is merged already.
    """
    with writing(by, now=now) as journal:
        rows = Person.objects.select_for_update().in_bulk([duplicate.pk, into.pk])
        if len(rows) != 2 or any(row.merged_into_id for row in rows.values()):
            raise Refused(_("Choose two different persons that are not merged already."))
        duplicate, into = rows[duplicate.pk], rows[into.pk]
        if duplicate.user_id is not None and into.user_id is not None:
            raise Refused(_("Both persons can sign in. Stop the sign-in of one of them first."))
        _move_own_rows(duplicate, into)
        for follower in _followers:
            follower(duplicate, into)
        _point(duplicate, into)
        journal.record("persons_merged", into, facts={"duplicate": duplicate.pk})
    return into


def _move_own_rows(duplicate: Person, into: Person) -> None:
    for role in Role.objects.filter(person=duplicate):
        twin = Role.objects.filter(person=into, kind=role.kind, group=role.group_id, ends_on=None)
        if role.ends_on is None and twin.exists():
            twin.filter(starts_on__gt=role.starts_on).update(starts_on=role.starts_on)
            role.delete()
        else:
            Role.objects.filter(pk=role.pk).update(person=into)
    duplicate.absences.update(person=into)
    known = {name_key(into.name), *into.spellings.values_list("spelling_key", flat=True)}
    names = [duplicate.name, *duplicate.spellings.values_list("spelling", flat=True)]
    for name in dict.fromkeys(names):
        if name_key(name) not in known:
            known.add(name_key(name))
            PersonSpelling.objects.create(person=into, spelling=name)
    duplicate.spellings.all().delete()


def _point(duplicate: Person, into: Person) -> None:
    """Hand over account and address where `into` has none, and leave the pointer."""
    user, email, state = duplicate.user, duplicate.email, duplicate.address_state
    duplicate.user, duplicate.email, duplicate.merged_into = None, "", into
    duplicate.save(update_fields=["user", "email", "merged_into"])
    if user is not None:
        into.user = user
    if user is not None or not into.email:
        into.email, into.address_state = email, state
    into.save(update_fields=["user", "email", "address_state"])
