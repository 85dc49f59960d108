"""A status that was told while somebody else changed the note, the day expected or the deadline (D9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.approval.rules import Position
from guidelines.journal.models import Event
from guidelines.models import LeadAnswer, Person, Revision
from guidelines.planning.actions import expect_draft, move_entry, note_entry, set_deadline
from tests import factories
from tests.approval import scene
from tests.approval.scene import NOW, Scene
from tests.planning.test_entry_pages import text
from tests.planning.test_stale import by, fields, sides

pytestmark = [pytest.mark.both, pytest.mark.django_db]
EXPECTED, NOTE = "Hvornår forventer I, at udkastet er færdigt?", "Besked til formanden og sekretariatet"
DEADLINE = "Aftalt frist"


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def here() -> Scene:
    return scene.start()


@pytest.fixture
def karla(here: Scene) -> Person:
    return factories.secretariat("Karla Kvik")


def url(here: Scene) -> str:
    return reverse("run-status", args=[here.revision.pk])


def stands(here: Scene) -> tuple[str, date | None, date | None]:
    here.entry.refresh_from_db()
    run = Revision.objects.get()
    return here.entry.note, run.expected_on, run.deadline_on


def expects(here: Scene, who: Any) -> None:
    expect_draft(here.revision, expected_on=date(2027, 2, 1), by=who, now=NOW)


def sets(here: Scene, who: Any) -> None:
    set_deadline(here.revision, deadline_on=date(2027, 6, 1), reason="Hemmelig grund", by=who, now=NOW)


def notes(here: Scene, who: Any) -> None:
    note_entry(here.entry, note="Andens notat", by=who, now=NOW)


Meanwhile = Callable[[Scene, Any], None]
CASES: list[tuple[str, Meanwhile, dict[str, str], dict[str, tuple[str, str]], tuple[str, date | None, date | None]]] = [
    (
        "lead",
        notes,
        {"note": "Mit notat"},
        {NOTE: ("Andens notat", "Mit notat")},
        ("Mit notat", None, date(2027, 3, 1)),
    ),
    (
        "lead",
        expects,
        {"note": "Mit notat"},
        {EXPECTED: ("1. februar 2027", "ikke rørt"), NOTE: ("intet", "Mit notat")},
        ("Mit notat", date(2027, 2, 1), date(2027, 3, 1)),
    ),
    (
        "lead",
        sets,
        {"expected": "1.4.2027"},
        {EXPECTED: ("intet", "1.4.2027"), DEADLINE: ("1. juni 2027", "ikke rørt")},
        ("", date(2027, 4, 1), date(2027, 6, 1)),
    ),
    (
        "secretariat",
        sets,
        {"note": "Mit notat"},
        {DEADLINE: ("1. juni 2027", "ikke rørt"), NOTE: ("intet", "Mit notat")},
        ("Mit notat", None, date(2027, 6, 1)),
    ),
    (
        "secretariat",
        sets,
        {"expected": "1.8.2027"},
        {DEADLINE: ("1. juni 2027", "1.8.2027")},
        ("", None, date(2027, 8, 1)),
    ),
]


@pytest.mark.parametrize(("role", "meanwhile", "sent", "expected", "after"), CASES)
def test_both_sides_are_shown_and_mine_is_put_by_pressing_again(
    here: Scene, karla: Person, role: str, meanwhile: Meanwhile, sent: Any, expected: Any, after: Any
) -> None:
    client = factories.sign_in(Client(), here.lead if role == "lead" else here.secretary)
    shown = fields(client.get(url(here)))
    meanwhile(here, by(karla))
    before, stood = Event.objects.count(), stands(here)
    late = client.post(url(here), {**shown, **sent})
    assert (late.status_code, Event.objects.count(), stands(here)) == (409, before, stood)
    assert sides(late) == expected
    assert "Karla Kvik, for lidt siden : " in text(late)
    assert "Hemmelig grund" not in text(late)
    assert f'<a class="btn" href="{url(here)}">Behold det, der står nu</a>' in late.content.decode()
    again = fields(late)
    assert {name: again[name] for name in sent} == sent
    assert client.post(url(here), again).status_code == 302
    assert stands(here) == after


def test_nothing_else_of_a_late_status_is_done_or_lost(here: Scene, karla: Person) -> None:
    client = factories.sign_in(Client(), here.lead)
    shown = fields(client.get(url(here)))
    notes(here, by(karla))
    sent = {**shown, "begun": "yes", "help": "on", "help_with": "Litteratursøgning", "note": "Mit notat"}
    late = client.post(url(here), sent)
    assert (late.status_code, here.position, LeadAnswer.objects.count()) == (409, Position.AGREED, 0)
    form = late.context["form"]
    assert [form[name].value() for name in ("begun", "help", "help_with")] == ["yes", True, "Litteratursøgning"]
    assert client.post(url(here), {**sent, **fields(late), "begun": "yes"}).status_code == 302
    assert (here.position, LeadAnswer.objects.count()) == (Position.DRAFT, 1)


def test_a_day_that_passed_gives_way_where_somebody_told_a_later_one(here: Scene, karla: Person) -> None:
    Revision.objects.update(expected_on=date(2026, 11, 1))
    client = factories.sign_in(Client(), here.lead)
    shown = fields(client.get(url(here)))
    expects(here, by(karla))
    late = client.post(url(here), {**shown, "note": "Mit notat"})
    assert (late.status_code, sides(late)[EXPECTED]) == (409, ("1. februar 2027", "ikke rørt"))
    assert client.post(url(here), fields(late)).status_code == 302
    assert stands(here) == ("Mit notat", date(2027, 2, 1), date(2027, 3, 1))


def test_a_note_follows_the_entry_to_its_new_year(here: Scene, karla: Person) -> None:
    client = factories.sign_in(Client(), here.lead)
    shown = fields(client.get(url(here)))
    moved = move_entry(here.entry, to_year=2029, reason="", by=by(karla), now=NOW)
    assert client.post(url(here), {**shown, "note": "Mit notat"}).status_code == 302
    moved.refresh_from_db()
    assert (moved.note, stands(here)[0]) == ("Mit notat", "")
