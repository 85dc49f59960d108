"""The address that bounces of a mail come back to, and what a stranger can do with it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from dsg_planner import env
from reminders.inbound.tokens import key_in, return_path
from reminders.models import Mail
from reminders.outbox import queue_mail
from reminders.tick import tick
from tests.reminders.scene import NOW
from tests.services.smtp import MailServer

KEY = uuid.UUID("5d1f2f0e-6f0c-5d0b-9a54-5b3a4f0d7c11")


@pytest.fixture(autouse=True)
def address(settings: Any) -> None:
    settings.RETURN_ADDRESS = "retur@example.dk"


def test_the_address_names_the_mail_and_fits_a_local_part() -> None:
    made = return_path(KEY)
    local, _, domain = made.partition("@")
    assert (key_in(made), domain, len(local) <= 64) == (KEY, "example.dk", True)


@pytest.mark.parametrize(
    "written",
    [str.upper, "<{}>".format, " {} ".format, lambda made: made.replace("example.dk", "mx.example.net")],
    ids=["case", "brackets", "blanks", "domain"],
)
def test_what_mail_servers_do_to_an_address_does_not_matter(written: Any) -> None:
    assert key_in(written(return_path(KEY))) == KEY


def test_every_other_letter_is_a_forgery() -> None:
    made = return_path(KEY)
    local, _, domain = made.partition("@")
    others = [
        f"{local[:place]}{'b' if local[place] == 'a' else 'a'}{local[place + 1 :]}@{domain}"
        for place in range(len(local))
        # the last letter of the key holds two bits that mean nothing
        if place != len("retur+") + 25
    ]
    assert [key_in(other) for other in others] == [None] * len(others)


@pytest.mark.parametrize("address", ["", "@", "retur@example.dk", "retur+@example.dk", "retur+a.b@example.dk", "æøå@x"])
def test_an_address_without_a_key_names_no_mail(address: str) -> None:
    assert key_in(address) is None


def test_a_key_of_before_counts_while_it_is_named(settings: Any) -> None:
    made, old = return_path(KEY), settings.SECRET_KEY
    settings.SECRET_KEY = "another key, as after a change of keys, long enough for all"
    assert key_in(made) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert key_in(made) == KEY


@pytest.mark.django_db
@pytest.mark.parametrize("is_set", [True, False])
def test_each_mail_leaves_under_its_own_envelope_sender(server: MailServer, settings: Any, is_set: bool) -> None:
    settings.RETURN_ADDRESS = "retur@example.dk" if is_set else ""
    words = {"subject": "Modtaget", "text": "Modtaget.\n", "html": "<p>Modtaget.</p>"}
    for name in ("a", "b"):
        queue_mail(kind="receipt", address=f"{name}@example.org", person=None, now=NOW, **words)
    tick(NOW)
    senders = {delivery.recipients[0]: delivery.sender for delivery in server.deliveries}
    mails = Mail.objects.order_by("pk")
    own = {mail.address: return_path(mail.key) or "sekretariat@example.org" for mail in mails}
    assert (senders, len(set(senders.values()))) == (own, 2 if is_set else 1)


@pytest.mark.parametrize("value", ["retur", "a+b@example.dk", "sixteen-letters-@example.dk", "R <r@example.dk>", "r@"])
def test_an_address_without_room_for_a_key_stops_the_start(monkeypatch: Any, value: str) -> None:
    monkeypatch.setenv("RETURN_ADDRESS", value)
    with pytest.raises(ImproperlyConfigured, match="RETURN_ADDRESS"):
        env.mailbox("RETURN_ADDRESS")


def test_an_address_with_room_is_read(monkeypatch: Any) -> None:
    monkeypatch.setenv("RETURN_ADDRESS", " retur@example.dk ")
    assert env.mailbox("RETURN_ADDRESS") == "retur@example.dk"
