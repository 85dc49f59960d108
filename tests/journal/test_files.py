"""A11: a stored document that was changed, cut, swapped or deleted on the disk is named, each time."""

from __future__ import annotations

import io
import json
import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from guidelines.documents.models import StoredFile
from guidelines.documents.storing import path_of, receive
from guidelines.journal import files as checking
from guidelines.journal.files import FileFault, FilesVerdict, examine_files, stray_files, sweep
from guidelines.journal.writing import writing
from guidelines.register.actions import Correction, correct_version
from tests import factories
from tests.documents.uploads import pdf
from tests.journal.conftest import NOW, SOMEBODY

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC)
ROUNDS = [50, pytest.param(1000, marks=[pytest.mark.faults, pytest.mark.both])]


def told(words: str, filling: int = 0, **facts: str) -> StoredFile:
    """A document in the store that the journal tells of as it was uploaded."""
    stored = receive(io.BytesIO(pdf(words, filling)), f"{words}.pdf", now=NOW)
    with writing(SOMEBODY, now=NOW) as journal:
        journal.record("file_uploaded", stored, facts={"sha256": stored.sha256, "document": str(stored.key), **facts})
    return stored


def overwrite(stored: StoredFile, data: bytes) -> None:
    path_of(stored).chmod(0o640)
    path_of(stored).write_bytes(data)


def flip(stored: StoredFile, others: list[StoredFile], dice: random.Random) -> dict[str, str]:
    data = bytearray(path_of(stored).read_bytes())
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    overwrite(stored, bytes(data))
    return {str(stored.key): "its file was changed"}


def cut(stored: StoredFile, others: list[StoredFile], dice: random.Random) -> dict[str, str]:
    left = dice.randrange(stored.size)
    overwrite(stored, path_of(stored).read_bytes()[:left])
    return {str(stored.key): f"its file was cut: {left} of {stored.size} bytes are there"}


def swap(stored: StoredFile, others: list[StoredFile], dice: random.Random) -> dict[str, str]:
    other = dice.choice(others)
    mine, theirs = path_of(stored).read_bytes(), path_of(other).read_bytes()
    overwrite(stored, theirs)
    overwrite(other, mine)
    told_of = {stored: other, other: stored}
    return {str(one.key): f"its file has the bytes of {two.key}" for one, two in told_of.items()}


def delete(stored: StoredFile, others: list[StoredFile], dice: random.Random) -> dict[str, str]:
    path_of(stored).unlink()
    return {str(stored.key): "its file is missing"}


def damage_and_look(rounds: int, seed: int = 11) -> None:
    """Damage one document (or two) a round, and let the check name exactly these; then mend them."""
    dice = random.Random(seed)
    documents = [told(f"number {number}", filling=dice.randrange(2000)) for number in range(6)]
    whole = {stored: path_of(stored).read_bytes() for stored in documents}
    assert examine_files(TODAY) == FilesVerdict(6, (), ())
    for turn in range(rounds):
        stored = dice.choice(documents)
        others = [other for other in documents if other != stored]
        damaged = dice.choice([flip, cut, swap, delete])(stored, others, dice)
        named = {fault.key: fault.problem for fault in examine_files(TODAY).faults}
        assert (seed, turn, named) == (seed, turn, damaged)
        for each, data in whole.items():
            if str(each.key) in damaged:
                path_of(each).unlink(missing_ok=True)
                path_of(each).write_bytes(data)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_every_damage_is_named(store, rounds):
    damage_and_look(rounds)


def test_without_the_hash_it_fails(store, monkeypatch):
    """Size and presence alone do not see a flipped bit."""
    monkeypatch.setattr(
        checking, "measure", lambda opened: checking.Measured(_row_of(opened).sha256, len(opened.read()))
    )
    with pytest.raises(AssertionError):
        damage_and_look(20)


def _row_of(opened) -> StoredFile:
    return StoredFile.objects.get(key=Path(opened.name).stem)


@pytest.mark.both
class TestTheJournalKnows:
    """Whoever changes file and row together is found by the chain."""

    def sql(self, statement, *values):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    def key(self, stored):
        return stored.key if connection.vendor == "postgresql" else stored.key.hex

    def rewritten(self, stored, data):
        new = receive(io.BytesIO(data), "x.pdf", now=NOW)
        values = (new.sha256, new.size, self.key(stored))
        self.sql("UPDATE guidelines_storedfile SET sha256 = %s, size = %s WHERE key = %s", *values)
        self.sql("DELETE FROM guidelines_storedfile WHERE key = %s", self.key(new))
        overwrite(stored, data)
        path_of(new).unlink()

    def test_file_and_row_changed_together(self, unguarded, store):
        stored = told("first")
        self.rewritten(stored, pdf("other words"))
        problem = "file and row were changed together: the journal tells of other bytes"
        assert examine_files(TODAY).faults == (FileFault(str(stored.key), problem),)

    def test_two_changed_into_each_other(self, unguarded, store):
        first, second = told("first"), told("second")
        mine, theirs = path_of(first).read_bytes(), path_of(second).read_bytes()
        self.rewritten(first, theirs)
        self.rewritten(second, mine)
        assert {fault.key for fault in examine_files(TODAY).faults} == {str(first.key), str(second.key)}

    def test_corrected_files_changed_into_each_other(self, unguarded, store):
        """The chain knows both hashes; it tells of each which file it belongs to."""
        files = [receive(io.BytesIO(pdf(words)), f"{words}.pdf", now=NOW) for words in ("first", "second")]
        version = factories.version(factories.guideline())
        for stored in files:
            correct_version(version, Correction(document=stored), reason="Forkert fil", by=SOMEBODY, now=NOW)
        assert examine_files(TODAY).faults == ()
        first, second = files
        mine, theirs = path_of(first).read_bytes(), path_of(second).read_bytes()
        self.rewritten(first, theirs)
        self.rewritten(second, mine)
        problem = "file and row were changed together: the journal tells of other bytes"
        named = {fault.key: fault.problem for fault in examine_files(TODAY).faults}
        assert named == {str(first.key): problem, str(second.key): problem}

    def test_without_asking_the_chain_it_fails(self, unguarded, store, monkeypatch):
        monkeypatch.setattr(checking, "_told", lambda: checking._Told(_Everything(), {}))
        with pytest.raises(AssertionError):
            self.test_file_and_row_changed_together(None, store)

    def test_file_and_row_deleted_together(self, unguarded, store):
        stored = told("first")
        self.sql("DELETE FROM guidelines_storedfile")
        path_of(stored).unlink()
        fault = FileFault(str(stored.key), "the journal tells of it, but its row is gone")
        assert examine_files(TODAY) == FilesVerdict(0, (fault,), ())

    def test_a_document_that_nobody_told_of(self, db, store):
        stored = receive(io.BytesIO(pdf()), "x.pdf", now=NOW)
        fault = FileFault(str(stored.key), "the journal does not tell of these bytes")
        assert examine_files(TODAY).faults == (fault,)

    def test_a_correction_tells_of_two_hashes(self, db, store):
        stored = receive(io.BytesIO(pdf()), "x.pdf", now=NOW)
        with writing(SOMEBODY, now=NOW) as journal:
            facts = {"changed": {"sha256": {"from": "", "to": stored.sha256}}}
            journal.record("version_corrected", stored, facts=facts)
        assert examine_files(TODAY).faults == ()

    def test_fewer_than_the_head_said(self, db, store):
        told("first")
        assert examine_files(TODAY, at_least=1).faults == ()
        fault = FileFault("", "there are 1 documents, but there were 2 when the head was exported")
        assert examine_files(TODAY, at_least=2).faults == (fault,)


class _Everything(frozenset):
    def __contains__(self, item: object) -> bool:
        return True


class TestStrayFiles:
    """F8: what a kill leaves is named, and swept when nobody can be at work on it."""

    @pytest.fixture
    def strays(self, store) -> list[Path]:
        kept = told("first")
        half = store / "documents" / "incoming" / ("0" * 32)
        named = path_of(kept).with_name("0" * 32 + ".pdf")
        double = path_of(kept).with_suffix(".docx")
        for path in (half, named, double):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"x")
        return sorted((half, named, double))

    def age(self, paths, **past):
        moment = (datetime.now(UTC) - timedelta(**past)).timestamp()
        for path in paths:
            os.utime(path, (moment, moment))

    def test_are_named_once_no_upload_can_own_them(self, strays):
        now = datetime.now(UTC)
        assert examine_files(now).strays == ()
        self.age(strays, minutes=6)
        assert examine_files(now) == FilesVerdict(1, (), tuple(str(path) for path in strays))

    def test_are_swept_after_a_day(self, strays):
        now = datetime.now(UTC)
        self.age(strays, hours=23)
        assert sweep(now) == []
        self.age(strays, hours=25)
        assert sweep(now) == [str(path) for path in strays]
        assert ([path for path in strays if path.exists()], list(stray_files(now))) == ([], [])
        assert examine_files(now) == FilesVerdict(1, (), ())

    def test_the_command_names_and_sweeps(self, strays, capsys):
        self.age(strays, hours=25)
        call_command("verify_journal")
        lines = capsys.readouterr().out.splitlines()
        assert lines[2:] == [*(f"Stray file: {path}" for path in strays), "1 documents, all as uploaded"]
        call_command("verify_journal", "--sweep")
        lines = capsys.readouterr().out.splitlines()
        assert lines[2:-1] == [f"Removed stray file: {path}" for path in strays]


class TestTheCommand:
    def run(self, capsys, *arguments):
        try:
            call_command("verify_journal", *arguments)
        except SystemExit as leaving:
            return leaving.code, capsys.readouterr().out
        return 0, capsys.readouterr().out

    def test_names_a_document(self, store, capsys):
        stored = told("first")
        assert self.run(capsys)[0] == 0
        path_of(stored).unlink()
        code, out = self.run(capsys)
        assert (code, out.splitlines()[2:]) == (1, [f"Document {stored.key}: its file is missing."])
        code, out = self.run(capsys, "--json")
        said = json.loads(out)
        assert (code, said["whole"]) == (1, False)
        assert said["files"] == [{"key": str(stored.key), "problem": "its file is missing"}]

    def test_writes_a_head_to_keep_elsewhere(self, store, capsys, tmp_path):
        told("first")
        path = tmp_path / "head.json"
        assert self.run(capsys, "--write-head", str(path))[0] == 0
        assert json.loads(path.read_text())["head"]["files"] == 1
        told("second")
        assert self.run(capsys, "--head", str(path))[0] == 0

    def test_writes_no_head_of_what_is_broken(self, store, capsys, tmp_path):
        path_of(told("first")).unlink()
        assert self.run(capsys, "--write-head", str(tmp_path / "head.json"))[0] == 1
        assert not (tmp_path / "head.json").exists()
