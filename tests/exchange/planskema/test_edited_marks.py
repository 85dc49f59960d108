"""Marks of an exported plan that were put elsewhere: none is dropped in silence, and a second run changes nothing."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from guidelines.journal.history import history
from guidelines.journal.models import Event, EventDetail
from guidelines.lists import clock
from guidelines.models import Group, Person, PlanEntry
from guidelines.planning.actions import move_entry, withdraw_entry
from tests import factories
from tests.exchange.annual.making import made, rows
from tests.exchange.planskema.edits import (
    BY,
    OTHERS,
    PEOPLE,
    Y2025,
    Y2027,
    Y2028,
    Y2029,
    Y2030,
    doubts,
    entries,
    exported,
    only,
    parts,
    planned,
    put,
    twice,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_moment")]


def moved(year: int, to_year: int) -> list[tuple[int, str]]:
    return [(year, "moved"), (to_year, "planned")]


def years(title: str = "Prøvesarkomer") -> list[tuple[int | None, str]]:
    return [(year, outcome) for year, _kind, outcome, _names in entries(title)]


@pytest.mark.parametrize("turned", [False, True])
def test_a_move_waits_for_another_to_leave_its_year(dsg: Group, entry: PlanEntry, turned: bool) -> None:
    later = factories.entry(entry.guideline, 2028, leads=[factories.person("Bo Lund")])
    first, second = (
        (put(Y2027, "", at=0), put(Y2028, "x Rev.", at=0)),
        (put(Y2028, "", at=1), put(Y2029, "x Rev.", at=1)),
    )
    data = exported(dsg, *first, *second, (lambda rows: rows[6:8].reverse()) if turned else (lambda rows: None))
    assert twice(dsg, data)["updated"] == 2
    assert years() == [(2027, "moved"), (2028, "moved"), (2029, "planned"), (2028, "planned")]
    assert PlanEntry.objects.get(moved_from=later).year == 2029


@pytest.mark.parametrize(
    ("language", "said"),
    [("da", "Flyttet i et eksporteret planskema"), ("en", "Moved in an exported planskema")],
)
def test_why_it_was_moved_reads_in_the_readers_language(dsg: Group, entry: PlanEntry, language: str, said: str) -> None:
    with override("da"):
        twice(dsg, exported(dsg, put(Y2027, ""), put(Y2028, "x Rev.")))
    event = Event.objects.get(verb="entry_moved")
    assert EventDetail.objects.get(seq=event.seq).words == {"reason": "Moved in an exported planskema"}
    with override(language):
        assert [line.reason for line in history([event])] == [said]
    report = made(dsg, 2027, clock.today(), language)
    assert [row[-1] for row in rows(report, "planlagt")] == [said]


def test_a_reason_that_a_person_wrote_stays_as_written(dsg: Group, entry: PlanEntry) -> None:
    """So do the reasons of files that were imported when they were stored in Danish."""
    move_entry(entry, to_year=2028, reason="Flyttet i et eksporteret planskema", by=BY, now=clock.now())
    with override("en"):
        told = [line.reason for line in history(Event.objects.filter(verb="entry_moved"))]
    assert told == ["Flyttet i et eksporteret planskema"]


def test_a_mark_more_is_an_entry_more_in_a_year_that_another_leaves(dsg: Group, entry: PlanEntry) -> None:
    factories.entry(entry.guideline, 2028, leads=[factories.person("Bo Lund")])
    edits = put(Y2028, "x Rev.", at=0), put(Y2028, "", at=1), put(Y2029, "x Rev.", at=1)
    assert twice(dsg, exported(dsg, *edits)) == {"created": 1, "updated": 1, "unchanged": 2}
    assert years() == [(2027, "planned"), (2028, "moved"), (2029, "planned"), (2028, "planned")]


def test_two_that_change_years_with_each_other_are_told(dsg: Group, entry: PlanEntry) -> None:
    factories.entry(entry.guideline, 2028, leads=[factories.person("Bo Lund")])
    edits = put(Y2027, "", at=0), put(Y2028, "x Rev.", at=0), put(Y2028, "", at=1), put(Y2027, "x Rev.", at=1)
    rows = planned(dsg, exported(dsg, *edits)).rows
    assert [doubts(row) for row in rows] == [[], ["year_taken"], ["year_taken"]]
    assert "Række 7 i filen, kolonnen 2028: " in str(rows[1].row.doubts[0].message)
    assert twice(dsg, exported(dsg, *edits))["updated"] == 0


def test_a_move_is_taken_back_in_the_file(dsg: Group, entry: PlanEntry) -> None:
    move_entry(entry, to_year=2029, reason="", by=BY, now=clock.now())
    assert twice(dsg, exported(dsg, put(Y2027, "x Rev."), put(Y2029, "")))["updated"] == 1
    assert years() == [(2027, "moved"), (2029, "moved"), (2027, "planned")]


def test_a_mark_over_an_arrow_plans_that_year_as_well(dsg: Group, entry: PlanEntry) -> None:
    move_entry(entry, to_year=2029, reason="", by=BY, now=clock.now())
    assert twice(dsg, exported(dsg, put(Y2027, "x Rev.")))["created"] == 1
    assert years() == [*moved(2027, 2029), (2027, "planned")]


def test_a_mark_where_the_plan_withdrew_is_asked_about(dsg: Group, entry: PlanEntry) -> None:
    withdraw_entry(entry, reason="Udgår", by=BY, now=clock.now())
    factories.entry(entry.guideline, 2030)
    data = exported(dsg, put(Y2027, "x Rev."))
    row = only(data, dsg)
    assert (row.change, parts(row)) == ("held", [("year", "ikke planlagt", "2027", "udgået", True)])
    name = f"take_{row.row.row}_year"
    assert twice(dsg, data, **{name: "plan"})["created"] == 0
    assert twice(dsg, data, **{name: "file"})["created"] == 1
    assert years() == [(2027, "withdrawn"), (2030, "planned"), (2027, "planned")]


@pytest.mark.parametrize(("take", "found"), [("file", [2028]), ("other", [None, 2028]), ("plan", [None]), ("", [None])])
def test_a_mark_beside_an_entry_without_a_year_is_asked_about(
    dsg: Group, anna: Person, take: str, found: list[int | None]
) -> None:
    factories.entry(factories.guideline("Prøvesarkomer", owner=dsg), None, leads=[anna])
    data = exported(dsg, put(Y2028, "x Rev."))
    row = only(data, dsg)
    assert (row.change, [key for key, _words in row.differences[0].choices]) == ("held", ["file", "other", "plan"])
    twice(dsg, data, **({f"take_{row.row.row}_year": take} if take else {}))
    assert [year for year, _outcome in years()] == found


def test_a_year_among_the_others_is_moved_and_the_rest_stays(dsg: Group, anna: Person) -> None:
    guideline = factories.guideline("Prøvesarkomer", owner=dsg)
    for year in (2033, 2035):
        factories.entry(guideline, year, leads=[anna])
    data = exported(dsg, put(OTHERS, "x Rev. 2034, x Rev. 2035"))
    assert [doubts(row) for row in planned(dsg, data).rows] == [[], []]
    assert twice(dsg, data)["updated"] == 1
    assert years() == [(2033, "moved"), (2035, "planned"), (2034, "planned")]


def test_what_is_over_is_told_to_stay(dsg: Group, entry: PlanEntry) -> None:
    factories.entry(entry.guideline, 2025, outcome="done", leads=[entry.assignments.get().person])
    for text in ("x Rev.", ""):
        data = exported(dsg, put(Y2025, text))
        assert [code for row in planned(dsg, data).rows for code in doubts(row)] == ["entry_settled"]
        assert twice(dsg, data)["updated"] == 0


def test_a_tick_completes_nothing_and_says_so(dsg: Group, entry: PlanEntry) -> None:
    data = exported(dsg, put(Y2027, "✓ Rev."))
    assert [doubts(row) for row in planned(dsg, data).rows] == [[], ["tick_kept"]]
    assert twice(dsg, data)["updated"] == 0


@pytest.mark.parametrize("text", ["X", "x", "1", "✗"])
def test_a_mark_that_says_no_kind_changes_none(dsg: Group, anna: Person, text: str) -> None:
    factories.entry(factories.guideline("Prøvesarkomer", owner=dsg), 2027, kind="new", leads=[anna])
    new = ["Prøvefeber hos voksne", "", "", "x (ny)", "", "", "", "Cilla Dam", ""]
    data = exported(dsg, put(Y2027, text), lambda rows: rows.insert(6, new))  # the totals say nothing of the kind now
    assert doubts(planned(dsg, data).rows[0]) == []
    assert twice(dsg, data)["updated"] == 0
    assert entries()[0][:2] == (2027, "new")


def test_a_kind_goes_with_a_move(dsg: Group, anna: Person) -> None:
    factories.entry(factories.guideline("Prøvesarkomer", owner=dsg), 2027, kind="new", leads=[anna])
    data = exported(dsg, put(Y2027, ""), put(Y2028, "x Rev."))
    assert [item[0] for item in parts(only(data, dsg))] == ["year", "kind"]
    twice(dsg, data)
    assert [entry[:3] for entry in entries()] == [(2027, "new", "moved"), (2028, "revision", "planned")]


def test_a_move_that_says_no_kind_keeps_it(dsg: Group, anna: Person) -> None:
    factories.entry(factories.guideline("Prøvesarkomer", owner=dsg), 2027, kind="new", leads=[anna])
    twice(dsg, exported(dsg, put(Y2027, ""), put(Y2028, "x")))
    assert [entry[:3] for entry in entries()] == [(2027, "new", "moved"), (2028, "new", "planned")]


def test_a_minor_update_is_not_made_or_unmade_by_a_file(dsg: Group, entry: PlanEntry) -> None:
    data = exported(dsg, put(Y2027, "x Rev. (mindre)"))
    assert [doubts(row) for row in planned(dsg, data).rows] == [[], ["minor_kept"]]
    assert twice(dsg, data)["updated"] == 0


def test_a_mark_taken_out_says_where(dsg: Group, entry: PlanEntry) -> None:
    [_other, row] = planned(dsg, exported(dsg, put(Y2027, ""))).rows
    assert [str(doubt.message) for doubt in row.row.doubts] == [
        "Række 7 i filen, kolonnen 2027: "
        "Krydset i 2027 er taget ud af filen. Det trækker ikke noget tilbage; tag det ud i planen."
    ]


def test_tovholdere_taken_out_or_put_where_nothing_is_planned_are_told(dsg: Group, entry: PlanEntry) -> None:
    factories.guideline("Uden plan", owner=dsg)
    data = exported(dsg, put(PEOPLE, ""), put(PEOPLE, "Bo Lund", "Uden plan"), put(Y2030, "", "Den anden"))
    found = {row.row.title: doubts(row) for row in planned(dsg, data).rows}
    assert found == {"Den anden": [], "Prøvesarkomer": ["people_taken_out"], "Uden plan": ["people_unplanned"]}
    assert twice(dsg, data)["updated"] == 0
