"""A group asked in a consultation that nobody leads: the secretariat sees it, and the consultation's page says so."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.approval.actions.consultations import PartyFacts, add_party, close_consultation, respond
from guidelines.approval.rules import Position
from guidelines.desk.cards import cards
from guidelines.desk.inbox.rules import Kind as RowKind
from guidelines.desk.reading import read_board
from guidelines.desk.rules import Board, Kind
from guidelines.lists import clock
from guidelines.models import Consultation, Group, Party, Person, Role
from guidelines.people.access import viewer_of
from tests import factories
from tests.approval import scene
from tests.reminders.mailing import consulted

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SAID = "har ingen formand eller stedfortræder, der kan svare"


@pytest.fixture
def here() -> scene.Scene:
    return scene.at(Position.DRAFT, now=clock.now())


@pytest.fixture
def bare(here: scene.Scene) -> Group:
    """A group that nobody leads; it has a member."""
    group = factories.group("DECV")
    factories.member_of(group)
    return group


def board(who: Person) -> Board:
    return read_board(viewer_of(who.user, clock.today()), clock.today())


def unled(who: Person) -> list[Any]:
    return [task for task in board(who).now if task.kind is Kind.NOBODY]


def inbox(client: Client, who: Person) -> list[Any]:
    response = factories.sign_in(client, who).get(reverse("inbox"), {"visning": "ingen"})
    return [(line.row.revision, line.row.kind, line.open) for line in response.context["lines"]]


def page(who: Person, revision: int) -> str:
    client = factories.sign_in(Client(), who)
    return unescape(client.get(reverse("consultation", args=[revision])).content.decode())


def test_the_secretariat_has_it_as_a_task_and_in_the_inbox(client: Client, here: scene.Scene, bare: Group) -> None:
    consultation = consulted(here, PartyFacts(group=bare), PartyFacts(group=here.groups["DSG"]))
    [task] = unled(here.secretary)
    [card] = [card for card in cards(board(here.secretary), clock.today()) if card.look == "err"]
    address = reverse("consultation", args=[here.revision.pk])
    assert (card.act.url, card.state) == (address, "Ingen kan svare")
    assert card.sentences[0].startswith(f"DECV er høringspart, men {SAID}")
    assert (task.asked.group, board(here.secretary).cases) == ("DECV", 1)
    assert inbox(client, here.secretary) == [(here.revision.pk, RowKind.UNLED, address)]
    assert [unled(who) for who in (here.lead, here.chairs["DSG"])] == [[], []]
    respond(consultation.parties.get(group=bare), [], written_by=None, by=scene.BY, now=here.tick())
    assert (unled(here.secretary), inbox(client, here.secretary)) == ([], [])


def test_the_page_of_the_consultation_says_so(here: scene.Scene, bare: Group) -> None:
    consultation = consulted(here, PartyFacts(group=bare), PartyFacts(group=here.groups["DSG"]))
    assert page(here.lead, here.revision.pk).count(SAID) == 1
    factories.deputy_of(bare)
    assert SAID not in page(here.lead, here.revision.pk)
    Role.objects.filter(group=bare).delete()
    close_consultation(consultation, reason="Der kommer ikke flere svar", by=scene.BY, now=here.tick())
    assert SAID not in page(here.lead, here.revision.pk)


def test_one_who_is_recused_is_nobody(client: Client, here: scene.Scene, bare: Group) -> None:
    consulted(here, PartyFacts(group=bare))
    chair = factories.chair_of(bare)
    assert (unled(here.secretary), inbox(client, here.secretary)) == ([], [])
    here.revision.recusals.create(person=chair, at=here.now)
    assert len(unled(here.secretary)) == len(inbox(client, here.secretary)) == 1


def test_each_group_is_a_task_of_its_own_and_ones_own_group_is_asked_once(here: scene.Scene, bare: Group) -> None:
    consultation = consulted(here, PartyFacts(group=bare))
    other = factories.group("DGCG")
    add_party(consultation, PartyFacts(group=other), by=scene.BY, now=here.tick())
    assert sorted(task.asked.group for task in unled(here.secretary)) == ["DECV", "DGCG"]
    factories.role(here.secretary, Role.Kind.MEMBER, other)
    found = [(task.kind, task.asked.group) for task in board(here.secretary).now if task.asked]
    assert sorted(found) == [(Kind.NOBODY, "DECV"), (Kind.ASKED, "DGCG")]


def test_what_is_over_is_no_task(here: scene.Scene, bare: Group) -> None:
    consulted(here, PartyFacts(group=bare))
    assert len(unled(here.secretary)) == 1
    Consultation.objects.update(closed_on=clock.today())
    assert (Party.objects.count(), unled(here.secretary)) == (1, [])
