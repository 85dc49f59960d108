"""The texts of mails, and the note in one, that two of the secretariat change at once (D9)."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.journal.models import Event
from reminders.models import Mail, MailText, SlotRun
from reminders.slots import last_slot
from reminders.tick import tick
from tests import factories
from tests.people.test_views import text
from tests.planning.test_stale import fields, sides
from tests.reminders.scene import FINAL_SLOT, Scene, moment, scene
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MONDAY = moment(FINAL_SLOT, days=-1, hours=3)
URL, BACK = (reverse(name, args=["final_7", "da"]) for name in ("mail-text", "mail-text-back"))
SUBJECT, BODY, NOTE = "Emnet begynder med", "Afsnit", "Note i mailen"
OWN = "{titel} er snart færdig, ikke sandt?\n\nFristen er {frist}."
OTHERS = "{titel} skal nås.\n\nFristen er {frist}."


@pytest.fixture(autouse=True)
def here(settings: Any, smtp_server: MailServer, db: None) -> Any:
    """The day before a slot, after an empty one."""
    settings.EMAIL_URL = smtp_server.url
    SlotRun.objects.create(slot_on=last_slot(MONDAY.date()), planned_at=MONDAY)
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def there() -> Scene:
    return scene()


@pytest.fixture
def inge(there: Scene) -> Client:
    """A browser of one of the secretariat."""
    return factories.sign_in(Client(), factories.secretariat("Inge Lund"))


@pytest.fixture
def karla(there: Scene) -> Client:
    """That of a colleague who is faster."""
    return factories.sign_in(Client(), factories.secretariat("Karla Kvik"))


def saved(client: Client, url: str, **changed: str) -> Any:
    """Open the page and save it with these fields changed."""
    response = client.post(url, {**fields(client.get(url)), **changed})
    assert response.status_code == 302
    return response


def plain(given: dict[str, str]) -> dict[str, str]:
    """The fields as a form reads them, whichever way their lines end."""
    return {name: value.replace("\r\n", "\n") for name, value in given.items()}


def words() -> list[tuple[str, str]]:
    return list(MailText.objects.values_list("subject", "body"))


class TestTexts:
    def test_are_not_written_over_unseen(self, inge: Client, karla: Client) -> None:
        shown = fields(inge.get(URL))
        saved(karla, URL, subject="Karlas emne:", body=OTHERS, keep="1")
        before = Event.objects.count()
        late = inge.post(URL, {**shown, "body": OWN, "keep": "1"})
        assert (late.status_code, Event.objects.count()) == (409, before)
        assert sides(late) == {SUBJECT: ("Karlas emne:", "ikke rørt"), BODY: (OTHERS, OWN)}
        assert "Karla Kvik, for lidt siden : Teksten til »Frist, sidste påmindelse« blev ændret (Dansk)." in text(late)
        assert f'<a class="btn" href="{URL}">Behold det, der står nu</a>' in late.content.decode()
        assert "Karlas emne: Kæmpecelletumorer" in text(late), "the mail is shown as it would be with both"
        again = fields(late)
        assert (again["subject"], plain(again)["body"]) == ("Karlas emne:", OWN)
        assert inge.post(URL, {**again, "keep": "1"}).status_code == 302
        assert words() == [("Karlas emne:", OWN)]

    def test_are_told_as_the_products_own_where_a_colleague_took_them_back(self, inge: Client, karla: Client) -> None:
        product = plain(fields(inge.get(URL)))
        saved(inge, URL, subject="Inges emne:", body=OTHERS, keep="1")
        shown = fields(inge.get(URL))
        assert karla.post(BACK, fields(karla.get(URL))).status_code == 302
        late = inge.post(URL, {**shown, "body": OWN, "keep": "1"})
        assert late.status_code == 409
        assert sides(late) == {SUBJECT: (product["subject"], "ikke rørt"), BODY: (product["body"], OWN)}
        assert "er igen løsningens egen (Dansk)." in text(late)
        assert inge.post(URL, {**fields(late), "keep": "1"}).status_code == 302
        assert words() == [(product["subject"], OWN)]

    def test_left_as_the_product_has_them_give_way(self, inge: Client, karla: Client) -> None:
        shown = fields(inge.get(URL))
        saved(karla, URL, subject="Karlas emne:", body=OTHERS, keep="1")
        late = inge.post(URL, {**shown, "keep": "1"})
        assert sides(late) == {SUBJECT: ("Karlas emne:", "ikke rørt"), BODY: (OTHERS, "ikke rørt")}
        assert plain(fields(late))["body"] == OTHERS

    def test_are_not_taken_back_unseen(self, inge: Client, karla: Client) -> None:
        saved(inge, URL, subject="Inges emne:", body=OWN, keep="1")
        shown = fields(inge.get(URL))
        saved(karla, URL, body=OTHERS, keep="1")
        late = inge.post(BACK, {**shown, "subject": "Et udkast:"})
        assert (late.status_code, words()) == (409, [("Inges emne:", OTHERS)])
        assert sides(late) == {SUBJECT: ("Inges emne:", "Et udkast:"), BODY: (OTHERS, "ikke rørt")}
        assert inge.post(BACK, fields(late)).status_code == 302
        assert words() == []

    def test_are_kept_from_the_page_that_took_none_back(self, inge: Client, karla: Client) -> None:
        saved(inge, URL, subject="Inges emne:", body=OWN, keep="1")
        shown = fields(inge.get(URL))
        saved(karla, URL, body=OTHERS, keep="1")
        late = inge.post(BACK, {**shown, "subject": "Et udkast:"})
        assert f'<form class="form" method="post" action="{URL}"' in late.content.decode()
        assert inge.post(URL, {**fields(late), "keep": "1"}).status_code == 302
        assert words() == [("Et udkast:", OTHERS)]

    def test_are_not_taken_back_by_a_mark_that_is_none(self, inge: Client) -> None:
        saved(inge, URL, subject="Inges emne:", body=OWN, keep="1")
        late = inge.post(BACK, {**fields(inge.get(URL)), "seen": "\x00"})
        assert (late.status_code, words()) == (409, [("Inges emne:", OWN)])

    def test_of_another_kind_or_language_are_nobodys_concern(self, inge: Client, karla: Client) -> None:
        shown = fields(inge.get(URL))
        for kind, language in (("final_7", "en"), ("late_14", "da")):
            other = reverse("mail-text", args=[kind, language])
            saved(karla, other, subject="Karlas emne:", keep="1")
        assert inge.post(URL, {**shown, "body": OWN, "keep": "1"}).status_code == 302

    def test_a_colleague_who_changed_another_text_is_not_named(self, inge: Client, karla: Client) -> None:
        shown = fields(inge.get(URL))
        saved(karla, URL, body=OTHERS, keep="1")
        saved(karla, reverse("mail-text", args=["final_7", "en"]), subject="Karla's:", keep="1")
        late = inge.post(URL, {**shown, "body": OWN, "keep": "1"})
        assert text(late).count("Karla Kvik, ") == 1


class TestNotes:
    def test_in_a_mail_that_waits_are_not_written_over_unseen(self, inge: Client, karla: Client) -> None:
        hold = reverse("reminders-hold")
        inge.post(hold)
        tick(moment(FINAL_SLOT, minutes=1))
        self.both_are_shown(inge, karla, reverse("mail-note", args=[Mail.objects.get().key]))

    def test_in_a_mail_that_is_not_made_yet_are_not_written_over_unseen(
        self, there: Scene, inge: Client, karla: Client
    ) -> None:
        """The first note makes its row; the second finds it by its week."""
        self.both_are_shown(inge, karla, reverse("queued-note", args=[FINAL_SLOT, there.lead.pk]))

    def both_are_shown(self, inge: Client, karla: Client, url: str) -> None:
        shown = fields(inge.get(url))
        saved(karla, url, note="Ring til Karla.\nHelst tirsdag.")
        before = Event.objects.count()
        late = inge.post(url, {**shown, "note": "Ring til Inge."})
        assert (late.status_code, Event.objects.count()) == (409, before)
        assert sides(late) == {NOTE: ("Ring til Karla.\nHelst tirsdag.", "Ring til Inge.")}
        assert "Karla Kvik, for lidt siden : Noten i mailen blev ændret." in text(late)
        assert "Behold det, der står nu</a>" in late.content.decode()
        assert inge.post(url, fields(late)).status_code == 302
        assert list(Mail.objects.values_list("note", "note_by__name")) == [("Ring til Inge.", "Inge Lund")]
        saved(karla, url, note="")
        gone = inge.post(url, {**fields(late), "note": "Ring alligevel."})
        assert sides(gone) == {NOTE: ("intet", "Ring alligevel.")}
        assert "Karla Kvik, for lidt siden : Noten i mailen blev fjernet." in text(gone)

    def test_left_alone_give_way(self, there: Scene, inge: Client, karla: Client) -> None:
        url = reverse("queued-note", args=[FINAL_SLOT, there.lead.pk])
        saved(karla, url, note="Ring til Karla.\nHelst tirsdag.")
        shown = fields(inge.get(url))
        saved(karla, url, note="Skriv til Karla.")
        late = inge.post(url, {**shown, "note": shown["note"].replace("\n", "\r\n")})
        assert (late.status_code, sides(late)) == (409, {NOTE: ("Skriv til Karla.", "ikke rørt")})
        assert fields(late)["note"] == "Skriv til Karla."

    def test_unchanged_are_no_event(self, there: Scene, inge: Client) -> None:
        url = reverse("queued-note", args=[FINAL_SLOT, there.lead.pk])
        saved(inge, url, note="Ring gerne.")
        saved(inge, url)
        assert Event.objects.filter(verb="mail_noted").count() == 1


def test_a_late_form_costs_the_same_however_much_was_done_meanwhile(inge: Client, karla: Client) -> None:
    def count(changes: int) -> int:
        shown = fields(inge.get(URL))
        for number in range(changes):
            saved(karla, URL, body=f"{OTHERS}\n\n{changes} {number}", keep="1")
        with CaptureQueriesContext(connection) as made:
            assert inge.post(URL, {**shown, "body": OWN, "keep": "1"}).status_code == 409
        return len(made)

    assert count(1) == count(4)
