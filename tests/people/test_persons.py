"""Verbs on persons: what they change, what they write, what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from guidelines.journal.models import EventDetail
from guidelines.models import Absence, Person, SignInCode, User
from guidelines.people import actions
from guidelines.people.access import viewer_of
from tests import factories
from tests.people.conftest import BY, NOW, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.both]
Verbs = Callable[[], list[str]]


def test_a_person_is_added_with_tidy_name_and_address(verbs: Verbs) -> None:
    person = actions.add_person(name="  Ditte  Dam ", email=" Ditte@Example.ORG ", by=BY, now=NOW)
    assert (person.name, person.email, person.user, verbs()) == (
        "Ditte Dam",
        "ditte@example.org",
        None,
        ["person_added"],
    )
    assert EventDetail.objects.get().words == {"name": "Ditte Dam", "email": "ditte@example.org"}


def test_nobody_is_added_twice() -> None:
    factories.person("Ditte D. Dam", email="d@example.org")
    assert refusal(actions.add_person, name="ditte d dam") == "There is a person called ditte d dam already."
    assert refusal(actions.add_person, name=" ") == "Write the person's name."
    assert refusal(actions.add_person, name="Bo Bæk", email="d@example.org") == "Another person has that address."
    assert refusal(actions.add_person, name="Bo Bæk", email="bo") == "Write the address as name@place.dk."


def test_a_new_name_keeps_the_old_one_as_a_spelling(verbs: Verbs) -> None:
    person = factories.person("Ditte Dam")
    actions.rename_person(person, name="Ditte Åkær", by=BY, now=NOW)
    assert list(Person.objects.named("ditte dam")) == list(Person.objects.named("Ditte Åkær")) == [person]
    assert [who.name for who in Person.objects.found("ditte aakaer")] == ["Ditte Åkær"]
    actions.rename_person(person, name="Ditte Dam", by=BY, now=NOW)
    assert [str(spelling) for spelling in person.spellings.all()] == ["Ditte Åkær"]
    actions.rename_person(person, name="Ditte Dam", by=BY, now=NOW)
    assert verbs() == ["person_renamed", "person_renamed"]


def test_a_name_that_another_has_is_refused() -> None:
    factories.person("Ditte Dam")
    message = refusal(actions.rename_person, factories.person("Bo Bæk"), name="Ditte Dam")
    assert message == "There is a person called Ditte Dam already."


def test_an_address_is_set_once_and_starts_untried(verbs: Verbs) -> None:
    person = factories.person(email="old@example.org", address_state="refused")
    for _ in range(2):
        actions.set_address(person, email="New@example.org", by=BY, now=NOW)
    person.refresh_from_db()
    assert (person.email, person.address_state, verbs()) == ("new@example.org", "untried", ["address_set"])


def test_the_account_follows_the_address_and_its_sessions_end(client: Client) -> None:
    person = factories.sign_in(client, factories.reader()) and Person.objects.get(user__isnull=False)
    SignInCode.objects.create(user=person.user, tally="x", digest="x", expires_at=NOW)
    actions.set_address(person, email="new@example.org", by=BY, now=NOW)
    assert User.objects.get().email == "new@example.org"
    assert SignInCode.objects.count() == 0
    assert not User.objects.get().has_usable_password()
    session = client.session
    assert session["_auth_user_hash"] != User.objects.get().get_session_auth_hash()


def test_an_address_belongs_to_one_person() -> None:
    factories.reader("Bo Bæk")
    taken = Person.objects.get().email
    person = factories.person(email="")
    assert refusal(actions.set_address, person, email=taken.upper()) == "Another person has that address."
    assert refusal(actions.set_address, person, email="x@y") == "Write the address as name@place.dk."
    Person.objects.filter(user__isnull=False).update(email="")
    assert refusal(actions.set_address, person, email=taken) == "Another person has that address."


def test_an_address_goes_only_where_nobody_signs_in() -> None:
    person = factories.reader()
    message = "A person who can sign in needs an address. Stop the sign-in first."
    assert refusal(actions.set_address, person, email="") == message
    actions.stop_sign_in(person, by=BY, now=NOW)
    person = actions.set_address(person, email="", by=BY, now=NOW)
    assert (person.email, person.user) == ("", None)


def test_an_invitation_makes_an_account_once_and_can_be_repeated(verbs: Verbs) -> None:
    person = factories.person(email="d@example.org")
    user = actions.invite(person, by=BY, now=NOW)
    assert actions.invite(person, by=BY, now=NOW + timedelta(days=1)) == user
    person.refresh_from_db()
    assert (person.user, user.email, person.invited_at) == (user, "d@example.org", NOW + timedelta(days=1))
    assert verbs() == ["person_invited", "person_invited"]


def test_an_invitation_takes_over_an_account_that_nobody_has() -> None:
    user = User.objects.create_user("D@example.org")
    person = factories.person(email="d@example.org")
    assert actions.invite(person, by=BY, now=NOW) == user


def test_an_invitation_needs_an_address_of_ones_own() -> None:
    assert refusal(actions.invite, factories.person(email="")) == "Set a mail address first."
    other = factories.reader()
    person = factories.person(email=other.email)
    assert refusal(actions.invite, person) == "Another person has that address."


def test_a_stopped_sign_in_ends_what_is_open(client: Client, verbs: Verbs) -> None:
    person = factories.reader()
    factories.sign_in(client, person)
    before = person.user.get_session_auth_hash()
    person = actions.stop_sign_in(person, by=BY, now=NOW)
    assert (person.may_sign_in, person.invited_at) == (False, None)
    assert not viewer_of(person.user, NOW.date()).is_signed_in
    assert person.user.get_session_auth_hash() != before
    actions.stop_sign_in(person, by=BY, now=NOW)
    assert actions.invite(person, by=BY, now=NOW).is_active
    assert verbs() == ["sign_in_stopped", "person_invited"]


def test_the_secretariat_never_loses_its_last_sign_in() -> None:
    last = factories.secretariat()
    message = "This is the last person in the secretariat. Give somebody else the role first."
    assert refusal(actions.stop_sign_in, last) == message
    factories.role(factories.person(), "secretariat")  # without an account that is nobody
    assert refusal(actions.stop_sign_in, last) == message
    factories.secretariat()
    assert not actions.stop_sign_in(last, by=BY, now=NOW).may_sign_in


def test_contact_and_what_mail_servers_said(verbs: Verbs) -> None:
    person = factories.person()
    for _ in range(2):
        actions.set_contact(person, language="en", phone=" 12 34 56 78 ", by=BY, now=NOW)
        actions.note_address_fault(person, refused=True, by=BY, now=NOW)
    person.refresh_from_db()
    assert (person.language, person.phone, person.address_state) == ("en", "12 34 56 78", "refused")
    assert list(Person.objects.without_address()) == [person]
    actions.note_address_fault(person, refused=False, by=BY, now=NOW)
    assert verbs() == ["contact_set", "address_judged", "address_judged"]


def test_absences_come_and_go(verbs: Verbs) -> None:
    person, first, last = factories.person(), date(2026, 7, 1), date(2026, 7, 31)
    absence = actions.add_absence(person, starts_on=first, ends_on=last, by=BY, now=NOW)
    assert list(Absence.objects.on(last)) == [absence]
    assert list(Absence.objects.on(date(2026, 8, 1))) == []
    assert actions.remove_absence(absence, by=BY, now=NOW) == person
    assert (Absence.objects.count(), verbs()) == (0, ["absence_added", "absence_removed"])
    message = refusal(actions.add_absence, person, starts_on=last, ends_on=first)
    assert message == "The absence must end on or after the day it begins."
