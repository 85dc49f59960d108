"""Pages of approval among 400 guidelines: as many statements with twenty revisions under way as with two (issue 3)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.data import World, fill
from bench.runs import hand_in, open_runs
from guidelines.lists import clock
from guidelines.models import Assignment, PlanEntry, Step, User

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def world() -> World:
    """A register of 400 guidelines."""
    return fill(400, clock.today())


def pages(world: World, step: Step) -> dict[str, tuple[User, str]]:
    """Each page as the one who sees most of it."""
    return {
        "inbox": (world.secretariat, reverse("inbox")),
        "tasks of the secretariat": (world.secretariat, reverse("tasks")),
        "tasks of the chair": (world.chair, reverse("tasks")),
        "tasks of a tovholder": (world.lead, reverse("tasks")),
        "approvals": (world.chair, reverse("approvals")),
        "decision": (world.chair, reverse("decision", args=[step.pk])),
        "case": (world.secretariat, reverse("case", args=[step.revision_id])),
        "guideline": (world.chair, step.revision.guideline.get_absolute_url()),
    }


def look(user: User, url: str) -> tuple[int, str]:
    """How many statements the second opening of a page takes, and its text."""
    client = Client()
    client.force_login(user)
    client.get(url)  # what is read once and kept is not the page's
    with CaptureQueriesContext(connection) as asked:
        response = client.get(url)
    assert response.status_code == 200
    return len(asked), response.content.decode()


def begun(world: World, count: int, *, beside: int = 0) -> list[Step]:
    """Revisions under way, every other one with the secretariat, all led by the same tovholder."""
    steps = open_runs(world, count, clock.now(), beside=beside)
    hand_in(steps[1::2])
    entries = PlanEntry.objects.filter(revisions__steps__in=steps).exclude(assignments__person=world.lead.person)
    Assignment.objects.bulk_create(
        Assignment(plan_entry=each, person=world.lead.person, position=9) for each in entries
    )
    return steps


def test_twenty_revisions_under_way_take_no_more_statements_than_two(world: World) -> None:
    few = begun(world, 2)
    two = {name: look(*page) for name, page in pages(world, few[0]).items()}
    more = begun(world, 18, beside=2)
    twenty = {name: look(*page) for name, page in pages(world, few[0]).items()}
    assert {name: found for name, (found, _) in twenty.items()} == {name: found for name, (found, _) in two.items()}
    titles = [step.revision.guideline.title for step in more[-2:]]
    shown = {name: [title in text for title in titles] for name, (_found, text) in twenty.items()}
    with_the_chair, with_the_secretariat = [True, False], [False, True]
    assert shown == {  # they are all there
        "inbox": with_the_secretariat,
        "tasks of the secretariat": with_the_secretariat,
        "tasks of the chair": with_the_chair,
        "tasks of a tovholder": [True, True],
        "approvals": with_the_chair,
        "decision": [False, False],
        "case": [False, False],
        "guideline": [False, False],
    }
