"""Which mails one gets: chosen on a page, or ended by one press from the mail; fetching a link changes nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.approval.actions.consultations import PartyFacts
from guidelines.approval.rules import Position
from guidelines.models import Person
from reminders.approvals import plan_approvals
from reminders.choices.actions import choose_mails
from reminders.choices.links import read_token, unsubscribe_url
from reminders.choices.sorts import choices_of, sorts_for, wanting
from reminders.models import MailChoice
from tests import factories
from tests.approval import scene
from tests.reminders.mailing import consulted, html_of, later, text_of
from tests.reminders.test_approval_mails_authors import published
from tests.services.smtp import MailServer

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def reader() -> Person:
    return factories.reader()


@pytest.fixture
def strict() -> Client:
    """A mail program: without cookies, and held to Django's check of forms."""
    return Client(enforce_csrf_checks=True)


def path_of(person: Person, sort: str = "published") -> str:
    return urlsplit(unsubscribe_url(person, sort)).path


# --- the link


@pytest.mark.parametrize("method", ["get", "head"])
def test_fetching_the_link_changes_nothing_and_asks(strict: Client, reader: Person, method: str) -> None:
    response = getattr(strict, method)(path_of(reader))
    assert (response.status_code, MailChoice.objects.count(), response.cookies) == (200, 0, {})
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]
    if method == "get":
        assert "Slå det fra" in response.content.decode()


@pytest.mark.parametrize("data", [ONE_CLICK, {}], ids=["mail program", "button"])
def test_one_press_ends_it_without_cookies(strict: Client, reader: Person, data: dict[str, str]) -> None:
    response = strict.post(path_of(reader), data)
    assert (response.status_code, response.cookies) == (200, {})
    assert choices_of(reader) == {"quarterly": True, "daily": False, "published": False}
    assert strict.post(path_of(reader), data).status_code == 200
    assert MailChoice.objects.count() == 1


def test_a_link_ends_its_own_sort_for_its_own_reader_alone(strict: Client, reader: Person) -> None:
    other = factories.reader()
    strict.post(path_of(reader, "quarterly"), ONE_CLICK)
    assert wanting("quarterly", [reader.pk, other.pk]) == {other.pk}
    assert wanting("published", [reader.pk, other.pk]) == {reader.pk, other.pk}


def test_a_link_that_is_not_ours_does_not_exist(strict: Client, reader: Person) -> None:
    good = path_of(reader).rstrip("/").rpartition("/")[2]
    for token in (good[:-1], f"x{good}", "a:b", f"{good}:x"):
        assert strict.post(f"/mails/afmeld/{token}/", ONE_CLICK).status_code == 404
    assert (MailChoice.objects.count(), read_token(good)) == (0, (reader, "published"))


def test_the_link_of_a_duplicate_is_that_of_the_person_kept(strict: Client, reader: Person) -> None:
    kept = factories.reader()
    path = path_of(reader)
    Person.objects.filter(pk=reader.pk).update(merged_into=kept)
    strict.post(path, ONE_CLICK)
    assert MailChoice.objects.get().person == kept


def test_the_page_speaks_the_readers_language(strict: Client, reader: Person) -> None:
    Person.objects.filter(pk=reader.pk).update(language="en")
    assert "No more of these mails?" in strict.get(path_of(reader)).content.decode()


# --- the page


def test_one_chooses_language_and_sorts_on_a_page(client: Client) -> None:
    chair = factories.chair_of(factories.group("DSG"))
    client.force_login(factories.user_for(chair))
    page = client.get(reverse("mail-choices")).content.decode()
    assert ("Gruppens kvartal" in page, "Sekretariatets dag" in page, "Nyt om udgivelser" in page) == (
        True,
        False,
        True,
    )
    client.post(reverse("mail-choices"), {"language": "en", "published": "on"})
    chair.refresh_from_db()
    assert (chair.language, choices_of(chair)) == ("en", {"quarterly": False, "daily": False, "published": True})


def test_the_secretariat_may_have_its_day(client: Client) -> None:
    office = factories.secretariat()
    client.force_login(factories.user_for(office))
    client.post(reverse("mail-choices"), {"language": "da", "daily": "on", "published": "on", "quarterly": "on"})
    assert choices_of(office)["daily"]
    assert sorts_for(office, is_secretariat=True) == ["daily", "published"]


def test_a_sort_that_is_not_ones_own_is_not_chosen(client: Client, reader: Person) -> None:
    client.force_login(factories.user_for(reader))
    client.post(reverse("mail-choices"), {"language": "da", "daily": "on", "quarterly": "on"})
    assert dict(MailChoice.objects.values_list("sort", "is_on")) == {"published": False}


def test_duties_are_named_with_the_reason_and_have_no_box(client: Client, reader: Person) -> None:
    client.force_login(factories.user_for(reader))
    page = client.get(reverse("mail-choices")).content.decode()
    assert "Disse mails hører til en rolle" in page
    assert page.count('type="checkbox"') == 1
    assert reverse("mail-choices") in client.get(reverse("profile")).content.decode()


def test_an_unknown_language_is_refused_and_nothing_is_saved(client: Client, reader: Person) -> None:
    client.force_login(factories.user_for(reader))
    assert client.post(reverse("mail-choices"), {"language": "xx"}).status_code == 422
    assert MailChoice.objects.count() == 0


# --- in the mails


def header(message: Any, name: str) -> str:
    return str(message[name] or "")


@pytest.mark.usefixtures("server")
def test_news_can_be_ended_from_the_mail(server: MailServer, strict: Client) -> None:
    here = scene.at(Position.APPROVED)
    published(here)
    later(here)
    [news] = [one.message for one in server.to(here.lead.email) if header(one.message, "List-Id").startswith("<publ")]
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = header(news, "List-Unsubscribe").strip("<>")
    assert strict.post(urlsplit(link).path, ONE_CLICK).status_code == 200
    assert wanting("published", [here.lead.pk]) == set()


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("is_wanted", [True, False])
def test_who_wants_no_news_gets_none_and_the_others_do(server: MailServer, is_wanted: bool) -> None:
    here = scene.at(Position.APPROVED)
    MailChoice.objects.create(person=here.lead, sort="published", is_on=is_wanted, at=here.now)
    published(here)
    later(here)
    told = {one.recipients[0] for one in server.deliveries if header(one.message, "List-Id").startswith("<publ")}
    assert (here.lead.email in told, here.chairs["DSG"].email in told) == (is_wanted, True)


@pytest.mark.usefixtures("server")
def test_news_that_is_ended_before_it_leaves_is_not_sent(server: MailServer) -> None:
    here = scene.at(Position.APPROVED)
    published(here)
    plan_approvals(here.now)
    choose_mails(here.lead, {"published": False}, now=here.now)
    later(here)
    assert [one for one in server.to(here.lead.email) if header(one.message, "List-Id").startswith("<publ")] == []


@pytest.mark.usefixtures("server")
def test_a_duty_has_no_way_to_end_it_and_says_where_to_choose(server: MailServer) -> None:
    here = scene.at(Position.CLINICAL)
    later(here)
    asked = server.to(here.chairs["DSG"].email)[-1]
    assert header(asked.message, "List-Id").startswith("<godkendelse.")
    assert (asked.message["List-Unsubscribe"], asked.message["List-Unsubscribe-Post"]) == (None, None)
    assert f"Vælg, hvilke mails du får: http://testserver{reverse('mail-choices')}" in text_of(asked)
    assert reverse("mail-choices") in html_of(asked)


@pytest.mark.usefixtures("server")
def test_who_is_nobody_here_has_no_page_to_choose_on(server: MailServer) -> None:
    here = scene.at(Position.DRAFT)
    consulted(here, PartyFacts(name="Dansk Selskab", email="selskab@example.org"))
    later(here)
    [asked] = server.to("selskab@example.org")
    assert reverse("mail-choices") not in text_of(asked) + html_of(asked)
