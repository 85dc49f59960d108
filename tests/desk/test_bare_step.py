"""A clinical step whose group had neither chair nor deputy when it opened: the secretariat sees it, a new chair too."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.approval.rules import Position
from guidelines.desk.cards import cards
from guidelines.desk.inbox.rules import Kind as RowKind
from guidelines.desk.reading import read_board
from guidelines.desk.rules import Kind
from guidelines.lists import clock
from guidelines.models import Elector, Person, Role
from guidelines.people.access import viewer_of
from reminders.notices import NoticeKind, notices
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def here() -> Scene:
    """A revision handed in to a group that nobody leads."""
    here = scene.start(now=clock.now())
    Role.objects.filter(group=here.groups["DSG"]).delete()
    here.ask()
    assert (here.position, Elector.objects.count()) == (Position.CLINICAL, 0)
    return here


def tasks(who: Person) -> list[tuple[Kind, str]]:
    found = read_board(viewer_of(who.user, clock.today()), clock.today())
    return [(task.kind, card.act.url) for task, card in zip(found.now, cards(found, clock.today()), strict=True)]


def asked(here: Scene) -> list[int]:
    return [notice.person for notice in notices(here.now) if notice.kind is NoticeKind.ASKED]


def test_the_secretariat_has_it_as_a_task_as_in_the_inbox(client: Client, here: Scene) -> None:
    address = reverse("appoint", args=[here.step().step.pk])
    assert tasks(here.secretary)[:1] == [(Kind.NOBODY, address)]
    lines = factories.sign_in(client, here.secretary).get(reverse("inbox")).context["lines"]
    assert [(line.row.kind, line.open) for line in lines] == [(RowKind.NOBODY, address)]
    assert asked(here) == []


def test_a_chair_who_comes_has_it_and_is_told(here: Scene) -> None:
    chair = factories.chair_of(here.groups["DSG"], "Ny Nørgaard")
    assert [kind for kind, _url in tasks(chair)] == [Kind.DECISION]
    assert (Kind.NOBODY in dict(tasks(here.secretary)), asked(here)) == (False, [chair.pk])
    here.approve()
    assert here.position is Position.SUBMITTED
