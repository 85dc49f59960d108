"""From flat rows to the matrix: marks, the entry a row is about, whose move it is, and who may know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.planning.matrix import LeadName, Look, Mark, Need
from guidelines.planning.rules import Kind, Outcome, Target, TargetBasis
from guidelines.planning.sections import row_totals
from tests.planning.made import ME, READER, STAFF, entry, guideline, row, rows, step

UNDERWAY: dict[str, Any] = {"revision": 5, "revision_entry": 1, "stage": "draft", "is_returned": False}


@pytest.mark.parametrize(
    ("facts", "look"),
    [
        ({"year": 2027}, Look.PLANNED),
        ({"year": 2027, "kind": "minor"}, Look.PLANNED),
        ({"year": 2027, "kind": "new"}, Look.NEW),
        ({"year": 2025, "outcome": "done"}, Look.DONE),
        ({"year": 2024, "outcome": "missed"}, Look.MISSED),
        ({"year": 2025}, Look.MISSED),
        ({"year": 2026}, Look.PLANNED),
        ({"year": 2026, "outcome": "moved"}, Look.MOVED),
    ],
)
def test_a_year_is_marked_by_outcome_and_time(facts: dict[str, Any], look: Look) -> None:
    assert row(entry(**facts)).marks == {facts["year"]: [Mark(look, facts.get("kind", "revision"))]}


@pytest.mark.parametrize(
    ("stage", "returned", "look"),
    [
        ("agreed", False, Look.UNDERWAY),
        ("consultation", False, Look.UNDERWAY),
        ("clinical_approval", False, Look.SUBMITTED),
        ("submitted", False, Look.SUBMITTED),
        ("administrative_approval", False, Look.SUBMITTED),
        ("submitted", True, Look.UNDERWAY),
    ],
)
def test_a_revision_under_way_is_marked_by_its_stage(stage: str, returned: bool, look: Look) -> None:
    facts = guideline(**{**UNDERWAY, "stage": stage, "is_returned": returned})
    assert row(facts, entry(year=2026)).marks == {2026: [Mark(look, "revision", stage, returned)]}


def test_a_past_year_under_way_is_not_missed() -> None:
    found = row(guideline(**UNDERWAY), entry(year=2024))
    assert (found.marks[2024][0].look, found.missed_year) == (Look.UNDERWAY, None)


def test_a_past_year_that_follows_from_the_totals_is_asked_for_not_missed() -> None:
    found = row(entry(year=2022, year_basis="totals", lead=(3, "Zita")))
    assert (found.missed_year, found.target, found.needs) == (None, None, {Need.NO_YEAR})
    assert found.marks[2022][0].look is Look.PLANNED


def test_a_moved_entry_names_the_year_it_went_to() -> None:
    found = row(entry(year=2026, outcome="moved"), entry(id=2, year=2028, moved_from=1))
    assert found.marks == {
        2026: [Mark(Look.MOVED, "revision", moved_to=2028)],
        2028: [Mark(Look.PLANNED, "revision")],
    }


def test_each_of_two_moves_names_where_it_went() -> None:
    found = row(
        entry(year=2026, outcome="moved"),
        entry(id=2, year=2027, outcome="moved", moved_from=1),
        entry(id=3, year=2029, moved_from=2),
        entry(id=4, year=2028),
    )
    assert {year: marks[0].moved_to for year, marks in found.marks.items()} == {
        2026: 2027,
        2027: 2029,
        2028: None,
        2029: None,
    }


def test_withdrawn_entries_stand_nowhere() -> None:
    found = row(entry(outcome="withdrawn"))
    assert (found.marks, found.entry, found.entries) == ({}, None, [])


def test_of_several_marks_in_a_year_the_one_to_be_done_comes_first() -> None:
    found = row(entry(year=2027, outcome="moved"), entry(id=2, year=2027), entry(id=3, year=2027, outcome="done"))
    assert [mark.look for mark in found.marks[2027]] == [Look.PLANNED, Look.DONE, Look.MOVED]


@pytest.mark.parametrize(
    ("entries", "about"),
    [
        ([entry(id=1, year=2026), entry(id=2, year=None)], 1),
        ([entry(id=3, year=2028), entry(id=2, year=None)], 2),
        ([entry(id=3, year=2030), entry(id=4, year=2028)], 4),
        ([entry(id=3, year=2020, outcome="done"), entry(id=4, year=2022, outcome="missed")], 4),
        ([entry(id=3, year=2020, outcome="moved")], None),
    ],
)
def test_a_row_is_about_what_is_under_way_else_what_has_no_year_else_what_comes_next(
    entries: list[Any], about: int | None
) -> None:
    found = row(guideline(**UNDERWAY), *entries)
    assert (found.entry.id if found.entry else None) == about


def test_tovholdere_stand_in_order_with_the_group_in_brackets_and_authors_do_not() -> None:
    found = row(
        entry(lead=(3, "Zita"), acting_for="DGCG"),
        entry(lead=(2, "Adam")),
        entry(role="author", person=4, name="Bo"),
    )
    assert found.leads == [LeadName(3, "Zita", "DGCG"), LeadName(2, "Adam", None)]


def test_a_shared_guideline_is_one_row_with_both_groups() -> None:
    other = {"group": 2, "abbreviation": "DGCG", "role": "co_owner"}
    found = row(guideline(role="co_owner", is_confirmed=False), guideline(**other, is_confirmed=False), entry())
    assert (found.groups, found.is_owner_known) == (("DSG", "DGCG"), False)


def test_rows_come_as_their_entries_were_written_then_in_danish_order() -> None:
    plan = rows(*(guideline(id=key) for key in (1, 2, 3, 4)), entry(id=9, guideline=1), entry(id=5, guideline=3))
    assert [found.facts.id for found in plan] == [3, 1, 2, 4]


# --- the target


def test_the_target_is_the_deadline_then_next_due_then_the_rule_of_the_planned_year() -> None:
    due = date(2027, 3, 1)
    with_deadline = guideline(**UNDERWAY, deadline_on=date(2026, 12, 24), due_last=due)
    assert row(with_deadline, entry()).target == Target(date(2026, 12, 24), TargetBasis.REVISION_DEADLINE)
    assert row(guideline(due_last=due), entry()).target == Target(due, TargetBasis.NEXT_DUE)
    assert row(entry(year=2028)).target == Target(date(2028, 12, 1), TargetBasis.PLANNED_YEAR)
    assert row(entry(year=None)).target is None


# --- needs


@pytest.mark.parametrize(
    ("facts", "needs"),
    [
        ([entry(lead=(7, "Mig"))], set()),
        ([entry()], {Need.NO_LEAD}),
        ([entry(year=None, lead=(7, "Mig"))], {Need.NO_YEAR}),
        ([entry(year=2025, lead=(7, "Mig"))], {Need.MISSED}),
        ([guideline(validity="overdue", due_last=date(2025, 12, 21))], {Need.OVERDUE}),
        ([guideline(**UNDERWAY, deadline_on=date(2026, 11, 20)), entry(lead=(2, "Bo"))], {Need.OVERDUE}),
        ([guideline(**UNDERWAY, deadline_on=date(2026, 11, 21)), entry(lead=(2, "Bo"))], set()),
        ([guideline(**UNDERWAY), entry(lead=(7, "Mig")), step()], {Need.YOURS}),
        ([guideline(**UNDERWAY), entry(lead=(2, "Bo")), step()], set()),
        ([guideline(**UNDERWAY), entry(lead=(2, "Bo")), step(role="chair", group=1)], {Need.YOURS}),
        ([guideline(**UNDERWAY), entry(lead=(2, "Bo")), step(role="chair", group=2)], set()),
        ([guideline(**UNDERWAY), entry(lead=(2, "Bo")), step(role="chair")], {Need.YOURS}),
        ([guideline(**UNDERWAY), entry(lead=(2, "Bo")), step(role="secretariat")], set()),
        ([guideline(**UNDERWAY), entry(lead=(7, "Mig")), step(person=2, name="Bo")], set()),
        ([guideline(**UNDERWAY), entry(lead=(2, "Bo")), step(person=7, name="Mig")], {Need.YOURS}),
    ],
)
def test_a_row_says_why_it_needs_a_hand(facts: list[Any], needs: set[Need]) -> None:
    assert row(*facts).needs == needs


def test_the_secretariat_is_asked_for_its_own_steps() -> None:
    found = row(guideline(**UNDERWAY), entry(lead=(2, "Bo")), step(role="secretariat"), viewer=STAFF)
    assert found.needs == {Need.YOURS}


def test_overdue_is_counted_from_the_clock_that_ran_out_first() -> None:
    facts = guideline(validity="overdue", due_last=date(2026, 9, 1), last_search=date(2022, 5, 1))
    assert row(facts).overdue_since == date(2025, 5, 1)


# --- who may know (foundations 22)

PRIVATE = (
    guideline(**UNDERWAY, validity="overdue", due_last=date(2025, 12, 21), deadline_on=date(2026, 1, 1)),
    entry(year=2026, lead=(3, "Zita"), note="Fortroligt"),
    entry(id=2, year=2024, outcome="missed", lead=(3, "Zita")),
    entry(id=4, year=2023, outcome="moved", lead=(3, "Zita")),
    step(),
)


def test_another_groups_reader_sees_plan_and_validity_but_no_stage_holder_or_lateness() -> None:
    found = row(*PRIVATE, viewer=READER)
    assert (found.run, found.overdue_since, found.missed_year, found.needs) == (None, None, None, frozenset())
    assert found.marks == {2026: [Mark(Look.PLANNED, "revision")], 2024: [Mark(Look.PLANNED, "revision")]}
    assert found.target == Target(date(2025, 12, 21), TargetBasis.NEXT_DUE)
    assert (found.is_inside, found.may_edit, found.leads) == (False, False, [LeadName(3, "Zita", None)])


@pytest.mark.parametrize(
    ("viewer", "inside", "edits"),
    [
        (ME, True, True),
        (STAFF, True, True),
        (READER, False, False),
        (ME.__class__(person=ME.person, own_groups=frozenset({1})), True, False),
        (ME.__class__(person=ME.person, own_groups=frozenset({2}), led_groups=frozenset({2})), False, False),
        (ME.__class__(person=type(ME.person)(pk=3)), True, False),
    ],
)
def test_own_group_participants_and_secretariat_are_inside_leaders_and_secretariat_edit(
    viewer: Any, inside: bool, edits: bool
) -> None:
    found = row(*PRIVATE, viewer=viewer)
    assert (found.is_inside, found.may_edit, found.run is not None) == (inside, edits, inside)


def test_who_stands_on_a_moved_entry_alone_is_outside() -> None:
    moved, now = entry(id=4, year=2025, outcome="moved", lead=(9, "En anden")), entry(year=2026, lead=(3, "Zita"))
    assert not row(moved, now, viewer=READER).is_inside
    assert row(moved, entry(year=2026, lead=(9, "En anden")), viewer=READER).is_inside


# --- totals


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(2020, 2032)), st.sampled_from(list(Kind)), st.sampled_from(list(Outcome))
        ),
        max_size=25,
    )
)
def test_the_totals_of_a_year_count_the_marks_that_stand_in_it(plan: list[tuple[int | None, Kind, Outcome]]) -> None:
    found = row(
        *(
            entry(id=key, year=year, kind=kind.value, outcome=outcome.value)
            for key, (year, kind, outcome) in enumerate(plan, start=1)
        )
    )
    years = range(2025, 2031)
    marks = {year: [mark for mark in found.marks.get(year, []) if mark.look is not Look.MOVED] for year in years}
    counted = row_totals([found], years)
    assert {total.year: total.all for total in counted[:-1]} == {year: len(marks[year]) for year in years}
    assert [total.new for total in counted[:-1]] == [
        sum(mark.kind == Kind.NEW for mark in marks[year]) for year in years
    ]
    waiting = [kind for year, kind, outcome in plan if year is None and outcome in ("planned", "done", "missed")]
    assert (counted[-1].year, counted[-1].all) == (None, len(waiting))
