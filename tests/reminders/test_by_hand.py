"""*Send påmindelse*: from the inbox's ticks to a mail in the sender's name, one to each holder, at most one a day."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.approval import actions
from guidelines.approval.rules import Position
from guidelines.journal.models import Event
from guidelines.models import Absence, Person
from reminders.models import Mail, MailChoice, SenderHold
from reminders.tick import tick
from tests import factories
from tests.approval.scene import NOW, Scene, actor, at
from tests.reminders.mailing import text_of, titled
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def here(settings: Any, smtp_server: MailServer) -> Any:
    """A clinical approval waits with the chair; the mail that asked for it has gone."""
    settings.EMAIL_URL = smtp_server.url
    case = titled(at(Position.CLINICAL), "GIST")
    later = case.now + timedelta(days=2)
    tick(case.now + timedelta(minutes=11))
    smtp_server.deliveries.clear()
    with time_machine.travel(later, tick=False):
        yield case


@pytest.fixture
def desk(client: Client, here: Scene) -> Client:
    return factories.sign_in(client, factories.secretariat("Inge Lund"))


def show(desk: Client, *keys: object) -> Any:
    """Press the button in the inbox; the page before sending."""
    return desk.post(reverse("remind-by-hand"), {"act": "vis", "sag": [str(key) for key in keys]}, follow=True)


def send(desk: Client, page: Any) -> Any:
    """Press the button on the page before sending, as the browser would."""
    part = page.content.decode().partition(f'action="{reverse("remind-by-hand")}"')[2].partition("</form>")[0]
    pairs = [(unescape(name), unescape(value)) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', part)]
    given = {name: [value for other, value in pairs if other == name] for name, _value in pairs}
    assert given["act"] == ["send"]
    return desk.post(reverse("remind-by-hand"), given, follow=True)


def press(desk: Client, act: str, *keys: object) -> str:
    """Press the button in the inbox, and for "send" that of the page that comes, if it has one; what is said then."""
    answer = show(desk, *keys)
    if act == "send" and 'value="send"' in answer.content.decode():
        answer = send(desk, answer)
    assert answer.status_code == 200
    return answer.content.decode()


def by_hand() -> list[tuple[str, str]]:
    return list(Mail.objects.filter(kind="by_hand").values_list("person__name", "hurried_by__name"))


def test_the_page_shows_the_mail_and_sends_nothing(desk: Client, here: Scene) -> None:
    page = press(desk, "vis", here.revision.pk)
    assert "Sender 1 mail i dit navn, uden for ugens faste." in page
    assert "Venter på dig: GIST" in page
    assert "Inge Lund fra sekretariatet minder dig om" in page
    assert by_hand() == []


def test_the_authors_of_what_went_back_are_reminded_from_the_bar_of_the_inbox(desk: Client) -> None:
    returned = titled(at(Position.RETURNED), "Tarm")
    assert (
        f'formaction="{reverse("remind-by-hand")}"' in desk.get(reverse("inbox"), {"visning": "retur"}).content.decode()
    )
    press(desk, "send", returned.revision.pk)
    assert (returned.lead.name, "Inge Lund") in by_hand()


def test_the_chair_is_reminded_from_the_view_of_what_chairs_have(desk: Client, here: Scene) -> None:
    shown = desk.get(reverse("inbox"), {"visning": "formand"})
    assert [line.row.key for line in shown.context["lines"]] == [str(here.revision.pk)]
    page = shown.content.decode()
    assert f'form="bulk" name="sag" value="{here.revision.pk}"' in page
    assert f'formaction="{reverse("remind-by-hand")}"' in page
    press(desk, "send", here.revision.pk)
    assert by_hand() == [(here.chairs["DSG"].name, "Inge Lund")]


def test_the_holder_is_reminded_in_the_name_of_who_pressed_once_a_day(
    desk: Client, here: Scene, smtp_server: MailServer
) -> None:
    SenderHold.objects.create(since=NOW, reason="by_hand")  # the weekly mails are held; a person's act goes
    chair = here.chairs["DSG"]
    assert "1 påmindelse er sendt i dit navn." in press(desk, "send", here.revision.pk)
    sent = desk.post(reverse("remind-by-hand"), {"act": "send", "sag": [here.revision.pk], "set": ""}, follow=True)
    assert "Ingen fik en påmindelse." in sent.content.decode()
    assert "allerede fået en påmindelse fra sekretariatet i dag" in press(desk, "vis", here.revision.pk)
    tick(here.now + timedelta(days=2, minutes=1))
    [delivery] = smtp_server.deliveries
    assert delivery.recipients == (chair.email,)
    assert "Inge Lund fra sekretariatet minder dig om, at dette venter på dig:" in text_of(delivery)
    assert "»GIST«, siden " in text_of(delivery)
    assert f"http://testserver{reverse('mail', args=[Mail.objects.get(kind='by_hand').key])}" in text_of(delivery)
    assert by_hand() == [(chair.name, "Inge Lund")]
    shown = desk.get(reverse("mail", args=[Mail.objects.get(kind="by_hand").key])).content.decode()
    assert "Inge Lund sendte den selv den" in shown
    [event] = Event.objects.filter(verb="reminded_by_hand")
    assert event.guideline_key == str(here.revision.guideline_id)
    history = desk.get(reverse("guideline-history", args=[here.revision.guideline.slug])).content.decode()
    assert "fik en påmindelse af sekretariatet." in history


def test_on_another_day_it_can_be_sent_again(desk: Client, here: Scene) -> None:
    press(desk, "send", here.revision.pk)
    with time_machine.travel(here.now + timedelta(days=3), tick=False):
        press(desk, "send", here.revision.pk)
    assert len(by_hand()) == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"email": ""}, "Der er ingen mailadresse."),
        ({"address_state": Person.AddressState.REFUSED}, "Mailadressen afvises."),
        ({}, "Personen er fraværende i dag."),
    ],
)
def test_who_cannot_be_told_is_named_and_gets_nothing(
    desk: Client, here: Scene, change: dict[str, str], says: str
) -> None:
    chair = here.chairs["DSG"]
    if change:
        Person.objects.filter(pk=chair.pk).update(**change)
    else:
        today = (here.now + timedelta(days=2)).date()
        Absence.objects.create(person=chair, starts_on=today, ends_on=today)
    page = press(desk, "vis", here.revision.pk)
    assert chair.name not in page or says in page
    press(desk, "send", here.revision.pk)
    assert (chair.name, "Inge Lund") not in by_hand()


def test_a_case_that_is_none_is_not_found_and_answers_have_nobody(desk: Client, here: Scene) -> None:
    for key in ("987654", "x", "-1"):
        assert desk.post(reverse("remind-by-hand"), {"act": "send", "sag": [key]}).status_code == 404
    assert "Sæt først kryds ved sagerne" in press(desk, "send", "svar-1")
    assert by_hand() == []
    assert MailChoice.objects.count() == 0


def test_others_do_not_find_it(client: Client, here: Scene) -> None:
    reader = factories.sign_in(client, here.chairs["DSG"])
    assert reader.post(reverse("remind-by-hand"), {"sag": here.revision.pk}).status_code == 404


def test_a_recused_author_is_not_reminded(client: Client) -> None:
    case = titled(at(Position.RETURNED), "Tarm")
    actions.recuse_beforehand(case.revision, person=case.lead, by=actor(case.lead), now=case.tick())
    with time_machine.travel(case.now + timedelta(days=1), tick=False):
        desk = factories.sign_in(client, factories.secretariat("Inge Lund"))
        press(desk, "send", case.revision.pk)
    assert by_hand() == []


def test_a_case_that_ended_meanwhile_is_left_out(desk: Client, here: Scene) -> None:
    press(desk, "send", here.revision.pk, 999_999)
    assert [who for who, _sender in by_hand()] == [here.chairs["DSG"].name]


def test_what_is_not_as_shown_is_told_and_nothing_is_sent(desk: Client, here: Scene) -> None:
    chair = here.chairs["DSG"]
    Person.objects.filter(pk=chair.pk).update(email="")
    returned = titled(at(Position.RETURNED), "Tarm")
    page = show(desk, here.revision.pk, returned.revision.pk)
    Person.objects.filter(pk=chair.pk).update(email=chair.email)
    late = send(desk, page)
    assert late.status_code == 409
    assert "Der er sket noget i mellemtiden, så intet er sendt." in late.content.decode()
    assert by_hand() == []
    send(desk, late)
    assert (chair.name, "Inge Lund") in by_hand()


def test_nobody_is_reminded_without_the_page_before(desk: Client, here: Scene) -> None:
    assert desk.post(reverse("remind-by-hand"), {"act": "send", "sag": [here.revision.pk]}).status_code == 409
    assert by_hand() == []
