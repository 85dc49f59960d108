"""The one real planskema that was found, read from its extracted text and from tables made of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils.translation import override

from guidelines.documents.planskema_types import PlanRow, Planskema, UnreadableFile
from tests.documents.files import comma, excel, word
from tests.documents.reading import codes, findings, names, read

TITLES = [
    "Multiple endonkromer og osteokondromer - udredning og opfølgning med henblik på malignisering",
    "Solitære enkondromer og osteokondromer - Udredning og opfølgning med henblik på malignisering",
    "Radiotherapy of localized soft tissue sarcoma",
    "Perioperativ og pallierende kemoterapi til patienter med knoglederiverede sarkomer",
    "Pallierende kemoterapi til patienter med bløddelssarkom",
    "Radiotherapy of bone sarcomas – Ewing's tumours",
    "Medicinsk behandling til patienter med Gastrointestinal Stromal Tumor (GIST)",
    "Kirurgisk behandling af knoglemetastaser - for proximale femur og humerus",
    "Perioperativ kemoterapi til patienter med bløddelssarkomer - kurativt intenderet behandling",
    "Kirurgisk behandling af retroperitonealt sarkom",
    "Bløddelssarkomer i ekstremiteterne - betydning af kirurgisk margin",
    "Kæmpecelletumorer",
    "Uterine sarkomer",
    "Desmoid fibromatose",
]
VERSIONS = ["1.2", "1.1", "1.1", "1.1", "1.2", "1.1", "1.1", "1.1", "1.1", "1.0", "1.0", None, None, None]
DATES = ["2021-01-13", *["2020-12-21"] * 8, "2021-01-14", "2021-04-21", None, None, None]
PEOPLE = [
    ["Bjarne H Hansen", "Kolja Weber", "Mette L. Harving"],
    ["Bjarne H Hansen", "Kolja Weber", "Mette L. Harving"],
    ["Akmal Safwat"],
    ["Niels Junker", "Anders Krarup-Hansen"],
    ["Ninna A. Pedersen", "Philip Blach Rossen"],
    ["Akmal Safwat"],
    ["Charlotte Brinch", "Anders Krarup-Hansen"],
    ["Michala Skovlund", "Michael M. Bendtsen"],
    ["Niels Junker", "Anders Krarup-Hansen"],
    ["Jonas A. Funder", "Mette M. Sørensen", "Henrik K. Christensen", "Anne K. Martensen"],
    ["Thomas Baad-Hansen", "Michala Skovlund"],
    ["Ninna A. Pedersen", "Niels Junker", "Peter Holmberg Jørgensen"],
    ["Zohreh Ketabi", "Joanna Vitfell-Rasmussen", "Jonas A. Funder"],
    ["Ninna A. Pedersen", "Ken Ljungmann", "Anders Krarup-Hansen", "Gina Al-Farra", "Maj-Lis Talman"],
]
# The file has lost the years; these are made up to fit its totals, for the tables that the tests make.
YEARS = [2022, 2022, 2023, 2024, 2024, 2022, 2022, 2022, 2024, 2024, 2023, 2024, 2024, 2022]


@pytest.fixture(scope="module")
def seed(seed_file: Callable[[str], Path]) -> Planskema:
    return read(seed_file("000").read_bytes())


def test_the_rows_are_whole(seed: Planskema) -> None:
    assert [row.title for row in seed.rows] == TITLES
    assert [row.version for row in seed.rows] == VERSIONS
    assert [row.approved_on and row.approved_on.isoformat() for row in seed.rows] == DATES
    assert [names(row) for row in seed.rows] == PEOPLE
    assert [row.kind for row in seed.rows] == ["revision"] * 13 + ["new"]
    assert [row.row for row in seed.rows] == list(range(1, 15))
    assert len({name for row in seed.rows for name in names(row)}) == 22


def test_only_the_year_that_the_totals_force_is_known(seed: Planskema) -> None:
    assert seed.years == (2022, 2023, 2024)
    assert [(row.year, row.year_basis) for row in seed.rows] == [(None, "unknown")] * 13 + [(2022, "totals")]


def test_the_totals_agree_and_nothing_is_said_about_them(seed: Planskema) -> None:
    assert seed.agree is True
    assert seed.as_json()["totals"] == {
        "stated": {
            "revisions": {"2022": 5, "2023": 2, "2024": 6, "total": 13},
            "new": {"2022": 1, "2023": 0, "2024": 0, "total": 1},
            "all": {"2022": 6, "2023": 2, "2024": 6, "total": 14},
        },
        "counted": {
            "revisions": {"2022": None, "2023": None, "2024": None, "total": 13},
            "new": {"2022": 1, "2023": 0, "2024": 0, "total": 1},
            "all": {"2022": None, "2023": None, "2024": None, "total": 14},
        },
        "agree": True,
    }
    assert findings(seed) == ["already_submitted", "similar_titles"]


def test_every_doubt_is_told(seed: Planskema) -> None:
    assert [codes(row) for row in seed.rows] == [
        *[["date_ambiguous", "year_unknown"]] * 10,
        ["year_unknown"],
        ["revision_without_version", "year_unknown"],
        ["owner_unconfirmed", "revision_without_version", "year_unknown"],
        [],
    ]


def test_the_shared_row_names_groups_and_people(seed: Planskema) -> None:
    shared = seed.rows[12]
    assert shared.groups == ("DGCG", "DSG")
    assert [(person.name, person.group) for person in shared.tovholdere] == [
        ("Zohreh Ketabi", "DGCG"),
        ("Joanna Vitfell-Rasmussen", "DSG"),
        ("Jonas A. Funder", "DSG"),
    ]
    assert {row.groups for row in seed.rows if row is not shared} == {("DSG",)}


def test_submission_and_working_title(seed: Planskema) -> None:
    assert [row.row for row in seed.rows if row.submitted_on] == [12]
    assert seed.rows[11].as_json()["submitted_on"] == "2022-02-01"
    assert [row.row for row in seed.rows if row.is_working_title] == [14]
    assert seed.rows[4].approved_source == "211220 version 1.2"


def test_what_speaks_for_a_year_is_told_without_deciding(seed: Planskema) -> None:
    (doubt,) = [doubt for doubt in seed.rows[11].doubts if doubt.code == "year_unknown"]
    with override("da"):
        assert str(doubt.message) == (
            "Filen viser ikke hvilket år. Ifølge optællingen er revisionerne: 5 i 2022, 2 i 2023, 6 i 2024. "
            "8 rækker af denne slags er markeret »X«; det passer med 2023 + 2024, men beviser intet. "
            "Den er allerede indsendt (1.2.22)."
        )


@pytest.mark.parametrize("prefix", ["001", "002"])
def test_a_guideline_is_no_planskema(seed_file: Callable[[str], Path], prefix: str) -> None:
    with pytest.raises(UnreadableFile, match="planskema"):
        read(seed_file(prefix).read_bytes())


def as_table(plan: Planskema) -> list[list[str]]:
    """The seed's rows in a table that has kept its columns."""
    heading = ["Retningslinje-titel (senest godkendt, versionsnr.)", "2022", "2023", "2024", "Tovholder"]
    rows = [
        [
            row.cells.title,
            *("\n".join(row.cells.marks) if column == year else "" for column in plan.years),
            row.cells.people,
        ]
        for row, year in zip(plan.rows, YEARS, strict=True)
    ]
    return [
        heading,
        *rows,
        ["Antal revisioner", "5", "2", "6", "Total 13"],
        ["Antal nye retningslinjer", "1", "0", "0", "Total 1"],
        ["Antal retningslinjer i alt", "6", "2", "6", "Total i alt: 14"],
    ]


def facts(row: PlanRow) -> tuple[object, ...]:
    return (row.title, row.kind, row.version, row.approved_on, row.submitted_on, row.tovholdere, row.groups)


@pytest.mark.parametrize(
    "save",
    [
        word,
        excel,
        comma,
        lambda table: comma(table, encoding="cp1252"),
        lambda table: comma(table, ",", "utf-8"),
        lambda table: comma(table, "\t", "utf-16"),
    ],
    ids=["docx", "xlsx", "csv utf-8", "csv cp1252", "csv comma", "tabs utf-16"],
)
def test_a_table_of_the_same_plan_reads_to_the_same_rows_with_years(
    seed: Planskema, save: Callable[[list[list[str]]], bytes]
) -> None:
    plan = read(save(as_table(seed)))
    assert [facts(row) for row in plan.rows] == [facts(row) for row in seed.rows]
    assert [(row.year, row.year_basis) for row in plan.rows] == [(year, "column") for year in YEARS]
    assert plan.agree is True
    assert plan.counted.as_json(plan.years) == plan.stated.as_json(plan.years) == seed.stated.as_json(seed.years)
