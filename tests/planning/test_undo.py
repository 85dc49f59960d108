"""Fortryd: one's own last change, for ten minutes, while nobody has built on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from guidelines.journal.actions import erase
from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Group, Guideline, LeadAnswer, Person, PlanEntry
from guidelines.planning.actions import (
    add_entry,
    assign_leads,
    change_kind,
    decline_lead,
    last_undoable,
    mark_missed,
    move_entry,
    note_entry,
    plan_new_guideline,
    record_stage,
    set_year,
    start_revision,
    undo,
    withdraw_entry,
)
from guidelines.planning.actions.leads import Lead
from guidelines.planning.rules import Kind, Stage
from tests import factories
from tests.planning.conftest import CHAIR, NOW, OTHER

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("english")]
BY: dict[str, Any] = {"by": CHAIR, "now": NOW}
LATER: dict[str, Any] = {"by": CHAIR, "now": NOW + timedelta(minutes=9)}


@pytest.fixture
def entry(dsg: Group) -> PlanEntry:
    people = [factories.person(name) for name in ("Adam", "Bo")]
    made = factories.entry(factories.guideline(owner=dsg), 2026, leads=people, note="Før")
    made.assignments.filter(person__name="Bo").update(acting_for=dsg)
    return made


def state(of: Guideline) -> list[Any]:
    """Everything a change of the plan may touch."""
    entries = of.plan_entries.order_by("pk").values_list("pk", "year", "year_basis", "kind", "outcome", "note")
    leads = of.plan_entries.order_by("pk").values_list(
        "assignments__person__name", "assignments__acting_for", "assignments__position", "assignments__ended_on"
    )
    return [list(entries), list(leads.order_by("pk", "assignments__position"))]


CHANGES: dict[str, Callable[[PlanEntry], object]] = {
    "move": lambda entry: move_entry(entry, to_year=2028, reason="", **BY),
    "move and kind": lambda entry: move_entry(entry, to_year=2028, reason="", kind=Kind.MINOR, **BY),
    "kind": lambda entry: change_kind(entry, kind=Kind.MINOR, **BY),
    "note": lambda entry: note_entry(entry, note="Efter", **BY),
    "withdraw": lambda entry: withdraw_entry(entry, reason="Fordi", **BY),
    "leads": lambda entry: assign_leads(entry, [Lead(Person.objects.get(name="Bo"))], **BY),
    "no leads": lambda entry: assign_leads(entry, [], **BY),
    "add": lambda entry: add_entry(entry.guideline, year=2031, kind=Kind.MINOR, **BY),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_taken_back_whole_and_the_journal_keeps_both(entry: PlanEntry, change: str) -> None:
    before = state(entry.guideline)
    CHANGES[change](entry)
    assert state(entry.guideline) != before
    event = last_undoable(CHAIR, LATER["now"])
    assert event is not None
    undo(event, **LATER)
    assert state(entry.guideline) == before
    last = Event.objects.latest("seq")
    assert (last.verb, last.facts) == ("undone", {"event": event.seq})
    assert last_undoable(CHAIR, LATER["now"]) is None


def test_a_no_waits_again_with_the_seat_it_was_to(entry: PlanEntry) -> None:
    adam, bo = entry.assignments.order_by("position")
    for item in (adam, bo):
        decline_lead(entry, person=item.person, by=OTHER, now=NOW)
    waiting = set(LeadAnswer.objects.open())
    CHANGES["leads"](entry)
    assert [no.person for no in LeadAnswer.objects.open()] == [bo.person]
    undo(Event.objects.latest("seq"), **LATER)
    assert set(LeadAnswer.objects.open()) == waiting
    told = Event.objects.filter(verb="leads_assigned").latest("seq")
    assert "noes" not in told.facts


def test_an_older_no_of_the_one_who_was_named_waits_on_after_undo(entry: PlanEntry) -> None:
    new = factories.person("Ny")
    said: dict[str, Any] = {"guideline": entry.guideline, "plan_entry": entry, "kind": "declined", "via": "web"}
    LeadAnswer.objects.create(person=new, at=NOW, **said)
    assign_leads(entry, [Lead(new)], **BY)
    undo(Event.objects.get(), **LATER)
    assert LeadAnswer.objects.open().get().person == new


def test_a_year_that_was_given_is_unknown_again(entry: PlanEntry) -> None:
    PlanEntry.objects.update(year=None, year_basis="unknown")
    before = state(entry.guideline)
    set_year(entry, year=2024, kind=Kind.NEW, **BY)
    undo(Event.objects.get(), **LATER)
    assert state(entry.guideline) == before


@pytest.mark.parametrize("year", [2022, 2024])
def test_a_year_that_was_confirmed_awaits_it_again(entry: PlanEntry, year: int) -> None:
    PlanEntry.objects.update(year=2022, year_basis="totals")
    before = state(entry.guideline)
    set_year(entry, year=year, **BY)
    undo(Event.objects.get(), **LATER)
    assert state(entry.guideline) == before
    assert PlanEntry.objects.get().year_basis == "totals"


def test_what_was_not_completed_is_planned_again(entry: PlanEntry) -> None:
    PlanEntry.objects.update(year=2025)
    before = state(entry.guideline)
    mark_missed(entry, reason="Ingen tid", **BY)
    assert state(entry.guideline) != before
    undo(Event.objects.get(), **LATER)
    assert state(entry.guideline) == before


def test_a_new_guideline_goes_with_its_entry_unless_something_rests_on_it(dsg: Group) -> None:
    texts = {"title": "Desmoid", "is_working_title": True, "language": "da", "group": dsg, "year": 2027}
    plan_new_guideline(**texts, named=[], **BY)
    undo(Event.objects.get(verb="entry_added"), **LATER)
    assert not Guideline.objects.filter(title="Desmoid").exists()
    plan_new_guideline(**texts, named=[], **BY)
    factories.version(Guideline.objects.get(title="Desmoid"))
    undo(Event.objects.filter(verb="entry_added").latest("seq"), **LATER)
    assert list(Guideline.objects.values_list("title", "plan_entries")) == [("Desmoid", None)]


@pytest.mark.parametrize(
    ("by", "minutes", "why"),
    [(OTHER, 1, "Only the person"), (CHAIR, 11, "ten minutes")],
)
def test_undo_is_for_the_one_who_did_it_and_for_ten_minutes(entry: PlanEntry, by: Any, minutes: int, why: str) -> None:
    CHANGES["move"](entry)
    with pytest.raises(Refused, match=why):
        undo(Event.objects.get(), by=by, now=NOW + timedelta(minutes=minutes))
    assert last_undoable(by, NOW + timedelta(minutes=minutes)) is None


@pytest.mark.parametrize("minutes", [0, 10])
def test_ten_minutes_are_inside(entry: PlanEntry, minutes: int) -> None:
    CHANGES["move"](entry)
    undo(Event.objects.get(), by=CHAIR, now=NOW + timedelta(minutes=minutes))
    assert PlanEntry.objects.get().year == 2026


def test_what_somebody_changed_after_it_is_not_undone(entry: PlanEntry) -> None:
    moved = move_entry(entry, to_year=2028, reason="", **BY)
    event = Event.objects.get()
    note_entry(moved, note="Andens", by=OTHER, now=NOW)
    with pytest.raises(Refused, match="changed after that"):
        undo(event, **LATER)
    assert PlanEntry.objects.filter(year=2028, outcome="planned").exists()


@pytest.mark.parametrize("change", ["add", "move", "note"])
def test_what_was_moved_on_is_not_undone(entry: PlanEntry, change: str) -> None:
    CHANGES[change](entry)
    event = Event.objects.get()
    move_entry(PlanEntry.objects.get(pk=event.object_key), to_year=2033, reason="", **BY)
    before = state(entry.guideline)
    with pytest.raises(Refused, match="changed after that"):
        undo(event, **LATER)
    assert state(entry.guideline) == before


def test_a_move_is_not_undone_once_its_revision_was_published(entry: PlanEntry) -> None:
    moved = move_entry(entry, to_year=2028, reason="", **BY)
    run = start_revision(moved, deadline_on=None, by=OTHER, now=NOW)
    record_stage(run, stage=Stage.PUBLISHED, reason="Godkendt", by=OTHER, now=NOW)
    with pytest.raises(Refused, match="changed after that"):
        undo(Event.objects.get(verb="entry_moved"), **LATER)
    assert list(PlanEntry.objects.order_by("year").values_list("year", "outcome")) == [(2026, "moved"), (2028, "done")]


@pytest.mark.parametrize("change", ["move", "withdraw"])
def test_a_year_that_was_taken_meanwhile_is_not_taken_back(entry: PlanEntry, change: str) -> None:
    CHANGES[change](entry)
    add_entry(entry.guideline, year=2026, kind=Kind.MINOR, by=OTHER, now=NOW)
    with pytest.raises(Refused, match="already planned for 2026"):
        undo(Event.objects.earliest("seq"), **LATER)


def test_an_added_entry_that_is_under_way_stays(entry: PlanEntry) -> None:
    added = add_entry(entry.guideline, year=2030, kind=Kind.MINOR, **BY)
    start_revision(added, deadline_on=None, by=OTHER, now=NOW)
    with pytest.raises(Refused, match="under way"):
        undo(Event.objects.get(verb="entry_added"), **LATER)


def test_an_undone_change_is_not_undone_again(entry: PlanEntry) -> None:
    CHANGES["note"](entry)
    event = Event.objects.get()
    undo(event, **LATER)
    with pytest.raises(Refused, match="changed after that"):
        undo(event, **LATER)


def test_an_erased_note_cannot_come_back(entry: PlanEntry) -> None:
    CHANGES["note"](entry)
    event = Event.objects.get()
    erase([event.seq], because="request", by=OTHER, now=NOW)
    with pytest.raises(Refused, match="cannot be undone"):
        undo(event, **LATER)


def test_other_verbs_have_no_undo(entry: PlanEntry) -> None:
    start_revision(entry, deadline_on=None, **BY)
    event = Event.objects.get()
    assert last_undoable(CHAIR, NOW) is None
    with pytest.raises(Refused, match="cannot be undone"):
        undo(event, **LATER)
