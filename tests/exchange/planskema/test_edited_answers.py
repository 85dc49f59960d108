"""Answers to what an edited export asks: one given to an earlier plan writes nothing, and is asked for anew."""

from __future__ import annotations

import pytest
from django.test import Client

from guidelines.lists import clock
from guidelines.models import Group, PlanEntry, PlanImport
from guidelines.planning.actions import move_entry
from tests import factories
from tests.exchange.planskema.edits import (
    BY,
    PEOPLE,
    Y2027,
    Y2028,
    approve,
    asked,
    entries,
    exported,
    planned,
    put,
    send,
    upload,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_moment")]
NAME = "take-2-year"


@pytest.fixture
def conflict(client: Client, dsg: Group, entry: PlanEntry) -> str:
    """The page of a file that moves to 2028 what the plan moved to 2030 meanwhile, with another change beside it."""
    factories.sign_in(client, factories.chair_of(dsg))
    data = exported(dsg, put(Y2027, ""), put(Y2028, "x Rev."), put(PEOPLE, "Cilla Dam", "Den anden"))
    move_entry(entry, to_year=2030, reason="", by=BY, now=clock.now())
    return upload(client, data)


def move_again(to_year: int) -> None:
    last = PlanEntry.objects.get(outcome="planned", guideline__title="Prøvesarkomer")
    move_entry(last, to_year=to_year, reason="", by=BY, now=clock.now())


def planned_years() -> list[int | None]:
    return [year for year, _kind, outcome, _names in entries() if outcome == "planned"]


@pytest.mark.parametrize("take", ["file", "plan"])
def test_a_late_answer_writes_nothing_and_is_asked_for_again(client: Client, conflict: str, take: str) -> None:
    seen = asked(client, conflict)[NAME][take]
    move_again(2029)
    page = send(client, conflict, **{NAME: seen})
    assert "Planen er ændret, efter at du svarede på række 2. Intet er skrevet" in page
    assert "Planen er ændret, efter at du svarede. Svar igen." in page
    assert "Planen er ændret imens, til »2029«. Hvad er rigtigt?" in page
    assert (planned_years(), entries("Den anden")[0][3]) == ([2029], ["Anna Berg"])
    assert PlanImport.objects.get().applied_at is None


def test_an_answer_kept_for_later_is_no_answer_to_a_later_plan(client: Client, conflict: str) -> None:
    client.post(conflict, {"act": "save", NAME: asked(client, conflict)[NAME]["file"]})
    move_again(2029)
    send(client, conflict, **{NAME: PlanImport.objects.get().answers["takes"]["2-year"]})
    assert planned_years() == [2029]
    approve(client, conflict, **{NAME: "file"})
    assert (planned_years(), entries("Den anden")[0][3]) == ([2028], ["Cilla Dam"])


def test_an_answer_where_nothing_is_asked_any_more_is_late_too(client: Client, conflict: str) -> None:
    """The plan is as it was exported again: the file would be written, whatever was answered."""
    seen = asked(client, conflict)[NAME]["plan"]
    move_again(2027)
    assert "Intet er skrevet" in send(client, conflict, **{NAME: seen})
    assert planned_years() == [2027]


@pytest.mark.parametrize("forged", ["file", "file@", "file@0000000000", "other@", "x" * 4000, ""])
def test_an_answer_that_says_not_to_what_is_none(client: Client, conflict: str, forged: str) -> None:
    send(client, conflict, **{NAME: forged})
    assert planned_years() == [2030]


def test_what_was_left_without_an_answer_is_told(client: Client, conflict: str) -> None:
    assert "1 række fik intet svar og blev ikke skrevet." in send(client, conflict)
    assert (planned_years(), entries("Den anden")[0][3]) == ([2030], ["Cilla Dam"])


def test_the_command_says_what_the_page_asks(dsg: Group, conflict: str) -> None:
    plan = planned(dsg, bytes(PlanImport.objects.get().content))
    assert [[doubt.code for doubt in row.asking] for row in plan.rows] == [[], ["question"]]
    assert plan.as_json()["rows"][1]["doubts"][-1]["quote"] == "2028"  # type: ignore[index]
