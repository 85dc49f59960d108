"""A person's name, telephone, language and address that two people change at once (D9)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidelines.journal.models import Event
from guidelines.models import Person
from guidelines.people import seen
from guidelines.people.actions import merge_persons
from tests import factories
from tests.people.test_views import text
from tests.planning.conftest import NOW, clock_at_now  # noqa: F401
from tests.planning.test_stale import action, by, fields, sides
from tests.seeing import mark_on

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]
PROFILE = "/profil/"


@pytest.fixture
def rie(db: None) -> Person:
    return factories.reader("Rie Læser")


@pytest.fixture
def karla(db: None) -> Person:
    return factories.secretariat("Karla Kvik")


@pytest.fixture
def own(rie: Person) -> Client:
    """The browser of the person herself."""
    return factories.sign_in(Client(), rie)


@pytest.fixture
def office(karla: Person) -> Client:
    return factories.sign_in(Client(), karla)


def contact(person: Person) -> str:
    return f"/personer/{person.pk}/ret/"


def address(person: Person) -> str:
    return f"/personer/{person.pk}/mailadresse/"


def stands(person: Person) -> tuple[str, str, str]:
    person.refresh_from_db()
    return person.name, person.phone, person.language


def saved(client: Client, url: str, **changed: str) -> Any:
    """Open the page and save it with these fields changed."""
    return client.post(url, {**fields(client.get(url)), **changed})


def test_ones_own_profile_is_not_written_over_unseen(own: Client, office: Client, rie: Person) -> None:
    Person.objects.filter(pk=rie.pk).update(phone="10 20 30 40")
    shown = fields(own.get(PROFILE))
    assert saved(office, contact(rie), name="Rie L. Læser", phone="55 55 55 55").status_code == 302
    before = Event.objects.count()
    late = own.post(PROFILE, {**shown, "phone": "66 66 66 66"})
    assert (late.status_code, Event.objects.count()) == (409, before)
    assert sides(late) == {
        "Navn": ("Rie L. Læser", "ikke rørt"),
        "Telefon": ("55 55 55 55", "66 66 66 66"),
    }
    assert "Karla Kvik, for lidt siden : Navnet blev ændret fra Rie Læser til Rie L. Læser." in text(late)
    assert "Karla Kvik, for lidt siden : Sprog i mails eller telefonnummer blev ændret." in text(late)
    assert f'<a class="btn" href="{PROFILE}">Behold det, der står nu</a>' in late.content.decode()
    assert own.post(action(late), fields(late)).status_code == 302
    assert stands(rie) == ("Rie L. Læser", "66 66 66 66", "da")


def test_the_secretariat_writes_over_no_profile_unseen(own: Client, office: Client, rie: Person) -> None:
    shown = fields(office.get(contact(rie)))
    assert saved(own, PROFILE, language="en").status_code == 302
    late = office.post(contact(rie), {**shown, "name": "Rie Lærer"})
    assert late.status_code == 409
    assert sides(late) == {"Navn": ("Rie Læser", "Rie Lærer"), "Sprog i mails": ("English", "ikke rørt")}
    assert "Rie Læser, for lidt siden : " in text(late)
    assert office.post(action(late), fields(late)).status_code == 302
    assert stands(rie) == ("Rie Lærer", "", "en")


def test_an_address_is_not_written_over_unseen(client: Client, office: Client, rie: Person) -> None:
    first = factories.sign_in(client, factories.secretariat("Signe Holt"))
    shown = fields(first.get(address(rie)))
    assert saved(office, address(rie), email="karlas@example.org").status_code == 302
    before = Event.objects.count()
    late = first.post(f"{address(rie)}?fra=uden-mail", {**shown, "email": "Signes@example.org"})
    assert (late.status_code, Event.objects.count()) == (409, before)
    assert sides(late) == {"Mailadresse": ("karlas@example.org", "Signes@example.org")}
    assert "Karla Kvik, for lidt siden : Mailadressen blev sat til karlas@example.org." in text(late)
    assert 'href="/personer/uden-mail/">Behold det, der står nu</a>' in late.content.decode()
    assert first.post(action(late), fields(late)).status_code == 302
    rie.refresh_from_db()
    assert rie.email == "signes@example.org"


def test_an_address_left_alone_gives_way(client: Client, office: Client, rie: Person) -> None:
    """Also one that was written with a capital, which is kept in small letters."""
    first = factories.sign_in(client, factories.secretariat("Signe Holt"))
    shown = fields(first.get(address(rie)))
    saved(office, address(rie), email="ny@example.org")
    late = first.post(address(rie), {**shown, "email": shown["email"].upper()})
    assert (late.status_code, sides(late)) == (409, {"Mailadresse": ("ny@example.org", "ikke rørt")})
    assert fields(late)["email"] == "ny@example.org"


def test_the_mark_is_of_what_the_page_shows(own: Client, office: Client, rie: Person, monkeypatch: Any) -> None:
    """Somebody saves after the page has read the person, and before it says what it showed."""
    read = seen.last_event

    def saved_meanwhile() -> int:
        monkeypatch.setattr(seen, "last_event", read)
        Person.objects.filter(pk=rie.pk).update(email="karlas@example.org", phone="55 55 55 55")
        return read()

    for client, url, name, shown in (
        (office, address(rie), "email", "karlas@example.org"),
        (own, PROFILE, "phone", "55 55 55 55"),
    ):
        Person.objects.filter(pk=rie.pk).update(email="rie@example.org", phone="")
        monkeypatch.setattr(seen, "last_event", saved_meanwhile)
        assert fields(client.get(url))[name] == shown


def test_a_list_of_persons_carries_what_it_showed(client: Client, office: Client) -> None:
    person = factories.person("Ditte Dam", email="")
    first = factories.sign_in(client, factories.secretariat("Signe Holt"))
    seen = mark_on(first, "/personer/uden-mail/")
    saved(office, address(person), email="karlas@example.org")
    late = first.post(f"{address(person)}?fra=uden-mail", {"seen": seen, "email": "signes@example.org"})
    assert (late.status_code, sides(late)) == (409, {"Mailadresse": ("karlas@example.org", "signes@example.org")})
    assert "Karla Kvik, for lidt siden : Mailadressen blev sat til karlas@example.org." in text(late)


def test_an_address_that_came_with_a_merged_person_is_told(client: Client, karla: Person) -> None:
    first = factories.sign_in(client, factories.secretariat("Signe Holt"))
    person, twin = factories.person("Ditte Dam", email=""), factories.person("D. Dam", email="ditte@example.org")
    shown = fields(first.get(address(person)))
    merge_persons(twin, into=person, by=by(karla), now=NOW)
    late = first.post(address(person), {**shown, "email": "dam@example.org"})
    assert (late.status_code, sides(late)) == (409, {"Mailadresse": ("ditte@example.org", "dam@example.org")})
    assert "Karla Kvik, for lidt siden : D. Dam blev lagt sammen med denne person." in text(late)


def test_a_late_form_costs_the_same_however_much_was_done_meanwhile(own: Client, office: Client, rie: Person) -> None:
    def count(changes: int) -> int:
        shown = fields(own.get(PROFILE))
        for number in range(changes):
            saved(office, contact(rie), phone=f"{changes} {number}")
        with CaptureQueriesContext(connection) as made:
            assert own.post(PROFILE, {**shown, "phone": "66"}).status_code == 409
        return len(made)

    assert count(1) == count(5)
