"""Documents that were dropped and never saved: told, removed after a week, and nothing that was ever used with them."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import ForeignKey
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from guidelines.approval.rules import Position
from guidelines.documents.reading_texts import lines_of
from guidelines.documents.storing import path_of, store_kept
from guidelines.journal.files import FilesVerdict, examine_files
from guidelines.journal.history import history
from guidelines.journal.writing import Actor
from guidelines.keeping.backup import back_up
from guidelines.lists.errors import Refused
from guidelines.models import DocumentText, Event, StoredFile
from guidelines.register.actions import Correction, VersionFacts, correct_version, register_version
from guidelines.register.carrying import document_of, key_of, why_gone
from guidelines.register.dropped import KEPT, drop, remove_dropped
from tests import factories
from tests.approval import scene
from tests.documents.uploads import stored, word_text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.usefixtures("store")]
BY = Actor("command", "remove_dropped", via="shell")


@pytest.fixture(autouse=True)
def _danish() -> Any:
    with translation.override("da"):
        yield


def dropped(words: str = "Sarkomer", days: int = 8) -> StoredFile:
    """A document that was dropped so many days ago, and read."""
    upload = SimpleUploadedFile("udkast.docx", word_text(words))
    made = drop(upload, by=Actor("user", "1"), now=timezone.now() - timedelta(days=days))
    lines_of(made, now=made.stored_at)
    return made


def removed() -> list[str]:
    return remove_dropped(by=BY, now=timezone.now())


def verbs() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("verb", flat=True))


def test_a_dropped_document_is_told_of_and_whole() -> None:
    made = dropped(days=0)
    assert examine_files(timezone.now()) == FilesVerdict(1, (), ())
    [line] = history(Event.objects.all())
    assert line.sentence == "Dokumentet udkast.docx blev lagt ind for at registrere en version."
    assert document_of(key_of(made)) == made


def test_one_that_nobody_saved_is_removed_with_its_text_after_a_week() -> None:
    old, young = dropped("Et"), dropped("To", days=6)
    assert removed() == ["udkast.docx"]
    assert (path_of(old).exists(), path_of(young).exists()) == (False, True)
    assert list(DocumentText.objects.values_list("sha256", flat=True)) == [young.sha256]
    assert verbs() == ["document_dropped", "document_dropped", "document_removed"]
    sentences = [line.sentence for line in history(Event.objects.filter(verb="document_removed"))]
    assert sentences == ["Dokumentet udkast.docx blev fjernet, fordi ingen havde gemt det."]
    assert examine_files(timezone.now()) == FilesVerdict(2, (), ())
    assert (removed(), len(verbs())) == ([], 3)


def test_one_of_before_drops_were_told_is_removed_too() -> None:
    untold = stored(word_text("Sarkomer"), "gammel.docx")
    assert remove_dropped(by=BY, now=untold.stored_at + KEPT - timedelta(seconds=1)) == []
    assert remove_dropped(by=BY, now=untold.stored_at + KEPT) == ["gammel.docx"]


def test_what_is_used_or_was_used_is_never_touched() -> None:
    now = timezone.now()
    guideline = factories.guideline("Sarkomer", owner=factories.group("DSG"))
    first, second = dropped("Et"), dropped("To")
    version = register_version(guideline, VersionFacts("1.0", document=first), by=BY, now=now)
    correct_version(version, Correction(document=second), reason="Forkert fil", by=BY, now=now)
    untold = stored(word_text("Tre"), "gammel.docx")
    register_version(guideline, VersionFacts("2.0", file_sha256=untold.sha256), by=BY, now=now)
    assert removed() == []
    assert all(path_of(one).exists() for one in (first, second, untold))


def test_the_document_of_a_draft_is_never_touched() -> None:
    here = scene.at(Position.DRAFT)
    document = here.upload().document
    assert remove_dropped(by=BY, now=document.stored_at + 2 * KEPT) == []
    assert path_of(document).exists()


def test_every_table_that_refers_to_a_document_is_asked() -> None:
    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    referring = {
        field.remote_field for field in fields if isinstance(field, ForeignKey) if field.related_model is StoredFile
    }
    assert referring == set(StoredFile._meta.related_objects)
    assert len(referring) == 2


def test_a_twin_of_a_document_in_use_goes_and_the_text_stays() -> None:
    used, twin = dropped(), dropped()
    guideline = factories.guideline("Sarkomer", owner=factories.group("DSG"))
    register_version(guideline, VersionFacts("1.0", document=used), by=BY, now=timezone.now())
    assert removed() == ["udkast.docx"]
    assert (path_of(used).exists(), path_of(twin).exists()) == (True, False)
    assert DocumentText.objects.get().sha256 == used.sha256


def test_the_text_goes_with_the_last_of_equal_documents() -> None:
    dropped()
    dropped(days=6)
    assert (removed(), DocumentText.objects.count()) == (["udkast.docx"], 1)
    assert remove_dropped(by=BY, now=timezone.now() + KEPT) == ["udkast.docx"]
    assert DocumentText.objects.count() == 0


def test_what_was_removed_before_is_read_once() -> None:
    for number in range(3):
        dropped(f"Tekst {number}")
    with CaptureQueriesContext(connection) as queries:
        assert len(removed()) == 3
    asked = [query["sql"] for query in queries if query["sql"].startswith('SELECT "journal_event"."object_key"')]
    assert len(asked) == 1


def test_nothing_is_removed_while_the_store_is_copied() -> None:
    made, names = dropped(), []

    def run() -> None:
        with translation.override("da"):
            names.extend(removed())
        connection.close()

    other = Thread(target=run)
    with store_kept(), store_kept():  # two copies do not wait for each other
        other.start()
        other.join(0.3)
        assert (other.is_alive(), path_of(made).exists(), verbs()) == (True, True, ["document_dropped"])
    other.join(20)
    assert (names, path_of(made).exists()) == (["udkast.docx"], False)


def test_a_backup_waits_for_a_removal(tmp_path: Path) -> None:
    dropped()
    archive = tmp_path / "site.backup"

    def run() -> None:
        back_up(archive, now=timezone.now())
        connection.close()

    other = Thread(target=run)
    with store_kept(to_remove=True):
        other.start()
        other.join(0.3)
        assert (other.is_alive(), archive.exists()) == (True, False)
    other.join(20)
    assert archive.exists()


def test_what_a_stopped_run_left_on_the_disk_goes_with_the_next() -> None:
    made = dropped()
    data = path_of(made).read_bytes()
    removed()
    path_of(made).write_bytes(data)
    assert removed() == []
    assert not path_of(made).exists()


def test_who_saves_too_late_is_told_so() -> None:
    made = dropped()
    guideline = factories.guideline("Sarkomer", owner=factories.group("DSG"))
    removed()
    assert why_gone(key_of(made)) == "Dokumentet blev ikke gemt i tide og findes ikke længere her. Vælg filen igen."
    with pytest.raises(Refused, match="ikke gemt i tide"):
        register_version(guideline, VersionFacts("1.0", document=made), by=BY, now=timezone.now())
    client = factories.sign_in(Client(), factories.secretariat())
    page = client.post(
        reverse("guideline-version", args=[guideline.slug]), {"label": "1.0", "document_key": key_of(made)}
    )
    assert (page.status_code, "blev ikke gemt i tide" in page.content.decode()) == (422, True)


def test_the_command_names_them_and_asks_for_a_day_at_least() -> None:
    dropped(days=3)
    said = StringIO()
    call_command("remove_dropped", stdout=said)
    assert said.getvalue() == "Fjernet: 0 dokumenter\n"
    call_command("remove_dropped", days=2, stdout=said)
    assert said.getvalue().endswith("Fjernet: 1 dokument\nudkast.docx\n")
    with pytest.raises(CommandError, match="Mindst én dag"):
        call_command("remove_dropped", days=0)
