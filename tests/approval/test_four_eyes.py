"""A1, A2, A3: nobody approves own work, in whatever capacity; nobody bends the rules of a running case."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from guidelines.approval import actions
from guidelines.approval.actions import deciders, decisions, drafts, moving, routes
from guidelines.approval.actions.capacities import Capacities
from guidelines.approval.actions.following import move_approval_rows
from guidelines.approval.rules import Factor, Outcome, Position
from guidelines.journal.writing import writing
from guidelines.lists.errors import Refused
from guidelines.models import Assignment, Decision, Person, Role, RunApproval, Step
from guidelines.people.actions import merge_persons
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def works(here: Scene, person: Person) -> None:
    """Make the person an author of the version."""
    Assignment.objects.create(plan_entry=here.entry, person=person, role="author", position=9)


OWN_WORK: dict[str, Callable[[Scene], Person]] = {
    "the tovholder in the secretariat": lambda here: here.lead,
    "an author in the secretariat": lambda here: _author(here),
    "who uploaded on behalf": lambda here: here.file.uploaded_by if here.file else here.lead,
    "the chair who approved it": lambda here: here.chairs["DSG"],
}


def _author(here: Scene) -> Person:
    works(here, here.colleague)
    return here.colleague


@pytest.mark.parametrize("name", OWN_WORK)
def test_no_one_who_worked_on_it_takes_or_decides_the_case(name: str) -> None:
    here = scene.at(Position.DRAFT)
    here.describe()
    here.upload(person=here.colleague if "behalf" in name else here.lead)
    here.prepare()
    here.do(actions.ask_approval, expected_edition=here.case.edition)
    here.approve()
    person = OWN_WORK[name](here)
    if not person.roles.filter(kind="secretariat").exists():
        factories.role(person, Role.Kind.SECRETARIAT)
    with pytest.raises(Refused):
        here.take(person)
    here.take()
    view = here.step()
    view.step.holder_person = person
    view.step.save(update_fields=["holder_person"])
    with pytest.raises(Refused):
        here.decide(person=person)
    assert not Decision.objects.filter(meaning="administrative").exists()


def test_the_switch_without_the_verbs_own_look_the_database_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    here = scene.at(Position.REVIEW)
    works(here, here.secretary)
    free = Capacities(here.secretary, True, False, False, False)
    monkeypatch.setattr(deciders, "refuse_unless_independent_secretary", lambda held, person: free)
    with pytest.raises(DatabaseError), transaction.atomic():
        here.approve()
    assert not Decision.objects.filter(meaning="administrative").exists()


def test_the_switch_without_noting_who_uploaded_they_take_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "_note_uploaders", lambda *_args: None)
    with pytest.raises(pytest.fail.Exception):
        test_no_one_who_worked_on_it_takes_or_decides_the_case("who uploaded on behalf")


def test_an_author_who_chairs_writes_why_or_leaves_it_to_the_deputy() -> None:
    here = scene.at(Position.CLINICAL)
    works(here, here.chairs["DSG"])
    with pytest.raises(Refused):
        here.approve()
    made = here.approve(own_work_reason="Vi er kun to i gruppen")
    assert made.own_work_reason == "Vi er kun to i gruppen"


def test_where_the_group_requires_somebody_else_a_reason_does_not_help() -> None:
    here = scene.at(Position.CLINICAL)
    RunApproval.objects.update(self_approval="required")
    works(here, here.chairs["DSG"])
    with pytest.raises(Refused):
        here.approve(own_work_reason="Vi er kun to i gruppen")
    here.do_step(actions.hand_over, here.chairs["DSG"])
    assert here.step().holder == here.deputies["DSG"]
    assert here.approve().capacity == "deputy"


def test_a_reason_is_kept_only_where_it_is_needed() -> None:
    here = scene.at(Position.CLINICAL)
    assert here.approve(own_work_reason="For en sikkerheds skyld").own_work_reason == ""


def test_one_person_never_gives_two_approvals() -> None:
    here = scene.start(("DSG", "DGCG"))
    both = here.chairs["DSG"]
    here.chairs["DGCG"].roles.all().delete()
    factories.role(both, Role.Kind.CHAIR, here.groups["DGCG"])
    here.ask()
    assert {view.holder for view in here.case.steps} == {both}
    here.approve("DSG")
    assert here.step().holder == here.deputies["DGCG"]
    with pytest.raises(Refused):
        here.decide(person=both)
    here.approve("DGCG")
    assert here.position is Position.SUBMITTED


@pytest.mark.parametrize("place", [Position.CLINICAL, Position.REVIEW])
def test_who_is_recused_acts_in_no_capacity(place: Position) -> None:
    here = scene.at(place)
    person = here.step().holder
    assert person is not None
    here.decide(Outcome.RECUSE)
    factories.role(person, Role.Kind.DEPUTY, here.groups["DSG"]) if place is Position.REVIEW else None
    with pytest.raises(Refused):
        here.decide(person=person) if place is Position.CLINICAL else here.take(person)
    assert here.case.recused == {person.pk}


def test_the_switch_without_the_look_for_own_work_it_is_approved_as_anothers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "_refuse_approval", lambda *_args: None)
    here = scene.at(Position.CLINICAL)
    works(here, here.chairs["DSG"])
    with pytest.raises(DatabaseError), transaction.atomic():
        here.approve()


def test_a_second_row_of_the_same_person_is_no_way_round() -> None:
    here = scene.at(Position.SUBMITTED)
    twin = factories.person("Tove Tovholder-Holm", email="")
    scene.declare(here.revision, twin, here.now)
    here.upload(person=twin)
    with writing(scene.BY, now=here.tick()):
        merge_persons(twin, into=here.colleague, by=scene.BY, now=here.now)
        move_approval_rows(twin, into=here.colleague)
    here.approve()
    with pytest.raises(Refused):
        here.take(here.colleague)


# --- A3


def facts(here: Scene, *names: str) -> list[actions.RunApprovalFacts]:
    return [actions.RunApprovalFacts(here.groups[name], here.groups[name]) for name in names]


def test_the_route_of_a_running_case_stays_when_the_groups_own_changes() -> None:
    here = scene.at(Position.CLINICAL)
    changed = actions.RouteFacts(self_approval="required", clinical_days=3, needs_second_factor=True)
    actions.set_route(here.groups["DSG"], changed, by=scene.BY, now=here.tick())
    approval = RunApproval.objects.get()
    assert (approval.self_approval, approval.clinical_days, approval.needs_second_factor) == ("advised", 14, False)


def test_what_a_case_asked_for_when_it_began_it_goes_on_asking_for() -> None:
    """The group's own route asks for no second factor any more: the case that runs does."""
    here = scene.at(Position.CLINICAL)
    RunApproval.objects.update(needs_second_factor=True)
    with pytest.raises(Refused):
        here.approve(factor=Factor.CODE)
    here.approve(factor=Factor.TOTP)


def test_the_switch_with_the_route_of_today_a_case_is_loosened(monkeypatch: pytest.MonkeyPatch) -> None:
    def of_today(held: moving.Held) -> list[RunApproval]:
        found = moving.approvals_of(held)
        for item in found:
            item.needs_second_factor = actions.route_of(item.for_group).needs_second_factor
        return found

    monkeypatch.setattr(decisions, "approvals_of", of_today)
    with pytest.raises(pytest.fail.Exception):
        test_what_a_case_asked_for_when_it_began_it_goes_on_asking_for()


@pytest.mark.parametrize("who", ["lead", "chair", "author in the secretariat"])
def test_who_has_a_part_in_the_case_cannot_change_its_route(who: str) -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    people = {"lead": here.lead, "chair": here.chairs["DSG"], "author in the secretariat": here.colleague}
    works(here, here.colleague)
    with pytest.raises(Refused):
        here.do(actions.change_run, approvals=facts(here, "DSG"), reason="Hurtigere", person=people[who])
    assert RunApproval.objects.count() == 2


def test_the_switch_without_asking_who_it_is_an_author_drops_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "refuse_unless_independent_secretary", lambda held, person: None)
    with pytest.raises(pytest.fail.Exception):
        test_who_has_a_part_in_the_case_cannot_change_its_route("lead")


def test_the_route_of_a_case_is_changed_with_a_reason_and_never_to_nobody() -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    who = here.secretary
    for approvals, reason in ((facts(here, "DSG"), " "), ([], "Ingen"), (facts(here, "DSG", "DSG"), "To gange")):
        with pytest.raises(Refused):
            here.do(actions.change_run, approvals=approvals, reason=reason, person=who)
    here.approve("DSG")
    here.do(actions.change_run, approvals=facts(here, "DSG"), reason="DGCG er ikke med", person=who)
    assert here.position is Position.SUBMITTED
    here.do(actions.change_run, approvals=facts(here, "DSG", "DGCG"), reason="DGCG er med", person=who)
    assert (here.position, here.step().step.for_group) == (Position.CLINICAL, here.groups["DGCG"])
    here.approve("DGCG")
    assert here.position is Position.SUBMITTED


def test_a_role_lost_between_page_and_press_is_lost() -> None:
    here = scene.at(Position.CLINICAL)
    view, choice, chair = here.step(), here.choice(), here.chairs["DSG"]
    chair.roles.update(ends_on=scene.date(2026, 11, 20))
    with pytest.raises(Refused):
        actions.decide(view.step, choice, person=chair, by=scene.actor(chair), now=here.tick())
    assert here.step().holder == here.deputies["DSG"]


def test_the_switch_with_the_role_of_the_page_it_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who decides is looked up when the page is shown, and believed at the press."""
    looked_up = []

    def of_the_page(held: moving.Held, step: Step, person: Person) -> deciders.Decider:
        return looked_up[0]

    def shown(here: Scene) -> actions.Choice:
        with writing(scene.BY, now=here.now):
            held = moving.hold(here.revision.pk, here.now)
            looked_up.append(deciders.decider_of(held, held.steps[0], here.chairs["DSG"]))
        return choice(here)

    choice = Scene.choice
    monkeypatch.setattr(Scene, "choice", shown)
    monkeypatch.setattr(decisions, "decider_of", of_the_page)
    with pytest.raises(pytest.fail.Exception):
        test_a_role_lost_between_page_and_press_is_lost()
