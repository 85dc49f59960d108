"""An exported workbook edited in Excel and read back: its differences row by row, and what a person decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from guidelines.lists import clock
from guidelines.models import Group, Guideline, Person, PlanEntry
from guidelines.planning.actions import assign_leads, move_entry
from guidelines.planning.actions.leads import Lead
from tests import factories
from tests.exchange.planskema.edits import (
    BY,
    PEOPLE,
    TITLE,
    Y2027,
    Y2028,
    approve,
    both,
    edited,
    only,
    parts,
    put,
    upload,
)
from tests.exchange.planskema.files import imported, sheet_of, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_moment")]


def test_saving_in_another_program_changes_nothing(dsg: Group, entry: PlanEntry) -> None:
    data = edited(written(sheet_of(dsg), "xlsx"), lambda rows: rows[5:7].reverse())
    assert imported(data, "xlsx", dsg).changes() == {"created": 0, "updated": 0, "unchanged": 2}


def test_a_mark_in_another_year_is_a_move(dsg: Group, entry: PlanEntry) -> None:
    edit = both(put(Y2027, ""), put(Y2028, "x Rev."))
    row = only(edited(written(sheet_of(dsg), "xlsx"), edit), dsg)
    assert (row.change, row.moves, row.entry) == ("updated", True, entry.pk)
    assert parts(row) == [("year", "2027", "2028", "2027", False)]


def test_two_marks_in_other_years_are_two_moves(dsg: Group, entry: PlanEntry, anna: Person) -> None:
    """In the order of their years; nothing is planned twice."""
    later = factories.entry(entry.guideline, 2029, leads=[anna])
    edit = both(both(put(Y2027, ""), put(Y2028, "x Rev.")), both(put(Y2028 + 1, ""), put(Y2028 + 2, "x Rev.")))
    rows = [row for row in imported(edited(written(sheet_of(dsg), "xlsx"), edit), "xlsx", dsg).rows if row.moves]
    assert [(row.change, row.entry, row.row.year) for row in rows] == [
        ("updated", entry.pk, 2028),
        ("updated", later.pk, 2030),
    ]


def test_it_is_a_conflict_where_the_plan_was_moved_too(dsg: Group, entry: PlanEntry) -> None:
    data = edited(written(sheet_of(dsg), "xlsx"), both(put(Y2027, ""), put(Y2028, "x Rev.")))
    moved = move_entry(entry, to_year=2030, reason="", by=BY, now=clock.now())
    row = only(data, dsg)
    assert (row.change, row.moves, row.entry) == ("held", False, moved.pk)
    assert parts(row) == [("year", "2027", "2028", "2030", True)]


def test_what_the_plan_was_changed_to_meanwhile_is_no_difference(dsg: Group, entry: PlanEntry) -> None:
    data = edited(written(sheet_of(dsg), "xlsx"), both(put(Y2027, ""), put(Y2028, "x Rev.")))
    move_entry(entry, to_year=2028, reason="", by=BY, now=clock.now())
    assert {(row.change, row.differences) for row in imported(data, "xlsx", dsg).rows} == {("unchanged", ())}


def test_other_tovholdere_are_written_even_where_they_were_chosen_here(dsg: Group, entry: PlanEntry) -> None:
    """A file that nobody exported does not put back what was chosen here; one that was exported after it, may."""
    bo = factories.person("Bo Lund")
    assign_leads(entry, [Lead(bo, None)], by=BY, now=clock.now())
    row = only(edited(written(sheet_of(dsg), "xlsx"), put(PEOPLE, "Bo Lund, Cilla Dam")), dsg)
    assert (row.change, [(lead.name, lead.person) for lead in row.leads]) == (
        "updated",
        [("Bo Lund", bo.pk), ("Cilla Dam", None)],
    )
    assert parts(row) == [("people", "Bo Lund", "Bo Lund, Cilla Dam", "Bo Lund", False)]


def test_tovholdere_changed_on_both_sides_are_asked_about(dsg: Group, entry: PlanEntry) -> None:
    data = edited(written(sheet_of(dsg), "xlsx"), put(PEOPLE, "Cilla Dam"))
    assign_leads(entry, [Lead(factories.person("Bo Lund"), None)], by=BY, now=clock.now())
    row = only(data, dsg)
    assert row.change == "held"
    assert parts(row) == [("people", "Anna Berg", "Cilla Dam", "Bo Lund", True)]


def test_a_mark_taken_out_withdraws_nothing_and_says_so(dsg: Group, entry: PlanEntry) -> None:
    plan = imported(edited(written(sheet_of(dsg), "xlsx"), put(Y2027, "")), "xlsx", dsg)
    assert [(row.change, [doubt.code for doubt in row.row.doubts]) for row in plan.rows] == [
        ("unchanged", []),
        ("unchanged", ["mark_taken_out"]),
    ]


def test_a_mark_more_is_an_entry_more(dsg: Group, entry: PlanEntry) -> None:
    plan = imported(edited(written(sheet_of(dsg), "xlsx"), put(6, "x Rev.")), "xlsx", dsg)
    assert (plan.planskema.agree, plan.planskema.findings) == (
        None,
        (),
    )  # its totals are those of the day of the export
    [row] = [row for row in plan.rows if row.change != "unchanged"]
    assert (row.change, row.adds_entry, row.row.year, row.row.kind) == ("created", True, 2030, "revision")


def test_another_kind_is_written(dsg: Group, entry: PlanEntry) -> None:
    row = only(edited(written(sheet_of(dsg), "xlsx"), put(Y2027, "x (ny)")), dsg)
    assert (row.change, row.sets_kind, parts(row)) == (
        "updated",
        True,
        [("kind", "revision", "ny retningslinje", "revision", False)],
    )


def test_a_version_in_the_cell_of_the_title_is_registered(dsg: Group, entry: PlanEntry) -> None:
    row = only(edited(written(sheet_of(dsg), "xlsx"), put(TITLE, "Prøvesarkomer (010226 version 1.0)")), dsg)
    assert (row.guideline, row.change, row.adds_version) == (entry.guideline_id, "updated", True)


def test_a_row_that_was_added_is_read_by_its_words(dsg: Group, entry: PlanEntry) -> None:
    new = ["Prøvefeber hos voksne", "", "", "x (ny)", "", "", "", "Cilla Dam", ""]
    row = only(edited(written(sheet_of(dsg), "xlsx"), lambda rows: rows.insert(7, new)), dsg)
    assert (row.change, row.creates, row.row.title, row.row.kind) == ("created", True, "Prøvefeber hos voksne", "new")


def test_a_row_that_was_copied_is_a_new_one(dsg: Group, entry: PlanEntry) -> None:
    def copy(rows: list[list[Any]]) -> None:
        rows.insert(6, [*rows[6]])
        rows[6][TITLE] = "Noget helt andet"

    row = only(edited(written(sheet_of(dsg), "xlsx"), copy), dsg)
    assert (row.change, row.creates, row.row.title) == ("created", True, "Noget helt andet")


def test_the_page_shows_the_three_and_writes_what_is_chosen(client: Client, dsg: Group, entry: PlanEntry) -> None:
    factories.sign_in(client, factories.chair_of(dsg))
    edit = both(put(Y2027, ""), put(Y2028, "x Rev."), put(PEOPLE, "Cilla Dam", "Den anden"))
    data = edited(written(sheet_of(dsg), "xlsx"), edit)
    move_entry(entry, to_year=2030, reason="", by=BY, now=clock.now())
    address = upload(client, data)
    page = client.get(address).content.decode()
    assert "År: »2028« i filen, »2027« da den blev eksporteret." in page
    assert "Planen er ændret imens, til »2030«. Hvad er rigtigt?" in page
    assert "Tovholdere: »Cilla Dam« i filen, »Anna Berg« da den blev eksporteret." in page
    approve(client, address, **{"take-2-year": "file"})
    now = PlanEntry.objects.filter(outcome="planned").order_by("year")
    assert [(item.guideline.title, item.year) for item in now.select_related("guideline")] == [
        ("Prøvesarkomer", 2028),
        ("Den anden", 2029),
    ]
    assert [a.person.name for a in now[1].assignments.filter(ended_on=None).select_related("person")] == ["Cilla Dam"]
    assert imported(data, "xlsx", dsg).changes()["updated"] == 0


def test_without_an_answer_or_with_the_plan_s_nothing_is_written(client: Client, dsg: Group, entry: PlanEntry) -> None:
    factories.sign_in(client, factories.chair_of(dsg))
    data = edited(written(sheet_of(dsg), "xlsx"), both(put(Y2027, ""), put(Y2028, "x Rev.")))
    move_entry(entry, to_year=2030, reason="", by=BY, now=clock.now())
    approve(client, upload(client, data))
    approve(client, upload(client, data), **{"take-2-year": "plan"})
    assert list(PlanEntry.objects.filter(outcome="planned").order_by("year").values_list("year", flat=True)) == [
        2029,
        2030,
    ]


def test_cells_sorted_without_their_tokens_are_read_by_their_words(dsg: Group, entry: PlanEntry) -> None:
    def turn(rows: list[list[Any]]) -> None:
        rows[5][:8], rows[6][:8] = rows[6][:8], rows[5][:8]

    plan = imported(edited(written(sheet_of(dsg), "xlsx"), turn), "xlsx", dsg)
    assert [(row.change, row.row.origin) for row in plan.rows] == [("unchanged", None)] * 2
    assert {row.row.title: row.guideline for row in plan.rows} == dict(Guideline.objects.values_list("title", "pk"))
