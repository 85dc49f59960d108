"""What is read from the sections of template 10."""

from __future__ import annotations

import pytest

from tests.documents.guideline.reading import codes, iso, read, whole


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
