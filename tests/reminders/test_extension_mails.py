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
from reminders.ladder import STEPS
from reminders.models import GroupRelease, Mail, Occurrence
from reminders.planning import plan
from reminders.rehearsal import rehearse
from reminders.slots import last_slot, slot_at, slots_between
from reminders.tick import tick
from tests import factories
from tests.reminders.mailing import subjects, text_of
from tests.reminders.scene import guideline_due, release
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


# --- while it waits: in the weekly mail of who decides


def weekly() -> list[tuple[str, str, str]]:
    """(rung, recipient, state) of what the weekly mails have told of the request."""
    rows = Occurrence.objects.filter(rule=STEPS, rung__startswith="extension").order_by("pk")
    return list(rows.values_list("rung", "recipient__name", "state"))


def waiting(asked: ExtensionRequest) -> tuple[date, date]:
    """Release the group, let the request be of a Monday, send its first mail; the slots after 7 and 14 days."""
    release(Group.objects.get(abbreviation="DSG"))
    ExtensionRequest.objects.filter(pk=asked.pk).update(at=slot_at(date(2046, 9, 4)) - timedelta(days=1))
    tick(slot_at(date(2046, 9, 4)) - timedelta(hours=1))
    return date(2046, 9, 11), date(2046, 9, 18)


@pytest.mark.both
def test_a_request_that_waits_comes_with_the_weekly_mail_as_rehearsed(
    server: MailServer, asked: ExtensionRequest, chair: Person
) -> None:
    first, second = waiting(asked)
    server.deliveries.clear()
    last = second + timedelta(days=14)
    shown = rehearse(Guideline.objects.all(), first=date(2046, 9, 4), last=last, today=date(2046, 9, 3))
    mine = [
        (mail.slot, line.verdict.rung, line.kind_name, line.why)
        for mail in shown
        if mail.person == chair
        for line in mail.lines
    ]
    asked_on = "dage efter, at der blev bedt om ny frist 3. september 2046"
    assert mine == [
        (first, "extension_7", "Ny frist ønsket, første påmindelse", f"7 {asked_on}"),
        (second, "extension_14", "Ny frist ønsket, anden påmindelse", f"14 {asked_on}"),
    ]
    sent = []
    for slot in slots_between(date(2046, 9, 4), last):
        before = len(server.deliveries)
        tick(slot_at(slot) + timedelta(minutes=1))
        sent += [(slot, one.recipients[0]) for one in server.deliveries[before:]]
    assert [one for one in sent if one[1] == chair.email] == [(first, chair.email), (second, chair.email)]
    assert weekly() == [("extension_7", chair.name, "mailed"), ("extension_14", chair.name, "mailed")]
    text = words_of(next(one for one in server.deliveries if one.recipients[0] == chair.email))
    assert "En ny frist for »GIST« (v. 1.0) har ventet på din afgørelse siden 3. september 2046." in text
    assert "Nanna Juul beder om 1. juni 2048." in text
    assert page_of(asked) in text
    assert "Du får denne mail, fordi det er dig, der afgør det." in text


@pytest.mark.both
def test_what_was_decided_is_asked_about_no_more(server: MailServer, asked: ExtensionRequest, chair: Person) -> None:
    first, _second = waiting(asked)
    plan(slot_at(first))
    assert weekly() == [("extension_7", chair.name, "planned")]
    decide_extension(asked, grant_on=NEW, note="", person=chair, by=BY, now=slot_at(first))
    tick(slot_at(first) + timedelta(minutes=1))
    assert weekly() == []
    assert not Mail.objects.filter(kind="reminders", state="sent", person=chair).exists()


@pytest.mark.both
def test_it_shares_the_one_mail_of_the_week(server: MailServer, asked: ExtensionRequest, chair: Person) -> None:
    first, _second = waiting(asked)
    guideline_due(Group.objects.get(abbreviation="DSG"), chair, on=first + timedelta(days=7), title="Sarkom")
    server.deliveries.clear()
    tick(slot_at(first) + timedelta(minutes=1))
    [mine] = [text_of(one) for one in server.deliveries if one.recipients[0] == chair.email]
    assert page_of(asked) in mine
    assert "Sarkom" in mine


@pytest.mark.both
def test_a_deputy_is_reminded_while_the_chair_is_away(
    server: MailServer, asked: ExtensionRequest, chair: Person
) -> None:
    first, second = waiting(asked)
    deputy = factories.deputy_of(Group.objects.get(abbreviation="DSG"), "Stedfortræder Skov")
    Absence.objects.create(person=chair, starts_on=first - timedelta(days=3), ends_on=second)
    tick(slot_at(first) + timedelta(minutes=1))
    assert weekly() == [("extension_7", deputy.name, "mailed")]


@pytest.mark.both
def test_nothing_is_reminded_of_in_a_group_that_is_not_released(asked: ExtensionRequest) -> None:
    first, _second = waiting(asked)
    GroupRelease.objects.all().delete()
    tick(slot_at(first) + timedelta(minutes=1))
    assert weekly() == []


def test_a_reader_of_english_is_told_in_english(server: MailServer, asked: ExtensionRequest, chair: Person) -> None:
    Person.objects.filter(pk=chair.pk).update(language="en")
    first, _second = waiting(asked)
    server.deliveries.clear()
    tick(slot_at(first) + timedelta(minutes=1))
    text = next(words_of(one) for one in server.deliveries if one.recipients[0] == chair.email)
    assert "A new deadline for “GIST” (v. 1.0) has waited for your decision since 3 September 2046." in text
    assert "Nanna Juul asks for 1 June 2048." in text


@pytest.mark.both
def test_an_old_request_and_the_deadline_it_is_about_are_planned_together_once(
    server: MailServer, asked: ExtensionRequest, chair: Person, lead: Person
) -> None:
    """Long after anybody acted, the guideline is alike others but for its request: nothing is written twice."""
    release(Group.objects.get(abbreviation="DSG"))
    slot = last_slot(date(2047, 12, 1) - timedelta(days=180))
    ExtensionRequest.objects.filter(pk=asked.pk).update(at=slot_at(slot) - timedelta(days=100))
    planned = plan(slot_at(slot))
    rows = Occurrence.objects.filter(state="planned").order_by("recipient__name")
    assert planned is not None
    assert (planned.reminders, planned.mails) == (2, 2)
    assert [(row.recipient, row.rule) for row in rows] == [(chair, "steps"), (lead, "ladder")]
