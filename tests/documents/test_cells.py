"""Single cells: titles, names, marks."""

from __future__ import annotations

import pytest

from guidelines.documents.marks import read_mark
from guidelines.documents.names import people_score, read_people
from guidelines.documents.titles import read_title
from guidelines.documents.wording import one_line
from tests.documents.reading import GROUPS


@pytest.mark.parametrize(
    ("cell", "title", "version", "approved"),
    [
        ("Kirurgi - ved hudkræft (130121 version 1.2)", "Kirurgi - ved hudkræft", "1.2", "2021-01-13"),
        ("Tumorer (GIST) (211220 version \n1.1) ", "Tumorer (GIST)", "1.1", "2020-12-21"),
        ("Kirurgi (GIST, version 1.1, godkendt 21.12.2020)", "Kirurgi (GIST)", "1.1", "2020-12-21"),
        ("Kirurgi (v. 2,0 - 30. december 2024)", "Kirurgi", "2.0", "2024-12-30"),
        ("Kirurgi, version 1.10, 211220", "Kirurgi", "1.10", "2020-12-21"),
        ("Kirurgi 211220 v1.1", "Kirurgi", "1.1", "2020-12-21"),
        ("Kirurgi (adm. godk. 21122020 v1_1)", "Kirurgi", "1.1", "2020-12-21"),
        ("Kirurgi (Senest godkendt: november 2025, versionsnr. 2.0)", "Kirurgi", "2.0", "2025-11"),
        ("Kirurgi (version 1.1) (211220)", "Kirurgi", "1.1", "2020-12-21"),
        ("Kirurgi (non-small cell) - T1N0 (211220 version 1.2", "Kirurgi (non-small cell) - T1N0", "1.2", "2020-12-21"),
        ("Kirurgi (2021)", "Kirurgi", None, "2021"),
        ("Kirurgi [version 1.0]", "Kirurgi", "1.0", None),
        ("Sarkomer (WHO 2020)", "Sarkomer (WHO 2020)", None, None),
        ("Lymfom stadie 2 (DLBCL)", "Lymfom stadie 2 (DLBCL)", None, None),
        ("Behandling med v.2 af apparatet", "Behandling med v.2 af apparatet", None, None),
        ("2. linje behandling", "2. linje behandling", None, None),
        ("Osteo\u00adkon-\ndrom hos 6-\nårige", "Osteokondrom hos 6-årige", None, None),
        ("Bryst- \nog hudkræft", "Bryst- og hudkræft", None, None),
    ],
)
def test_the_title_is_the_title_alone(cell: str, title: str, version: str | None, approved: str | None) -> None:
    reading = read_title(cell, GROUPS)
    found = reading.approved[0].isoformat() if reading.approved else None
    assert (reading.title, reading.version, found) == (title, version, approved)


@pytest.mark.parametrize(
    ("cell", "title", "kind", "is_working"),
    [
        ("Arbejdstitel: Fibromatose NY", "Fibromatose", "new", True),
        ("Working title: Follow-up NEW", "Follow-up", "new", True),
        ("Fibromatose (arbejdstitel)", "Fibromatose", None, True),
        ("Fibromatose (ny retningslinje, arbejdstitel)", "Fibromatose", "new", True),
        ("NY: Fibromatose", "Fibromatose", "new", False),
        ("Fibromatose (ny)", "Fibromatose", "new", False),
        ("Fibromatose - Rev.", "Fibromatose", "revision", False),
        ("Ny behandling af lungekræft", "Ny behandling af lungekræft", None, False),
        ("NY KIRURGI", "NY KIRURGI", None, False),
    ],
)
def test_labels_leave_the_title(cell: str, title: str, kind: str | None, is_working: bool) -> None:
    reading = read_title(cell, GROUPS)
    assert (reading.title, reading.kind, reading.is_working_title) == (title, kind, is_working)


@pytest.mark.parametrize(
    ("cell", "title", "groups"),
    [
        ("Uterus (samarbejde DGCG/DSG)", "Uterus", ["DGCG", "DSG"]),
        ("Uterus (DLCG og DSG)", "Uterus", ["DLCG", "DSG"]),
        ("Uterus i samarbejde med DMCG-PAL", "Uterus", ["DMCG-PAL"]),
        ("Uterus (i samarbejde med dgcg)", "Uterus", ["DGCG"]),
        ("Uterus (MR og CT)", "Uterus (MR og CT)", []),
    ],
)
def test_cooperation_gives_groups(cell: str, title: str, groups: list[str]) -> None:
    reading = read_title(cell, GROUPS)
    assert (reading.title, reading.groups) == (title, groups)


@pytest.mark.parametrize(
    ("cell", "title", "submitted", "ended", "merged"),
    [
        ("Hud – indsendt til sekretariatet den 1.2.22", "Hud", "2022-02-01", "", ""),
        ("Hud (indsendt 1. februar 2022)", "Hud", "2022-02-01", "", ""),
        ("Hud\nEr fremsendt til sekretariatet", "Hud", None, "", ""),
        ("Hud - udgår", "Hud", None, "udgår", ""),
        ("Hud (skal udgå i 2027)", "Hud", None, "skal udgå i 2027", ""),
        ("Hud sammenlægges med Hår (version 1.0)", "Hud", None, "", "sammenlægges med Hår"),
    ],
)
def test_notes_leave_the_title(cell: str, title: str, submitted: str | None, ended: str, merged: str) -> None:
    reading = read_title(cell, GROUPS)
    found = reading.submitted[0].isoformat() if reading.submitted else None
    assert (reading.title, found, reading.ended, reading.merged) == (title, submitted, ended, merged)


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Anna Berg, Bo Lund; Carl Dam / Dorte Elm og Eva Fog & Finn Gade and Ib Juhl",
         ["Anna Berg", "Bo Lund", "Carl Dam", "Dorte Elm", "Eva Fog", "Finn Gade", "Ib Juhl"]),
        ("Anna Berg\nBo Lund", ["Anna Berg", "Bo Lund"]),
        ("overlæge Anna Berg, prof., dr.med. Bo Lund, ph.d. Carl Dam", ["Anna Berg", "Bo Lund", "Carl Dam"]),
        ("Anna Berg, overlæge, ph.d., Bo Lund, professor", ["Anna Berg", "Bo Lund"]),
        ("Dr. Anna Berg, Bo Lund M.D., Carl Dam PhD", ["Anna Berg", "Bo Lund", "Carl Dam"]),
        ("Berg, Anna; Lund, Bo", ["Anna Berg", "Bo Lund"]),
        ("Gina Al-Farra, Anders Krarup-Hansen, Åse Ærø-Åby", ["Gina Al-Farra", "Anders Krarup-Hansen", "Åse Ærø-Åby"]),
        ("Ida O’Brien, Jens von der Heide", ["Ida O’Brien", "Jens von der Heide"]),
        ("Bjarne H Hansen, A. B. Holm, Mette L. Harving", ["Bjarne H Hansen", "A. B. Holm", "Mette L. Harving"]),
        ("Candice Berg, Mads Drost, Thomas Rose", ["Candice Berg", "Mads Drost", "Thomas Rose"]),
        ("Henning Clement, Marcelle Lindblom", ["Henning Clement", "Marcelle Lindblom"]),
        ("Anna Berg (Rigshospitalet), AUH, Bo Lund anna@example.org", ["Anna Berg", "Bo Lund"]),
        ("Anna Berg, anna berg, ANNA BERG", ["Anna Berg"]),
        ("A\u030aase\u00a0Ærø,\u200b Bo  Lund", ["Åase Ærø", "Bo Lund"]),
        ("Tovholder: Anna Berg", ["Anna Berg"]),
        ("Jonas A.\nFunder", ["Jonas A. Funder"]),
        ("AKH\nPBR", ["AKH", "PBR"]),
        ("NN", []),
        ("N.N.", []),
        ("Ikke udpeget", []),
        ("–", []),
        ("", []),
        ("Anna Berg og NN", ["Anna Berg"]),
    ],
)  # fmt: skip
def test_people_are_taken_apart_as_written(cell: str, people: list[str]) -> None:
    assert [person.name for person in read_people(cell, GROUPS).people] == people


@pytest.mark.parametrize(
    ("cell", "groups"),
    [
        ("Anna Berg (DGCG), Bo Lund (DSG), Carl Dam", ["DGCG", "DSG", None]),
        ("Anna Berg, DGCG, Bo Lund", ["DGCG", None]),
        ("DGCG: Anna Berg, Bo Lund; DSG: Carl Dam", ["DGCG", "DGCG", "DSG"]),
        ("Anna Berg (AUH), Bo Lund (formand), Carl Dam (DaBlaCa)", [None, None, "DaBlaCa"]),
        ("Anna Berg (dgcg)", ["DGCG"]),
    ],
)
def test_groups_stand_beside_names(cell: str, groups: list[str | None]) -> None:
    assert [person.group for person in read_people(cell, GROUPS).people] == groups


def test_wrapped_names_are_put_together_and_whole_ones_kept_apart() -> None:
    wrapped = "Anna Berg, Bo\nLund, Carl D.\nDam\nEva Fog"
    assert [person.name for person in read_people(wrapped, wraps=True).people] == [
        "Anna Berg",
        "Bo Lund",
        "Carl D. Dam",
        "Eva Fog",
    ]


def test_what_is_no_name_is_set_aside() -> None:
    reading = read_people("Anna Berg, kontakt sekretariatet, gruppe 4")
    assert ([p.name for p in reading.people], reading.unclear) == (["Anna Berg"], ("kontakt sekretariatet", "gruppe 4"))


@pytest.mark.parametrize(
    ("lines", "are_people"),
    [
        (["Anna Berg, Bo Lund"], True),
        (["Jonas A. Funder (DSG)"], True),
        (["NN"], True),
        (["Anna Berg, Bo"], True),
        (["Ewing Sarkom"], False),
        (["Kirurgisk behandling"], False),
        (["Radiotherapy of bone sarcomas"], False),
        (["Dansk Sarkom Gruppe"], False),
        (["Anne K."], False),
        ([""], False),
    ],
)
def test_names_are_told_from_titles(lines: list[str], are_people: bool) -> None:
    assert (people_score(lines) > 0) is are_people


@pytest.mark.parametrize(
    ("cell", "is_mark", "kind", "year", "is_unclear"),
    [
        *((sign, True, None, None, False) for sign in ("x", "X", "(x)", "✓", "☒", "1", "ja", "x x", "Q2")),
        *(
            (words, True, "revision", None, False)
            for words in ("X\n\nRev.", "rev", "Rev. ", "R", "revideres", "opdatering")
        ),
        *((words, True, "new", None, False) for words in ("x (ny)", "ny", "NY", "new")),
        ("2024", True, None, 2024, False),
        ("Rev. 2024", True, "revision", 2024, False),
        ("juni 2025", True, None, 2025, False),
        ("x?", True, None, None, True),
        ("ny/rev", True, None, None, True),
        ("udsat", False, None, None, True),
        ("2024-2025", False, None, None, True),
        ("120", False, None, None, True),
        *((words, False, None, None, False) for words in ("", "-", "–", "0", "nej", "☐", "\u00a0")),
    ],
)
def test_marks(cell: str, is_mark: bool, kind: str | None, year: int | None, is_unclear: bool) -> None:
    reading = read_mark(cell)
    assert (reading.is_mark, reading.kind, reading.year, reading.is_unclear) == (is_mark, kind, year, is_unclear)


def test_a_row_that_ends_is_no_mark() -> None:
    assert read_mark("udgår").is_ended
    assert not read_mark("udgår").is_mark


def test_one_line_keeps_words_whole() -> None:
    assert (
        one_line("Knogle-\r\ntumorer \u00a0og A\u030arsager\u2028hos\u00ad\nvoksne")
        == "Knogletumorer og Årsager hosvoksne"
    )
    assert one_line("Baad-\nHansen") == "Baad-Hansen"
