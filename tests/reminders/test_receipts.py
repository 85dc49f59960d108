"""*Hvorfor denne mail?*: rule, rung, deadline, what it was counted from, and who else was told; and the breaker."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.models import GuidelineVersion
from reminders.models import GroupRelease, Mail, SenderHold, SlotRun
from reminders.tick import tick
from tests import factories
from tests.reminders.scene import CHAIR_SLOT, FINAL_SLOT, LATE_SLOT, crowd, guideline_due, moment, release, scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = moment(FINAL_SLOT, minutes=1)


@pytest.fixture(autouse=True)
def here(settings: Any) -> Any:
    """A minute into a slot; mails go to the demo mailbox."""
    settings.EMAIL_URL = "demo:"
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client) -> Client:
    """The browser of somebody in the secretariat."""
    return factories.sign_in(client, factories.secretariat("Inge Lund"))


def page(client: Client, mail: Mail) -> str:
    """The mail's own page, with what it says."""
    return client.get(reverse("mail", args=[mail.key])).content.decode()


def test_a_mail_says_why_it_came_to_its_reader_and_to_the_secretariat(desk: Client) -> None:
    there = scene()
    tick(NOW)
    mail = Mail.objects.get()
    for client in (desk, factories.sign_in(Client(), there.lead)):
        shown = page(client, mail)
        for words in (
            "Hvorfor denne mail?",
            "Frist, sidste påmindelse",
            "Påmindelsestrappen: trinnet regnes fra retningslinjens frist.",
            "7 dage før fristen 1. december 2030",
            "1. december 2030 er den dag, version 1.1 senest skal revideres.",
            "Ikke til andre.",
        ):
            assert words in shown


def test_it_names_who_else_was_told(desk: Client) -> None:
    there = scene()
    other = factories.person("Per Krog", email="per@example.org")
    guideline_due(there.group, there.lead, other, title="Desmoid fibromatose")
    tick(NOW)
    shown = page(desk, Mail.objects.get(person=there.lead))
    assert shown.count("Også til: Per Krog") == 1
    assert shown.count("Ikke til andre.") == 1


def test_the_copy_of_a_status_names_the_chair(desk: Client, here: Any) -> None:
    there = scene()
    for slot in (LATE_SLOT, CHAIR_SLOT):
        here.move_to(moment(slot, minutes=1))
        tick(moment(slot, minutes=1))
    desk = factories.sign_in(Client(), factories.secretariat("Bo Rask"))
    copy = Mail.objects.get(person=there.lead, week="2031-W02")
    assert "Også til: Frode Holt" in page(desk, copy)
    assert "Også til: Ditte Maria Bæk" in page(desk, Mail.objects.get(person=there.chair))


def test_a_deadline_that_was_changed_since_says_so(desk: Client) -> None:
    scene()
    tick(NOW)
    GuidelineVersion.objects.update(next_due_first=date(2032, 6, 1), next_due_last=date(2032, 6, 1))
    shown = page(desk, Mail.objects.get())
    assert "Fristen var 1. december 2030, da mailen blev lavet. Den er ændret siden." in shown


def test_what_fell_out_is_for_the_secretariat_alone(desk: Client) -> None:
    there = scene()
    guideline_due(there.group, there.lead, title="Desmoid fibromatose")
    SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    changed = GuidelineVersion.objects.filter(guideline__title="Desmoid fibromatose")
    changed.update(next_due_first=date(2032, 6, 1), next_due_last=date(2032, 6, 1))
    SenderHold.objects.update(lifted_at=NOW)
    tick(moment(FINAL_SLOT, minutes=2))
    mail = Mail.objects.get()
    shown = page(desk, mail)
    assert "Udeladt, da mailen blev lavet." in shown
    assert "Fristen blev ændret." in shown
    own = page(factories.sign_in(Client(), there.lead), mail)
    assert "Udeladt" not in own
    assert "Hvorfor denne mail?" in own


def test_a_mail_with_more_items_asks_no_more_for_each(desk: Client, django_assert_max_num_queries: Any) -> None:
    there = scene()
    for number in range(4):
        guideline_due(there.group, there.lead, title=f"Titel {number}")
    tick(NOW)
    with django_assert_max_num_queries(45):
        assert page(desk, Mail.objects.get()).count("Ikke til andre.") == 5


# --- the breaker


def test_the_breaker_says_what_tripped_it_and_lets_all_go_at_a_press(desk: Client) -> None:
    group = release(factories.group("DSG"))
    crowd(51, group)
    SlotRun.objects.create(slot_on=date(2030, 11, 5), planned_at=NOW, mails=3)
    SlotRun.objects.create(slot_on=date(2030, 11, 12), planned_at=NOW, mails=5)
    tick(NOW)
    url = reverse("breaker")
    assert f'href="{url}"' in desk.get(reverse("reminders")).content.decode()
    shown = desk.get(url).content.decode()
    for words in (
        "blev 51 mails planlagt på én gang",
        "Normalt er der 4; over 50 stopper den.",
        "Slip 51 mails",
        "Person 050",
    ):
        assert words in shown
    assert "<b>DSG</b> <span>51</span>" in shown
    assert "<b>Frist, sidste påmindelse</b> <span>51</span>" in shown
    desk.post(reverse("reminders-resume"))
    assert desk.get(url).status_code == 302
    tick(moment(FINAL_SLOT, minutes=2))
    assert Mail.objects.filter(state="sent").count() == 51
    assert GroupRelease.objects.count() == 1


def test_a_mail_held_on_its_own_is_not_let_go_with_the_others(desk: Client) -> None:
    crowd(51, release(factories.group("DSG")))
    tick(NOW)
    first = Mail.objects.earliest("pk")
    desk.post(reverse("mail-hold", args=[first.key]))
    assert "Slip 50 mails" in desk.get(reverse("breaker")).content.decode()
    desk.post(reverse("reminders-resume"))
    tick(moment(FINAL_SLOT, minutes=2))
    first.refresh_from_db()
    assert (first.state, Mail.objects.filter(state="sent").count()) == ("planned", 50)
