"""What is read from the sections of template 10."""

from __future__ import annotations

import dataclasses

import pytest

from guidelines.documents.checks import catalogue
from guidelines.documents.guideline import report
from guidelines.documents.planskema_types import UnreadableFile
from tests.documents.guideline.reading import codes, iso, read, whole


def _break(*given: object) -> None:
    raise KeyError(given)


def test_a_document_with_nothing_wrong_has_no_finding_but_its_version() -> None:
    assert codes(read(whole())) == ["version_missing"]


def test_a_month_stays_a_month_and_an_empty_plan_is_null() -> None:
    report = read(whole(administrative="december 2025", update="Planlagt:"))
    assert iso(report, "administrative_approval") == "2025-12"
    assert iso(report, "next_revision") is None
    assert {"date_without_day", "next_revision_missing"} <= set(codes(report))


@pytest.mark.parametrize(
    ("words", "months", "value"),
    [
        ("Retningslinjen opdateres om 3 år.", 36, "2028-06-10"),
        ("Opdateres hvert tredje år.", 36, "2028-06-10"),
        ("Opdateres hvert 2. år af DSG.", 24, "2027-06-10"),
        ("Gennemgås årligt.", 12, "2026-06-10"),
        ("Senest 18 måneder efter den faglige godkendelse", None, None),
        ("Opdateres om fem år fra den faglige godkendelse.", 60, "2030-06-03"),
    ],
)
def test_an_interval_is_counted_from_what_is_stated_or_from_the_administrative_approval(
    words: str, months: int | None, value: str | None
) -> None:
    revision = read(whole(update=words)).as_json()["dates"]["next_revision"]
    if months is None:
        assert revision["interval_months"] == 18
        assert revision["value"] == "2026-12-03"
    else:
        assert (revision["interval_months"], revision["value"]) == (months, value)


def test_an_interval_whose_start_is_unknown_has_no_date() -> None:
    revision = read(whole(update="Opdateres om 5 år.", administrative="Afventer")).as_json()["dates"]["next_revision"]
    assert (revision["value"], revision["interval_months"]) == (None, 60)


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("Retningslinjen har ikke været i høring.", False),
        ("Der har ikke været afholdt høring.", False),
        ("Udkastet blev sendt i høring hos DSG.", True),
        ("Gruppen har drøftet teksten.", "unknown"),
    ],
)
def test_a_consultation_is_held_or_not_or_unknown(words: str, held: object) -> None:
    assert read(whole(consultation=words)).as_json()["consultation"]["held"] == held


def people(authors: str) -> list[tuple[str, str | None, str | None, str | None]]:
    """Name, title, affiliation and declaration of each author that is read."""
    found = read(whole(authors=authors)).as_json()["authors"]
    return [(one["name"], one["title"], one["affiliation"], one["declaration"]) for one in found]


def test_an_author_who_declares_nothing_ends_where_the_next_one_stands() -> None:
    """Neither has a title; a name that only wraps is nobody new."""
    assert people(
        "Ada Berg, Neurologi, Nordby Universitetshospital\nBo Dal, Onkologi, Sydby Hospital\nIngen konflikter.\n"
        "Cai Holm, overlæge, Klinik for Nervesygdomme Syd,\nVera Lind, Østby Hospital. Ingen konflikter."
    ) == [
        ("Ada Berg", None, "Nordby Universitetshospital", None),
        ("Bo Dal", None, "Sydby Hospital", "Ingen konflikter."),
        ("Cai Holm", "overlæge", "Klinik for Nervesygdomme Syd, Vera Lind, Østby Hospital", "Ingen konflikter."),
    ]


@pytest.mark.parametrize(
    ("update", "day"),
    [
        ("Næste opdatering foretages af gruppen 4 år fra\nfaglig godkendelse.", "2029-06-03"),
        ("Næste opdatering foretages af gruppen 4 år fra\nadministrativ godkendelse.", "2029-06-10"),
    ],
)
def test_the_end_of_a_sentence_that_wraps_is_no_heading(update: str, day: str) -> None:
    assert iso(read(whole(update=update)), "next_revision") == day


HEAD = "Navn Titel Ansættelsessted Habilitet\n"


@pytest.mark.parametrize(
    ("row", "name", "place"),
    [
        ("Ada T. Berg Onkologisk Afdeling, Nordby Hospital", "Ada T. Berg", "Onkologisk Afdeling, Nordby Hospital"),
        ("Bo Dal Klinik for Kirurgi, Rigshospitalet", "Bo Dal", "Klinik for Kirurgi, Rigshospitalet"),
        ("Ada Holm Berg Nordby Universitetshospital", "Ada Holm Berg", "Nordby Universitetshospital"),
        ("Ada Holm Nykøbing Falster Sygehus", "Ada Holm", "Nykøbing Falster Sygehus"),
        ("Bo Dal Rigshospitalet", "Bo Dal", "Rigshospitalet"),
        ("Ada Holm Berg Nordby Universitets Hospital", "Ada Holm Berg", "Nordby Universitets Hospital"),
    ],
)
def test_a_row_without_a_title_is_parted_where_the_place_begins(row: str, name: str, place: str) -> None:
    """The words alone tell it, so it is in doubt; the row behind it, with a title, is not."""
    table = f"{HEAD}{row} Ingen interessekonflikter.\nVera Lind overlæge Sydby Hospital Ingen interessekonflikter."
    declared = "Ingen interessekonflikter."
    assert people(table) == [(name, None, place, declared), ("Vera Lind", "overlæge", "Sydby Hospital", declared)]
    evidence = read(whole(authors=table)).as_json()["evidence"]
    assert (evidence["authors.0"]["confidence"], evidence["authors.1"]["confidence"]) == (0.75, 0.9)


@pytest.mark.parametrize(
    "row",
    [
        "Ada Berg Medicinsk Onkologisk Afdeling",
        "Ada Berg Herlev og Gentofte Hospital",
        "Anne Marie Randers",
        "Ada Berg Aalborg",
        "Nordby Sygehus Klinik for Kirurgi",
    ],
)
def test_a_row_whose_parts_cannot_be_told_names_nobody(row: str) -> None:
    assert [name for name, *_ in people(f"{HEAD}{row} Ingen interessekonflikter.")] == []


def test_cells_that_have_run_together_are_parted_where_a_capital_stands() -> None:
    assert people(
        f"{HEAD}Ada Berg hospitalsfysiker Nordby UniversitetshospitalForskningsstøtte fra\nSolvig Pharma\n"
        "Cai Holm læge Sydby Hospital\nBo M. Dal patologibioanalytikerOnkologisk Afdeling, Østby Hospital\n"
        "Ingen konflikter."
    ) == [
        ("Ada Berg", "hospitalsfysiker", "Nordby Universitetshospital", "Forskningsstøtte fra Solvig Pharma"),
        ("Cai Holm", "læge", "Sydby Hospital", None),
        ("Bo M. Dal", "patologibioanalytiker", "Onkologisk Afdeling, Østby Hospital", "Ingen konflikter."),
    ]


def test_authors_over_several_lines_and_with_ties_are_told_apart() -> None:
    text = (
        "• Ada Berg, Onkologi, overlæge, Nordby\nHospital\nHar modtaget honorar fra Firma A/S\n"
        "• Bo Dal, ph.d., professor, Sydby Hospital\nIngen interessekonflikter\n• Cai Holm, læge, Vestby Sygehus\n"
        "Jf. habilitetspolitikken henvises til listen."
    )
    authors = read(whole(authors=text)).as_json()["authors"]
    assert [(author["name"], author["title"], author["has_conflict"]) for author in authors] == [
        ("Ada Berg", "overlæge", True), ("Bo Dal", "professor", False), ("Cai Holm", "læge", None),
    ]  # fmt: skip
    assert authors[0]["affiliation"] == "Nordby Hospital"
    assert "author_undeclared" in codes(read(whole(authors=text)))


def test_grades_in_every_form_are_read() -> None:
    items = (
        "1. Et råd (A)\n2. To råd (B*)\n3. Tre råd (C-D)\n4. Fire råd, styrke B\n5. Fem råd (C) og mere (D)\n6. Intet"
    )
    found = read(whole(recommendations=items))
    strengths = [list(item.strengths) for item in found.facts.recommendations]
    assert strengths == [["A"], ["B"], ["C", "D"], ["B"], ["C", "D"], []]
    assert codes(found).count("recommendation_without_strength") == 1


def test_a_placeholder_is_no_group() -> None:
    report = read(whole(clinical="12. maj 2025 (DMCG)"))
    assert report.as_json()["clinical_approval_by"] is None
    assert "placeholder_left" in codes(report)


def test_a_change_of_recommendations_without_consultation_is_found() -> None:
    log = "Nyt siden version 1.0\nAnbefalinger\nAnbefaling 2 er ændret."
    report = read(whole(log=log, consultation="Retningslinjen har ikke været i høring."))
    assert "consultation_skipped" in codes(report)
    assert "consultation_skipped" not in codes(read(whole(log=log)))


def test_a_table_of_contents_is_no_section() -> None:
    contents = "Indholdsfortegnelse\n1. Anbefalinger (Quick guide) ........ 3\n5. Metode ........ 9\n"
    assert codes(read(contents + whole())) == ["version_missing"]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Har været i høring 1. marts 2025 til 15. marts 2025 og er godkendt den 20. marts 2025.", "2025-03-20"),
        ("Sendt i høring den 1. marts 2025. Godkendt af DSG 20. marts 2025.", "2025-03-20"),
        ("Drøftet i høring 1. marts 2025.", None),
        ("20. marts 2025", "2025-03-20"),
    ],
)
def test_a_day_of_hearing_is_no_day_of_approval(words: str, value: str | None) -> None:
    assert iso(read(whole(clinical=words)), "clinical_approval") == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Retningslinjen er godkendt i december 2024 og opdateres om 5 år.", "2030-06-10"),
        ("Senest opdateret i 2024; næste revision december 2030.", "2030-12"),
        ("Den næste revision er planlagt til senest den 1. december i 2030.", "2030-12-01"),
        ("1. december 2030", "2030-12-01"),
    ],
)
def test_a_day_that_has_been_is_no_next_revision(words: str, value: str) -> None:
    assert iso(read(whole(update=words)), "next_revision") == value


def test_two_days_for_one_thing_are_doubted() -> None:
    doubted = read(whole(update="Næste revision 1. juni 2029, senest 1. juni 2030."))
    assert doubted.facts.dates["next_revision"].quote.confidence < 0.8


def test_a_day_beside_the_search_is_not_its_day() -> None:
    words = "Litteratursøgningen blev udført i marts 2025. Retningslinjen blev undersøgt 1. september 2025."
    assert iso(read(whole(search=words, searches="PubMed")), "last_search") == "2025-03"


def test_signs_that_look_like_others_break_nothing() -> None:
    assert iso(read(whole(update="Revideres om ſeks år.")), "next_revision") is None


def test_a_rule_that_breaks_stops_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    broken = dataclasses.replace(catalogue.RULES[0], find=_break)
    monkeypatch.setattr(catalogue, "RULES", (broken, *catalogue.RULES[1:]))
    assert codes(read(whole())) == ["version_missing"]
    assert broken.code in caplog.text


def test_a_reader_that_breaks_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "read_lines", _break)
    with pytest.raises(UnreadableFile) as refused:
        read(whole())
    assert refused.value.message == report.BROKEN
