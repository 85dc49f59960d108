"""Doubts, findings and totals."""

from __future__ import annotations

from typing import Literal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from guidelines.documents.planskema_types import PlanRow, Totals, YearTotals
from guidelines.documents.totals import count, disagreements, is_comparable, settle_kinds, settle_years, solved
from tests.documents.files import comma
from tests.documents.plans import TABLE, TEXT
from tests.documents.reading import codes, findings, read, row_of

YEARS = (2026, 2027, 2028)


def plan_row(kind: Literal["new", "revision"], year: int | None) -> PlanRow:
    return PlanRow(1, "Hud", is_working_title=False, kind=kind, year=year, year_basis="column" if year else "unknown")


rows = st.lists(st.builds(plan_row, st.sampled_from(["new", "revision"]), st.sampled_from(YEARS)), max_size=30)


@given(rows)
def test_counted_totals_add_up_and_agree_with_themselves(planned: list[PlanRow]) -> None:
    counted = count(planned, YEARS)
    for line in (counted.revisions, counted.new, counted.all):
        assert sum(value or 0 for value in line.by_year.values()) == line.total
    assert disagreements(counted, counted, YEARS) == []
    assert counted.revisions.total + counted.new.total == counted.all.total == len(planned)


@given(rows, st.sampled_from(YEARS), st.integers(1, 5))
def test_one_changed_figure_is_found_with_both_figures(planned: list[PlanRow], year: int, more: int) -> None:
    counted = count(planned, YEARS)
    changed = {**counted.new.by_year, year: (counted.new.by_year[year] or 0) + more}
    stated = Totals(counted.revisions, YearTotals(changed, counted.new.total), counted.all)
    assert ("new", year, changed[year], counted.new.by_year[year]) in disagreements(stated, counted, YEARS)


@given(rows)
def test_years_are_forced_only_where_one_year_is_left(planned: list[PlanRow]) -> None:
    stated = count(planned, YEARS)
    blank = [plan_row(row.kind, None) for row in planned]
    for row in settle_years(blank, stated, YEARS):
        possible = {other.year for other in planned if other.kind == row.kind}
        assert row.year == (possible.pop() if len(possible) == 1 else None)
        assert row.year_basis == ("totals" if row.year else "unknown")


def test_totals_that_do_not_fit_the_rows_force_nothing() -> None:
    stated = Totals(new=YearTotals({2026: 2, 2027: 0, 2028: 0}, 2))
    assert settle_years([plan_row("new", None)], stated, YEARS)[0].year is None


def test_what_follows_from_stated_totals() -> None:
    stated = Totals(
        YearTotals({2026: 2, 2027: None, 2028: 0}, 3), YearTotals({}, 1), YearTotals({2026: 2, 2027: 2, 2028: 0})
    )
    found = solved(stated, YEARS)
    assert (dict(found.revisions.by_year), dict(found.new.by_year)) == (
        {2026: 2, 2027: 1, 2028: 0},
        {2026: 0, 2027: 1, 2028: 0},
    )
    assert (found.all.total, is_comparable(Totals(), stated, YEARS)) == (4, False)


def test_kinds_that_the_totals_leave_open_stay_in_doubt() -> None:
    table = "Titel\t2026\t2027\tTovholder\nHudkræft\tx\t\tAnna Berg\nHår\t\tx\tBo Lund\n"
    assert [codes(row) for row in read(table).rows] == [["kind_unclear"]] * 2
    told = read(table + "Antal revisioner\t0\t0\t0\nAntal nye retningslinjer\t1\t1\t2\n")
    assert [(row.kind, codes(row)) for row in told.rows] == [("new", [])] * 2
    open_still = read(table + "Antal revisioner\t1\t0\t1\nAntal nye retningslinjer\t0\t1\t1\n")
    assert [codes(row) for row in open_still.rows] == [["kind_unclear"]] * 2
    assert settle_kinds([], Totals()) == []


@pytest.mark.parametrize(
    ("change", "figures"),
    [
        (("2 1 0 Total 3", "2 1 0 Total 5"), ("5", "3")),
        (("2 1 0 Total 3", "2 2 0 Total 3"), ("4", "3")),
        (("0 1 0 Total 1", "0 1 0 Total 2"), ("2", "1")),
        (("Total i alt: 4", "Total i alt: 9"), ("9", "4")),
    ],
)
def test_totals_that_do_not_add_up_in_a_text(change: tuple[str, str], figures: tuple[str, str]) -> None:
    plan = read(TEXT.replace(*change))
    assert plan.agree is False
    assert set(findings(plan)) == {"totals_disagree"}
    assert all(figure in str(plan.findings[0].message) for figure in figures)


def test_totals_that_do_not_add_up_in_a_table_name_the_year() -> None:
    table = [["Antal revisioner", "1", "1", "0", "Total 3"] if row[0] == "Antal revisioner" else row for row in TABLE]
    plan = read(comma(table))
    with override("da"):
        assert str(plan.findings[0].message) == "Optællingen siger 1 revisioner i 2026, men rækkerne har 2."
    assert (plan.agree, plan.findings[0].evidence) == (False, "revisions 2026: 1 / 2")


def test_partly_stated_totals() -> None:
    plan = read(TEXT.split("Antal revisioner")[0] + "Antal revisioner Total 3\n")
    assert plan.agree is True
    assert plan.stated.as_json(YEARS)["revisions"] == {"2026": None, "2027": None, "2028": None, "total": 3}
    assert plan.stated.as_json(YEARS)["all"]["total"] is None


@pytest.mark.parametrize(
    ("title", "code", "quote"),
    [
        ("Hudkræft (version 1.0) – udgår", "withdrawn", "udgår"),
        ("Hudkræft (udgår i 2027) (version 1.0)", "withdrawn", "udgår i 2027"),
        ("Hudkræft (version 1.0), sammenlægges med Hår", "merged", "sammenlægges med Hår"),
    ],
)
def test_what_ends_is_not_planned_silently(title: str, code: str, quote: str) -> None:
    row = row_of(title)
    assert (row.title, row.is_planned, codes(row)) == ("Hudkræft", False, [code])
    assert row.doubts[0].quote == quote


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("NN", ["tovholder_missing"]),
        ("", ["tovholder_missing"]),
        ("Safwat", ["name_incomplete"]),
        ("Anna Berg, afventer svar fra DSG", ["person_unclear"]),
        ("Anna Berg", []),
    ],
)
def test_doubts_about_people(cell: str, found: list[str]) -> None:
    assert codes(row_of("Hudkræft (version 1.0)", people=cell)) == found


def test_the_importing_group_is_always_among_the_groups() -> None:
    assert row_of("Hudkræft (samarbejde DLCG)").groups == ("DSG", "DLCG")
    assert row_of("Hudkræft").groups == ("DSG",)


def test_similar_and_double_titles_and_another_group() -> None:
    plan = read(
        "Planskema for DLCG\nTitel;2026;2027;Tovholder\nStrålebehandling af hudkræft;x ny;;Anna Berg\n"
        "Strålebehandling af hudkræt;;x ny;Bo Lund\n"
        "Kemoterapi type 1;x ny;;Anna Berg\nKemoterapi type 2;x ny;;Anna Berg\n"
        "Lymfødem;x ny;;Anna Berg\nLymfødem;;x ny;Anna Berg\n"
    )
    assert findings(plan) == ["group_differs", "duplicate_titles", "similar_titles"]
    assert plan.findings[2].evidence == "Strålebehandling af hudkræft / Strålebehandling af hudkræt"


def test_messages_are_danish_when_danish_is_asked_for() -> None:
    row = read(TEXT).rows[0]
    with override("da"):
        assert [doubt["message"] for doubt in row.as_json()["doubts"]] == [
            "»010224« er læst som 01.02.2024; det kan også være 24.02.2001.",
            "Filen viser ikke hvilket år. Ifølge optællingen er revisionerne: 2 i 2026, 1 i 2027, 0 i 2028. "
            "2 rækker af denne slags er markeret »x«; det passer med 2026, men beviser intet.",
        ]


def test_the_json_has_the_keys_of_the_contract() -> None:
    found = read(TEXT).as_json()
    assert list(found) == ["group", "years", "rows", "totals", "findings"]
    assert list(found["rows"][0]) == [
        "row", "title", "is_working_title", "kind", "year", "year_basis", "version", "approved_on", "approved_source",
        "submitted_on", "tovholdere", "groups", "doubts",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "code", "quote"),
    [
        ("Hudkræft (version 1.0) – i høring", "status_note", "i høring"),
        ("Hudkræft (version 1.0) - indsendt til sekretariatet", "submitted_undated", "indsendt til sekretariatet"),
    ],
)
def test_a_note_that_is_not_kept_is_told(title: str, code: str, quote: str) -> None:
    row = row_of(title)
    assert (row.title, [(doubt.code, doubt.quote) for doubt in row.doubts]) == ("Hudkræft", [(code, quote)])


@pytest.mark.parametrize(
    ("cell", "title", "code"),
    [
        ("Skal lægges sammen med Lymfødem (010120 version 1.0)", "Skal lægges sammen med Lymfødem", "merged"),
        ("Sammenlægges med Lymfødem", "Sammenlægges med Lymfødem", "merged"),
        ("Udgår i 2027 (version 1.0)", "Udgår i 2027", "withdrawn"),
        ("I høring", "I høring", "status_note"),
    ],
)
def test_a_row_that_is_nothing_but_a_note_stays_with_its_doubt(cell: str, title: str, code: str) -> None:
    row = row_of(cell)
    assert (row.title, code in codes(row)) == (title, True)


@pytest.mark.parametrize("cell", ["(211220 version 1.0)", "(NY)"])
def test_a_row_with_nothing_of_a_title_stays_under_its_words(cell: str) -> None:
    assert row_of(cell).title == cell


@pytest.mark.parametrize(
    "cell", ["Hudkræft (321320 version 1.0)", "Hudkræft, version 1.0, 321320", "Hudkræft (v. 1.0) (321320)"]
)
def test_six_figures_that_are_no_date_leave_the_title_with_a_doubt(cell: str) -> None:
    row = row_of(cell)
    assert (row.title, row.version, row.approved_on) == ("Hudkræft", "1.0", None)
    assert [(doubt.code, doubt.quote) for doubt in row.doubts] == [("date_unreadable", "321320")]


def test_figures_that_belong_to_a_title_stay_in_it() -> None:
    assert row_of("Hudkræft (protokol 321320)").title == "Hudkræft (protokol 321320)"
