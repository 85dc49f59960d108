"""What a decision takes and leaves: text, days, factor, key (A5), the words of refusal, and the record (A9, A10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from guidelines.approval import actions
from guidelines.approval.actions import decisions
from guidelines.approval.actions.errors import Conflict
from guidelines.approval.rules import Factor, Outcome, Position
from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Decision, RunApproval
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def sign(here: Scene, choice: actions.Choice) -> Decision:
    chair = here.chairs["DSG"]
    return actions.decide(here.step("DSG").step, choice, person=chair, by=scene.actor(chair), now=here.tick())


def test_a_decision_holds_who_in_what_role_for_whom_on_which_bytes_and_when() -> None:
    here = scene.at(Position.CLINICAL)
    made = here.approve()
    assert here.case.file is not None
    assert (made.person, made.name, made.capacity, made.acting_for) == (
        *(here.chairs["DSG"], "Formand DSG", "chair"),
        here.groups["DSG"],
    )
    assert (made.meaning, made.outcome, made.factor, made.at) == ("clinical", "approve", "code", here.now)
    assert (made.file, made.sha256) == (here.case.file, here.case.file.document.sha256)
    last = Event.objects.latest("seq")
    assert (last.verb, last.facts["sha256"], last.facts["decision"]) == ("decided", made.sha256, made.pk)


@pytest.mark.parametrize(
    ("outcome", "lacking"),
    [
        (Outcome.APPROVE, {"factor": None}),
        (Outcome.APPROVE_REMARK, {"text": "  "}),
        (Outcome.APPROVE_REMARK, {"factor": None}),
        (Outcome.SEND_BACK, {"text": ""}),
        (Outcome.SEND_BACK, {"return_due_on": scene.TODAY}),
        (Outcome.DEFER, {"until": None}),
        (Outcome.DEFER, {"until": scene.TODAY}),
        (Outcome.DEFER, {"until": scene.TODAY + timedelta(days=366)}),
    ],
)
def test_what_an_outcome_asks_for_is_asked_for(outcome: Outcome, lacking: dict[str, Any]) -> None:
    here = scene.at(Position.CLINICAL)
    with pytest.raises(Refused):
        sign(here, here.choice(outcome, **lacking))
    assert not Decision.objects.exists()
    sign(here, here.choice(outcome))


@pytest.mark.parametrize("outcome", [Outcome.SEND_BACK, Outcome.RECUSE, Outcome.DEFER])
def test_only_a_sign_off_asks_for_a_fresh_sign_in(outcome: Outcome) -> None:
    here = scene.at(Position.CLINICAL)
    assert sign(here, here.choice(outcome)).factor == ""


def test_a_group_that_asks_for_a_second_factor_takes_no_mailed_code() -> None:
    here = scene.at(Position.CLINICAL)
    RunApproval.objects.update(needs_second_factor=True)
    with pytest.raises(Refused):
        sign(here, here.choice())
    assert sign(here, here.choice(factor=Factor.TOTP)).factor == "totp"


def test_a_deferred_step_rests_and_can_still_be_decided() -> None:
    here = scene.at(Position.CLINICAL)
    here.decide(Outcome.DEFER)
    assert here.step().is_deferred
    here.tick(60 * 24 * 7)
    assert not here.step().is_deferred
    here.approve()
    assert here.position is Position.SUBMITTED


# --- A5


def test_the_same_page_sent_again_is_one_decision() -> None:
    here = scene.at(Position.CLINICAL)
    view, choice, chair = here.step(), here.choice(), here.chairs["DSG"]
    facts: dict[str, Any] = {"person": chair, "by": scene.actor(chair)}
    made = [actions.decide(view.step, choice, **facts, now=here.tick()) for _again in range(20)]
    assert {item.pk for item in made} == {Decision.objects.get().pk}
    assert actions.stored_decision(view.step, replace(choice, factor=None), person=chair) == made[0]
    for other in (replace(choice, outcome=Outcome.SEND_BACK, text="Nej"), replace(choice, text="Andet")):
        with pytest.raises(Conflict):
            actions.decide(view.step, other, **facts, now=here.tick())
    assert Decision.objects.count() == 1


def test_a_key_is_nobody_elses_to_use() -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    made = here.approve("DSG")
    with pytest.raises(Conflict):
        here.approve("DGCG", key=made.key)


def test_the_switch_without_the_look_for_the_key_a_retry_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "_stored", lambda *_args: None)
    here = scene.at(Position.CLINICAL)
    view, choice, chair = here.step(), here.choice(), here.chairs["DSG"]
    facts: dict[str, Any] = {"person": chair, "by": scene.actor(chair)}
    actions.decide(view.step, choice, **facts, now=here.tick())
    with pytest.raises(Refused):
        actions.decide(view.step, choice, **facts, now=here.tick())


def test_nobody_decides_what_is_not_a_step_of_theirs() -> None:
    here = scene.at(Position.CLINICAL)
    for person in (here.lead, here.secretary, here.deputies["DSG"]):
        with pytest.raises(Refused):
            here.decide(person=person)
    assert not Decision.objects.exists()


def test_only_who_has_the_case_decides_it() -> None:
    here = scene.at(Position.REVIEW)
    with pytest.raises(Refused, match="Sekretær Sø"):
        here.decide(person=here.colleague)
    here.do(actions.release_case, person=here.colleague, by=here.colleague)
    here.take(here.colleague)
    assert here.approve().person == here.colleague
