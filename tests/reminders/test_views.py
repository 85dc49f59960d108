"""*Påmindelser* in the browser's eyes: the queue, holds, releases, tasks, one mail, and the sign of life."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.journal.history import history
from guidelines.models import Event
from reminders.inbound.receiving import fail
from reminders.models import GroupRelease, Heartbeat, Mail, Occurrence, SenderHold
from reminders.outbox import queue_mail
from reminders.tick import tick
from tests import factories
from tests.reminders.scene import FINAL_SLOT, LATE_SLOT, guideline_due, moment, release, scene

pytestmark = pytest.mark.django_db
THURSDAY = moment(FINAL_SLOT, days=-5, hours=3)


@pytest.fixture(autouse=True)
def here(settings: Any) -> Any:
    """A Thursday before a slot; mails go to the demo mailbox."""
    settings.EMAIL_URL = "demo:"
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client) -> Client:
    """The browser of somebody in the secretariat."""
    return factories.sign_in(client, factories.secretariat("Inge Lund"))


def page(desk: Client, **query: str) -> str:
    """The page, with what it says."""
    response = desk.get(reverse("reminders"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_queue_shows_who_gets_what_and_when(desk: Client) -> None:
    scene()
    shown = page(desk)
    assert "Tirsdag 19. november 2030 kl. 6.30" in shown
    assert "Ditte Maria Bæk" in shown
    assert "Frist, sidste påmindelse: Kæmpecelletumorer" in shown
    assert Mail.objects.count() == Occurrence.objects.count() == 0


def test_an_empty_queue_says_so(desk: Client) -> None:
    assert "Ingen mails de næste 14 dage." in page(desk)


def test_a_mail_to_come_is_shown_as_it_would_be(desk: Client) -> None:
    there = scene()
    shown = desk.get(reverse("queued-mail", args=[FINAL_SLOT, there.lead.pk])).content.decode()
    assert "Færdig senest 1. december: Kæmpecelletumorer" in shown
    assert "Om 12 dage skal arbejdet" in shown


def test_a_mail_held_in_advance_stays_and_goes_when_it_is_let_go(desk: Client, here: Any) -> None:
    there = scene()
    desk.post(reverse("queued-mail", args=[FINAL_SLOT, there.lead.pk]))
    assert "Holdes tilbage" in page(desk)
    tick(moment(FINAL_SLOT, minutes=1))
    held = Mail.objects.get()
    assert (held.state, held.is_held, held.occurrences.count()) == ("planned", True, 1)
    here.move_to(moment(FINAL_SLOT, hours=2))
    desk.post(reverse("mail-free", args=[held.key]))
    tick(moment(FINAL_SLOT, hours=2))
    held.refresh_from_db()
    assert (held.state, held.occurrences.get().state) == ("sent", "mailed")


def test_a_mail_let_go_after_its_week_is_planned_anew(desk: Client, here: Any) -> None:
    there = scene()
    desk.post(reverse("queued-mail", args=[FINAL_SLOT, there.lead.pk]))
    tick(moment(FINAL_SLOT, minutes=1))
    held = Mail.objects.get()
    here.move_to(moment(FINAL_SLOT, days=6))
    desk.post(reverse("mail-free", args=[held.key]))
    held.refresh_from_db()
    assert (held.state, held.occurrences.count()) == ("skipped", 0)
    tick(moment(FINAL_SLOT, days=7, minutes=1))
    assert Mail.objects.get(state="sent").week == "2030-W48"


def test_a_waiting_mail_is_held_and_let_go_on_its_page(desk: Client) -> None:
    scene()
    SenderHold.objects.create(since=THURSDAY, reason="by_hand")
    tick(moment(FINAL_SLOT, minutes=1))
    mail = Mail.objects.get()
    shown = desk.get(reverse("mail", args=[mail.key])).content.decode()
    assert "Mailen, som den ville blive sendt nu" in shown
    assert "Kære Ditte" in shown
    desk.post(reverse("mail-hold", args=[mail.key]))
    assert Mail.objects.get().is_held
    assert "Holdes tilbage" in page(desk)
    desk.post(reverse("mail-free", args=[mail.key]))
    desk.post(reverse("mail-free", args=[mail.key]))
    assert not Mail.objects.get().is_held
    Mail.objects.update(state="sending", frozen_at=THURSDAY)
    response = desk.post(reverse("mail-hold", args=[mail.key]), follow=True)
    assert "Mailen er ved at blive sendt" in response.content.decode()


def test_nothing_to_show_is_said(desk: Client) -> None:
    there = scene()
    shown = desk.get(reverse("queued-mail", args=[FINAL_SLOT, there.chair.pk])).content.decode()
    assert "Personen skal ikke have noget den dag." in shown
    assert desk.get(reverse("queued-mail", args=[date(2030, 11, 20), there.lead.pk])).status_code == 404
    assert desk.get(f"/paamindelser/koe/2030-02-31/{there.lead.pk}/").status_code == 404


def test_all_reminders_can_be_held_and_let_go(desk: Client) -> None:
    scene()
    desk.post(reverse("reminders-hold"))
    desk.post(reverse("reminders-hold"))
    assert SenderHold.objects.filter(lifted_at=None).count() == 1
    assert "Alle påmindelser er holdt tilbage" in page(desk)
    tick(moment(FINAL_SLOT, minutes=1))
    assert Mail.objects.get().state == "planned"
    desk.post(reverse("reminders-resume"))
    tick(moment(FINAL_SLOT, minutes=2))
    assert Mail.objects.get().state == "sent"


def test_the_breaker_asks(desk: Client) -> None:
    SenderHold.objects.create(since=THURSDAY, reason="breaker", planned=312)
    assert "312 mails på én gang" in page(desk)


def test_a_group_is_released_after_its_rehearsal_was_seen(desk: Client) -> None:
    group = factories.group("DSG")
    guideline_due(group, factories.person("Ditte Bæk"), title="Kæmpecelletumorer")
    url = reverse("release", args=["dsg"])
    shown = desk.get(url).content.decode()
    assert "De næste 12 måneder vil 2 mails blive sendt" in shown
    assert "Fristen er passeret: Kæmpecelletumorer" in shown
    assert Occurrence.objects.count() == 0
    version = re.search(r'name="version" value="([^"]+)"', shown)
    assert version is not None
    desk.post(url, {"version": version[1]})
    desk.post(url, {"version": version[1]})
    assert GroupRelease.objects.get().released_by is not None
    assert [event.verb for event in Event.objects.order_by("seq")] == ["reminders_released"]
    assert [line.sentence for line in history(Event.objects.all())] == ["Gruppens påmindelser blev frigivet."]
    assert "Frigivet 14. november 2030" in page(desk, vis="grupper")
    desk.post(reverse("release-hold", args=["dsg"]))
    assert GroupRelease.objects.count() == 0
    assert "På hold" in page(desk, vis="grupper")
    told = history(Event.objects.order_by("-seq")[:1])
    assert [line.sentence for line in told] == ["Gruppens påmindelser blev sat på hold."]


def test_what_was_sent_has_receipts(desk: Client) -> None:
    there = scene()
    tick(moment(FINAL_SLOT, minutes=1))
    mail = Mail.objects.get()
    assert there.lead.email in page(desk, vis="sendt")
    shown = desk.get(reverse("mail", args=[mail.key])).content.decode()
    assert "Modtaget af mailserveren" in shown
    assert "Kære Ditte" in shown


def test_the_html_part_stands_in_a_sandbox_of_its_own(desk: Client) -> None:
    scene("<script>alert(1)</script>")
    tick(moment(FINAL_SLOT, minutes=1))
    response = desk.get(reverse("mail-html", args=[Mail.objects.get().key]))
    policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    assert response.headers["Content-Security-Policy"] == policy
    assert "<script>" not in response.content.decode()


def test_readers_see_their_own_mails_and_no_others(client: Client) -> None:
    there = scene()
    tick(moment(FINAL_SLOT, minutes=1))
    url = reverse("mail", args=[Mail.objects.get().key])
    assert factories.sign_in(client, there.lead).get(url).status_code == 200
    assert factories.sign_in(Client(), there.chair).get(url).status_code == 404


def test_nobody_reads_a_login_code(desk: Client) -> None:
    words = {"subject": "Kode", "text": "123456", "html": "<p>123456</p>"}
    mail = queue_mail(kind="login_code", address="a@example.org", person=None, now=THURSDAY, **words)
    assert "123456" not in desk.get(reverse("mail", args=[mail.key])).content.decode()
    assert desk.get(reverse("mail-html", args=[mail.key])).status_code == 404


def test_tasks_are_listed_with_a_phone_number_and_ticked_off(desk: Client) -> None:
    there = scene()
    type(there.lead).objects.filter(pk=there.lead.pk).update(email="", phone="12 34 56 78")
    tick(moment(LATE_SLOT, minutes=1))
    task = Occurrence.objects.open_tasks().get()
    shown = page(desk, vis="opgaver")
    assert "Ingen mailadresse" in shown
    assert "12 34 56 78" in shown
    desk.post(reverse("reminder-task-done", args=[task.pk]))
    assert "Intet venter på dig" in page(desk, vis="opgaver")


def test_a_failed_mail_can_be_tried_again_and_a_sent_one_cannot(desk: Client) -> None:
    scene()
    tick(moment(FINAL_SLOT, minutes=1))
    mail = Mail.objects.get()
    response = desk.post(reverse("mail-retry", args=[mail.key]), follow=True)
    assert "Kun en mail, der gik galt" in response.content.decode()
    Mail.objects.update(state="failed", sent_at=None, reason="refused")
    Occurrence.objects.filter(mail=mail).update(state="task", reason="refused")
    before = bytes(Mail.objects.get().content)
    desk.post(reverse("mail-retry", args=[mail.key]))
    tick(moment(FINAL_SLOT, minutes=5))
    mail.refresh_from_db()
    assert (mail.state, bytes(mail.content), mail.occurrences.get().state) == ("sent", before, "mailed")


@pytest.mark.parametrize("tab", ["koe", "opgaver", "sendt", "grupper"])
def test_no_tab_asks_more_for_more_rows(desk: Client, tab: str, django_assert_max_num_queries: Any) -> None:
    group = release(factories.group("TST"))
    for number in range(6):
        guideline_due(group, factories.person(f"Person {number}"), title=f"Titel {number}")
    tick(moment(FINAL_SLOT, days=-7, minutes=1))
    with django_assert_max_num_queries(49):
        page(desk, vis=tab)


def test_an_unknown_tab_is_not_found(desk: Client) -> None:
    assert desk.get(reverse("reminders"), {"vis": "andet"}).status_code == 404


# --- silence


def beat(ago: timedelta) -> None:
    """The last successful tick was so long ago."""
    Heartbeat.objects.update_or_create(pk=1, defaults={"at": THURSDAY - ago})


@pytest.mark.parametrize(
    ("ago", "status", "word"),
    [(14, 200, "ok"), (15, 503, "still"), (-14, 200, "ok"), (-60, 503, "still"), (None, 503, "still")],
)
def test_healthz_tells_whether_the_reminders_tick(client: Client, ago: int | None, status: int, word: str) -> None:
    if ago is not None:
        beat(timedelta(minutes=ago))
    response = client.get("/healthz")
    last = None if ago is None else (THURSDAY - timedelta(minutes=ago)).astimezone(UTC).isoformat()
    assert (response.status_code, response.json()) == (status, {"status": word, "last_tick": last})


def test_the_secretariat_sees_the_silence_on_every_page_and_others_do_not(desk: Client) -> None:
    beat(timedelta(minutes=16))
    url = reverse("help")
    words = "Påmindelser står stille."
    assert words in desk.get(url).content.decode()
    assert words not in factories.sign_in(Client(), factories.reader()).get(url).content.decode()
    assert words not in Client().get(url).content.decode()
    beat(timedelta(minutes=1))
    assert words not in desk.get(url).content.decode()


def test_silence_ends_with_the_next_tick(desk: Client) -> None:
    tick(datetime.now(tz=UTC))
    assert desk.get("/healthz").status_code == 200
    assert date(2030, 11, 14) == THURSDAY.date()


def test_a_mail_that_came_back_is_put_aside_with_a_reason_and_can_still_be_tried(desk: Client) -> None:
    there = scene()
    tick(moment(FINAL_SLOT, minutes=1))
    mail = Mail.objects.get()
    aside = reverse("mail-aside", args=[mail.key])
    assert (
        "Kun en mail, der ikke nåede frem, kan lægges til side." in desk.post(aside, {"reason": "x"}).content.decode()
    )
    fail(mail, moment(FINAL_SLOT, minutes=9))
    assert mail.address in page(desk, vis="opgaver")
    assert desk.post(aside, {"reason": " "}).status_code != 302
    desk.post(aside, {"reason": "Ringet op; skifter adresse."})
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("failed", "put_aside")
    assert mail.address not in page(desk, vis="opgaver")
    history = desk.get(reverse("guideline-history", args=[there.guideline.slug])).content.decode()
    assert "blev lagt til side. Notat: Ringet op; skifter adresse." in history
    desk.post(reverse("mail-retry", args=[mail.key]))
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("planned", "")
