"""*Send nu* and notes: a mail that goes before its slot, and what the secretariat writes at its top."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.models import Absence, Guideline, Person
from reminders.facts import load
from reminders.models import Mail, Occurrence, SenderHold, SlotRun
from reminders.slots import last_slot
from reminders.tick import tick
from tests import factories, seeing
from tests.reminders.mailing import html_of, text_of
from tests.reminders.scene import CHAIR_SLOT, FINAL_SLOT, LATE_SLOT, moment, scene
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MONDAY = moment(FINAL_SLOT, days=-1, hours=3)
WEEK_BEFORE = moment(FINAL_SLOT, days=-5, hours=3)


@pytest.fixture(autouse=True)
def here(settings: Any, smtp_server: MailServer, db: None) -> Any:
    """The day before a slot, after an empty one; mails go to a real server."""
    settings.EMAIL_URL = smtp_server.url
    SlotRun.objects.create(slot_on=last_slot(MONDAY.date()), planned_at=WEEK_BEFORE)
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client) -> Client:
    """The browser of somebody in the secretariat."""
    return factories.sign_in(client, factories.secretariat("Inge Lund"))


def send(desk: Client, slot: date, person: Person) -> str:
    """Press *Send nu*; what the page says."""
    return desk.post(reverse("queued-send", args=[slot, person.pk]), follow=True).content.decode()


def note(desk: Client, slot: date, person: Person, text: str) -> str:
    """Write a note in a mail to come; what the page says."""
    url = reverse("queued-note", args=[slot, person.pk])
    return str(seeing.send(desk, url, {"note": text}, follow=True).content.decode())


def test_a_mail_sent_now_leaves_with_the_next_tick_and_is_that_weeks(desk: Client, smtp_server: MailServer) -> None:
    there = scene()
    assert "Mailen til Ditte Maria Bæk sendes nu." in send(desk, FINAL_SLOT, there.lead)
    tick(MONDAY + timedelta(minutes=1))
    tick(moment(FINAL_SLOT, minutes=1))
    assert [delivery.recipients for delivery in smtp_server.deliveries] == [("ditte@example.org",)]
    mail = Mail.objects.get()
    assert (mail.week, mail.state, mail.hurried_by.name) == ("2030-W47", "sent", "Inge Lund")
    assert mail.occurrences.get().state == "mailed"
    shown = desk.get(reverse("mail", args=[mail.key])).content.decode()
    assert "Inge Lund sendte den før tid den 18. november 2030" in shown
    assert "skriver vi igen" not in text_of(smtp_server.deliveries[0])  # the reminders rest after it


def test_a_mail_of_next_week_is_this_weeks_once_it_is_sent_now(desk: Client, here: Any) -> None:
    there = scene()
    here.move_to(WEEK_BEFORE)
    send(desk, FINAL_SLOT, there.lead)
    tick(WEEK_BEFORE + timedelta(minutes=1))
    assert list(Mail.objects.values_list("week", "state")) == [("2030-W46", "sent")]
    here.move_to(moment(FINAL_SLOT, hours=2))
    tick(moment(FINAL_SLOT, minutes=1))
    assert Mail.objects.count() == 1  # what was told is not told again


def test_there_is_no_second_mail_in_a_week(desk: Client, smtp_server: MailServer) -> None:
    there = scene()
    Mail.objects.create(
        kind="reminders", person=there.lead, address=there.lead.email, week="2030-W47", message_id="<a@example.org>",
        state="sent", frozen_at=MONDAY, sent_at=MONDAY, not_before=MONDAY, created_at=MONDAY,
    )  # fmt: skip
    assert "Ditte Maria Bæk har fået ugens mail." in send(desk, FINAL_SLOT, there.lead)
    tick(MONDAY + timedelta(minutes=1))
    assert (Mail.objects.count(), Occurrence.objects.count()) == (1, 0)
    assert smtp_server.deliveries == []


def test_a_second_press_changes_nothing(desk: Client, smtp_server: MailServer) -> None:
    there = scene()
    send(desk, FINAL_SLOT, there.lead)
    send(desk, FINAL_SLOT, there.lead)
    assert (Mail.objects.count(), Occurrence.objects.count()) == (1, 1)
    tick(MONDAY + timedelta(minutes=1))
    send(desk, FINAL_SLOT, there.lead)
    tick(MONDAY + timedelta(minutes=2))
    assert len(smtp_server.deliveries) == 1


def test_a_held_mail_goes_when_it_is_sent_now(desk: Client) -> None:
    there = scene()
    desk.post(reverse("queued-mail", args=[FINAL_SLOT, there.lead.pk]))
    send(desk, FINAL_SLOT, there.lead)
    tick(MONDAY + timedelta(minutes=1))
    assert list(Mail.objects.values_list("state", "is_held")) == [("sent", False)]


def test_nothing_is_sent_now_while_all_is_held_or_nothing_is_due(desk: Client) -> None:
    there = scene()
    assert "Personen skal ikke have noget den dag." in send(desk, FINAL_SLOT, there.chair)
    SenderHold.objects.create(since=MONDAY, reason="by_hand")
    assert "Alle påmindelser er holdt tilbage. Slip dem først." in send(desk, FINAL_SLOT, there.lead)
    assert Mail.objects.count() == 0


def test_who_is_away_today_gets_nothing_today(desk: Client) -> None:
    there = scene()
    Absence.objects.create(person=there.lead, starts_on=MONDAY.date(), ends_on=MONDAY.date())
    assert "Ditte Maria Bæk er fraværende i dag." in send(desk, FINAL_SLOT, there.lead)
    assert Mail.objects.count() == 0


def test_an_escalation_waits_for_the_day_it_was_announced_for(here: Any) -> None:
    there, inge = scene(), factories.secretariat("Inge Lund")
    here.move_to(moment(LATE_SLOT, minutes=1))
    tick(moment(LATE_SLOT, minutes=1))
    here.move_to(moment(CHAIR_SLOT, days=-12))
    desk = factories.sign_in(Client(), inge)
    for person in (there.chair, there.lead):
        assert "er varslet, så den venter til sin dag" in send(desk, CHAIR_SLOT, person)
    assert Mail.objects.count() == 1
    here.move_to(moment(CHAIR_SLOT, days=-1))
    desk = factories.sign_in(Client(), inge)
    send(desk, CHAIR_SLOT, there.chair)
    tick(moment(CHAIR_SLOT, days=-1, minutes=1))
    assert Mail.objects.filter(state="sent", person=there.chair).count() == 1


# --- notes


def test_a_note_stands_in_the_preview_and_in_both_parts_of_the_mail(desk: Client, smtp_server: MailServer) -> None:
    there = scene()
    note(desk, FINAL_SLOT, there.lead, "Ring gerne.\r\n\r\n<b>Vi ses</b> i Odense.")
    shown = desk.get(reverse("queued-mail", args=[FINAL_SLOT, there.lead.pk])).content.decode()
    assert "Ring gerne." in shown
    assert "Inge Lund satte noten i mailen den 18. november 2030" in shown
    assert "Med en note" in desk.get(reverse("reminders")).content.decode()
    tick(moment(FINAL_SLOT, minutes=1))
    delivery = smtp_server.deliveries[0]
    greeting, first, second = text_of(delivery).replace("\r\n", "\n").split("\n\n")[:3]
    assert (greeting, first, second) == ("Kære Ditte", "Ring gerne.", "<b>Vi ses</b> i Odense.")
    assert "<p>Ring gerne.</p>\n\n<p>&lt;b&gt;Vi ses&lt;/b&gt; i Odense.</p>" in html_of(delivery).replace("\r\n", "\n")


def test_a_note_can_be_taken_away_again(desk: Client) -> None:
    there = scene()
    note(desk, FINAL_SLOT, there.lead, "Ring gerne.")
    note(desk, FINAL_SLOT, there.lead, "  ")
    assert list(Mail.objects.values_list("note", "note_by", "noted_at")) == [("", None, None)]


def test_a_note_goes_with_the_mail_when_it_is_sent_a_week_early(desk: Client, here: Any) -> None:
    there = scene()
    here.move_to(WEEK_BEFORE)
    note(desk, FINAL_SLOT, there.lead, "Ring gerne.")
    send(desk, FINAL_SLOT, there.lead)
    tick(WEEK_BEFORE + timedelta(minutes=1))
    rows = Mail.objects.order_by("week").values_list("week", "state", "note")
    assert list(rows) == [("2030-W46", "sent", "Ring gerne."), ("2030-W47", "skipped", "Ring gerne.")]


def test_a_note_is_not_written_into_a_mail_that_was_sent(desk: Client) -> None:
    there = scene()
    tick(moment(FINAL_SLOT, minutes=1))
    mail = Mail.objects.get()
    url = reverse("mail-note", args=[mail.key])
    response = seeing.send(desk, url, {"note": "For sent"})
    assert response.status_code == 422
    assert "Mailen er ved at blive sendt eller er sendt" in response.content.decode()
    assert "For sent" in response.content.decode()
    assert "For sent" in note(desk, FINAL_SLOT, there.lead, "For sent")
    mail.refresh_from_db()
    assert mail.note == ""


def test_a_mail_that_waits_gets_its_note_on_its_own_page(desk: Client) -> None:
    scene()
    SenderHold.objects.create(since=MONDAY, reason="by_hand")
    tick(moment(FINAL_SLOT, minutes=1))
    mail = Mail.objects.get()
    response = seeing.send(desk, reverse("mail-note", args=[mail.key]), {"note": "Ring gerne."}, follow=True)
    assert "Ring gerne." in response.content.decode()
    too_long = desk.post(reverse("mail-note", args=[mail.key]), {"note": "x" * 2001})
    assert too_long.status_code == 422


# --- what stands in the way


def test_the_queue_says_who_gets_nothing(desk: Client) -> None:
    there = scene()
    Absence.objects.create(person=there.lead, starts_on=MONDAY.date(), ends_on=date(2031, 1, 3))
    shown = desk.get(reverse("reminders")).content.decode()
    assert "Ditte Maria Bæk er fraværende til og med 3. januar 2031 og får intet før" in shown
    Absence.objects.all().delete()
    Person.objects.filter(pk=there.lead.pk).update(email="")
    assert "Uden mailadresse: 1" in desk.get(reverse("reminders")).content.decode()
    Person.objects.filter(pk=there.lead.pk).update(email="ditte@example.org", address_state="refused")
    shown = desk.get(reverse("reminders")).content.decode()
    assert "Afvist mailadresse: 1" in shown
    assert "Uden mailadresse" not in shown


def test_a_slot_says_how_many_get_how_much(desk: Client) -> None:
    scene()
    shown = desk.get(reverse("reminders")).content.decode()
    assert "Tirsdag 19. november 2030 kl. 6.30 — 1 mail med 1 påmindelse" in shown


def test_a_mail_sent_by_hand_starts_the_pause_anew_for_who_got_it(desk: Client) -> None:
    there = scene()
    registered = Guideline.objects.filter(pk=there.guideline.pk)
    assert load(registered, today=MONDAY.date()).facts[there.guideline.pk].resting == {}
    send(desk, FINAL_SLOT, there.lead)
    tick(MONDAY + timedelta(minutes=1))
    for day in (MONDAY.date(), date(2030, 12, 1)):
        resting = load(registered, today=day).facts[there.guideline.pk].resting
        assert resting == {there.lead.pk: date(2030, 12, 1)}
    assert load(registered, today=date(2030, 12, 4)).facts[there.guideline.pk].resting == {}
