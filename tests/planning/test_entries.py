"""The verbs on plan entries: what they change, write and refuse, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from guidelines.journal.models import Event, EventDetail
from guidelines.lists.errors import Refused
from guidelines.models import Group, Guideline, GuidelineGroup, Person, PlanEntry, Role
from guidelines.planning.actions import (
    add_entry,
    change_kind,
    mark_missed,
    move_entry,
    note_entry,
    plan_guideline,
    plan_new_guideline,
    replan,
    set_year,
    withdraw_entry,
)
from guidelines.planning.actions.leads import Lead
from guidelines.planning.rules import Kind, Stage
from tests import factories
from tests.planning.conftest import CHAIR, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("english")]
BY: dict[str, Any] = {"by": CHAIR, "now": NOW}
NEXT_YEAR: dict[str, Any] = {"by": CHAIR, "now": NOW + timedelta(days=60)}


def written() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """The events so far: verb, facts, and what can be erased."""
    words = {detail.seq: detail.words for detail in EventDetail.objects.all()}
    return [(event.verb, event.facts, words.get(event.seq, {})) for event in Event.objects.order_by("seq")]


def stands(of: Guideline) -> list[tuple[int | None, str, str]]:
    return list(of.plan_entries.order_by("pk").values_list("year", "kind", "outcome"))


@pytest.fixture
def entry(dsg: Group) -> PlanEntry:
    return factories.entry(factories.guideline("Kæmpecelletumorer", owner=dsg), 2026, leads=[factories.person("Zita")])


def test_moving_keeps_the_old_entry_as_moved_and_takes_people_and_revision_along(entry: PlanEntry) -> None:
    revision = factories.revision(entry, Stage.DRAFT)
    moved = move_entry(entry, to_year=2027, reason="Nyt studie", **BY)
    assert stands(entry.guideline) == [(2026, "revision", "moved"), (2027, "revision", "planned")]
    assert moved.moved_from == entry
    assert [item.person.name for item in moved.assignments.all()] == ["Zita"]
    revision.refresh_from_db()
    assert revision.plan_entry == moved
    facts = {"from": 2026, "to": 2027, "from_entry": entry.pk}
    assert written() == [("entry_moved", facts, {"reason": "Nyt studie"})]


def test_moving_may_change_the_kind_too(entry: PlanEntry) -> None:
    move_entry(entry, to_year=2027, reason="", kind=Kind.MINOR, **BY)
    assert stands(entry.guideline) == [(2026, "revision", "moved"), (2027, "minor", "planned")]


def test_a_year_is_given_once(entry: PlanEntry) -> None:
    PlanEntry.objects.update(year=None, year_basis="unknown")
    found = set_year(entry, year=2024, **BY)
    assert (found.year, found.year_basis) == (2024, "given")
    facts = {"from": None, "to": 2024, "basis_before": "unknown", "kind_before": "revision"}
    assert written() == [("year_set", facts, {})]
    with pytest.raises(Refused, match="has a year already"):
        set_year(entry, year=2025, **BY)


@pytest.mark.parametrize("year", [2022, 2024])
def test_a_year_that_follows_from_the_totals_is_confirmed_or_replaced(entry: PlanEntry, year: int) -> None:
    PlanEntry.objects.update(year=2022, year_basis="totals")
    entry.refresh_from_db()
    assert entry.agreed_year is None
    found = set_year(entry, year=year, **BY)
    assert (found.year, found.year_basis, found.agreed_year) == (year, "given", year)
    with pytest.raises(Refused, match="has a year already"):
        set_year(entry, year=2025, **BY)


def test_a_kind_is_changed_and_an_unchanged_one_writes_nothing(entry: PlanEntry) -> None:
    change_kind(entry, kind=Kind.REVISION, **BY)
    change_kind(entry, kind=Kind.MINOR, **BY)
    assert written() == [("kind_changed", {"from": "revision", "to": "minor"}, {})]


def test_a_note_is_replaced_and_an_unchanged_one_writes_nothing(entry: PlanEntry) -> None:
    note_entry(entry, note="Afventer", **BY)
    note_entry(entry, note="Afventer", **BY)
    assert written() == [("entry_noted", {}, {"from": "", "to": "Afventer"})]


def test_a_note_has_a_length(entry: PlanEntry) -> None:
    assert len(note_entry(entry, note="a" * 500, **BY).note) == 500
    with pytest.raises(Refused, match="500"):
        note_entry(entry, note="a" * 501, **BY)


def test_an_entry_is_taken_out_with_a_reason(entry: PlanEntry) -> None:
    withdraw_entry(entry, reason="Lagt sammen", **BY)
    assert stands(entry.guideline) == [(2026, "revision", "withdrawn")]
    assert written() == [("entry_withdrawn", {"year": 2026}, {"reason": "Lagt sammen"})]


def test_an_entry_is_settled_as_not_completed_with_a_reason(entry: PlanEntry) -> None:
    mark_missed(entry, reason="Ingen tid", **NEXT_YEAR)
    assert stands(entry.guideline) == [(2026, "revision", "missed")]
    assert written() == [("entry_missed", {"year": 2026}, {"reason": "Ingen tid"})]


SETTLED: dict[str, Callable[[PlanEntry], object]] = {
    "move": lambda entry: move_entry(entry, to_year=2030, reason="", **BY),
    "year": lambda entry: set_year(entry, year=2030, **BY),
    "kind": lambda entry: change_kind(entry, kind=Kind.MINOR, **BY),
    "withdraw": lambda entry: withdraw_entry(entry, reason="Fordi", **BY),
    "missed": lambda entry: mark_missed(entry, reason="Fordi", **NEXT_YEAR),
}


@pytest.mark.parametrize("verb", SETTLED)
@pytest.mark.parametrize("outcome", ["done", "missed", "moved", "withdrawn"])
def test_what_somebody_settled_meanwhile_is_not_changed(entry: PlanEntry, verb: str, outcome: str) -> None:
    PlanEntry.objects.update(outcome=outcome)
    with pytest.raises(Refused, match="changed meanwhile"):
        SETTLED[verb](entry)
    assert (stands(entry.guideline), written()) == ([(2026, "revision", outcome)], [])


def _missed_unknown(entry: PlanEntry) -> None:
    mark_missed(entry.guideline.plan_entries.get(year=None), reason="Fordi", **NEXT_YEAR)


def _missed_underway(entry: PlanEntry) -> None:
    factories.revision(entry, Stage.DRAFT)
    mark_missed(entry, reason="Fordi", **NEXT_YEAR)


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (lambda entry: move_entry(entry, to_year=2026, reason="", **BY), "planned for 2026 already"),
        (lambda entry: move_entry(entry, to_year=2028, reason="", **BY), "already planned for 2028"),
        (lambda entry: move_entry(entry, to_year=1999, reason="", **BY), "from 2000 to 2100"),
        (lambda entry: move_entry(entry, to_year=2101, reason="", **BY), "from 2000 to 2100"),
        (lambda entry: add_entry(entry.guideline, year=2026, kind=Kind.MINOR, **BY), "already planned for 2026"),
        (lambda entry: withdraw_entry(entry, reason=" ", **BY), "Write why"),
        (lambda entry: mark_missed(entry, reason="", **NEXT_YEAR), "Write why"),
        (lambda entry: mark_missed(entry, reason="Fordi", **BY), "planned year is not over"),
        (_missed_unknown, "planned year is not over"),
        (_missed_underway, "revision is under way"),
    ],
)
def test_what_the_plan_does_not_allow_changes_nothing(
    entry: PlanEntry, refused: Callable[[PlanEntry], object], why: str
) -> None:
    factories.entry(entry.guideline, 2028)
    factories.entry(entry.guideline, None)
    before = stands(entry.guideline)
    with pytest.raises(Refused, match=why):
        refused(entry)
    assert (stands(entry.guideline), written()) == (before, [])


def test_without_a_year_there_is_nothing_to_move_and_no_second_entry_without_one(entry: PlanEntry) -> None:
    PlanEntry.objects.update(year=None)
    with pytest.raises(Refused, match="no year yet"):
        move_entry(entry, to_year=2027, reason="", **BY)
    with pytest.raises(Refused, match="without a year"):
        add_entry(entry.guideline, year=None, kind=Kind.REVISION, **BY)


def test_a_revision_under_way_is_not_taken_out_of_the_plan(entry: PlanEntry) -> None:
    factories.revision(entry)
    with pytest.raises(Refused, match="under way"):
        withdraw_entry(entry, reason="Fordi", **BY)


def test_a_guideline_is_planned_with_tovholdere_some_of_them_new(entry: PlanEntry, dsg: Group) -> None:
    zita = Person.objects.get(name="Zita")
    added = plan_guideline(entry.guideline, year=2030, kind=Kind.MINOR, named=[(zita, None), ("Ny Bo", dsg)], **BY)
    leads = [(item.person.name, item.acting_for) for item in added.assignments.all()]
    assert leads == [("Zita", None), ("Ny Bo", dsg)]
    bo = Person.objects.get(name="Ny Bo")
    facts = {"year": 2030, "kind": "minor", "leads": [zita.pk, bo.pk], "new_guideline": False}
    assert [event[:2] for event in written()] == [("person_added", {}), ("entry_added", facts)]


def test_a_new_guideline_is_planned_as_new_and_owned_by_the_group(dsg: Group) -> None:
    texts = {"title": "Desmoid fibromatose", "is_working_title": True, "language": "da"}
    added = plan_new_guideline(**texts, group=dsg, year=None, named=[], **BY)
    made = added.guideline
    assert (made.title, made.is_working_title, added.kind, added.year, added.year_basis) == (
        "Desmoid fibromatose",
        True,
        "new",
        None,
        "unknown",
    )
    assert list(made.group_links.values_list("group", "role")) == [(dsg.pk, GuidelineGroup.Role.OWNER)]


def test_a_person_stands_once(entry: PlanEntry) -> None:
    zita = Lead(Person.objects.get(name="Zita"))
    with pytest.raises(Refused, match="twice"):
        add_entry(entry.guideline, year=2030, kind=Kind.MINOR, leads=[zita, zita], **BY)
    assert (len(stands(entry.guideline)), written()) == (1, [])


@pytest.mark.parametrize(
    ("stood", "year", "kind", "verbs", "result"),
    [
        (2026, 2026, Kind.REVISION, [], [(2026, "revision", "planned")]),
        (2026, 2026, Kind.MINOR, ["kind_changed"], [(2026, "minor", "planned")]),
        (2026, None, Kind.MINOR, ["kind_changed"], [(2026, "minor", "planned")]),
        (2026, 2028, Kind.MINOR, ["entry_moved"], [(2026, "revision", "moved"), (2028, "minor", "planned")]),
        (None, 2028, Kind.MINOR, ["year_set"], [(2028, "minor", "planned")]),
        (None, None, Kind.MINOR, ["kind_changed"], [(None, "minor", "planned")]),
    ],
)
def test_the_edit_mode_makes_one_change(
    entry: PlanEntry, stood: int | None, year: int | None, kind: Kind, verbs: list[str], result: list[Any]
) -> None:
    PlanEntry.objects.update(year=stood)
    entry.refresh_from_db()
    replan(entry.guideline, entry=entry, year=year, kind=kind, **BY)
    assert ([verb for verb, _facts, _words in written()], stands(entry.guideline)) == (verbs, result)


def test_the_edit_mode_plans_what_was_not_planned(dsg: Group) -> None:
    bare = factories.guideline(owner=dsg)
    assert replan(bare, entry=None, year=None, kind=Kind.REVISION, **BY) is None
    replan(bare, entry=None, year=2029, kind=Kind.REVISION, **BY)
    assert stands(bare) == [(2029, "revision", "planned")]


def test_roles_are_left_alone(entry: PlanEntry, chair: Person) -> None:
    move_entry(entry, to_year=2027, reason="", **BY)
    assert Role.objects.filter(person=chair).count() == 1
