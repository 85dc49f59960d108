"""Each verb at each position: where the one table has a line it goes there, everywhere else it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction

from guidelines.approval import actions
from guidelines.approval.actions import moving
from guidelines.approval.rules import ENDED, TRANSITIONS, Outcome, Position, Verb, allows
from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Move, Role, RunApproval, RunRoute
from guidelines.planning.rules import Stage
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def _decide(outcome: Outcome) -> Callable[[Scene], Any]:
    def do(here: Scene) -> Any:
        views = here.case.steps
        if not views:
            raise Refused("no step is open")
        view = views[0]
        who = view.holder or here.secretary
        return actions.decide(view.step, here.choice(outcome), person=who, by=scene.actor(who), now=here.tick())

    return do


def _withdraw(here: Scene) -> Any:
    if here.case.file is None and here.position is Position.DRAFT:
        here.upload()
    return here.do(actions.withdraw_file, reason="Forkert fil")


def _resend(here: Scene) -> Any:
    return here.resubmit()


def _ask(here: Scene) -> Any:
    if here.position in (Position.DRAFT, Position.CONSULTATION):
        here.describe()
        here.upload()
        here.prepare()
    return here.do(actions.ask_approval, expected_edition=here.case.edition)


def _correct(here: Scene) -> Any:
    stage = Stage.AGREED if here.position is not Position.AGREED else Stage.DRAFT
    return here.do(actions.correct_stage, stage=stage, reason="Mail", by=here.secretary)


def _leave(here: Scene) -> Any:
    return here.do_step(actions.hand_over, here.chairs["DSG"])


def _name(here: Scene) -> Any:
    Role.objects.filter(group=here.groups["DSG"]).delete()
    return here.do_step(actions.appoint, here.secretary, here.colleague, reason="Der er ingen tilbage")


def _step_of(here: Scene, do: Callable[[Scene], Any]) -> Any:
    if not here.case.steps:
        raise Refused("no step is open")
    return do(here)


DO: dict[Verb, Callable[[Scene], Any]] = {
    Verb.BEGIN_DRAFT: lambda here: here.do(actions.begin_draft),
    Verb.UPLOAD: lambda here: here.upload(),
    Verb.WITHDRAW_FILE: _withdraw,
    Verb.ASK_APPROVAL: _ask,
    Verb.RESUBMIT: _resend,
    Verb.APPROVE: _decide(Outcome.APPROVE),
    Verb.SEND_BACK: _decide(Outcome.SEND_BACK),
    Verb.RECUSE: _decide(Outcome.RECUSE),
    Verb.DEFER: _decide(Outcome.DEFER),
    Verb.HAND_OVER: lambda here: _step_of(here, _leave),
    Verb.APPOINT: lambda here: _step_of(here, _name),
    Verb.TAKE_CASE: lambda here: here.take(),
    Verb.GIVE_CASE: lambda here: here.give(here.colleague),
    Verb.RELEASE_CASE: lambda here: here.do(actions.release_case, person=here.colleague, by=here.colleague),
    Verb.STOP: lambda here: here.do(actions.stop, reason="Slås sammen", by=here.secretary),
    Verb.CORRECT: _correct,
}
ELSEWHERE = {Verb.OPEN_CONSULTATION, Verb.PUBLISH}  # tested with their own rooms' verbs


@pytest.mark.parametrize("place", list(Position))
def test_every_verb_follows_the_table(place: Position) -> None:
    there = scene.at(place)
    for verb, do in DO.items():
        with _taken_back():
            _try(verb, do, deepcopy(there), place)
    assert there.position is place


def _try(verb: Verb, do: Callable[[Scene], Any], here: Scene, place: Position) -> None:
    line = next((line for line in TRANSITIONS if line.verb is verb and place in line.at), None)
    moves, events = Move.objects.count(), Event.objects.count()
    if line is None:
        with pytest.raises(Refused):
            do(here)
        assert (Move.objects.count(), Event.objects.count()) == (moves, events), verb
        assert here.position is place, verb
    else:
        do(here)
        assert here.position in (line.to or (place,)), verb
        assert Move.objects.count() > moves, verb
        assert Event.objects.count() > events, verb


@contextmanager
def _taken_back() -> Iterator[None]:
    """Roll back what the block does, so that the next verb finds the revision where it stood."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_each_verb_of_the_table_is_tried() -> None:
    assert set(DO) | ELSEWHERE == set(Verb)


def test_nothing_leaves_an_end() -> None:
    assert not [(verb, place) for verb in Verb for place in ENDED if allows(verb, place)]


def test_the_switch_without_the_table_a_draft_is_taken_as_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    here = scene.at(Position.DRAFT)
    with pytest.raises(Refused):
        here.take()
    monkeypatch.setattr(moving, "allows", lambda verb, at: True)
    here.take()
    assert here.position is Position.REVIEW


def test_all_groups_approve_before_the_secretariat_sees_it() -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    assert {view.step.for_group for view in here.case.steps} == set(here.groups.values())
    here.approve("DGCG")
    assert here.position is Position.CLINICAL
    here.approve("DSG")
    assert here.position is Position.SUBMITTED
    here.take()
    view = here.step()
    assert (view.holder, view.step.due_on) == (here.secretary, scene.date(2026, 12, 5))
    here.approve()
    assert (here.position, here.step().step.stage) == (Position.APPROVED, "published")


def test_a_correction_opens_the_steps_of_its_stage_and_voids_what_was_approved() -> None:
    here = scene.at(Position.REVIEW, ("DSG", "DGCG"))
    here.do(actions.correct_stage, stage=Stage.CLINICAL_APPROVAL, reason="Ny aftale", by=here.secretary)
    assert not here.case.approved
    assert {view.holder for view in here.case.steps} == set(here.chairs.values())
    with pytest.raises(Refused):
        here.do(actions.correct_stage, stage=Stage.PUBLISHED, reason="Udkommet", by=here.secretary)
    with pytest.raises(Refused):
        here.do(actions.correct_stage, stage=Stage.CLINICAL_APPROVAL, reason="Igen", by=here.secretary)


def test_a_step_recorded_before_approval_was_built_is_decided_all_the_same() -> None:
    here = scene.start(("DSG", "DGCG"))
    scene.actions_of_planning.record_stage(
        here.revision, stage=Stage.CLINICAL_APPROVAL, reason="Mail", by=scene.BY, now=here.tick()
    )
    RunRoute.objects.all().delete()
    RunApproval.objects.all().delete()
    here.prepare()
    here.upload()
    views = here.case.steps
    assert {view.holder for view in views} == set(here.chairs.values())
