"""Planskemaer in text taken from a PDF: cells gone, marks alone, titles and names wrapped."""

from __future__ import annotations

import unicodedata

import pytest

from guidelines.documents.planskema_types import Planskema, UnreadableFile
from tests.documents.plans import HEADING, PEOPLE, ROWS, TEXT, TITLES, TOTALS
from tests.documents.reading import codes, findings, names, read, titles

EWING = "Ewing Sarkom (150323 version 2.1)"


def assert_the_plan(plan: Planskema) -> None:
    assert titles(plan) == TITLES
    assert [names(row) for row in plan.rows] == PEOPLE
    assert [row.kind for row in plan.rows] == ["revision"] * 3 + ["new"]
    assert plan.years == (2026, 2027, 2028)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        TEXT.replace(" ", "\u00a0"),
        unicodedata.normalize("NFD", TEXT),
        TEXT.replace("\n", "\n\n"),
        TEXT.replace("\n\n", "\n"),
        TEXT.replace("2026 2027 2028", "2026\n2027\n2028"),
        TEXT.replace("\nTovholder\n2026 2027 2028", "\n2026 2027 2028\nTovholder"),
        TEXT.replace(ROWS, ROWS.replace("Merkel", "\nSide 2 af 3\n\f" + HEADING + "Merkel")),
        TEXT.replace("x\n", "✓\n").replace("X ", "✓ "),
        "Kapitel 1\n\nKliniske retningslinjer\n\nOm arbejdet i 2025.\n\n" + TEXT + "\n3\n\nAFSNIT 2\n\nMere om året.\n",
    ],
    ids=["plain", "windows", "old mac", "nbsp", "nfd", "blank lines", "no blank lines", "years apart", "heading order",
         "pages", "ticks", "text around"],
)  # fmt: skip
def test_the_same_plan_in_many_shapes(text: str) -> None:
    plan = read(text)
    assert_the_plan(plan)
    assert plan.agree is True
    assert [row.year for row in plan.rows] == [None, None, None, 2027]
    assert findings(plan) == []


def test_windows_1252_text() -> None:
    assert_the_plan(read(TEXT.encode("cp1252")))


def test_without_totals_nothing_is_compared_or_forced() -> None:
    plan = read(HEADING + ROWS + "\nFORSKNING I 2025\n\nDer er igangsat et nyt projekt om\nbehandling af hudkræft.\n")
    assert_the_plan(plan)
    assert plan.agree is None
    assert [row.year for row in plan.rows] == [None] * 4
    assert not plan.stated.all.is_known


def test_rows_on_one_line_each() -> None:
    plan = read(
        HEADING + "Basalcellekarcinom hos voksne (010224 version 1.0) x Rev. Åse Ærø, Maja Al-Farra\n"
        "Merkelcellekarcinom (version 1.1) ✓ Rev. NN\nLangerhans celle histiocytosis X\nx (ny)\nBo Dahl\n"
        + EWING
        + " X\nRev.\nIb Juhl\n"
    )
    assert titles(plan) == [
        "Basalcellekarcinom hos voksne",
        "Merkelcellekarcinom",
        "Langerhans celle histiocytosis X",
        "Ewing Sarkom",
    ]
    assert [names(row) for row in plan.rows] == [["Åse Ærø", "Maja Al-Farra"], [], ["Bo Dahl"], ["Ib Juhl"]]
    assert [row.kind for row in plan.rows] == ["revision", "revision", "new", "revision"]


def test_the_year_itself_as_a_mark() -> None:
    plan = read(
        HEADING + f"Hudkræft hos voksne (010224 version 1.0)\n2026\nRev.\nÅse Ærø\n"
        f"{EWING}\n2028 Rev.\nIb Juhl\nMerkel (ny)\n2027\nBo Dahl\n"
    )
    assert [(row.title, row.year, row.year_basis) for row in plan.rows] == [
        ("Hudkræft hos voksne", 2026, "column"),
        ("Ewing Sarkom", 2028, "column"),
        ("Merkel", 2027, "column"),
    ]


def test_rows_without_people_and_without_a_mark() -> None:
    plan = read(
        HEADING + "Hudkræft hos voksne (010224 version 1.0)\nx\nRev.\n" + EWING + "\nx\nRev.\nIb Juhl\n"
        "Lymfeknuder ved hudkræft (150323 version 2.1)\nKarl Bo Andersen\n"
        "Merkelcellekarcinom (150323 version 2.2)\nx Rev.\nIda Toft\n"
        "Opfølgning efter hudkræft (150323 version 2.2)\n" + TOTALS
    )
    assert [(row.title, names(row), row.is_planned) for row in plan.rows] == [
        ("Hudkræft hos voksne", [], True),
        ("Ewing Sarkom", ["Ib Juhl"], True),
        ("Lymfeknuder ved hudkræft", ["Karl Bo Andersen"], False),
        ("Merkelcellekarcinom", ["Ida Toft"], True),
        ("Opfølgning efter hudkræft", [], False),
    ]
    assert codes(plan.rows[2]) == ["date_ambiguous", "mark_missing", "year_unknown"]
    assert plan.counted.all.total == 3


def test_people_on_lines_of_their_own() -> None:
    plan = read(
        HEADING
        + "Hudkræft hos voksne (010224 version 1.0)\nx\nRev.\nÅse Ærø\nMaja Al-Farra\nJens P. Lund\n"
        + EWING
        + "\nx\nRev.\n"
        "overlæge Karl Bo Andersen, Rigshospitalet\nprofessor, dr.med. Ida Toft\n"
        "Merkelcellekarcinom\nX\nny\nIda Toft (DGCG) & Bo Dahl (DSG)\n"
    )
    assert [names(row) for row in plan.rows] == [
        ["Åse Ærø", "Maja Al-Farra", "Jens P. Lund"],
        ["Karl Bo Andersen", "Ida Toft"],
        ["Ida Toft", "Bo Dahl"],
    ]
    assert plan.rows[2].groups == ("DGCG", "DSG")
    assert codes(plan.rows[2]) == ["owner_unconfirmed", "year_unknown"]


@pytest.mark.parametrize(
    "rows",
    [
        f"x\nRev.\nHudkræft hos voksne (010224 version 1.0)\nÅse Ærø\nX\nRev.\n{EWING}\nIb Juhl, Bo Dahl\n",
        f"Hudkræft hos voksne (010224 version 1.0)\nÅse Ærø\nx\nRev.\n{EWING}\nIb Juhl, Bo Dahl\nX\nRev.\n",
    ],
    ids=["marks first", "people before marks"],
)
def test_other_orders_of_the_columns(rows: str) -> None:
    plan = read(HEADING + rows)
    assert [(row.title, names(row)) for row in plan.rows] == [
        ("Hudkræft hos voksne", ["Åse Ærø"]),
        ("Ewing Sarkom", ["Ib Juhl", "Bo Dahl"]),
    ]


def test_english_headings() -> None:
    plan = read(
        "Guideline title (latest approval, version no.)\nTo be developed / revised\nLead\n2025 2026 2027 2028\n"
        "Surgery for melanoma of the skin (010224 version 1.0)\nx\nRev.\nAnna Berg and Bo Lund\n"
        "Working title: Follow-up NEW\nx (new)\nCarl Dam\nNumber of revisions 1 0 0 0 Total 1\n"
        "Number of new guidelines 0 1 0 0 Total 1\nTotal number of guidelines 1 1 0 0 Total 2\n"
    )
    assert [(row.title, names(row), row.kind, row.year) for row in plan.rows] == [
        ("Surgery for melanoma of the skin", ["Anna Berg", "Bo Lund"], "revision", 2025),
        ("Follow-up", ["Carl Dam"], "new", 2026),
    ]
    assert plan.agree is True


def test_rows_without_any_heading() -> None:
    plan = read(ROWS)
    assert titles(plan) == TITLES
    assert plan.years == ()


def test_columns_kept_apart_by_blanks_give_years() -> None:
    plan = read(
        "Planskema 2026-2028\n\n"
        "Retningslinje-titel                          Udarbejdes / Revideres     Tovholder\n"
        "(senest godkendt, versionsnr.)               2026     2027     2028\n\n"
        "Strålebehandling af hudkræft hos               x                        Anna Berg, Bo\n"
        "ældre (210424 version 1.0)                    Rev.                      Lund\n"
        "Kirurgi ved modermærkekræft (version 2.0)              x                Carl Dam\n"
        "                                                       Rev.\n"
        "Ny metode                                                       x (ny)  NN\n\n"
        "Antal revisioner                               1        1        0      Total 2\n"
        "Antal nye retningslinjer                       0        0        1      Total 1\n"
    )
    assert [(row.title, row.year, row.year_basis, names(row)) for row in plan.rows] == [
        ("Strålebehandling af hudkræft hos ældre", 2026, "column", ["Anna Berg", "Bo Lund"]),
        ("Kirurgi ved modermærkekræft", 2027, "column", ["Carl Dam"]),
        ("Ny metode", 2028, "column", []),
    ]
    assert plan.agree is True


def test_two_plans_in_one_text() -> None:
    second = HEADING.replace("2026 2027 2028", "2029 2030").replace("2026-2028", "2029-2030")
    plan = read(
        TEXT
        + "\nEfter dette kommer en plan til.\n\n"
        + second
        + "Lymfødem efter kirurgi (version 1.0)\nx Rev.\nIda Toft\nAntal revisioner 0 1 Total 1\n"
    )
    assert titles(plan) == [*TITLES, "Lymfødem efter kirurgi"]
    assert plan.years == (2026, 2027, 2028, 2029, 2030)
    assert plan.stated.revisions.total == 4


@pytest.mark.parametrize(
    "text",
    ["Kære alle\n\nHer er planskemaet for 2026-2028. x\n\nHilsen Bo\n", "x\n", "Titel\nTovholder\n2026 2027\n",
     "a;b;c\n1;2;3\n", "Navn;2022;2023;2024\nSalg;120;340;1\nKøb;1;1;1\n", TOTALS],
)  # fmt: skip
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(text)
    assert str(refused.value).startswith(("Der er ikke fundet noget planskema", "No planskema was found"))


def test_words_for_marks_initials_notes_and_guidance() -> None:
    plan = read(
        HEADING.replace("2026 2027 2028", "Sæt kryds i det år, hvor retningslinjen revideres.\n2026 2027 2028")
        + "Udredning af hudkræft* (version 1.0)\nx\nRevideres\nAKH, PBR\n* Med forbehold\n"
        "Kirurgi ved hudkræft\nX\nNy retningslinje\n"
        "Safwat, Junker\nOpfølgning efter hudkræft (version 1.0)\nUdgår\nBo Lund\nStråler X ny Berg, Anna; Lund, Bo\n"
    )
    assert [(row.title, row.kind, names(row), row.is_planned) for row in plan.rows] == [
        ("Udredning af hudkræft", "revision", ["AKH", "PBR"], True),
        ("Kirurgi ved hudkræft", "new", ["Safwat", "Junker"], True),
        ("Opfølgning efter hudkræft", "revision", ["Bo Lund"], False),
        ("Stråler", "new", ["Anna Berg", "Bo Lund"], True),
    ]


def test_two_marks_whose_years_are_lost_are_told() -> None:
    plan = read(
        HEADING
        + "Udredning af hudkræft (version 1.0)\nx\nx\nRev.\nAnna Berg\nKirurgi (version 1.0)\nx\nRev.\nBo Lund\n"
    )
    assert [codes(row) for row in plan.rows] == [["several_marks", "year_unknown"], ["year_unknown"]]


def test_totals_over_several_lines_and_a_year_between_title_and_people() -> None:
    plan = read(
        HEADING + "Udredning af hudkræft (version 1.0) 2026 Anna Berg\nKirurgi (version 1.0) x NN\n"
        "Antal revisioner\n1\n0\n1\nTotal 2\nAntal nye retningslinjer\n0 0 0\nI alt: 0\nI alt 1 - 1 Total 2\n\n17\n"
    )
    assert [(row.title, row.year, row.year_basis, names(row)) for row in plan.rows] == [
        ("Udredning af hudkræft", 2026, "column", ["Anna Berg"]),
        ("Kirurgi", 2028, "totals", []),
    ]
    assert plan.stated.as_json(plan.years) == {
        "revisions": {"2026": 1, "2027": 0, "2028": 1, "total": 2},
        "new": {"2026": 0, "2027": 0, "2028": 0, "total": 0},
        "all": {"2026": 1, "2027": None, "2028": 1, "total": 2},
    }
