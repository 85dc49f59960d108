"""Exported rows that stand twice, lost their heading or mean nothing here: the preview says what the import does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from guidelines.documents.exported import PREFIX
from guidelines.lists import clock
from guidelines.models import Group, Guideline, Person, PlanEntry
from guidelines.planning.actions import assign_leads
from guidelines.planning.actions.leads import Lead
from tests import factories
from tests.exchange.planskema.edits import (
    BY,
    PEOPLE,
    TITLE,
    Y2027,
    Y2028,
    Edit,
    doubts,
    edited,
    entries,
    exported,
    planned,
    put,
    twice,
)
from tests.exchange.planskema.files import sheet_of, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_moment")]


def copied(**cells: str) -> Edit:
    """An edit that puts a copy of the row of Prøvesarkomer below it, with some of its cells changed."""
    columns = {"people": PEOPLE, "y2027": Y2027, "y2028": Y2028, "token": -1}

    def edit(rows: list[list[Any]]) -> None:
        at = next(at for at, row in enumerate(rows) if row[TITLE] == "Prøvesarkomer")
        rows.insert(at + 1, [*rows[at]])
        for name, text in cells.items():
            rows[at + 1][columns[name]] = text

    return edit


def test_one_entry_under_two_tokens_is_written_once(dsg: Group, entry: PlanEntry) -> None:
    """Rows of two exports in one file, of which the whole one has an entry more."""
    factories.entry(entry.guideline, 2023, outcome="done")
    other = sheet_of(dsg, whole=True).rows[1].token
    assert other != sheet_of(dsg).rows[1].token
    data = exported(dsg, copied(token=other, people="Bo Lund"), put(Y2027, "", at=0), put(Y2028, "x Rev.", at=0))
    rows = planned(dsg, data).rows
    assert [doubts(row) for row in rows[2:]] == [["row_copied", "revision_without_version", "entry_left"]]
    assert "Rækken er en kopi af række 7 i filen" in str(rows[2].row.doubts[0].message)
    assert "Række 8 i filen, kolonnen 2027: Planlinjen er flyttet" in str(rows[2].row.doubts[-1].message)
    assert twice(dsg, data)["updated"] == 1
    assert [entry[0::3] for entry in entries()] == [(2027, ["Anna Berg"]), (2023, []), (2028, ["Anna Berg"])]


def test_two_rows_that_name_others_for_one_entry_do_not_turn_it_round(dsg: Group, entry: PlanEntry) -> None:
    data = exported(dsg, copied(people="Bo Lund"), put(PEOPLE, "Cilla Dam", at=0))
    assert doubts(planned(dsg, data).rows[2])[-1] == "said_before"
    assert twice(dsg, data)["updated"] == 1
    assert entries()[0][3] == ["Cilla Dam"]


def test_what_a_row_that_waits_speaks_of_no_other_writes(dsg: Group, entry: PlanEntry) -> None:
    data = exported(dsg, copied(people="Bo Lund", token=""), put(TITLE, "", at=0))
    rows = planned(dsg, data).rows
    assert [(row.change, row.sets_leads) for row in rows] == [
        ("unchanged", False),
        ("held", False),
        ("unchanged", False),
    ]
    assert twice(dsg, data)["updated"] == 0


def test_so_it_is_without_any_token(dsg: Group, entry: PlanEntry) -> None:
    def without(rows: list[list[Any]]) -> None:
        for row in rows:
            row[-1] = ""

    data = exported(dsg, copied(people="Bo Lund"), put(PEOPLE, "Cilla Dam", at=0), without)
    assert twice(dsg, data)["updated"] == 1
    assert entries()[0][3] == ["Cilla Dam"]


def test_a_row_of_a_guideline_unknown_here_is_read_by_its_words(dsg: Group, entry: PlanEntry) -> None:
    """What its token says of title, years and people means nothing: whoever looks at the file sees its words."""
    token = sheet_of(dsg).rows[1].token
    data = edited(written(sheet_of(dsg), "xlsx"), put(PEOPLE, "Bo Lund"), put(TITLE, "Feber hos voksne"))
    Guideline.objects.filter(pk=entry.guideline_id).update(title="En helt tredje")
    row = planned(dsg, data).rows[1]
    assert token.startswith(PREFIX)
    assert (row.change, row.row.origin, row.row.title, [lead.name for lead in row.leads]) == (
        "created",
        None,
        "Feber hos voksne",
        ["Bo Lund"],
    )
    assert twice(dsg, data)["created"] == 1


def test_one_without_a_title_is_held(dsg: Group, entry: PlanEntry) -> None:
    data = exported(dsg, put(TITLE, ""))
    Guideline.objects.filter(pk=entry.guideline_id).update(title="En helt tredje")
    row = planned(dsg, data).rows[1]
    assert (row.change, doubts(row)) == ("held", ["title_missing"])
    assert twice(dsg, data)["created"] == 0


def test_what_stands_above_the_rows_is_no_guideline_without_its_heading(dsg: Group, entry: PlanEntry) -> None:
    data = exported(dsg, lambda rows: rows.pop(4) and None)
    assert {row.row.title for row in planned(dsg, data).rows} == {"Den anden", "Prøvesarkomer"}
    assert twice(dsg, data)["created"] == 0


def test_two_of_one_name_both_stay(dsg: Group, entry: PlanEntry, anna: Person) -> None:
    assign_leads(entry, [Lead(anna), Lead(Person.objects.create(name="Anna Berg"))], by=BY, now=clock.now())
    data = exported(dsg, put(PEOPLE, "Anna Berg, Anna Berg, Bo Lund"))
    twice(dsg, data)
    assert len(set(entry.assignments.filter(ended_on=None).values_list("person", flat=True))) == 3
    assert entries()[0][3] == ["Anna Berg", "Anna Berg", "Bo Lund"]


def test_which_of_them_goes_is_not_guessed(dsg: Group, entry: PlanEntry, anna: Person) -> None:
    assign_leads(entry, [Lead(anna), Lead(Person.objects.create(name="Anna Berg"))], by=BY, now=clock.now())
    data = exported(dsg, put(PEOPLE, "Anna Berg"))
    assert doubts(planned(dsg, data).rows[1]) == ["name_shared"]
    assert twice(dsg, data)["updated"] == 0


def test_a_file_without_tokens_leaves_both(dsg: Group, entry: PlanEntry, anna: Person) -> None:
    other = Person.objects.create(name="Anna Berg")
    entry.assignments.create(person=other, role="lead", position=1)

    def without(rows: list[list[Any]]) -> None:
        for row in rows:
            row[-1] = ""

    assert twice(dsg, exported(dsg, without)) == {"created": 0, "updated": 0, "unchanged": 2}


def test_a_new_year_of_the_row_is_led_by_both(dsg: Group, entry: PlanEntry, anna: Person) -> None:
    entry.assignments.create(person=Person.objects.create(name="Anna Berg"), role="lead", position=1)
    twice(dsg, exported(dsg, put(Y2028, "x Rev.")))
    assert [names for _year, _kind, _outcome, names in entries()] == [["Anna Berg", "Anna Berg"]] * 2


def test_the_dry_run_says_what_the_run_does(dsg: Group, entry: PlanEntry, tmp_path: Path, capsys: Any) -> None:
    factories.entry(entry.guideline, 2023, outcome="done")
    long = ["Lang titel " * 60, "", "", "x (ny)", "", "", "", "Cilla Dam", ""]
    token = sheet_of(dsg, whole=True).rows[1].token
    edits = copied(token=token, people="Bo Lund"), put(Y2027, "", at=0), put(Y2028, "x Rev.", at=0)
    file = tmp_path / "plan.xlsx"
    file.write_bytes(exported(dsg, *edits, lambda rows: rows.insert(8, long)))
    said = []
    for options in (["--dry-run"], [], []):
        call_command("import_plan", str(file), "--group", "DSG", *options)
        said.append(next(line for line in capsys.readouterr().out.splitlines() if "oprettet" in line))
    assert said == [
        "4 rækker: 0 oprettet, 1 ændret, 3 uændret.",
        "4 rækker: 0 oprettet, 1 ændret, 3 uændret.",
        "4 rækker: 0 oprettet, 0 ændret, 4 uændret.",
    ]
