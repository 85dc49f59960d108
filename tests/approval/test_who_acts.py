"""Who writes, hands in, corrects and stops is looked up in the transaction, not when the page was shown (A3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidelines.approval import actions
from guidelines.approval.actions import capacities, drafts, handing, moving, reviewing, running
from guidelines.approval.actions.reviewing import tick_comment
from guidelines.approval.rules import Position
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.models import Person
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene, actor, stored

pytestmark = [pytest.mark.django_db, pytest.mark.both]
Act = Callable[[Scene, Actor], Any]


def describe(here: Scene, by: Actor) -> Any:
    facts = actions.DraftFacts(label="9.9")
    return actions.describe(here.revision, facts, expected_edition=here.case.edition, by=by, now=here.tick())


def upload(here: Scene, by: Actor) -> Any:
    return actions.upload(here.revision, stored(now=here.now), person=here.lead, by=by, now=here.tick())


def withdraw(here: Scene, by: Actor) -> Any:
    return actions.withdraw_file(here.revision, reason="Forkert fil", by=by, now=here.tick())


def begin(here: Scene, by: Actor) -> Any:
    return actions.begin_draft(here.revision, by=by, now=here.tick())


def ask(here: Scene, by: Actor) -> Any:
    return actions.ask_approval(here.revision, expected_edition=here.case.edition, by=by, now=here.tick())


def resubmit(here: Scene, by: Actor) -> Any:
    return actions.resubmit(here.revision, expected_edition=here.case.edition, by=by, now=here.tick())


def tick(here: Scene, by: Actor) -> Any:
    assert here.case.returned is not None
    return tick_comment(here.case.returned.comments[0], is_done=True, person=here.lead, by=by, now=here.tick())


def stop(here: Scene, by: Actor) -> Any:
    return actions.stop(here.revision, reason="Skrives sammen", by=by, now=here.tick())


def correct(here: Scene, by: Actor) -> Any:
    facts = {"stage": Stage.CONSULTATION, "reason": "Mail"}
    return actions.correct_stage(here.revision, **facts, by=by, now=here.tick())


def drafted() -> Scene:
    here = scene.at(Position.DRAFT)
    here.describe()
    here.upload()
    here.prepare()
    return here


def returned() -> Scene:
    here = scene.at(Position.RETURNED)
    here.tick_text()
    return here


AUTHORS: dict[str, tuple[Act, Callable[[], Scene]]] = {
    "describe": (describe, drafted),
    "upload": (upload, drafted),
    "withdraw": (withdraw, drafted),
    "begin": (begin, scene.start),
    "ask": (ask, drafted),
    "resubmit": (resubmit, returned),
    "tick": (tick, lambda: scene.at(Position.RETURNED)),
}
OFFICE: dict[str, tuple[Act, Callable[[], Scene]]] = {"stop": (stop, drafted), "correct": (correct, drafted)}


def gone(here: Scene, who: Person) -> Actor:
    """Somebody who had the right when the page was shown, and has lost it since."""
    who.roles.update(ends_on=here.today - timedelta(days=1))
    who.assignments.update(ended_on=here.today)
    return actor(who)


def outsiders(here: Scene) -> dict[str, Actor]:
    """Who may not write: the chair while tovholdere are named, one of another group, an account without a person."""
    factories.reader("Anden Tovholder").assignments.create(plan_entry=here.entry, role="lead", position=2)
    return {
        "reader": actor(factories.reader("Rie Læser")),
        "chair": actor(here.chairs["DSG"]),
        "other chair": actor(factories.chair_of(factories.group("DBCG"))),
        "account": Actor("user", "user:1"),
        "left office": gone(here, here.colleague),
        "left the pen": gone(here, here.lead),
    }


def refused(act: Act, here: Scene, people: dict[str, Actor]) -> list[str]:
    found = []
    for name, by in people.items():
        before = Event.objects.count()
        with pytest.raises(Refused, match="Det kan kun"):
            act(here, by)
        assert Event.objects.count() == before
        found.append(name)
    return found


@pytest.mark.parametrize("verb", AUTHORS)
def test_nobody_else_writes_or_hands_in(verb: str) -> None:
    act, ready = AUTHORS[verb]
    here = ready()
    people = outsiders(here)
    assert refused(act, here, people) == list(people)


@pytest.mark.parametrize("verb", OFFICE)
def test_nobody_outside_the_secretariat_stops_or_corrects(verb: str) -> None:
    act, ready = OFFICE[verb]
    here = ready()
    people = {**outsiders(here), "author": actor(here.lead)}
    assert refused(act, here, people) == list(people)


@pytest.mark.parametrize("verb", [*AUTHORS, *OFFICE])
@pytest.mark.parametrize("who", ["secretariat", "command", "author"])
def test_who_may_does(verb: str, who: str) -> None:
    act, ready = {**AUTHORS, **OFFICE}[verb]
    if verb in OFFICE and who == "author":
        return
    here = ready()
    by = {"secretariat": actor(here.colleague), "command": scene.BY, "author": actor(here.lead)}[who]
    assert act(here, by) is not None


def test_while_nobody_is_named_the_groups_leaders_write() -> None:
    here = scene.start(with_lead=False)
    for who in (here.chairs["DSG"], here.deputies["DSG"]):
        assert describe(here, actor(who)).label == "9.9"
        with pytest.raises(Refused):
            describe(here, actor(factories.chair_of(factories.group("DBCG"))))


@pytest.mark.parametrize("room", [drafts, handing, running, reviewing])
def test_the_switch_without_the_look_up_anybody_writes(monkeypatch: pytest.MonkeyPatch, room: Any) -> None:
    verb = {drafts: "describe", handing: "ask", running: "begin", reviewing: "tick"}[room]
    monkeypatch.setattr(room, "refuse_unless_author", lambda held, by: None)
    with pytest.raises((pytest.fail.Exception, AssertionError)):  # done, or refused for another reason
        test_nobody_else_writes_or_hands_in(verb)


def test_the_look_up_is_one_statement() -> None:
    here = drafted()
    with writing(scene.BY, now=here.now):
        held = moving.hold(here.revision.pk, here.now)
        for look in (capacities.refuse_unless_author, capacities.refuse_unless_by_secretary):
            with CaptureQueriesContext(connection) as made:
                look(held, actor(here.secretary))
            assert len(made) == 1


def test_a_route_is_set_by_who_leads_the_group_when_it_is_set() -> None:
    here = scene.start()
    group, facts = here.groups["DSG"], actions.RouteFacts(clinical_days=3)
    others = [factories.reader("Rie Læser"), factories.chair_of(factories.group("DBCG"))]
    for by in (*map(actor, others), gone(here, here.deputies["DSG"]), Actor("user", "user:1")):
        with pytest.raises(Refused, match="Det kan kun"):
            actions.set_route(group, facts, by=by, now=here.tick())
    for by in (actor(here.chairs["DSG"]), actor(here.secretary), scene.BY):
        assert actions.set_route(group, facts, by=by, now=here.tick()).clinical_days == 3
