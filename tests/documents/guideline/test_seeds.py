"""The two real guidelines that were found: what is read from them, and every contradiction in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils.translation import override

from guidelines.documents.guideline.report import GuidelineReport, read_guideline
from tests.documents.guideline.reading import GROUPS, codes, iso

# Domain 7.2 and 7.3, as far as they are about form: the finding that stands for each contradiction.
LUNG = {
    "approved_before_search",  # L1
    "announced_year_passed",  # L2
    "interval_above_maximum",  # L3
    "version_missing",  # L4
    "base_version_missing",  # L5
    "appendix_missing",  # L6
    "chapter_number_missing",  # L7
    "section_missing",  # L6, L7
    "clinical_date_missing",  # L9
    "clinical_approver_missing",  # L9
    "bodies_differ",  # L10
    "reviewer_undeclared",  # L12
    "professional_body_differs",  # L13
    "heading_repeated",  # L14
    "link_missing",  # L17
    "grade_called_level",  # L18
    "announces_guideline",  # L20
    "link_not_current",  # M20, seen from the older of the two
}
POEMS = {
    "base_versions_differ",  # M1
    "version_missing",  # M2
    "earlier_guideline_year_differs",  # M3
    "no_larger_changes_contradicted",  # M5
    "consultation_skipped",  # M6
    "clinical_date_missing",  # M7
    "approver_is_author",  # M8
    "interval_without_anchor",  # M9
    "dates_in_several_forms",  # M10
    "database_undocumented",  # M11
    "hits_differ",  # M12, M13
    "numbered_twice",  # M14
    "search_period_differs",  # M15
    "review_marks_left",  # M17
    "author_title_missing",  # M18
    "affiliation_spelled_differently",  # M18
    "chapter_number_missing",  # M21
    "section_missing",  # M21
    "link_missing",
}


def _read(path: Path) -> GuidelineReport:
    return read_guideline(path.read_bytes(), file_name=path.name, groups=GROUPS)


@pytest.fixture(scope="module")
def lung(seed_file: Callable[[str], Path]) -> GuidelineReport:
    return _read(seed_file("001"))


@pytest.fixture(scope="module")
def poems(seed_file: Callable[[str], Path]) -> GuidelineReport:
    return _read(seed_file("002"))


def test_the_lung_guideline_is_read(lung: GuidelineReport) -> None:
    whole = lung.as_json()
    dates = {name: iso(lung, name) for name in whole["dates"]}
    assert dates == {
        "last_search": "2025-11",
        "clinical_approval": None,
        "submitted": None,
        "administrative_approval": "2024-12-30",
        "published": None,
        "next_revision": "2030-12-01",
        "expiry": None,
    }
    assert [whole[name] for name in ("group", "professional_body", "template_version", "version", "update_owner")] == [
        "DLCG", "DOLG", "10", None, "DOLG",
    ]  # fmt: skip
    assert [author["has_conflict"] for author in whole["authors"]] == [False, False]
    assert [item["strengths"] for item in whole["recommendations"]] == [["B", "C"], ["B", "C"], ["C"], ["B"]]
    assert [person["name"] for person in whole["reviewers"]] == ["Gitte Persson", "Mette Pøhl"]


def test_the_lung_guidelines_contradictions_are_found(lung: GuidelineReport) -> None:
    assert set(codes(lung)) == LUNG
    slip = next(finding for finding in lung.findings if finding.code == "approved_before_search")
    assert [quote.text for quote in slip.evidence] == [
        "30. december 2024.",
        "Litteratursøgningen blev foretaget i november 2025.",
    ]
    with override("da"):
        assert "2025" in str(slip.suggestion)
    assert iso(lung, "administrative_approval") == "2024-12-30"  # suggested, not applied


def test_the_poems_guideline_is_read(poems: GuidelineReport) -> None:
    whole = poems.as_json()
    assert iso(poems, "administrative_approval") == "2025-12-11"
    revision = whole["dates"]["next_revision"]
    assert (revision["value"], revision["interval_months"], revision["counts_from"]) == (
        "2030-12-11", 60, "administrative_approval",
    )  # fmt: skip
    assert iso(poems, "last_search") == "2025-08-21"
    assert (whole["group"], whole["version"], whole["based_on_version"]) == ("DMSG", None, None)
    assert [author["title"] for author in whole["authors"]] == ["læge"] * 6 + [None] * 2
    assert len(whole["recommendations"]) == 11
    assert whole["recommendations"][1]["strengths"] == ["C", "D"]
    assert [item["block"] for item in whole["recommendations"]] == (
        ["Screening"] * 3 + ["Behandling"] * 4 + ["Rehabilitering"] * 4
    )
    assert whole["consultation"]["held"] is False
    assert whole["clinical_approval_by"] == {
        "persons": ["Ida Bruun Kristensen"], "groups": ["DMSG"], "role": "forperson",
    }  # fmt: skip
    assert [(item["database"], item["hits"]) for item in whole["searches"]] == [
        ("GIN", 0), ("NICE", 0), ("PubMed", 7), ("Cochrane", 1), ("PubMed", None),
    ]  # fmt: skip
    assert [item["section"] for item in whole["change_log"]["entries"]] == [
        "Anbefalinger",
        "Litteratur- og evidensgennemgang",
    ]


def test_the_poems_guidelines_contradictions_are_found(poems: GuidelineReport) -> None:
    assert set(codes(poems)) == POEMS
    assert codes(poems).count("database_undocumented") == 3
    bases = next(finding for finding in poems.findings if finding.code == "base_versions_differ")
    with override("da"):
        assert str(bases.message).endswith("1.0, 2.1, 2.0.")
    assert [quote.place.number for quote in bases.evidence] == [1074, 1118, 1224]


@pytest.mark.parametrize("name", ["001", "002"])
def test_every_quotation_stands_in_the_document(seed_file: Callable[[str], Path], name: str) -> None:
    path = seed_file(name)
    words = " ".join(path.read_text().split())
    report = _read(path)
    whole = report.as_json()
    quotes = [item["quote"] for item in whole["evidence"].values()]
    quotes += [quote["quote"] for finding in whole["findings"] for quote in finding["evidence"]]
    strangers = [quote for quote in quotes if " ".join(quote.split()) not in words]
    assert strangers == []
    filled = {f"dates.{key}" for key, value in whole["dates"].items() if value}
    assert filled <= whole["evidence"].keys()
