"""Verbs on accounts: invite somebody to sign in, stop a sign-in."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.actions.persons import add_person, sign_out_everywhere
from guidelines.people.actions.roles import give_role, refuse_empty_secretariat
from guidelines.people.models import Person, Role, User


def invite(person: Person, *, by: Actor, now: datetime) -> User:
    """Let a person sign in with the address that stands on them; returns the account.

    The mail about it is caused by `Person.invited_at` in the next tick (foundations 15). Raises Refused without an
    address, or when the address is another person's account. A second invitation returns the account that is there,
    made active again, and causes another mail.
    """
    with writing(by, now=now) as journal:
        person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
        if not person.email:
            raise Refused(_("Set a mail address first."))
        person.user = _account(person)
        if not person.user.is_active:
            person.user.is_active = True
            person.user.save(update_fields=["is_active"])
        person.invited_at = now
        person.save(update_fields=["user", "invited_at"])
        journal.record("person_invited", person, facts={"user": person.user.pk})
    return person.user


def _account(person: Person) -> User:
    """Return the person's account, one with the address that belongs to nobody, or a new one."""
    if person.user is not None:
        return person.user
    found = User.objects.filter(email__iexact=person.email).select_related("person").first()
    if found is None:
        return User.objects.create_user(person.email)
    if hasattr(found, "person"):
        raise Refused(_("Another person has that address."))
    return found


def stop_sign_in(person: Person, *, by: Actor, now: datetime) -> Person:
    """Stop a person's sign-in: the account becomes inactive and its sessions end. Nothing happens where there is none.

    Raises Refused for the last of the secretariat.
    """
    with writing(by, now=now) as journal:
        user = User.objects.select_for_update().filter(person=person, is_active=True).first()
        if user is None:
            return person
        if Role.objects.filter(person=person, kind=Role.Kind.SECRETARIAT, ends_on=None).exists():
            refuse_empty_secretariat(besides=person)
        user.is_active = False
        sign_out_everywhere(user, "is_active")
        Person.objects.filter(pk=person.pk).update(invited_at=None)
        journal.record("sign_in_stopped", person)
    return Person.objects.select_related("user").get(pk=person.pk)


def start_secretariat(*, email: str, name: str, by: Actor, now: datetime) -> Person:
    """Return the person with this address, who is in the secretariat and can sign in from now on.

    What is there already stays as it is: a second call changes nothing. Raises Refused for a bad address, or where
    another person has the name.
    """
    email = email.strip()
    if not email:
        raise Refused(_("Write the address as name@place.dk."))
    with writing(by, now=now):
        person = Person.objects.current().select_related("user").filter(email__iexact=email).first()
        if person is None:
            person = add_person(name=name, email=email, by=by, now=now)
        if not person.roles.filter(kind=Role.Kind.SECRETARIAT, ends_on=None).exists():
            today = timezone.localdate(now)
            give_role(person, kind=Role.Kind.SECRETARIAT, group=None, starts_on=today, by=by, now=now)
        if not person.may_sign_in:
            invite(person, by=by, now=now)
    return Person.objects.select_related("user").get(pk=person.pk)
