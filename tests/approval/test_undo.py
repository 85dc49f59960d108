"""Fortryd on a decision: within ten minutes, by who decided, while nobody has acted since, naming who has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guidelines.approval import actions
from guidelines.approval.actions import undoing
from guidelines.approval.rules import Outcome, Position
from guidelines.lists.errors import Refused
from guidelines.models import Decision, Elector, Move, ReviewComment, Step
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def undo(here: Scene, decision: Decision, minutes: float = 1) -> Decision:
    who = decision.person
    return actions.undo_decision(decision, person=who, by=scene.actor(who), now=here.tick(minutes))


def standing(here: Scene) -> tuple[Any, ...]:
    """What an undone decision must leave as it was."""
    steps = Step.objects.open().filter(revision=here.revision).order_by("pk")
    rows = list(steps.values_list("pk", "stage", "holder_person", "deferred_until"))
    case = here.case
    return case.position, rows, case.approved, case.recused, case.returned


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("place", [Position.CLINICAL, Position.REVIEW])
@pytest.mark.parametrize("groups", [("DSG",), ("DSG", "DGCG")])
def test_what_is_undone_leaves_everything_as_it_was(place: Position, outcome: Outcome, groups: Any) -> None:
    here = scene.at(place, groups)
    before = standing(here)
    made = here.decide(outcome, group="DSG" if place is Position.CLINICAL else "")
    undone = undo(here, made)
    assert standing(here) == before
    assert (undone.undone_at, undone.move.undone_at) == (here.now, here.now)
    here.decide(outcome, group="DSG" if place is Position.CLINICAL else "")


def test_the_last_approval_is_undone_with_what_it_led_to() -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    here.approve("DSG")
    before = standing(here)
    undo(here, here.approve("DGCG"))
    assert standing(here) == before


def test_ten_minutes_and_not_longer() -> None:
    here = scene.at(Position.CLINICAL)
    made = here.approve()
    with pytest.raises(Refused):
        undo(here, made, 10.1)
    assert here.position is Position.SUBMITTED


def test_an_earlier_decision_can_be_undone_once_the_later_one_is() -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    first, second = here.approve("DSG"), here.approve("DGCG")
    with pytest.raises(Refused, match="Formand DGCG"):
        undo(here, first)
    undo(here, second)
    undo(here, first)
    with pytest.raises(Refused):
        undo(here, first)
    assert not here.case.approved


def test_it_is_nobody_elses_to_undo() -> None:
    here = scene.at(Position.CLINICAL)
    made = here.approve()
    with pytest.raises(Refused):
        actions.undo_decision(made, person=here.deputies["DSG"], by=scene.BY, now=here.tick())


def _comment(here: Scene) -> None:
    step = here.step().step
    ReviewComment.objects.create(step=step, text="Se afsnit 2", written_by=here.secretary, written_at=here.now)


def _name(here: Scene) -> None:
    here.deputies["DSG"].roles.all().delete()
    named = scene.factories.reader("Udpeget Ulv")
    here.do_step(actions.appoint, here.secretary, named, reason="Der er ingen tilbage")


def _leave(here: Scene) -> None:
    second = scene.factories.deputy_of(here.groups["DSG"], "Anden Ask")
    Elector.objects.create(step=here.step().step, person=second, capacity="deputy", place=2)
    here.do_step(actions.hand_over, here.deputies["DSG"])


ACTED: dict[str, tuple[Outcome, Callable[[Scene], Any], str]] = {
    "took the case": (Outcome.APPROVE, lambda here: here.take(), "Sekretær Sø"),
    "wrote a comment": (Outcome.APPROVE, _comment, "Sekretær Sø"),
    "uploaded": (Outcome.SEND_BACK, lambda here: here.upload(), "Tove Tovholder"),
    "described": (Outcome.SEND_BACK, lambda here: here.describe(summary="Rettet"), "Tove Tovholder"),
    "the deputy put it off": (Outcome.RECUSE, lambda here: here.decide(Outcome.DEFER), "Stedfortræder DSG"),
    "the deputy left it to another": (Outcome.RECUSE, _leave, "Stedfortræder DSG"),
    "the secretariat named somebody": (Outcome.RECUSE, _name, "Sekretær Sø"),
}


@pytest.mark.parametrize("name", ACTED)
def test_once_the_next_has_acted_it_is_refused_and_says_who(name: str) -> None:
    outcome, act, who = ACTED[name]
    here = scene.at(Position.CLINICAL)
    made = here.decide(outcome)
    act(here)
    place = here.position
    with pytest.raises(Refused, match=who):
        undo(here, made)
    assert (here.position, Move.objects.exclude(undone_at=None).count()) == (place, 0)


def test_the_switch_without_the_look_for_others_a_case_is_pulled_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "_next_to_act", lambda decision: "")
    here = scene.at(Position.CLINICAL)
    made = here.approve()
    here.take()
    undo(here, made)
    assert here.position is not Position.REVIEW
