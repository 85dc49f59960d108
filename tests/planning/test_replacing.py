"""*Skift tovholder overalt*: one verb for all of a person's plan entries, whole or not at all, and its undo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guidelines.journal.actions import erase
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Assignment, Group, LeadAnswer, Person, PlanEntry
from guidelines.planning.actions import assign_leads, note_entry, replace_lead, undo_replacement
from guidelines.planning.actions.leads import Lead
from guidelines.planning.actions.replacing import Seen, Skip, places
from tests import factories
from tests.planning.conftest import CHAIR, NOW, OTHER

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("english")]
BY: dict[str, Any] = {"by": CHAIR, "now": NOW}


@pytest.fixture
def old() -> Person:
    return factories.person("Gamle Grøn")


@pytest.fixture
def new() -> Person:
    return factories.person("Nye Nord")


def planned(owner: Group, *leads: Person, year: int | None = 2027) -> PlanEntry:
    return factories.entry(factories.guideline(owner=owner), year, leads=leads)


def seen(old: Person, new: Person, groups: set[int] | None = None) -> Seen:
    return [(one.entry.pk, one.seen) for one in places(old, new, groups) if one.skip is None]


def replace(old: Person, new: Person, groups: set[int] | None = None, **more: Any) -> Event:
    return replace_lead(old, new, groups=groups, **{"expected": seen(old, new, groups), **BY, **more})


def leads(of: PlanEntry) -> list[tuple[str, bool]]:
    """Who stands there, and whether they have said yes."""
    rows = of.assignments.filter(role="lead", ended_on=None).values_list("person__name", "confirmed_at")
    return [(name, at is not None) for name, at in rows.order_by("position")]


def rows() -> list[tuple[Any, ...]]:
    return list(Assignment.objects.order_by("pk").values_list())


def test_the_seat_keeps_its_place_and_group_and_the_yes_does_not_pass_on(dsg: Group, old: Person, new: Person) -> None:
    first, last = factories.person("Anna"), factories.person("Bo")
    shared, alone = planned(dsg, first, old, last), planned(dsg, old, year=None)
    Assignment.objects.filter(person=old, plan_entry=shared).update(acting_for=dsg, confirmed_at=NOW)
    Assignment.objects.filter(person=first).update(confirmed_at=NOW)
    event = replace(old, new)
    assert leads(shared) == [("Anna", True), ("Nye Nord", False), ("Bo", False)]
    assert shared.assignments.get(person=new).acting_for == dsg
    assert leads(alone) == [("Nye Nord", False)]
    assert old.assignments.filter(ended_on=None).count() == 0
    told = [line.sentence for line in history([event])]
    assert told == ["Nye Nord took the place of Gamle Grøn as lead author in 2 plan entries."]
    assert Event.objects.filter(verb="leads_assigned").count() == 2
    erase([event.seq], because="request", by=OTHER, now=NOW)
    assert [line.sentence for line in history([event])] == ["A lead author was replaced in 2 plan entries."]


def test_where_the_new_one_stands_already_the_old_seat_ends_and_comes_back(
    dsg: Group, old: Person, new: Person
) -> None:
    both, free = planned(dsg, old, new), planned(dsg, old)
    no = no_of(old, both, both)
    before = rows()
    event = replace(old, new)
    assert [leads(one) for one in (both, free)] == [[("Nye Nord", False)]] * 2
    assert no not in waiting()
    undo_replacement(event, **BY)
    assert (rows(), waiting()) == (before, {no})


def test_who_said_no_is_not_named(dsg: Group, old: Person, new: Person) -> None:
    refused, free = planned(dsg, old), planned(dsg, old)
    LeadAnswer.objects.create(guideline=refused.guideline, person=new, kind="declined", at=NOW, via="web")
    found = {one.entry.pk: one.skip for one in places(old, new, None)}
    assert found == {refused.pk: Skip.DECLINED, free.pk: None}
    replace(old, new)
    assert [leads(one)[0][0] for one in (refused, free)] == ["Gamle Grøn", "Nye Nord"]


def test_only_what_is_still_to_be_done_in_ones_own_groups(dsg: Group, old: Person, new: Person) -> None:
    own, foreign = planned(dsg, old), planned(factories.group("DGCG"), old)
    done = factories.entry(factories.guideline(owner=dsg), 2024, leads=[old], outcome="done")
    out_of_use = factories.entry(factories.guideline(owner=dsg, withdrawn_on=NOW.date()), 2027, leads=[old])
    author = factories.entry(factories.guideline(owner=dsg), 2027)
    Assignment.objects.create(plan_entry=author, person=old, role="author")
    replace(old, new, {dsg.pk})
    names = [[name for name, _said in leads(one)] for one in (own, foreign, done, out_of_use, author)]
    assert names == [["Nye Nord"], ["Gamle Grøn"], ["Gamle Grøn"], ["Gamle Grøn"], []]
    assert old.assignments.filter(role="author", ended_on=None).exists()


def test_what_changed_since_it_was_seen_stops_all_of_it(dsg: Group, old: Person, new: Person) -> None:
    one, _other = planned(dsg, old), planned(dsg, old)
    expected = seen(old, new)
    assign_leads(one, [Lead(old), Lead(factories.person())], by=OTHER, now=NOW)
    before, events = rows(), Event.objects.count()
    with pytest.raises(Refused, match="changed meanwhile"):
        replace(old, new, expected=expected)
    assert (rows(), Event.objects.count()) == (before, events)


def test_nonsense_is_refused(dsg: Group, old: Person, new: Person) -> None:
    planned(dsg, old)
    with pytest.raises(Refused, match="two different"):
        replace(old, old)
    with pytest.raises(Refused, match="no plan entry"):
        replace(new, old)
    Person.objects.filter(pk=new.pk).update(merged_into=old)
    with pytest.raises(Refused, match="part of another person"):
        replace(old, Person.objects.get(pk=new.pk))
    assert Event.objects.count() == 0


def test_undo_takes_all_of_it_back(dsg: Group, old: Person, new: Person) -> None:
    shared, _alone = planned(dsg, factories.person("Anna"), old), planned(dsg, old)
    Assignment.objects.filter(person=old, plan_entry=shared).update(acting_for=dsg, confirmed_at=NOW)
    before = rows()
    event = replace(old, new)
    assert undo_replacement(event, by=CHAIR, now=NOW + timedelta(minutes=9)) == 2
    assert rows() == before
    with pytest.raises(Refused, match="nothing was taken back"):
        undo_replacement(event, by=CHAIR, now=NOW)


@pytest.mark.parametrize(
    ("by", "minutes"), [(OTHER, 1), (Actor("link", CHAIR.key), 1), (CHAIR, 11)], ids=["other", "by link", "late"]
)
def test_undo_is_ones_own_for_ten_minutes(dsg: Group, old: Person, new: Person, by: Actor, minutes: int) -> None:
    entry = planned(dsg, old)
    event = replace(old, new)
    with pytest.raises(Refused, match="cannot be undone"):
        undo_replacement(event, by=by, now=NOW + timedelta(minutes=minutes))
    assert leads(entry) == [("Nye Nord", False)]


def test_one_entry_that_went_on_keeps_all_of_it(dsg: Group, old: Person, new: Person) -> None:
    one, other = planned(dsg, old), planned(dsg, old)
    event = replace(old, new)
    note_entry(one, note="Efter", by=Actor("user", "person:999999"), now=NOW)  # none of the persons here
    with pytest.raises(Refused, match="nothing was taken back"):
        undo_replacement(event, by=CHAIR, now=NOW)
    assert [leads(entry) for entry in (one, other)] == [[("Nye Nord", False)]] * 2


def no_of(person: Person, entry: PlanEntry, of: PlanEntry | None) -> LeadAnswer:
    """A no to the role that waits: to an entry, or to one that was deleted."""
    said: dict[str, Any] = {"kind": "declined", "at": NOW, "via": "web"}
    return LeadAnswer.objects.create(guideline=entry.guideline, plan_entry=of, person=person, **said)


def waiting() -> set[LeadAnswer]:
    return set(LeadAnswer.objects.open())


def test_undo_lets_the_noes_wait_again_that_were_settled_and_no_others(dsg: Group, old: Person, new: Person) -> None:
    one, other = planned(dsg, old), planned(dsg, old)
    settled = {no_of(old, one, one), no_of(old, one, None), no_of(old, other, other)}
    LeadAnswer.objects.update(text="Nej")
    dealt_with = no_of(old, one, one)
    LeadAnswer.objects.filter(pk=dealt_with.pk).update(handled_at=NOW)
    event = replace(old, new)
    assert waiting() == set()
    undo_replacement(event, by=CHAIR, now=NOW)
    assert waiting() == settled


def test_a_no_to_an_entry_that_is_not_taken_waits_on(dsg: Group, old: Person, new: Person) -> None:
    taken = planned(dsg, old)
    kept = factories.entry(taken.guideline, 2029, leads=[old], outcome="withdrawn")
    elsewhere = planned(factories.group("DGCG"), old)
    no_of(old, taken, taken), no_of(old, taken, kept)
    waits = no_of(old, elsewhere, elsewhere)
    replace(old, new, {dsg.pk})
    assert waiting() == {waits}
