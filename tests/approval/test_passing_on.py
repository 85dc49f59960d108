"""A step that passes on: a deferral stays with who made it, and whoever is named can sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guidelines.approval import actions
from guidelines.approval.rules import Outcome, Position
from guidelines.lists.errors import Refused
from guidelines.people.actions import stop_sign_in
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def _left(here: Scene) -> Any:
    return here.do_step(actions.hand_over, here.chairs["DSG"])


def _recused(here: Scene) -> Any:
    return here.decide(Outcome.RECUSE)


def _recused_beforehand(here: Scene) -> Any:
    return here.do(actions.recuse_beforehand, person=here.chairs["DSG"], by=here.chairs["DSG"])


@pytest.mark.parametrize("passes_on", [_left, _recused, _recused_beforehand])
def test_what_one_put_off_does_not_rest_with_the_next(passes_on: Callable[[Scene], Any]) -> None:
    here = scene.at(Position.CLINICAL)
    here.decide(Outcome.DEFER)
    assert here.step().is_deferred
    passes_on(here)
    view = here.step()
    assert (view.holder, view.is_deferred) == (here.deputies["DSG"], False)


def test_nor_with_who_is_named() -> None:
    here = scene.at(Position.CLINICAL)
    here.decide(Outcome.DEFER)
    factories.Role.objects.filter(group=here.groups["DSG"]).delete()
    named = factories.reader("Udpeget Ulv")
    here.do_step(actions.appoint, here.secretary, named, reason="Begge er fratrådt")
    view = here.step()
    assert (view.holder, view.is_deferred) == (named, False)


def test_a_recusal_that_is_undone_brings_ones_own_deferral_back() -> None:
    here = scene.at(Position.CLINICAL)
    here.decide(Outcome.DEFER)
    made = _recused(here)
    actions.undo_decision(made, person=made.person, by=scene.BY, now=here.tick())
    view = here.step()
    assert (view.holder, view.is_deferred) == (here.chairs["DSG"], True)


def test_another_groups_step_rests_on() -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    here.decide(Outcome.DEFER, group="DGCG")
    here.do(actions.recuse_beforehand, person=here.chairs["DSG"], by=here.chairs["DSG"])
    assert here.step("DGCG").is_deferred


def test_who_cannot_sign_in_is_not_named() -> None:
    here = scene.at(Position.CLINICAL)
    factories.Role.objects.filter(group=here.groups["DSG"]).delete()
    without, stopped = factories.person("Uden Uglebo"), factories.reader("Stoppet Steen")
    stop_sign_in(stopped, by=scene.BY, now=here.now)
    for who in (without, stopped):
        with pytest.raises(Refused, match=f"{who.name} kan ikke logge ind"):
            here.do_step(actions.appoint, here.secretary, who, reason="Begge er fratrådt")
