"""F5, F6, F8: what is taken into the store, under which name, and that nothing half is ever left."""

from __future__ import annotations

import io
import itertools
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from guidelines.documents import active_word, storing
from guidelines.documents.models import StoredFile
from guidelines.documents.refusing import FileTooLarge, StoreFull, UnusableFile
from guidelines.documents.storing import is_intact, open_stored, path_of, receive, receiving
from tests.documents.uploads import NOW, contents, on_disk, pdf, stored, word_text

EXTENSIONS = ("", ".pdf", ".PDF", ".docx", ".docm", ".html", ".exe", ".pdf.exe")
DECLARED = ("application/pdf", "text/html", "application/octet-stream", "")
CONTENTS = contents()


def nothing_left() -> None:
    assert (StoredFile.objects.count(), on_disk()) == (0, {})


def test_a_document_is_kept_as_it_is(db, store):
    data = word_text("Ærø")
    kept = receive(io.BytesIO(data), "Ærø, endelig.docx", now=NOW)
    row = StoredFile.objects.get()
    facts = (row.sha256, row.size, row.kind, row.file_name, row.stored_at)
    assert facts == (sha256(data).hexdigest(), len(data), "docx", "Ærø, endelig.docx", NOW)
    assert on_disk() == {f"documents/{kept.key.hex[:2]}/{kept.key.hex}.docx": data}
    assert path_of(kept).stat().st_mode & 0o777 == 0o440
    with open_stored(kept) as opened:
        assert opened.read() == data
    assert is_intact(kept)


def test_the_same_bytes_twice_are_two_files(db, store):
    assert (stored().key != stored().key, len(on_disk())) == (True, 2)


def answer(data: bytes, extension: str, declared: str) -> str | int:
    try:
        return str(receive(SimpleUploadedFile("x", data, declared), f"Sarkomer{extension}", now=NOW).kind)
    except UnusableFile as refused:
        return refused.status


class TestWhatItIs:
    """F5: extension x contents x declared type."""

    def check(self, what: str) -> None:
        data, kind = CONTENTS[what]
        answers, wanted = {}, {}
        for extension, declared in itertools.product(EXTENSIONS, DECLARED):
            taken = bool(kind) and extension.lower() in ("", f".{kind}")
            wanted[extension, declared] = kind if taken else 415
            answers[extension, declared] = answer(data, extension, declared)
        assert answers == wanted
        kept = sum(answer == kind for answer in answers.values())
        assert (StoredFile.objects.count(), len(on_disk())) == (kept, kept)

    @pytest.mark.parametrize("what", CONTENTS)
    def test_only_the_bytes_count(self, db, store, what):
        self.check(what)

    def test_without_looking_at_the_bytes_it_fails(self, db, store, monkeypatch):
        monkeypatch.setattr(storing, "kind_of", lambda path: StoredFile.Kind.PDF)
        with pytest.raises(AssertionError):
            self.check("html")

    def test_without_the_rule_of_templates_it_fails(self, db, store, monkeypatch):
        monkeypatch.setattr(active_word, "_check_relations", lambda relations: None)
        with pytest.raises(AssertionError):
            self.check("docx with a template elsewhere")

    def test_each_refusal_says_what_to_do(self, db, store):
        said = {}
        for what in ("html", "pdf without end", "docx with macros", "docx with a template elsewhere", "nothing"):
            with pytest.raises(UnusableFile) as refused:
                receive(io.BytesIO(CONTENTS[what][0]), "x", now=NOW)
            said[what] = str(refused.value)
        assert len(set(said.values())) == 5
        assert said["docx with macros"].startswith("Dokumentet indeholder makroer.")


NAMES = {
    "Sarkomer.pdf": "Sarkomer.pdf",
    "../../etc/passwd.pdf": "passwd.pdf",
    "/etc/cron.d/x.pdf": "x.pdf",
    "C:\\Users\\Åse\\Retningslinje 1.2.pdf": "Retningslinje 1.2.pdf",
    "..\\..\\x.pdf": "x.pdf",
    "a\x00b.pdf": "ab.pdf",
    "a\nSet-Cookie: x=1.pdf": "aSet-Cookie_ x=1.pdf",
    "rtl\u202efdp.pdf": "rtlfdp.pdf",
    'say "hej".pdf': "say _hej_.pdf",
    "Blødt væv på æ ø å.pdf": "Blødt væv på æ ø å.pdf",
    "A\u030arsag.pdf": "Årsag.pdf",
    "x" * 300 + ".pdf": "x" * 146 + ".pdf",
    "Retningslinje 1.2": "Retningslinje 1.2.pdf",
    "CON.pdf": "dokument-CON.pdf",
    "con.udkast.pdf": "dokument-con.udkast.pdf",
    ".pdf": "dokument.pdf",
    "": "dokument.pdf",
    "...": "dokument.pdf",
    "a.PDF": "a.pdf",
    "- og =1+1.pdf": "- og =1+1.pdf",
}


class TestNames:
    """F6: the name is for people alone."""

    def check(self, given: str, shown: str) -> None:
        row = stored(name=given)
        assert row.file_name == shown
        assert list(on_disk()) == [f"documents/{row.key.hex[:2]}/{row.key.hex}.pdf"]

    @pytest.mark.parametrize(("given", "shown"), NAMES.items())
    def test_the_file_lies_under_a_name_of_our_own(self, db, store, given, shown):
        self.check(given, shown)

    @pytest.mark.parametrize("given", [given for given, shown in NAMES.items() if given != shown])
    def test_without_cleaning_the_name_it_fails(self, db, store, monkeypatch, given):
        monkeypatch.setattr(storing, "clean_name", lambda name, kind: name)
        with pytest.raises(AssertionError):
            self.check(given, NAMES[given])

    @pytest.mark.parametrize("given", ["Sarkomer.pdf", "../../x.pdf"])
    def test_without_a_name_of_our_own_it_fails(self, db, store, monkeypatch, given):
        """Under the name that was given, cleaned or not: the second lies outside the store."""
        monkeypatch.setattr(storing, "clean_name", lambda name, kind: name)
        monkeypatch.setattr(StoredFile, "path", property(lambda row: f"documents/{row.file_name}"))
        with pytest.raises(AssertionError):
            self.check(given, given)
        assert (store / "documents" / given).exists()
        assert list(on_disk()) == (["documents/Sarkomer.pdf"] if given == "Sarkomer.pdf" else [])

    @pytest.mark.parametrize("name", ["rtl\u202efdp.exe", "x.pdf.html", "x.pdf\n.svg", "x.pdf/../y.exe"])
    def test_another_extension_is_refused(self, db, store, name):
        with pytest.raises(UnusableFile):
            stored(name=name)
        nothing_left()


class BrokenOff:
    """An upload whose connection breaks after some bytes."""

    def __init__(self) -> None:
        self.pieces = [pdf(filling=1000)[:600]]

    def read(self, size: int) -> bytes:
        if self.pieces:
            return self.pieces.pop()
        raise ConnectionResetError("gone")


class TestLimits:
    """F8: too large, broken off, no room; and everything works again at once."""

    def too_large(self) -> None:
        data = pdf(filling=2000)
        with pytest.raises(FileTooLarge) as refused:
            receive(io.BytesIO(data), "x.pdf", now=NOW, limit=len(data) - 1)
        assert refused.value.status == 413
        nothing_left()

    def test_too_large(self, db, store):
        self.too_large()
        data = pdf(filling=2000)
        assert receive(io.BytesIO(data), "x.pdf", now=NOW, limit=len(data)).size == len(data)

    def test_the_limit_of_the_settings_counts(self, db, store, settings):
        settings.DOCUMENT_LIMIT = 1_000_000
        with pytest.raises(FileTooLarge, match="større end 1 MB"):
            receive(io.BytesIO(pdf(filling=1_000_000)), "x.pdf", now=NOW)
        nothing_left()

    def test_no_more_is_read_than_the_limit(self, db, store):
        endless = io.BytesIO(b"%PDF-1.7" + b"x" * 5_000_000)
        with pytest.raises(FileTooLarge):
            receive(endless, "x.pdf", now=NOW, limit=100_000)
        assert endless.tell() == storing.CHUNK

    def test_broken_off(self, db, store):
        with pytest.raises(ConnectionResetError):
            receive(BrokenOff(), "x.pdf", now=NOW)
        nothing_left()
        stored()

    def test_the_row_cannot_be_written(self, db, store, monkeypatch):
        monkeypatch.setattr(StoredFile, "save", lambda self, **rest: connection.cursor().execute("nonsense"))
        with pytest.raises(Exception, match="syntax"), transaction.atomic():
            stored()
        nothing_left()

    def test_what_follows_is_refused(self, transactional_db, store):
        with pytest.raises(LookupError), receiving(io.BytesIO(pdf()), "x.pdf", now=NOW) as row:
            assert (path_of(row).exists(), StoredFile.objects.count()) == (True, 1)
            raise LookupError
        nothing_left()

    def test_without_taking_the_file_back_it_fails(self, transactional_db, store, monkeypatch):
        monkeypatch.setattr(Path, "unlink", lambda self, missing_ok=False: None)
        with pytest.raises(AssertionError):
            self.test_what_follows_is_refused(None, store)
        with pytest.raises(AssertionError):
            self.too_large()


_CHILD = """
import io, os, resource, sys
import django
django.setup()
from pathlib import Path
from django.conf import settings
from django.db import connection
settings.MEDIA_ROOT = Path(sys.argv[1])
connection.settings_dict["NAME"] = ":memory:"
from guidelines.documents.models import StoredFile
with connection.schema_editor() as editor:
    editor.create_model(StoredFile)
from guidelines.documents.refusing import StoreFull
from tests.documents.uploads import NOW, on_disk, pdf, stored
if sys.argv[2] == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
big = pdf(filling=2_000_000)
try:
    stored(big)
except StoreFull as full:
    print(full.status, StoredFile.objects.count(), len(on_disk()))
stored()
print(StoredFile.objects.count(), len(on_disk()))
"""


class TestNoRoom:
    """F8: the disk fills up in the middle of a file."""

    def said(self, root: Path, way: str) -> list[str]:
        command = [sys.executable, "-c", _CHILD, str(root), way]
        environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "", "DATABASE_URL": "sqlite://:memory:"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def test_a_full_disk(self, tmp_path):
        root = tmp_path / "small"
        root.mkdir()
        mounting = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(root)]
        if subprocess.run(mounting, capture_output=True, check=False).returncode:
            pytest.skip("mounting a small disk is not allowed here; the next test fills one by a limit")
        try:
            assert self.said(root, "disk") == ["507 0 0", "1 1"]
        finally:
            subprocess.run(["umount", str(root)], check=True)

    def test_a_file_that_may_not_grow(self, tmp_path):
        assert self.said(tmp_path, "limit") == ["507 0 0", "1 1"]

    def test_other_errors_of_the_disk_are_not_dressed_up(self, db, store, monkeypatch):
        def broken(*args: object) -> None:
            raise PermissionError(13, "not allowed")

        monkeypatch.setattr(storing, "_write", broken)
        with pytest.raises(PermissionError):
            stored()
        assert issubclass(StoreFull, UnusableFile)
