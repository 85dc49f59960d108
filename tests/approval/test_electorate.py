"""Who decides a clinical step: fixed when it opens, looked up when it matters, passed on, and never nobody unseen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guidelines.approval import actions
from guidelines.approval.actions.whose_move import follow_holders
from guidelines.approval.reading import read_open_cases
from guidelines.approval.rules import Outcome, Position
from guidelines.lists.errors import Refused
from guidelines.models import Absence, Elector, Group, Role
from guidelines.people.access import viewer_of
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def away(here: Scene, person: scene.Person) -> None:
    Absence.objects.create(person=person, starts_on=here.today, ends_on=here.today)


def test_the_electorate_is_fixed_when_the_step_opens() -> None:
    here = scene.at(Position.CLINICAL)
    late = factories.chair_of(here.groups["DSG"], "Senere Sand")
    people = [item.person for item in Elector.objects.filter(step=here.step().step)]
    assert people == [here.chairs["DSG"], here.deputies["DSG"]]
    with pytest.raises(Refused):
        here.decide(person=late)


def test_somebody_who_left_is_named_and_the_next_holds_it() -> None:
    here = scene.at(Position.CLINICAL)
    here.chairs["DSG"].roles.all().delete()
    view = here.step()
    assert [one.person for one in view.standings if not one.holds_role] == [here.chairs["DSG"].pk]
    assert view.holder == here.deputies["DSG"]


def test_the_deputy_holds_it_while_the_chair_is_away_and_the_chair_may_still_decide() -> None:
    here = scene.at(Position.CLINICAL)
    away(here, here.chairs["DSG"])
    assert here.step().holder == here.deputies["DSG"]
    assert here.decide(person=here.chairs["DSG"]).capacity == "chair"


def test_an_absence_that_begins_or_ends_moves_the_step_in_every_list() -> None:
    here = scene.at(Position.CLINICAL, groups=("DSG", "DGCG"))
    assert follow_holders(here.today) == 0
    away(here, here.chairs["DSG"])
    assert follow_holders(here.today) == 1
    assert here.step("DSG").step.holder_person == here.step("DSG").holder == here.deputies["DSG"]
    assert here.step("DGCG").step.holder_person == here.chairs["DGCG"]
    assert follow_holders(here.today + timedelta(days=1)) == 1
    assert here.step("DSG").step.holder_person == here.chairs["DSG"]


def test_a_step_that_nobody_is_left_for_names_nobody() -> None:
    here = scene.at(Position.CLINICAL)
    Role.objects.filter(group=here.groups["DSG"]).delete()
    assert (follow_holders(here.today), here.step().step.holder_person) == (1, None)


@pytest.mark.parametrize("count", [1, 5])
def test_looking_whose_move_it_is_takes_two_statements(django_assert_num_queries: Any, count: int) -> None:
    for _number in range(count):
        scene.at(Position.CLINICAL)
    with django_assert_num_queries(2):
        assert follow_holders(scene.NOW.date()) == 0


def test_the_deputy_decides_when_it_has_come_to_the_deputy() -> None:
    here = scene.at(Position.CLINICAL)
    with pytest.raises(Refused):
        here.decide(person=here.deputies["DSG"])
    here.do_step(actions.hand_over, here.chairs["DSG"])
    assert here.step().step.holder_person == here.deputies["DSG"]
    with pytest.raises(Refused):
        here.decide(person=here.chairs["DSG"])
    assert here.approve().capacity == "deputy"


def test_the_last_one_cannot_leave_it_to_nobody() -> None:
    here = scene.at(Position.CLINICAL)
    here.do_step(actions.hand_over, here.chairs["DSG"])
    with pytest.raises(Refused):
        here.do_step(actions.hand_over, here.deputies["DSG"])


def test_where_nobody_is_left_the_secretariat_names_somebody_with_a_reason() -> None:
    here = scene.at(Position.CLINICAL)
    named = factories.reader("Udpeget Ulv")
    with pytest.raises(Refused):
        here.do_step(actions.appoint, here.secretary, named, reason="Formanden er på ferie")
    here.decide(Outcome.RECUSE)
    here.decide(Outcome.RECUSE)
    view = here.step()
    assert (view.is_orphaned, view.step.holder_person) == (True, None)
    for who, whom, reason in (
        (here.lead, named, "Nej"),
        (here.secretary, here.secretary, "Mig"),
        (here.secretary, here.chairs["DSG"], "Inhabil"),
        (here.secretary, named, " "),
    ):
        with pytest.raises(Refused):
            here.do_step(actions.appoint, who, whom, reason=reason)
    here.do_step(actions.appoint, here.secretary, named, reason="Begge er inhabile")
    assert here.step().holder == named
    assert here.approve().capacity == "appointed"


def test_a_sub_groups_chair_approves_for_the_group() -> None:
    group = factories.group("DSG")
    sub = factories.group("DSG Bløddel", kind=Group.Kind.SUBGROUP, parent=group)
    chair = factories.chair_of(sub, "Undergruppe Ulm")
    actions.set_route(group, actions.RouteFacts(approver_group=sub), by=scene.BY, now=scene.NOW)
    here = scene.at(Position.CLINICAL)
    made = here.approve()
    assert (made.person, made.acting_for, made.step.holder_group) == (chair, group, sub)
    assert here.position is Position.SUBMITTED


def test_being_recused_beforehand_passes_the_step_on() -> None:
    here = scene.at(Position.CLINICAL)
    first = here.do(actions.recuse_beforehand, person=here.chairs["DSG"], by=here.chairs["DSG"])
    assert here.do(actions.recuse_beforehand, person=here.chairs["DSG"], by=here.chairs["DSG"]) == first
    assert here.step().step.holder_person == here.deputies["DSG"]
    here.approve()
    with pytest.raises(Refused):
        here.do(actions.recuse_beforehand, person=here.deputies["DSG"], by=here.deputies["DSG"])


def test_who_has_the_case_is_recused_in_it_and_it_goes_back_to_the_queue() -> None:
    here = scene.at(Position.REVIEW)
    with pytest.raises(Refused):
        here.do(actions.recuse_beforehand, person=here.secretary, by=here.secretary)
    here.decide(Outcome.RECUSE)
    assert here.position is Position.SUBMITTED
    with pytest.raises(Refused):
        here.take()
    here.take(here.colleague)


def test_lists_show_a_viewer_what_is_inside() -> None:
    here = scene.at(Position.CLINICAL)
    outsider = factories.member_of(factories.group("DGCG"))
    for person, count in ((here.lead, 1), (here.chairs["DSG"], 1), (here.secretary, 1), (outsider, 0)):
        assert len(read_open_cases(viewer_of(person.user, here.today), here.today)) == count
