"""Invitations become mails in the next tick, once each (foundations 15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from guidelines.journal.writing import Actor
from guidelines.models import Person, User
from guidelines.people.actions import invite, set_address, stop_sign_in
from reminders.invitations import plan_invitations
from reminders.models import Mail
from reminders.tick import tick
from tests import factories
from tests.services.smtp import MailServer

NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
BY = Actor("user", "person:1")
pytestmark = pytest.mark.django_db


def invited(name: str = "Ditte Dam", *, now: datetime = NOW, **fields: Any) -> Person:
    person = factories.person(name, **fields)
    invite(person, by=BY, now=now)
    person.refresh_from_db()
    return person


def test_an_invitation_is_told_once_and_again_when_repeated(settings: Any) -> None:
    settings.SITE_URL = "https://plan.example.org"
    person = invited()
    assert [plan_invitations(NOW), plan_invitations(NOW)] == [1, 0]
    mail = Mail.objects.get()
    message = message_from_bytes(bytes(mail.content or b""), policy=policy.default)
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert (mail.kind, mail.person, mail.address) == ("invitation", person, person.email)
    assert mail.subject == "Du kan nu logge ind i Retningslinjeplan"
    assert "https://plan.example.org/log-ind/" in text.split()
    assert text.startswith("Kære Ditte Dam")
    later = NOW + timedelta(hours=1)
    invite(person, by=BY, now=later)
    assert plan_invitations(later) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda person: stop_sign_in(person, by=BY, now=NOW),
        lambda person: Person.objects.filter(pk=person.pk).update(email=""),
        lambda person: Person.objects.filter(pk=person.pk).update(address_state="refused"),
        lambda person: Person.objects.filter(pk=person.pk).update(invited_at=NOW - timedelta(days=14)),
        lambda person: Person.objects.filter(pk=person.pk).update(invited_at=NOW + timedelta(seconds=1)),
        lambda person: Person.objects.filter(pk=person.pk).update(merged_into=factories.person()),
    ],
)
def test_who_is_not_told(change: Callable[[Person], object]) -> None:
    change(invited())
    assert (plan_invitations(NOW), Mail.objects.count()) == (0, 0)


def test_an_address_that_no_mail_can_be_made_for_is_noted_and_stops_nobody() -> None:
    broken = invited("Aksel Å", email="a@example.org")
    address = "a@example.org\nBcc: b@example.org"
    Person.objects.filter(pk=broken.pk).update(email=address)
    User.objects.filter(pk=broken.user_id).update(email=address)
    other = invited("Bo Bæk")
    assert plan_invitations(NOW) == 1
    assert Mail.objects.get().person == other
    broken.refresh_from_db()
    assert broken.address_state == "refused"


def test_a_corrected_address_is_what_the_mail_goes_to() -> None:
    person = invited()
    set_address(person, email="ny@example.org", by=BY, now=NOW)
    plan_invitations(NOW)
    assert Mail.objects.get().address == "ny@example.org"


@pytest.mark.django_db(transaction=True)
def test_a_tick_takes_it_to_a_real_mail_server(settings: Any, smtp_server: MailServer) -> None:
    settings.EMAIL_URL = smtp_server.url
    person = invited()
    tick(NOW)
    tick(NOW + timedelta(seconds=30))
    assert [delivery.recipients for delivery in smtp_server.deliveries] == [(person.email,)]
