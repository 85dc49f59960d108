"""C3: nothing of a group's draft comes out by a side door: page, search, count, export, error page, header or mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from guidelines.models import Group, Person
from reminders.slots import last_slot, slot_at
from reminders.tick import tick
from tests import factories
from tests.permissions.canaries import Cage, cage
from tests.permissions.crawling import crawl, text_of
from tests.reminders.mailing import html_of
from tests.reminders.mailing import text_of as text_of_mail
from tests.reminders.scene import release
from tests.services.smtp import MailServer

# no_cover: what a crawl runs through, others test; to be measured would double its time
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store"), pytest.mark.no_cover]
OF_THE_CHAIR = {"draft of a remark to the group"}  # whoever writes it alone
VARYING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|\b[0-9a-f]{8}\b|nonce="[^"]+"')
NEVER_SENT = {"comment of the secretariat, not sent yet"}  # the version was approved: it stays in the case
SEARCHED = (
    "/soeg/",
    "/retningslinjer/",
    "/retningslinjer/csv/",
    "/planskema/",
    "/planskema/dsg/",
    "/personer/",
    "/grupper/",
    "/opgaver/",
    "/godkendelser/",
    "/kvalitetstjek/",
)
PARAMETERS = ("q", "gruppe", "gyldighed", "frist", "vis")


@pytest.fixture
def caged(store: Any) -> Iterator[Cage]:
    """The revision with a word in every private field, a minute after the last verb."""
    cache.clear()
    made = cage()
    with time_machine.travel(made.here.now + timedelta(minutes=1), tick=True):
        yield made


def client_of(person: Person | None) -> Client:
    client = Client(raise_request_exception=False)
    return client if person is None else factories.sign_in(client, person)


def leaks(of: Cage, person: Person | None, **how: Any) -> dict[str, str]:
    """For each place whose word is found: the first address that shows it."""
    found: dict[str, str] = {}
    for address, text in crawl(client_of(person), **how):
        for place in of.birds.found_in(text):
            found.setdefault(place, address)
    return found


OUTSIDE = ("anonymous", "reader", "chair of another group", "tovholder of another group")


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_outside_finds_a_word_of_the_draft(caged: Cage, who: str) -> None:
    """On no page, in no file and no header; and searching or filtering for it is as for a word that is nowhere."""
    assert leaks(caged, caged.outside[who]) == {}
    client = client_of(caged.outside[who])
    words = ("zqx", "fugl", *list(caged.birds.where)[:2])  # what all have in common, and two of them
    asked = [(path, name, word) for path in SEARCHED for name in PARAMETERS for word in words]
    assert [each for each in asked if answer(client, *each) != answer(client, *each[:2], each[2][::-1])] == []


def answer(client: Client, path: str, parameter: str, word: str) -> str:
    """What a list answers when asked for the word, with the word itself left out."""
    return VARYING.sub("", text_of(client.get(path, {parameter: word})).lower().replace(word, "…"))


def test_those_inside_find_every_word(caged: Cage) -> None:
    """The test of the test: the same crawl finds each word for somebody it is meant for."""
    author, secretariat = (
        set(leaks(caged, caged.inside[who], most=0, posts=False)) for who in ("tovholder", "secretariat")
    )
    chair = set(leaks(caged, caged.inside["chair"], most=0, posts=False, under="/planskema/"))
    assert set(caged.birds.where.values()) - author - secretariat - chair == set()
    assert chair - author - secretariat == OF_THE_CHAIR
    assert NEVER_SENT - author == NEVER_SENT <= secretariat


def test_a_word_put_where_it_is_public_is_found(caged: Cage) -> None:
    """The test of the test: each of those outside sees what is public."""
    guideline = caged.here.revision.guideline
    guideline.title = f"Sarkomer {caged.birds.word('title')}"
    guideline.save()
    found = {
        who: set(leaks(caged, person, most=0, posts=False, under="/retningslinjer/"))
        for who, person in caged.outside.items()
    }
    assert found == {who: {"title"} for who in caged.outside}


def test_mails_to_others_hold_no_word(caged: Cage, smtp_server: MailServer, settings: Any) -> None:
    """Both groups are released, so everybody who may be written to is; those inside are told some of the words."""
    settings.EMAIL_URL, settings.EMAIL_TIMEOUT = smtp_server.url, 2
    here = caged.here
    for group in Group.objects.filter(abbreviation__in=("DSG", "DGCG")):
        release(group)
    for days in (0, 14, 28, 60):
        tick(slot_at(last_slot((here.now + timedelta(days=days)).date())) + timedelta(minutes=5))
    people = [person for person in caged.inside.values() if person is not None]
    inside = {person.email for person in (*people, *here.deputies.values(), here.colleague)}
    told: dict[str, set[str]] = {}
    for mail in smtp_server.deliveries:
        text = f"{mail.message['Subject']} {text_of_mail(mail)} {html_of(mail)}"
        told.setdefault(mail.recipients[0], set()).update(caged.birds.found_in(text))
    assert {address for address, places in told.items() if places} != set()  # the words can be in mails
    assert {address for address in told if address not in inside} != set()
    assert {address: places for address, places in told.items() if places and address not in inside} == {}
