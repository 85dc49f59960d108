"""Verbs on a person: add, set the address, invite to sign in, note an absence."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Absence, Person, User


def add_person(*, name: str, by: Actor, now: datetime, email: str = "") -> Person:
    """Return a new person; raises Refused where somebody has that name already (merge or choose that one instead)."""
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Write the person's name."))
    with writing(by, now=now) as journal:
        if Person.objects.named(name).exists():
            raise Refused(_("There is a person called %(name)s already.") % {"name": name})
        person = Person.objects.create(name=name, email=email.strip().lower())
        journal.record("person_added", person, personal={"name": name, "email": person.email})
    return person


def set_address(person: Person, *, email: str, by: Actor, now: datetime) -> Person:
    """Give a person a mail address ("" takes it away); a new one counts as untried, an account follows it.

    Raises Refused when another person has the address. An unchanged address writes nothing.
    """
    email = email.strip().lower()
    if email == person.email:
        return person
    with writing(by, now=now) as journal:
        person = Person.objects.select_for_update().get(pk=person.pk)
        _refuse_taken_address(person, email)
        if not email and person.user_id is not None:
            raise Refused(_("A person who can sign in needs an address. Stop the sign-in first."))
        before, person.email, person.address_state = person.email, email, Person.AddressState.UNTRIED
        person.save(update_fields=["email", "address_state"])
        if person.user_id is not None:
            User.objects.filter(pk=person.user_id).update(email=email)
        journal.record("address_set", person, personal={"from": before, "to": email})
    return person


def _refuse_taken_address(person: Person, email: str) -> None:
    if not email:
        return
    others = Person.objects.current().filter(email__iexact=email).exclude(pk=person.pk)
    if others.exists() or User.objects.filter(email__iexact=email).exclude(person=person).exists():
        raise Refused(_("Another person has that address."))


def invite(person: Person, *, by: Actor, now: datetime) -> User:
    """Let a person sign in with the address that stands on them; returns the account.

    Raises Refused without an address. A second invitation returns the account that is there, made active again.
    """
    if not person.email:
        raise Refused(_("Set a mail address first."))
    with writing(by, now=now) as journal:
        person = Person.objects.select_for_update().select_related("user").get(pk=person.pk)
        user = person.user or User.objects.filter(email__iexact=person.email, person=None).first()
        if user is None:
            user = User.objects.create_user(person.email)
        if not user.is_active:
            user.is_active = True
            user.save(update_fields=["is_active"])
        if person.user_id != user.pk:
            person.user = user
            person.save(update_fields=["user"])
        journal.record("person_invited", person, facts={"user": user.pk})
    return user


def uninvite(person: Person, *, by: Actor, now: datetime) -> Person:
    """Stop a person's sign-in; the account stays, inactive. Nothing happens where there is none."""
    with writing(by, now=now) as journal:
        if User.objects.filter(person=person, is_active=True).update(is_active=False):
            journal.record("sign_in_stopped", person)
    return person


def add_absence(person: Person, *, starts_on: date, ends_on: date, by: Actor, now: datetime) -> Absence:
    """Note days, both included, on which the person takes no tasks and gets no mails; raises Refused if reversed."""
    if ends_on < starts_on:
        raise Refused(_("The absence must end on or after the day it begins."))
    with writing(by, now=now) as journal:
        absence = Absence.objects.create(person=person, starts_on=starts_on, ends_on=ends_on)
        facts = {"from": starts_on.isoformat(), "to": ends_on.isoformat()}
        journal.record("absence_added", person, facts=facts)
    return absence
