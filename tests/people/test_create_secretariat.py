"""The first person of a new installation."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from guidelines.models import Person, Role, User
from guidelines.people.access import viewer_of
from tests import factories

pytestmark = pytest.mark.django_db


def run(*args: str) -> str:
    out = StringIO()
    call_command("create_secretariat", *args, stdout=out)
    return out.getvalue()


def test_it_starts_an_installation_and_can_be_repeated(verbs: Callable[[], list[str]]) -> None:
    said = [run("Signe@Example.org", "--name", "Signe Holt") for _ in range(2)]
    assert said == ["Signe Holt (signe@example.org) er i sekretariatet og kan logge ind.\n"] * 2
    user = User.objects.get()
    role = Role.objects.get()
    assert (user.email, user.has_usable_password(), role.kind, role.group) == (
        "signe@example.org",
        False,
        "secretariat",
        None,
    )
    assert viewer_of(user, role.starts_on).is_secretariat
    assert verbs() == ["person_added", "role_given", "person_invited"]


def test_a_person_who_is_known_gets_what_is_missing() -> None:
    person = factories.person("Signe Holt", email="signe@example.org")
    assert run("signe@example.org").startswith("Signe Holt")
    person.refresh_from_db()
    assert person.may_sign_in
    assert Person.objects.count() == 1


def test_without_a_name_the_address_gives_one() -> None:
    run("sekretariat@example.org")
    assert Person.objects.get().name == "sekretariat"


@pytest.mark.parametrize("mail", ["signe", "signe@", "", "a b@example.org", "signe@example.org\nBcc: x@example.org"])
def test_a_bad_address_is_refused(mail: str) -> None:
    factories.person("Uden Adresse", email="")
    with pytest.raises(CommandError, match=r"Skriv adressen som navn@sted\.dk\.") as refused:
        run(mail)
    assert refused.value.returncode == 2
    assert User.objects.count() == 0


def test_another_persons_name_is_refused() -> None:
    factories.person("Signe Holt", email="other@example.org")
    with pytest.raises(CommandError, match="allerede en person"):
        run("signe@example.org", "--name", "signe holt")
