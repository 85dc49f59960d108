"""A new deadline reaches who decides, and the answer who asked, within a tick, outside the weekly cap, once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.models import Absence, ExtensionRequest, Group, Guideline, Person
from guidelines.planning.actions import agree_extension, ask_extension, decide_extension, withdraw_extension
from reminders.approvals import plan_approvals
from reminders.models import Mail, Occurrence
from reminders.tick import tick
from tests import factories
from tests.reminders.mailing import subjects, text_of
from tests.services.smtp import Delivery, MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]
DUE, NEW = date(2047, 12, 1), date(2048, 6, 1)
BY = Actor("user", "person:1")
ASKED = "Afgør ny frist: GIST – 1. juni 2048"


def words_of(delivery: Delivery) -> str:
    return " ".join(text_of(delivery).split())


def page_of(request: ExtensionRequest) -> str:
    return reverse("extension-decide", args=[request.pk])


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
    decide_extension(asked, grant_on=grant_on, note=note, person=chair, by=BY, now=clock.now())
    tick(clock.now())
    assert subjects(server) == [(chair.email, ASKED), (lead.email, subject)]
    text = words_of(server.deliveries[1])
    assert said in text
    assert (f"Med deres ord: {note}" in text) is bool(note)
    assert reverse("extension-decide", args=[asked.pk]) in text
    tick(clock.now() + timedelta(days=1))
    assert len(server.deliveries) == 2
    assert list(Mail.objects.order_by("pk").values_list("kind", flat=True)) == ["approval", "receipt"]


def test_what_nobody_decided_is_not_answered(server: MailServer, asked: ExtensionRequest, lead: Person) -> None:
    withdraw_extension(asked, person=lead, by=BY, now=clock.now())
    tick(clock.now())
    assert subjects(server) == []


@pytest.mark.both
def test_who_decides_is_asked_within_a_tick_and_once(
    server: MailServer, asked: ExtensionRequest, chair: Person
) -> None:
    tick(clock.now())
    [delivery] = server.deliveries
    assert (delivery.recipients, delivery.message["Subject"]) == ((chair.email,), ASKED)
    text = words_of(delivery)
    for said in (
        "Nanna Juul beder om en ny frist for »GIST«: 1. juni 2048 i stedet for 1. december 2047.",
        "Med deres ord: Studie.",
        "Fristen gælder, til det er afgjort.",
        f"Se virkningen og afgør: http://testserver{page_of(asked)}",
        "fordi det er dig, der afgør det",
    ):
        assert said in text, said
    assert text.count("http://testserver/ny-frist/") == 1
    assert "kommer til dig, fordi" not in text
    tick(clock.now() + timedelta(days=1))
    assert len(server.deliveries) == 1


def test_only_the_request_that_stands_is_told(server: MailServer, asked: ExtensionRequest, lead: Person) -> None:
    anew = ask_extension(asked.guideline, person=lead, to_on=NEW, reason="Syg.", by=BY, now=clock.now())
    tick(clock.now())
    [delivery] = server.deliveries
    assert (page_of(anew) in text_of(delivery), page_of(asked) in text_of(delivery)) == (True, False)


def test_what_is_taken_back_before_it_leaves_is_not_told(
    server: MailServer, asked: ExtensionRequest, lead: Person
) -> None:
    plan_approvals(clock.now())
    withdraw_extension(asked, person=lead, by=BY, now=clock.now())
    tick(clock.now())
    assert subjects(server) == []


def test_the_deputy_is_told_while_the_chair_is_away(server: MailServer, asked: ExtensionRequest, chair: Person) -> None:
    deputy = factories.deputy_of(Group.objects.get(abbreviation="DSG"))
    today = clock.today()
    Absence.objects.create(person=chair, starts_on=today, ends_on=today + timedelta(days=3))
    tick(clock.now())
    assert [delivery.recipients for delivery in server.deliveries] == [(deputy.email,)]
    assert "Den kommer til dig, fordi formanden for DSG ikke kan afgøre det nu." in words_of(server.deliveries[0])
    tick(clock.now() + timedelta(days=4))
    assert [delivery.recipients for delivery in server.deliveries[1:]] == [(chair.email,)]


@pytest.mark.parametrize(
    ("to_on", "has_chair", "why"),
    [
        (date(2050, 12, 1), True, "Det er mere, end DSG giver i alt, så sekretariatet afgør det."),
        (NEW, False, "Den kommer til dig, fordi ingen, der leder gruppen, kan afgøre det nu."),
    ],
)
def test_the_secretariat_is_told_where_it_decides(
    server: MailServer, asked: ExtensionRequest, chair: Person, lead: Person, to_on: date, has_chair: bool, why: str
) -> None:
    secretary = factories.secretariat()
    if not has_chair:
        chair.roles.all().delete()
    ask_extension(asked.guideline, person=lead, to_on=to_on, reason="Studie.", by=BY, now=clock.now())
    tick(clock.now())
    assert [delivery.recipients for delivery in server.deliveries] == [(secretary.email,)]
    assert why in words_of(server.deliveries[0])


def test_a_decider_without_an_address_is_a_task(asked: ExtensionRequest, chair: Person) -> None:
    Person.objects.filter(pk=chair.pk).update(email="")
    tick(clock.now())
    found = Occurrence.objects.get(rung="extension_asked")
    assert (found.state, found.reason, found.recipient) == ("task", "no_address", chair)


def test_in_english_and_within_sixty_characters(server: MailServer, asked: ExtensionRequest, chair: Person) -> None:
    Person.objects.filter(pk=chair.pk).update(language="en")
    Guideline.objects.update(title="Radiotherapy of localized and locally advanced soft tissue sarcoma")
    tick(clock.now())
    [(_address, subject)] = subjects(server)
    assert subject == "Decide on a new deadline: Radiotherapy of… – 1 June 2048"
    assert "Nanna Juul asks for a new deadline for “Radiotherapy" in words_of(server.deliveries[0])


def test_news_without_an_address_is_nobodys_task(asked: ExtensionRequest, chair: Person, lead: Person) -> None:
    Person.objects.filter(pk=lead.pk).update(email="")
    decide_extension(asked, grant_on=NEW, note="", person=chair, by=BY, now=clock.now())
    tick(clock.now())
    assert Occurrence.objects.get().state == "skipped"


def test_the_page_of_mails_names_it(client: Client, asked: ExtensionRequest, chair: Person, lead: Person) -> None:
    tick(clock.now())
    decide_extension(asked, grant_on=NEW, note="", person=chair, by=BY, now=clock.now())
    tick(clock.now())
    factories.sign_in(client, factories.secretariat())
    pages = [client.get(reverse("mail", args=[mail.key])).content.decode() for mail in Mail.objects.order_by("pk")]
    assert ["Ny frist ønsket" in page for page in pages] == [True, False]
    assert ["Svar om ny frist" in page for page in pages] == [False, True]


def test_who_agreed_on_a_new_deadline_gets_a_receipt(
    server: MailServer, asked: ExtensionRequest, chair: Person, lead: Person
) -> None:
    withdraw_extension(asked, person=lead, by=BY, now=clock.now())
    facts = {"asker": lead, "person": chair, "to_on": NEW, "reason": "Aftalt i telefonen."}
    agree_extension(asked.guideline, **facts, by=BY, now=clock.now())
    tick(clock.now())
    assert subjects(server) == [(lead.email, "Ny frist: GIST – 1. juni 2048")]
    text = words_of(server.deliveries[0])
    for said in (
        "Formand Fjord har noteret, at I har aftalt en ny frist for »GIST«: 1. juni 2048 i stedet for",
        "Med deres ord: Aftalt i telefonen.",
        "fordi en ny frist er noteret som aftalt med dig",
    ):
        assert said in text, said
