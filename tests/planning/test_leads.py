"""Tovholdere: assigned in order, kept, ended, confirmed; and what others changed meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Group, LeadAnswer, Person, PlanEntry
from guidelines.planning.actions import assign_leads, assign_named, confirm_lead, decline_lead, move_entry
from guidelines.planning.actions.leads import Lead
from tests import factories
from tests.planning.conftest import CHAIR, NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("english")]
BY: dict[str, Any] = {"by": CHAIR, "now": NOW}


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    return {name: factories.person(name) for name in ("Adam", "Bo", "Carl")}


@pytest.fixture
def entry(dsg: Group, people: dict[str, Person]) -> PlanEntry:
    return factories.entry(factories.guideline(owner=dsg), 2027, leads=[people["Adam"], people["Bo"]])


def names(entry: PlanEntry) -> list[str]:
    return [item.person.name for item in entry.assignments.filter(ended_on=None).select_related("person")]


def test_leads_stand_in_the_order_given_and_the_others_end_today(entry: PlanEntry, people: dict[str, Person]) -> None:
    entry.assignments.update(confirmed_at=NOW)
    assign_leads(entry, [Lead(people["Carl"]), Lead(people["Bo"])], **BY)
    assert names(entry) == ["Carl", "Bo"]
    adam, bo, carl = (entry.assignments.get(person=people[name]) for name in ("Adam", "Bo", "Carl"))
    assert (adam.ended_on, bo.confirmed_at, carl.confirmed_at) == (TODAY, NOW, None)
    keys = {name: person.pk for name, person in people.items()}
    facts = {"from": [[keys["Adam"], None], [keys["Bo"], None]], "to": [[keys["Carl"], None], [keys["Bo"], None]]}
    assert [(event.verb, event.facts) for event in Event.objects.all()] == [("leads_assigned", facts)]


def test_the_same_list_writes_nothing(entry: PlanEntry, people: dict[str, Person]) -> None:
    assign_leads(entry, [Lead(people["Adam"]), Lead(people["Bo"])], **BY)
    assert not Event.objects.exists()


def test_a_new_order_or_group_is_a_change(entry: PlanEntry, people: dict[str, Person], dsg: Group) -> None:
    assign_leads(entry, [Lead(people["Bo"]), Lead(people["Adam"], dsg)], **BY)
    assert names(entry) == ["Bo", "Adam"]
    assert entry.assignments.get(person=people["Adam"]).acting_for == dsg


def test_nobody_may_stand_twice(entry: PlanEntry, people: dict[str, Person]) -> None:
    with pytest.raises(Refused, match="twice"):
        assign_leads(entry, [Lead(people["Bo"]), Lead(people["Bo"])], **BY)


@pytest.mark.parametrize("outcome", ["moved", "withdrawn"])
def test_an_entry_out_of_the_plan_is_not_changed(entry: PlanEntry, outcome: str) -> None:
    PlanEntry.objects.update(outcome=outcome)
    with pytest.raises(Refused, match="changed meanwhile"):
        assign_leads(entry, [], **BY)


def test_who_saw_an_older_list_is_told(entry: PlanEntry, people: dict[str, Person]) -> None:
    seen = [people["Adam"].pk, people["Bo"].pk]
    assign_leads(entry, [Lead(people["Carl"])], expected=seen, **BY)
    with pytest.raises(Refused, match="Somebody else"):
        assign_leads(entry, [Lead(people["Bo"])], expected=seen, **BY)
    assert names(entry) == ["Carl"]


def test_a_name_becomes_a_person_unless_the_list_is_refused(entry: PlanEntry) -> None:
    with pytest.raises(Refused, match="Somebody else"):
        assign_named(entry, [("Ny Person", None)], expected=[], **BY)
    assert not Person.objects.filter(name="Ny Person").exists()
    assign_named(entry, [("Ny Person", None)], **BY)
    assert names(entry) == ["Ny Person"]


def test_a_yes_is_recorded_once(entry: PlanEntry) -> None:
    assignment = entry.assignments.first()
    assert assignment
    confirm_lead(assignment, **BY)
    confirm_lead(assignment, **BY)
    assignment.refresh_from_db()
    facts = {"person": assignment.person_id}
    assert assignment.confirmed_at == NOW
    assert [(event.verb, event.facts) for event in Event.objects.all()] == [("lead_confirmed", facts)]


def test_a_no_is_settled_with_the_seat_it_is_about(entry: PlanEntry, people: dict[str, Person]) -> None:
    later = factories.entry(entry.guideline, 2030, leads=[people["Adam"]])
    said: dict[str, Any] = {"guideline": entry.guideline, "person": people["Adam"], "kind": "declined", "at": NOW}
    own, other, deleted = (LeadAnswer.objects.create(**said, plan_entry=of, via="web") for of in (entry, later, None))
    assign_leads(entry, [Lead(people["Bo"])], **BY)
    assert set(LeadAnswer.objects.open()) == {other, deleted}
    assert Event.objects.get().facts["noes"] == [own.pk]
    assign_leads(later, [], **BY)
    assert not LeadAnswer.objects.open().exists()
    assert sorted(Event.objects.latest("seq").facts["noes"]) == [other.pk, deleted.pk]


def test_a_no_to_an_entry_that_was_moved_goes_with_the_last_seat(entry: PlanEntry, people: dict[str, Person]) -> None:
    adam = people["Adam"]
    decline_lead(entry, person=adam, **BY)
    moved = move_entry(entry, to_year=2031, reason="", **BY)
    assign_leads(moved, [Lead(people["Bo"])], **BY)
    assert not LeadAnswer.objects.open().exists()
