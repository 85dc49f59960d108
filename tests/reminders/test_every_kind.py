"""What holds for the mails of every kind: their headers, their two parts, and subjects that a phone shows whole."""

from __future__ import annotations

import re
import uuid
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.utils import translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from guidelines.approval.actions.consultations import PartyFacts
from guidelines.approval.rules import Position
from guidelines.models import Person
from reminders.mime import Letter, as_bytes
from reminders.models import Mail
from reminders.tick import tick
from tests import factories
from tests.approval import scene
from tests.reminders.mailing import consulted, later, titled
from tests.reminders.scene import CHAIR_SLOT, FINAL_SLOT, LATE_SLOT, NOW, guideline_due, moment, release
from tests.reminders.test_approval_mails_authors import published
from tests.services.smtp import MailServer

KEY = uuid.UUID("5d1f2f0e-6f0c-5d0b-9a54-5b3a4f0d7c11")
LONG = "Medicinsk behandling til patienter med lokalt fremskreden og dissemineret gastrointestinal stromal tumor"
HEADERS = [
    "Subject",
    "From",
    "To",
    "Reply-To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "List-Id",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
]
NASTY = st.text(st.sampled_from("Aå\r\n\x00\x0b\x1c\x85\u2028\u2029\u202e:;,<>@\"'()=?\\ \t😀"), max_size=60)


def parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def made(letter: Letter, kind: str = "receipt", name: str = "Ditte Bæk") -> EmailMessage:
    return parsed(as_bytes(letter, kind=kind, key=KEY, name=name, address="ditte@example.org", now=NOW))


# --- headers


@pytest.mark.parametrize("kind", Mail.Kind.values)
def test_every_kind_says_what_it_is_and_that_no_machine_need_answer(kind: str) -> None:
    message = made(Letter("Udkast", "Hej", "<p>Hej</p>", "en"), kind)
    assert list(message.keys()) == HEADERS
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert re.fullmatch(r"<[a-z-]+\.testserver>", str(message["List-Id"]))
    assert message["Content-Language"] == "en"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_only_what_can_be_ended_says_how() -> None:
    message = made(Letter("Nyt", "Hej", "<p>Hej</p>", unsubscribe="https://plan.example.org/mails/afmeld/a:b/"))
    assert message["List-Unsubscribe"] == "<https://plan.example.org/mails/afmeld/a:b/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@hypothesis_settings(deadline=None, max_examples=50)
@given(subject=NASTY, name=NASTY, other=NASTY)
def test_no_name_or_title_becomes_a_header(subject: str, name: str, other: str) -> None:
    letter = Letter(subject, other, other, reply_to=(other, "svar@example.org"))
    data = as_bytes(letter, kind="receipt", key=KEY, name=name, address="ditte@example.org", now=NOW)
    message = parsed(data)
    assert list(message.keys()) == HEADERS
    assert [address.addr_spec for address in message["To"].addresses] == ["ditte@example.org"]
    assert [address.addr_spec for address in message["Reply-To"].addresses] == ["svar@example.org"]
    assert data.isascii()


@pytest.mark.django_db
@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("poison", ["\r\nBcc: alle@example.org", "\nBcc: alle@example.org", "\u2028Bcc: alle@x.dk"])
def test_no_title_or_name_of_the_register_reaches_anybody_else(server: MailServer, poison: str) -> None:
    group = release(factories.group("DSG"))
    lead = factories.person(f"Ditte{poison}", email="ditte@example.org")
    guideline_due(group, lead, title=f"GIST{poison}")
    tick(NOW)
    [delivery] = server.deliveries
    assert delivery.recipients == ("ditte@example.org",)
    assert (delivery.message["Bcc"], delivery.message["Cc"]) == (None, None)


# --- the two parts


def _templates(suffix: str) -> list[Path]:
    folders = [site.BASE_DIR / "templates" / name for name in ("mail", "account/mail")]
    return sorted(path for folder in folders for path in folder.glob(f"*{suffix}"))


@pytest.mark.parametrize("path", _templates(".html"), ids=lambda path: path.name)
def test_the_html_is_one_column_without_anything_to_load(path: Path) -> None:
    html = path.read_text()
    assert not re.search(r"<img|<link|<script|url\(|@import|background-image", html)
    if "{% extends" not in html:
        assert re.search(r'<html lang="\{\{ \w+ \}\}">', html)
        assert ("max-width:600px" in html, 'name="color-scheme" content="light dark"' in html) == (True, True)


@pytest.mark.parametrize("path", _templates(".html"), ids=lambda path: path.name)
def test_what_has_a_background_has_a_colour_of_its_own(path: Path) -> None:
    styles = re.findall(r'style="([^"]*)"', path.read_text())
    for style in styles:
        names = {part.partition(":")[0].strip() for part in style.split(";")}
        assert ("background" in names) == ("color" in names), style


@pytest.mark.parametrize("path", _templates(".html"), ids=lambda path: path.name)
def test_every_html_has_its_plain_text(path: Path) -> None:
    assert path.name == "frame.html" or path.with_suffix(".txt").exists()


@pytest.mark.parametrize("path", _templates(".txt"), ids=lambda path: path.name)
def test_plain_text_is_not_escaped(path: Path) -> None:
    assert "{% autoescape off %}" in path.read_text()


# --- subjects


LONGEST = {Mail.Kind.APPROVAL.value: 72}
"""The wording agreed on for an approval (ux 5.4) names version and day after the title, and is longer by itself."""


def subjects(language: str) -> set[str]:
    found = set(Mail.objects.exclude(subject="").values_list("kind", "subject"))
    assert found
    assert not [subject for kind, subject in found if len(subject) > LONGEST.get(kind, 60)], language
    return {subject for _kind, subject in found}


@pytest.mark.django_db
@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("place", [Position.CLINICAL, Position.RETURNED, Position.SUBMITTED, Position.APPROVED])
def test_the_subject_of_a_notice_is_cut_in_the_title_alone(place: Position, language: str) -> None:
    here = titled(scene.at(place), LONG)
    Person.objects.update(language=language)
    if place is Position.APPROVED:
        published(here)
    later(here)
    assert all("…" in subject for subject in subjects(language))


@pytest.mark.django_db
@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_subject_of_a_consultation_is_cut_in_the_title_alone(language: str) -> None:
    here = titled(scene.at(Position.DRAFT), LONG)
    asked = factories.person("Åse Ærø", email="aase@example.org", language=language)
    consulted(here, PartyFacts(person=asked), PartyFacts(name="Dansk Selskab", email="selskab@example.org"))
    later(here)
    assert all("…" in subject for subject in subjects(language))


@pytest.mark.django_db
@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_subjects_of_the_ladder_are_cut_in_the_title_alone(language: str) -> None:
    group = release(factories.group("DSG"))
    factories.chair_of(group)
    for number in range(2):
        guideline_due(
            group, factories.person(f"Ditte {number}", email=f"d{number}@example.org"), title=f"{LONG} {number}"
        )
    Person.objects.update(language=language)
    for slot in (FINAL_SLOT, LATE_SLOT, CHAIR_SLOT):
        tick(moment(slot, minutes=1))
    assert all("…" in subject for subject in subjects(language))


_ACCOUNT = (
    "Your code for the guideline plan",
    "Code for setting up two-step sign-in",
    "Two-step sign-in has been turned on",
    "Two-step sign-in has been turned off",
    "You can now sign in to the guideline plan",
)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("subject", _ACCOUNT)
def test_the_subjects_about_an_account_are_short(subject: str, language: str) -> None:
    with translation.override(language):
        said: Any = translation.gettext(subject)
    assert (len(said) <= 60, said != subject) == (True, language == "da")
