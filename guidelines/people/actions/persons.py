"""Verbs on a person: add, set name and address, language, absences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, Record, writing
from guidelines.lists.errors import Refused
from guidelines.lists.fields import with_keys
from guidelines.people.models import Absence, Person, PersonSpelling, SignInCode, User
from guidelines.people.rules import name_key


def add_person(*, name: str, by: Actor, now: datetime, email: str = "") -> Person:
    """Return a new person.

    Raises Refused where somebody has that name already (merge or choose that one instead), and for an address that
    is none or belongs to another person.
    """
    name = _tidy(name)
    email = email.strip().lower()
    with writing(by, now=now) as journal:
        if Person.objects.named(name).exists():
            raise Refused(_("There is a person called %(name)s already.") % {"name": name})
        _refuse_bad_address(email)
        _refuse_taken_address(None, email)
        person = Person.objects.create(name=name, email=email)
        journal.record("person_added", person, personal={"name": name, "email": person.email})
    return person


def add_persons(names: Sequence[str], *, by: Actor, now: datetime) -> list[Person]:
    """Return a new person for each name, in their order, with few statements however many; nobody has an address yet.

    Raises Refused, as `add_person` does, where somebody has one of the names already or a name stands twice.
    """
    if not names:
        return []
    persons = [Person(name=_tidy(name)) for name in names]
    with writing(by, now=now) as journal:
        taken = set(Person.objects.current().values_list("name_key", flat=True))
        taken |= set(Person.objects.current().values_list("spellings__spelling_key", flat=True))
        for person in persons:
            key = name_key(person.name)
            if key in taken:
                raise Refused(_("There is a person called %(name)s already.") % {"name": person.name})
            taken.add(key)
        Person.objects.bulk_create(persons)
        journal.record_all(
            Record("person_added", person, personal={"name": person.name, "email": ""}) for person in persons
        )
    return persons


def _tidy(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Write the person's name."))
    return name


def rename_person(person: Person, *, name: str, by: Actor, now: datetime) -> Person:
    """Show a person under another name; the former one stays as a spelling that documents may use.

    Raises Refused where another person has that name. An unchanged name writes nothing.
    """
    name = _tidy(name)
    with writing(by, now=now) as journal:
        person = Person.objects.select_for_update().get(pk=person.pk)
        if name == person.name:
            return person
        if Person.objects.named(name).exclude(pk=person.pk).exists():
            raise Refused(_("There is a person called %(name)s already.") % {"name": name})
        before, person.name = person.name, name
        person.save(update_fields=[*with_keys(person, "name"), "name_key"])
        if name_key(before) != name_key(name):
            PersonSpelling.objects.get_or_create(
                person=person, spelling_key=name_key(before), defaults={"spelling": before}
            )
        person.spellings.filter(spelling_key=name_key(name)).delete()
        journal.record("person_renamed", person, personal={"from": before, "to": name})
    return person


def set_contact(person: Person, *, language: str, phone: str, by: Actor, now: datetime) -> Person:
    """Set the language of a person's mails and the telephone number; unchanged ones write nothing."""
    with writing(by, now=now) as journal:
        person = Person.objects.select_for_update().get(pk=person.pk)
        before = (person.language, person.phone)
        if before == (language, phone.strip()):
            return person
        person.language, person.phone = language, phone.strip()
        person.save(update_fields=["language", "phone"])
        facts = {"language": [before[0], language]}
        journal.record("contact_set", person, facts=facts, personal={"phone": [before[1], person.phone]})
    return person


def change_profile(person: Person, *, name: str, language: str, phone: str, by: Actor, now: datetime) -> Person:
    """Change name, language and telephone in one, all or nothing; raises Refused as `rename_person` does."""
    with writing(by, now=now):
        rename_person(person, name=name, by=by, now=now)
        return set_contact(person, language=language, phone=phone, by=by, now=now)


def set_address(person: Person, *, email: str, by: Actor, now: datetime) -> Person:
    """Give a person a mail address ("" takes it away); a new one counts as untried, an account follows it.

    Whoever is signed in to that account is signed out: the old address may have been somebody else's. Raises Refused
    when it is no address, or another person's. An unchanged address writes nothing.
    """
    email = email.strip().lower()
    _refuse_bad_address(email)
    with writing(by, now=now) as journal:
        person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
        if email == person.email:
            return person
        _refuse_taken_address(person, email)
        if not email and person.may_sign_in:
            raise Refused(_("A person who can sign in needs an address. Stop the sign-in first."))
        before, person.email, person.address_state = person.email, email, Person.AddressState.UNTRIED
        if person.user is not None and email:
            person.user.email = email
            sign_out_everywhere(person.user, "email")
        elif not email:
            person.user = None
        person.save(update_fields=["email", "address_state", "user"])
        journal.record("address_set", person, personal={"from": before, "to": email})
    return person


def sign_out_everywhere(user: User, *changed: str) -> None:
    """End all sessions of an account and void its codes; saves `changed` with it.

    Django compares a session with the account's password field, which holds nothing but a random mark here.
    """
    user.set_unusable_password()
    user.save(update_fields=["password", *changed])
    SignInCode.objects.filter(user=user).delete()


def _refuse_bad_address(email: str) -> None:
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Refused(_("Write the address as name@place.dk.")) from error


def _refuse_taken_address(person: Person | None, email: str) -> None:
    if not email:
        return
    persons, users = Person.objects.current().filter(email__iexact=email), User.objects.filter(email__iexact=email)
    if person is not None:
        persons = persons.exclude(pk=person.pk)
    if person is not None and person.user_id is not None:
        users = users.exclude(pk=person.user_id)
    else:
        users = users.filter(person__isnull=False)  # an account that nobody has can be taken over by an invitation
    if persons.exists() or users.exists():
        raise Refused(_("Another person has that address."))


def note_address_fault(person: Person, *, refused: bool, by: Actor, now: datetime) -> Person:
    """Record what a mail server said about the address: it refused, or it takes mail; the same again writes nothing."""
    state = Person.AddressState.REFUSED if refused else Person.AddressState.WORKS
    with writing(by, now=now) as journal:
        if Person.objects.filter(pk=person.pk).exclude(address_state=state).update(address_state=state):
            person.address_state = state
            journal.record("address_judged", person, facts={"state": str(state)})
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


def remove_absence(absence: Absence, *, by: Actor, now: datetime) -> Person:
    """Take an absence away, and return the person it was noted for."""
    with writing(by, now=now) as journal:
        facts = {"from": absence.starts_on.isoformat(), "to": absence.ends_on.isoformat()}
        journal.record("absence_removed", absence.person, facts=facts)
        absence.delete()
    return absence.person
