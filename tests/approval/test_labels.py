"""The number of a new version: what usually follows, and what is odd."""

from __future__ import annotations

import pytest

from guidelines.approval.labels import VersionDoubt, follows, suggested, version_doubts

D = VersionDoubt


@pytest.mark.parametrize(
    ("kind", "newest", "expected"),
    [
        ("first", None, "1.0"),
        ("minor", "1.1", "1.2"),
        ("major", "1.1", "2.0"),
        ("correction", "2", "2.1"),
        ("minor", "1.9", "1.10"),
        ("major", "", "1.0"),
    ],
)
def test_what_usually_follows(kind: str, newest: str | None, expected: str) -> None:
    assert suggested(kind, newest) == expected


@pytest.mark.parametrize(
    ("label", "kind", "said", "expected"),
    [
        ("2.2", "minor", "Sproglige rettelser", []),
        ("2.2", "minor", "Nye anbefalinger om opfølgning", [D.MINOR_WITH_RECOMMENDATIONS]),
        ("2.2", "minor", "Anbefaling 3 og 7 er ændret", [D.MINOR_WITH_RECOMMENDATIONS]),
        ("2.2", "minor", "Ingen nye anbefalinger", []),
        ("3.0", "minor", "", [D.MINOR_WITH_NEW_NUMBER]),
        ("3.0", "major", "Nye anbefalinger", []),
        ("2.1", "minor", "", [D.TAKEN]),
        ("v. 2,1", "minor", "", [D.TAKEN]),
        ("1.9", "minor", "", [D.OLDER]),
        ("4.0", "major", "", [D.JUMP]),
        ("2.2", "first", "", [D.FIRST_AFTER_OTHERS]),
    ],
)
def test_what_is_odd(label: str, kind: str, said: str, expected: list[VersionDoubt]) -> None:
    assert version_doubts(label, kind, ["2.0", "2.1"], said) == expected


def test_the_first_version_is_never_odd() -> None:
    assert version_doubts("1.0", "first", [], "Nye anbefalinger") == []


@pytest.mark.parametrize(("label", "expected"), [("1.10", True), ("1.9", False), ("1.8", False)])
def test_what_follows_all_others(label: str, expected: bool) -> None:
    assert follows(label, ["1.8", "1.9"]) is expected
