"""A recusal said or noted by mistake is taken back: who may, until when, what passes back, and what is kept of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from guidelines.approval import actions
from guidelines.approval.actions import Told, readmitting
from guidelines.approval.models import Recusal
from guidelines.approval.rules import Outcome, Position
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Person
from reminders.notices import NoticeKind, notices
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene, actor
from tests.people.test_views import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
WHY = "Det var den anden formand, der ringede"


@pytest.fixture(autouse=True)
def the_day() -> Any:
    with time_machine.travel("2026-11-21T12:00:00+01:00", tick=False):
        yield


def note(here: Scene, whom: Person) -> Recusal:
    told, who = Told("Ejer aktier", "Hun selv"), here.secretary
    return actions.record_recusal(here.revision, whom, told, person=who, by=actor(who), now=here.tick())


def say(here: Scene, who: Person) -> Recusal:
    return actions.recuse_beforehand(here.revision, person=who, by=actor(who), now=here.tick())


def take_back(here: Scene, row: Recusal, who: Person, reason: str = WHY) -> Recusal:
    return actions.take_back_recusal(row, reason=reason, person=who, by=actor(who), now=here.tick())


def refused(here: Scene, row: Recusal, who: Person, words: str, reason: str = WHY) -> None:
    with translation.override("en"), pytest.raises(Refused, match=words):
        take_back(here, row, who, reason)
    assert Recusal.objects.get(pk=row.pk).undone_at is None
    assert not Event.objects.filter(verb="recusal_taken_back").exists()


def test_the_step_is_the_chairs_again_and_the_history_says_so() -> None:
    here = scene.at(Position.CLINICAL)
    chair = here.chairs["DSG"]
    row = note(here, chair)
    assert here.step("DSG").holder == here.deputies["DSG"]
    assert take_back(here, row, here.colleague).undone_at == here.now
    assert here.step("DSG").holder == chair
    assert [one.person for one in notices(here.now) if one.kind is NoticeKind.ASKED] == [chair.pk]
    with translation.override("en"):
        [line] = history(Event.objects.filter(verb="recusal_taken_back"))
    said = "It was taken back that Formand DSG is recused from this revision."
    assert (line.sentence, line.reason, line.actor_key) == (said, WHY, f"person:{here.colleague.pk}")
    here.decide(person=chair)
    refused_again = Recusal.objects.get(pk=row.pk)
    with pytest.raises(Refused):
        take_back(here, refused_again, here.colleague)


def test_a_deferral_of_the_deputy_ends_with_it() -> None:
    here = scene.at(Position.CLINICAL)
    row = note(here, here.chairs["DSG"])
    here.decide(Outcome.DEFER, person=here.deputies["DSG"], until=here.today + timedelta(days=5))
    take_back(here, row, here.secretary)
    step = here.step("DSG").step
    step.refresh_from_db()
    assert (step.holder_person, step.deferred_until) == (here.chairs["DSG"], None)


def test_who_said_it_of_themselves_takes_it_back_and_is_not_named() -> None:
    here = scene.at(Position.CLINICAL)
    chair = here.chairs["DSG"]
    take_back(here, say(here, chair), chair)
    assert here.step("DSG").holder == chair
    with translation.override("en"):
        [line] = history(Event.objects.filter(verb="recusal_taken_back"))
    assert line.sentence == "A recusal from this revision was taken back."
    assert say(here, chair).undone_at is None


def test_who_may_not() -> None:
    here = scene.at(Position.CLINICAL)
    noted = note(here, here.chairs["DSG"])
    refused(here, noted, here.chairs["DSG"], "act in no capacity")
    refused(here, noted, here.deputies["DSG"], "Only the secretariat")
    refused(here, noted, here.secretary, "Write why it is taken back", " ")
    here.revision.contributions.create(person=here.secretary, kind="upload", since=here.now)
    refused(here, noted, here.secretary, "A colleague must take it")


def test_nobody_in_the_secretariat_takes_back_what_a_colleague_noted_of_them() -> None:
    here = scene.at(Position.CLINICAL)
    row = note(here, here.colleague)
    refused(here, row, here.colleague, "act in no capacity")
    assert take_back(here, row, here.secretary).undone_at is not None


def test_not_once_the_step_was_decided_without_them() -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    row, other = note(here, here.chairs["DSG"]), note(here, here.chairs["DGCG"])
    here.decide(person=here.deputies["DSG"], group="DSG")
    refused(here, row, here.secretary, "has been decided meanwhile")
    assert take_back(here, other, here.secretary).undone_at is not None


def test_the_switch_without_the_look_up_it_comes_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readmitting, "_refuse_decided", lambda *_given: None)
    with pytest.raises(pytest.fail.Exception):
        test_not_once_the_step_was_decided_without_them()


def test_what_was_said_as_a_decision_is_undone_as_one() -> None:
    here = scene.at(Position.CLINICAL)
    here.decide(Outcome.RECUSE, person=here.chairs["DSG"])
    refused(here, Recusal.objects.get(), here.secretary, "Only that decision can be undone")


def test_the_row_is_kept_and_its_taking_back_stands() -> None:
    here = scene.at(Position.CLINICAL)
    row = take_back(here, note(here, here.chairs["DSG"]), here.secretary)
    for change in ({"undone_at": None}, {"undone_at": here.now + timedelta(hours=1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Recusal.objects.filter(pk=row.pk).update(**change)
    assert Event.objects.filter(verb="recusal_recorded").count() == 1


# --- the pages


def test_the_page_of_the_case_offers_it(client: Client) -> None:
    here = scene.at(Position.CLINICAL)
    row = note(here, here.chairs["DSG"])
    client.cookies["language"] = "en"
    factories.sign_in(client, here.secretary)
    case = reverse("case", args=[here.revision.pk])
    address = reverse("recusal-undo", args=[here.revision.pk, row.pk])
    assert address in client.get(case).content.decode()
    assert "Take back that Formand DSG is recused" in text(client.get(address))
    assert client.post(address, {"reason": ""}).status_code == 422
    sent = client.post(address, {"reason": WHY})
    assert (sent.status_code, sent.url) == (302, case)
    shown = text(client.get(case))
    assert ("It is taken back that Formand DSG is recused." in shown, address in shown) == (True, False)
    assert client.get(address).status_code == 404


def test_who_said_it_finds_it_on_the_page_of_declarations(client: Client) -> None:
    here = scene.at(Position.CLINICAL)
    chair = here.chairs["DSG"]
    row, noted = say(here, chair), note(here, here.deputies["DSG"])
    factories.sign_in(client, chair)
    page = reverse("run-declaration", args=[here.revision.pk])
    address, other = (reverse("recusal-undo", args=[here.revision.pk, one.pk]) for one in (row, noted))
    assert address in client.get(page).content.decode()
    assert client.get(other).status_code == 404
    sent = client.post(address, {"reason": WHY})
    assert (sent.status_code, sent.url) == (302, page)
    factories.sign_in(client, here.deputies["DSG"])
    assert (other in client.get(page).content.decode(), client.get(other).status_code) == (False, 404)


def test_whoever_has_the_step_back_is_asked_anew() -> None:
    here = scene.at(Position.CLINICAL)
    chair = here.chairs["DSG"]
    row = note(here, chair)
    here.now += timedelta(days=20)
    with time_machine.travel(here.now, tick=False):
        take_back(here, row, here.secretary)
        asked = [notice for notice in notices(here.now) if notice.kind is NoticeKind.ASKED]
    assert [(notice.person, notice.on) for notice in asked] == [(chair.pk, here.today)]
