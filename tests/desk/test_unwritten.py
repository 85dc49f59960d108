"""The authors have a revision and every one of them is recused: the secretariat sees it, and nothing waits for them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.approval.actions import recuse_beforehand
from guidelines.approval.rules import Missing, Outcome, Position
from guidelines.desk.inbox.rules import Kind
from guidelines.models import Assignment, VersionDeclaration
from tests import factories
from tests.approval import scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def rows(here: scene.Scene, view: str = "ingen") -> list[Any]:
    client = factories.sign_in(Client(), here.secretary)
    response = client.get(reverse("inbox"), {"visning": view})
    return [(line.row.kind, line.row.holder, line.open) for line in response.context["lines"]]


def recuse(here: scene.Scene) -> None:
    here.do(recuse_beforehand, person=here.lead, by=here.lead)


@pytest.mark.parametrize("place", [Position.DRAFT, Position.RETURNED])
def test_the_secretariat_sees_that_nobody_is_left_to_write(place: Position) -> None:
    here = scene.at(place)
    assert rows(here) == []
    recuse(here)
    assert here.step().holder is None
    assert rows(here) == [(Kind.UNWRITTEN, "", reverse("guideline", args=[here.revision.guideline.slug]))]


def test_a_second_author_goes_on() -> None:
    here = scene.at(Position.DRAFT)
    other = factories.reader("Anden Forfatter")
    Assignment.objects.create(plan_entry=here.revision.plan_entry, person=other, role="author", position=9)
    recuse(here)
    assert (here.step().holder, rows(here)) == (other, [])


def test_a_version_sent_back_to_authors_who_are_recused_is_seen() -> None:
    here = scene.at(Position.CLINICAL)
    recuse(here)
    here.decide(Outcome.SEND_BACK)
    assert [kind for kind, _holder, _open in rows(here)] == [Kind.UNWRITTEN]


def test_nobody_waits_for_the_declaration_of_somebody_recused() -> None:
    here = scene.at(Position.DRAFT)
    VersionDeclaration.objects.all().delete()
    assert Missing.DECLARATIONS in here.case.missing
    recuse(here)
    assert Missing.DECLARATIONS not in here.case.missing
