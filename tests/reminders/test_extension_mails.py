"""The answer on a new deadline reaches who asked within a tick, outside the weekly cap, once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.models import ExtensionRequest, Group, Person
from guidelines.planning.actions import ask_extension, decide_extension, withdraw_extension
from reminders.models import Mail, Occurrence
from reminders.tick import tick
from tests import factories
from tests.reminders.mailing import subjects, text_of
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]
DUE, NEW = date(2047, 12, 1), date(2048, 6, 1)
BY = Actor("user", "person:1")


@pytest.fixture
def lead(db: None) -> Person:
    return factories.reader("Nanna Juul")


@pytest.fixture
def chair(db: None) -> Person:
    return factories.chair_of(factories.group("DSG"), "Formand Fjord")


@pytest.fixture
def asked(lead: Person, chair: Person) -> ExtensionRequest:
    made = factories.guideline("GIST", owner=Group.objects.get(abbreviation="DSG"))
    factories.version(made, next_due=DUE)
    factories.entry(made, 2047, leads=[lead])
    return ask_extension(made, person=lead, to_on=NEW, reason="Studie.", by=BY, now=clock.now())


@pytest.mark.both
@pytest.mark.parametrize(
    ("grant_on", "note", "subject", "said"),
    [
        (NEW, "", "Ny frist: GIST – 1. juni 2048", "Formand Fjord har givet den nye frist for »GIST«: 1. juni 2048."),
        (
            date(2048, 3, 1),
            "Så når vi det.",
            "Ny frist: GIST – 1. marts 2048",
            "Formand Fjord har givet en anden frist for »GIST« end 1. juni 2048: 1. marts 2048.",
        ),
        (
            None,
            "Styregruppen vil have den.",
            "Fristen bliver stående: GIST – 1. december 2047",
            "Formand Fjord har ikke givet 1. juni 2048 til »GIST«. Fristen er stadig 1. december 2047.",
        ),
    ],
)
def test_the_answer_is_mailed_within_a_tick(
    server: MailServer,
    asked: ExtensionRequest,
    chair: Person,
    lead: Person,
    grant_on: date | None,
    note: str,
    subject: str,
    said: str,
) -> None:
    tick(clock.now())
    assert subjects(server) == []
    decide_extension(asked, grant_on=grant_on, note=note, person=chair, by=BY, now=clock.now())
    tick(clock.now())
    assert subjects(server) == [(lead.email, subject)]
    text = " ".join(text_of(server.deliveries[0]).split())
    assert said in text
    assert (f"Med deres ord: {note}" in text) is bool(note)
    assert reverse("extension-decide", args=[asked.pk]) in text
    tick(clock.now() + timedelta(days=1))
    assert len(server.deliveries) == 1
    assert Mail.objects.get().kind == "receipt"


def test_what_nobody_decided_is_not_mailed(server: MailServer, asked: ExtensionRequest, lead: Person) -> None:
    withdraw_extension(asked, person=lead, by=BY, now=clock.now())
    again = ask_extension(asked.guideline, person=lead, to_on=NEW, reason="Studie.", by=BY, now=clock.now())
    ask_extension(again.guideline, person=lead, to_on=NEW, reason="Studie.", by=BY, now=clock.now())
    tick(clock.now())
    assert subjects(server) == []


def test_news_without_an_address_is_nobodys_task(asked: ExtensionRequest, chair: Person, lead: Person) -> None:
    Person.objects.filter(pk=lead.pk).update(email="")
    decide_extension(asked, grant_on=NEW, note="", person=chair, by=BY, now=clock.now())
    tick(clock.now())
    assert Occurrence.objects.get(rung="extension_decided").state == "skipped"


def test_the_page_of_mails_names_it(client: Client, asked: ExtensionRequest, chair: Person, lead: Person) -> None:
    decide_extension(asked, grant_on=NEW, note="", person=chair, by=BY, now=clock.now())
    tick(clock.now())
    factories.sign_in(client, factories.secretariat())
    page = client.get(reverse("mail", args=[Mail.objects.get().key]))
    assert "Svar om ny frist" in page.content.decode()
