"""What the documents of versions in force give: gone through once, and again when they or the rules change."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from guidelines.documents.checks.catalogue import BY_CODE
from guidelines.documents.storing import path_of
from guidelines.models import GuidelineVersion, VersionCheck
from guidelines.register import checked
from guidelines.register.checked import AGAIN_AFTER, Gone, check_documents, unchecked
from tests import factories
from tests.documents.uploads import stored, word_text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TEXT = (
    "Prøveretningslinje om sarkomer",
    "Versionsnr. 2.0",
    "GODKENDT",
    "Faglig godkendelse",
    "3. marts 2026",
    "Administrativ godkendelse",
    "1. februar 2026",
)


def version_with(data: bytes, title: str = "", name: str = "retningslinje.docx") -> GuidelineVersion:
    guideline = factories.guideline(title, owner=factories.group("DSG"))
    return factories.version(guideline, "2.0", document=stored(data, name))


def test_errors_are_kept_with_their_words_in_both_languages() -> None:
    version = version_with(word_text("\n".join(TEXT)))
    assert check_documents(now=NOW, seconds=60) == Gone(1, 0)
    kept = VersionCheck.objects.get()
    assert (kept.version, kept.is_intact, kept.is_readable, kept.checked_at) == (version, True, True, NOW)
    assert [one["code"] for one in kept.errors] == ["clinical_after_administrative"]
    assert set(kept.errors[0]["message"]) == {"da", "en"}
    assert "3. marts 2026" in kept.errors[0]["message"]["da"]
    assert len(kept.errors[0]["fingerprint"]) == 64
    assert {BY_CODE[one["code"]].severity for one in kept.errors} == {"error"}


def test_a_document_is_gone_through_again_when_it_or_the_rules_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    version = version_with(word_text("Sarkomer"))
    assert list(unchecked(NOW)) == [version]
    check_documents(now=NOW, seconds=60)
    assert list(unchecked(NOW)) == []
    assert list(unchecked(NOW + AGAIN_AFTER - timedelta(seconds=1))) == []
    assert list(unchecked(NOW + AGAIN_AFTER)) == [version]
    version.document = stored(word_text("Andre sarkomer"), "retningslinje.docx")
    version.save()
    assert list(unchecked(NOW)) == [version]
    check_documents(now=NOW, seconds=60)
    assert list(unchecked(NOW)) == []
    monkeypatch.setattr(checked, "RULES_TODAY", "0" * 64)
    assert list(unchecked(NOW)) == [version]
    assert VersionCheck.objects.count() == 1


def test_a_file_that_is_gone_or_changed_is_kept_as_such() -> None:
    gone, changed, damaged = (version_with(word_text(f"Sarkomer {number}")) for number in range(3))
    assert gone.document
    assert changed.document
    path_of(gone.document).unlink()
    path_of(changed.document).chmod(0o600)
    path_of(changed.document).write_bytes(b"x" * changed.document.size)
    assert check_documents(now=NOW, seconds=60) == Gone(3, 0)
    found = dict(VersionCheck.objects.values_list("version", "is_intact"))
    assert found == {gone.pk: False, changed.pk: False, damaged.pk: True}


def test_a_document_without_text_is_gone_through_and_gives_nothing() -> None:
    version_with(word_text(""))
    assert check_documents(now=NOW, seconds=60) == Gone(1, 0)
    kept = VersionCheck.objects.get()
    assert (kept.is_intact, kept.is_readable, kept.errors) == (True, False, [])


def test_the_time_given_ends_it_after_one_at_least() -> None:
    for number in range(3):
        version_with(word_text(f"Sarkomer {number}"))
    ticks = itertools.count()
    assert check_documents(now=NOW, seconds=0, clock=lambda: float(next(ticks))) == Gone(1, 2)
    assert check_documents(now=NOW, seconds=60, clock=lambda: 0.0) == Gone(2, 0)


def test_only_versions_in_force_of_guidelines_in_use_are_gone_through() -> None:
    old = version_with(word_text("Gammel"))
    GuidelineVersion.objects.filter(pk=old.pk).update(is_current=False)
    withdrawn = version_with(word_text("Udgået"))
    withdrawn.guideline.withdrawn_on = date(2026, 1, 1)
    withdrawn.guideline.save()
    factories.version(factories.guideline("Uden fil"))
    assert check_documents(now=NOW, seconds=60) == Gone(0, 0)
