"""What the documents of versions in force give: gone through once, and again when they or the rules change."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from guidelines.documents.checks.catalogue import BY_CODE
from guidelines.documents.guideline import extracting
from guidelines.documents.reading_texts import lines_of
from guidelines.documents.storing import path_of
from guidelines.models import DocumentText, GuidelineVersion, StoredFile, VersionCheck
from guidelines.register import checked
from guidelines.register.checked import AGAIN_AFTER, WAIT, Gone, check_documents, check_version, unchecked
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


# --- while somebody waits


def test_a_press_goes_through_what_was_read_before_and_leaves_what_takes_longer() -> None:
    slow, known = (version_with(word_text(f"Sarkomer {number}")) for number in range(2))
    assert known.document
    lines_of(known.document, now=NOW)
    assert check_documents(now=NOW, seconds=60, wait=0.001) == Gone(1, 1)
    assert list(unchecked(NOW)) == [slow]
    assert DocumentText.objects.count() == 1  # nothing is held against a file that nobody had time for
    assert check_documents(now=NOW, seconds=60) == Gone(1, 0)


def test_a_press_ends_after_its_time() -> None:
    for number in range(3):
        version = version_with(word_text(f"Sarkomer {number}"))
        assert version.document
        lines_of(version.document, now=NOW)
    ticks = itertools.count(step=3)
    assert check_documents(now=NOW, seconds=5, wait=WAIT, clock=lambda: float(next(ticks))) == Gone(1, 2)


# --- when it is registered


def test_a_version_is_gone_through_when_it_comes_into_force() -> None:
    version = version_with(word_text("\n".join(TEXT)))
    check_version(version, now=NOW)
    assert [one["code"] for one in VersionCheck.objects.get().errors] == ["clinical_after_administrative"]
    assert list(unchecked(NOW)) == []


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a transaction is the one lock of the whole database."""
    open_ones: list[bool] = []
    real = extracting.read_lines_of

    def read(*args: Any, **how: Any) -> Any:
        open_ones.append(connection.in_atomic_block)
        return real(*args, **how)

    monkeypatch.setattr(extracting, "read_lines_of", read)
    check_version(version_with(word_text("Sarkomer")), now=NOW)
    assert open_ones == [False]


def test_an_older_version_or_one_without_a_document_is_left() -> None:
    check_version(factories.version(factories.guideline("Uden fil")), now=NOW)
    old = version_with(word_text("Gammel"))
    old.is_current = False
    check_version(old, now=NOW)
    assert not VersionCheck.objects.exists()


def test_whatever_goes_wrong_the_version_stands() -> None:
    version, data = version_with(word_text("Sarkomer")), word_text("Ukendt slags")
    strange = StoredFile(sha256=hashlib.sha256(data).hexdigest(), size=len(data), kind="odt", file_name="a.odt")
    path_of(strange).parent.mkdir(exist_ok=True)
    path_of(strange).write_bytes(data)
    version.document = strange  # the reader knows no such kind
    check_version(version, now=NOW)
    assert list(unchecked(NOW)) == [version]
