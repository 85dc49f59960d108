"""*Tekster*: every kind of mail with real data, the secretariat's own words in it, and back again."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.journal.history import history
from guidelines.models import Event
from reminders.models import Mail, MailText, Occurrence
from reminders.own_text import OwnText, fill, turned_back
from reminders.specimens import specimen
from reminders.texts import KINDS
from reminders.tick import tick
from tests import factories
from tests.reminders.mailing import html_of, text_of
from tests.reminders.scene import FINAL_SLOT, Scene, guideline_due, moment, scene
from tests.seeing import mark_on, send
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = moment(FINAL_SLOT, minutes=1)
OWN = {"subject": "Husk udkastet:", "body": "{titel} er snart færdig, ikke sandt?\n\nFristen er {frist}, {om}."}


@pytest.fixture(autouse=True)
def here(settings: Any, smtp_server: MailServer) -> Any:
    """A minute into a slot; mails go to a real server."""
    settings.EMAIL_URL = smtp_server.url
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client) -> Client:
    """The browser of somebody in the secretariat."""
    return factories.sign_in(client, factories.secretariat("Inge Lund"))


def url(kind: str = "final_7", language: str = "da") -> str:
    return reverse("mail-text", args=[kind, language])


def keep(desk: Client, kind: str = "final_7", language: str = "da", **text: str) -> str:
    """Keep a text; what the page says."""
    return str(send(desk, url(kind, language), {**OWN, **text, "keep": "1"}, follow=True).content.decode())


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_shown_with_the_data_of_a_real_guideline(desk: Client, kind: str, language: str) -> None:
    scene()
    shown = desk.get(url(kind, language)).content.decode()
    assert "Kæmpecelletumorer" in shown
    assert ("Kind regards" if language == "en" else "Venlig hilsen") in shown
    form = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown, re.DOTALL)
    assert form is not None
    assert "{titel}" in form[1]
    assert Mail.objects.count() == Occurrence.objects.count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_products_own_words_with_placeholders_may_be_kept_as_they_are(desk: Client, kind: str) -> None:
    there = scene()
    made = specimen(kind, "da", there.guideline, today=NOW.date())
    assert "Teksten er gemt." in keep(desk, kind, subject=made.product.subject, body=made.product.body)
    again = specimen(kind, "da", there.guideline, today=NOW.date())
    assert again.letter.text == made.letter.text
    assert again.letter.subject == made.letter.subject


def test_a_text_is_seen_before_it_is_kept_and_stands_in_the_mail(desk: Client, smtp_server: MailServer) -> None:
    scene()
    shown = desk.post(url(), {**OWN, "preview": "1"}).content.decode()
    assert "»Kæmpecelletumorer« (v. 1.1) er snart færdig, ikke sandt?" in shown
    assert "Fristen er 1. december 2030, om 12 dage." in shown
    assert MailText.objects.count() == 0
    assert "Teksten er gemt." in keep(desk)
    assert "Jeres egen tekst" in desk.get(reverse("reminders"), {"vis": "tekster"}).content.decode()
    tick(NOW)
    delivery = smtp_server.deliveries[0]
    assert delivery.message["Subject"] == "Husk udkastet: Kæmpecelletumorer"
    for part in (text_of(delivery), html_of(delivery)):
        assert "»Kæmpecelletumorer« (v. 1.1) er snart færdig, ikke sandt?" in part
        assert "skal arbejdet med" not in part


def test_the_text_of_one_language_leaves_the_other_alone(desk: Client) -> None:
    there = scene()
    before = specimen("final_7", "en", there.guideline, today=NOW.date()).letter.text
    keep(desk)
    assert specimen("final_7", "en", there.guideline, today=NOW.date()).letter.text == before


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        ("final_7", {"body": "Fristen er {frist}."}, "{titel} mangler. Læseren skal se, hvilken retningslinje det er."),
        ("late_14", {}, "{naeste} mangler. Det, der følger, skal varsles i mailen før."),
        (
            "final_7",
            {"body": "{titel} {navn}"},
            "Pladsholderen {navn} findes ikke. Disse kan bruges: {titel}, {gr",
        ),
        ("final_7", {"body": "{titel} {frist"}, "En krøllet parentes står alene."),
        ("final_7", {"subject": "Husk {navn}"}, "Pladsholderen {navn} findes ikke."),
        ("final_7", {"subject": ""}, "Emnet skal begynde med noget."),
        ("final_7", {"subject": "x" * 41}, "Der kan højst stå 40 tegn før titlen."),
    ],
)
def test_a_wrong_placeholder_is_refused_with_a_sentence(
    desk: Client, kind: str, text: dict[str, str], sentence: str
) -> None:
    scene()
    response = desk.post(url(kind), {**OWN, **text, "keep": "1"})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert MailText.objects.count() == Event.objects.filter(verb="mail_text_written").count() == 0


def test_the_products_own_text_comes_back(desk: Client) -> None:
    there = scene()
    before = specimen("final_7", "da", there.guideline, today=NOW.date()).letter.text
    keep(desk)
    back = reverse("mail-text-back", args=["final_7", "da"])
    shown = {**OWN, "seen": mark_on(desk, url())}
    assert "Løsningens egen tekst står igen i mailene." in desk.post(back, shown, follow=True).content.decode()
    assert desk.post(back, shown).status_code == 302
    assert specimen("final_7", "da", there.guideline, today=NOW.date()).letter.text == before
    told = history(Event.objects.filter(verb__startswith="mail_text").order_by("seq"))
    assert [line.sentence for line in told] == [
        "Teksten til »Frist, sidste påmindelse« blev ændret (Dansk).",
        "Teksten til »Frist, sidste påmindelse« er igen løsningens egen (Dansk).",
    ]


def test_a_paragraph_without_a_value_is_left_out(desk: Client, smtp_server: MailServer) -> None:
    scene()
    keep(desk, body="{titel} har fristen {frist}.\n\nTal med {andre}.")
    tick(NOW)
    text = text_of(smtp_server.deliveries[0])
    assert "har fristen 1. december 2030." in text
    assert "Tal med" not in text


def test_markup_in_a_text_is_shown_and_not_run(desk: Client, smtp_server: MailServer) -> None:
    scene("<b>Kæmpe</b>celletumorer")
    keep(desk, body="{titel} <script>alert(1)</script>")
    tick(NOW)
    html = html_of(smtp_server.deliveries[0])
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_mail_is_shown_with_the_guideline_that_was_chosen(desk: Client) -> None:
    there = scene()
    other = guideline_due(there.group, there.lead, title="Ærø-tumorer")
    assert "»Ærø-tumorer« (v. 1.1)" in desk.get(url(), {"retningslinje": other.slug}).content.decode()


def test_without_a_guideline_to_show_it_says_so(desk: Client) -> None:
    assert "så der er intet at vise den med" in desk.get(url()).content.decode()
    assert desk.post(url(), {**OWN, "preview": "1"}).status_code in (200, 422)


def test_an_unknown_kind_or_language_is_not_found(desk: Client) -> None:
    for kind, language in (("secretariat_60", "da"), ("nej", "da"), ("final_7", "sv")):
        assert desk.get(url(kind, language)).status_code == 404


def test_the_newest_mail_at_once_of_each_kind_is_named(desk: Client) -> None:
    there: Scene = scene()
    Mail.objects.create(
        kind="receipt", person=there.lead, address="a@example.org", subject="Modtaget: Kæmpe", message_id="<a@b>",
        state="sent", frozen_at=NOW, sent_at=NOW, not_before=NOW, created_at=NOW,
    )  # fmt: skip
    assert "Modtaget: Kæmpe" in desk.get(reverse("reminders"), {"vis": "tekster"}).content.decode()


# --- placeholders


def test_values_are_turned_back_into_placeholders_the_longest_first() -> None:
    values = {"titel": "»A« (v. 1)", "gruppe": "DSG", "om": "om 30 dage", "naeste": ""}
    text = turned_back("Om 30 dage skal »A« (v. 1) ligge hos DSG's formand i DSGX.", values)
    assert text == "{om} skal {titel} ligge hos {gruppe}'s formand i DSGX."


def test_a_text_is_filled_or_left_out() -> None:
    assert fill("{a} og {b}", {"a": "1", "b": "2"}) == "1 og 2"
    assert fill("{a} går det", {"a": "nu"}) == "Nu går det"
    assert fill("{a} og {b}", {"a": "1", "b": ""}) is None
    assert OwnText("", "Et\nto\r\n\r\n\r\n tre ").paragraphs == ["Et to", "tre"]


def test_a_title_before_the_title_does_not_stop_the_others(desk: Client, smtp_server: MailServer) -> None:
    there = scene("Lang titel " * 36)
    other = factories.person("Aa", email="aa@example.org")
    guideline_due(there.group, other, title="Lungekræft")
    keep(desk, subject="{titel}")
    assert tick(NOW).sent == 2
    subject = Mail.objects.get(person=there.lead).subject
    assert len(subject) < 80
    assert subject.startswith("»Lang titel Lang titel")
    assert subject == str(smtp_server.to(there.lead.email)[0].message["Subject"])
