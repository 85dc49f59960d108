"""D1-D3 without disturbance: what was kept comes back, on either database, and only into an empty place."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from guidelines.documents.storing import path_of
from guidelines.journal import triggers
from guidelines.journal.actions import erase
from guidelines.journal.files import examine_files
from guidelines.journal.models import Event
from guidelines.journal.verify import verify
from guidelines.journal.writing import Actor, writing
from guidelines.keeping import restore as restoring
from guidelines.keeping.backup import back_up
from guidelines.keeping.errors import OccupiedPlace, UnusableBackup
from guidelines.keeping.restore import read_manifest, restore
from guidelines.keeping.sealing import PLACEHOLDER, SealedFile
from guidelines.keeping.tables import KEPT_APPS, kept_models, occupied
from guidelines.lists import clock
from guidelines.models import Group, Guideline, Person, StoredFile
from guidelines.register.dropped import KEPT, drop, remove_dropped
from reminders.models import SenderHold
from tests import factories
from tests.documents.uploads import NOW, word_text
from tests.keeping.places import everything, make_empty, sign

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("owner")]
HELD = "Mails are held, but for codes to sign in: let them go on the page Påmindelser."


@pytest.fixture
def work():
    """People, groups, decisions with documents, words in the journal that were erased."""
    chair = factories.chair_of(factories.group("DSG"), "Åse Ærø")
    planned = factories.entry(factories.guideline('Blødt væv — æøå \u2028 "q"', owner=factories.group("DSG")))
    decisions = [sign(chair, planned) for _ in range(3)]
    with writing(Actor("user", "1"), now=NOW) as journal:
        event = journal.record("noted", chair, personal={"reason": "a word about Åse\nÆrø"})
    erase([event.seq], because="request", by=Actor("user", "1"), now=NOW)
    factories.person("Barn Af", merged_into=factories.person("Eget Barn"))
    return decisions


@pytest.fixture
def archive(work, tmp_path):
    path = tmp_path / "site.backup"
    back_up(path, now=NOW)
    return path


def put_back(path):
    """Restore, and take away the hold of the mails, which is the one row that is not in the archive."""
    restored = restore(path, now=NOW)
    [hold] = SenderHold.objects.filter(reason="restored")
    assert (hold.since, hold.lifted_at) == (NOW, None)
    hold.delete()
    return restored


def test_an_archive_opens_with_any_zip_program_and_says_what_it_holds(archive):
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        told = json.loads(opened.read("manifest.json"))
        files = [name for name in opened.namelist() if name.startswith("documents/")]
    head = Event.objects.order_by("-seq").first()
    assert (told["format"], told["made_at"], told["documents"], len(files)) == (1, NOW.isoformat(), 3, 3)
    assert (told["head"], told["faults"]) == ({"seq": head.seq, "digest": head.digest}, {})
    assert set(told["tables"]) == {model._meta.label_lower for model in kept_models()}
    assert told["tables"]["guidelines.decision"]["rows"] == 3
    assert archive.stat().st_mode & 0o777 == 0o600


def test_everything_comes_back(archive):
    before = everything()
    make_empty()
    assert everything() != before
    restored = put_back(archive)
    assert everything() == before
    assert (restored.documents, restored.seq, restored.faults) == (3, Event.objects.count(), {})
    assert (triggers.missing(connection), verify()) == ([], None)
    assert examine_files(clock.now()).faults == ()


@pytest.mark.parametrize("left_out", ["_extract", "_load"])
def test_without_the_documents_or_the_rows_it_fails(archive, monkeypatch, left_out):
    monkeypatch.setattr(restoring, left_out, lambda *arguments: 3)
    monkeypatch.setattr(restoring, "_prove_chain", lambda manifest: None)
    with pytest.raises(AssertionError):
        test_everything_comes_back(archive)


def test_new_rows_get_numbers_that_are_free(archive):
    highest = Person.objects.order_by("-pk").first().pk
    make_empty()
    put_back(archive)
    assert factories.person().pk > highest
    sign(factories.person(), factories.entry(Guideline.objects.get(), 2031))
    assert verify() is None


def test_from_here_into_sqlite_and_back(archive, new_place, tmp_path):
    """In the PostgreSQL lane: from one database into the other, both ways."""
    before, told = everything(), read_manifest(archive)
    place = new_place()
    done = place.manage("restore", archive)
    assert (done.returncode, done.stdout.split("; ")[1:]) == (
        0,
        [f"{told.head['seq']} events, chain whole\n{HELD}\n"],
    ), done
    assert place.manage("verify_journal").returncode == 0
    second = tmp_path / "second.backup"
    assert place.manage("backup", second).returncode == 0
    again = read_manifest(second)
    holds = (told.tables.pop("reminders.senderhold").rows, again.tables.pop("reminders.senderhold").rows)
    assert (again.tables, again.head, again.documents, holds) == (told.tables, told.head, told.documents, (0, 1))
    make_empty()
    restore(second, now=NOW)
    assert [hold.reason for hold in SenderHold.objects.filter(lifted_at=None)] == ["restored"] * 2
    SenderHold.objects.all().delete()
    assert everything() == before


def test_a_new_installation_is_an_empty_place(new_place, archive, tmp_path):
    """Migrations put rows only into the tables of SEEDED; a new one that does must be named there."""
    make_empty()
    assert occupied(connection) == []
    place = new_place()
    assert place.manage("restore", archive).returncode == 0
    done = place.manage("restore", archive)
    assert (done.returncode, "Nothing was touched. The database is not empty" in done.stderr) == (2, True)


def test_rows_that_somebody_made_are_left(archive):
    make_empty()
    Group.objects.create(abbreviation="X", name="X", slug="x")  # migrations make groups: these may be replaced
    somebody = factories.person()
    before = everything()
    with pytest.raises(OccupiedPlace, match=r"rows in guidelines\.Person\."):
        restore(archive, now=NOW)
    assert everything() == before
    somebody.delete()


def test_documents_that_are_there_are_left(archive, store):
    make_empty()
    (store / "documents" / "ab").mkdir(parents=True)
    (store / "documents" / "ab" / "x.pdf").write_bytes(b"x")
    before = everything()
    with pytest.raises(OccupiedPlace, match="There are files in"):
        restore(archive, now=NOW)
    assert everything() == before


@pytest.mark.parametrize("late", ["_extract", "_prove_chain"])
def test_a_failure_in_the_middle_leaves_the_place_empty(archive, monkeypatch, late):
    make_empty()
    before = everything()

    def broken(*arguments):
        raise IntegrityError("in the middle")

    monkeypatch.setattr(restoring, late, broken)
    with pytest.raises(IntegrityError):
        restore(archive, now=NOW)
    assert (everything(), triggers.missing(connection)) == (before, [])
    monkeypatch.undo()
    put_back(archive)
    assert verify() is None


def test_nothing_is_written_over(archive):
    before = archive.read_bytes()
    with pytest.raises(FileExistsError):
        back_up(archive, now=NOW)
    assert (archive.read_bytes(), list(archive.parent.glob("*.part"))) == (before, [])


def test_a_document_that_was_lost_is_named_and_the_rest_is_kept(work, tmp_path, capsys):
    lost, changed, _ = StoredFile.objects.order_by("key")
    path_of(lost).unlink()
    path_of(changed).chmod(0o640)
    path_of(changed).write_bytes(b"%PDF-1.7 another")
    path = tmp_path / "site.backup"
    with pytest.raises(SystemExit) as leaving:
        call_command("backup", str(path))
    said = capsys.readouterr().out.splitlines()[1:]
    wanted = {f"Document {lost.key} cannot be read: No such file or directory."}
    assert (leaving.value.code, set(said)) == (1, wanted | {f"Document {changed.key} is not as it was uploaded."})
    make_empty()
    with pytest.raises(SystemExit) as leaving:
        call_command("restore", str(path))
    assert (leaving.value.code, len(capsys.readouterr().out.splitlines())) == (1, 4)
    assert {fault.key for fault in examine_files(clock.now() + timedelta(1)).faults} == {
        str(lost.key),
        str(changed.key),
    }


def test_a_dropped_document_that_was_removed_is_missed_by_nobody(work, tmp_path):
    by = Actor("user", "1")
    gone = drop(SimpleUploadedFile("udkast.docx", word_text("Udkast")), by=by, now=NOW)
    assert remove_dropped(by=by, now=NOW + KEPT) == ["udkast.docx"]
    manifest = back_up(tmp_path / "site.backup", now=NOW)
    assert (manifest.documents, manifest.faults) == (3, {})
    make_empty()
    assert put_back(tmp_path / "site.backup").documents == 3
    assert StoredFile.objects.filter(pk=gone.pk).exists()
    assert examine_files(clock.now()).faults == ()


def rewritten(archive, target, key, **changes):
    """The archive with other words in its manifest, and a seal that fits."""
    with target.open("wb+") as written, zipfile.ZipFile(archive) as source:
        sealed = SealedFile(written, key)
        with zipfile.ZipFile(sealed, "w") as copy:
            copy.comment = PLACEHOLDER
            for name in source.namelist():
                data = source.read(name)
                if name == "manifest.json":
                    data = json.dumps({**json.loads(data), **changes}).encode()
                copy.writestr(name, data)
        sealed.seal()
    return target


class TestAnArchiveThatDoesNotFit:
    """D3: refused with a reason."""

    def refused(self, path, reason):
        before = everything()
        with pytest.raises(UnusableBackup, match=reason):
            restore(path, now=NOW)
        assert everything() == before
        with pytest.raises(CommandError, match="Nothing was touched"):
            call_command("restore", str(path))

    def test_another_key(self, archive, settings):
        make_empty()
        settings.BACKUP_KEY = "another"
        self.refused(archive, "was written with another BACKUP_KEY")

    def test_another_format(self, archive, tmp_path, settings):
        make_empty()
        other = rewritten(archive, tmp_path / "other", settings.BACKUP_KEY, format=2)
        self.refused(other, "has format 2; this version reads format 1")

    def test_another_version(self, archive, tmp_path, settings):
        make_empty()
        told = read_manifest(archive).migrations
        ahead = {**told, "guidelines": [*told["guidelines"], "9999_later"]}
        other = rewritten(archive, tmp_path / "ahead", settings.BACKUP_KEY, migrations=ahead)
        self.refused(other, "here are missing guidelines 9999_later")
        behind = {**told, "reminders": []}
        other = rewritten(archive, tmp_path / "behind", settings.BACKUP_KEY, migrations=behind)
        self.refused(other, "the backup does not have reminders 0001_initial")
        assert set(told) == set(KEPT_APPS)

    def test_other_columns_rows_or_head(self, archive, tmp_path, settings):
        """Sealed, but not what it says: it is refused in the middle, and nothing of it stays."""
        make_empty()
        told = read_manifest(archive)
        person = told.tables["guidelines.person"]
        for number, (wrong, reason) in enumerate(
            [
                (replace(person, columns=person.columns[1:]), "The columns of guidelines.Person"),
                (replace(person, rows=0), "The rows of guidelines.Person"),
                (replace(person, sha256="0" * 64), "The rows of guidelines.Person"),
            ]
        ):
            tables = {name: vars(table) for name, table in {**told.tables, "guidelines.person": wrong}.items()}
            other = rewritten(archive, tmp_path / f"x{number}", settings.BACKUP_KEY, tables=tables)
            self.refused(other, reason)
        lacking = {name: vars(table) for name, table in told.tables.items() if name != "guidelines.person"}
        other = rewritten(archive, tmp_path / "lacking", settings.BACKUP_KEY, tables=lacking)
        self.refused(other, "has no table guidelines.Person")
        other = rewritten(archive, tmp_path / "head", settings.BACKUP_KEY, head={"seq": 99, "digest": "1" * 64})
        self.refused(other, "The journal in the backup is broken")

    def test_no_archive_at_all(self, tmp_path):
        (tmp_path / "empty").write_bytes(b"")
        self.refused(tmp_path / "empty", "is not the archive that was written")
        self.refused(tmp_path / "none", "cannot be read")
