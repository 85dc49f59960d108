"""F5, F6, F8, A11: how a document leaves the store, and how much a page takes in."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import BadHeaderError
from django.test import Client

from dsg_planner import middleware
from guidelines.documents import serving
from guidelines.documents.storing import path_of
from tests.documents.uploads import pdf, stored, word_text

pytestmark = [pytest.mark.urls("tests.documents.download_urls"), pytest.mark.django_db]


def test_it_is_an_attachment_that_no_browser_opens(client, store):
    row = stored(word_text(), "Blødt væv.docx")
    response = client.get(f"/download/{row.key}/")
    assert (response.status_code, b"".join(response)) == (200, path_of(row).read_bytes())
    wanted = {
        "Content-Type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Content-Disposition": "attachment; filename*=utf-8''Bl%C3%B8dt%20v%C3%A6v.docx",
        "Content-Length": str(row.size),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert {name: response.headers[name] for name in wanted} == wanted


DISPOSITIONS = {
    "DSG 1.2": 'attachment; filename="DSG 1.2.pdf"',
    "DSG.pdf": 'attachment; filename="DSG.pdf"',
    "x.html": 'attachment; filename="x.html.pdf"',
    'a"b\r\nX: y': 'attachment; filename="a_bX_ y.pdf"',
    "../../x": 'attachment; filename="x.pdf"',
    "Ærø": "attachment; filename*=utf-8''%C3%86r%C3%B8.pdf",
}


def asked_for(client: Client, name: str) -> None:
    response = client.get(f"/download/{stored().key}/", {"name": name})
    assert (b"".join(response), response.headers["Content-Disposition"]) == (pdf(), DISPOSITIONS[name])


@pytest.mark.parametrize("name", DISPOSITIONS)
def test_another_name_is_safe_too(client, store, name):
    asked_for(client, name)


@pytest.mark.parametrize("name", sorted(set(DISPOSITIONS) - {"DSG.pdf"}))
def test_without_a_safe_name_it_fails(client, store, monkeypatch, name):
    monkeypatch.setattr(serving, "download_name", lambda name, kind: name)
    with pytest.raises((AssertionError, BadHeaderError)):
        asked_for(client, name)


def flip(path):
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.chmod(0o640)
    path.write_bytes(data)


def cut(path):
    path.chmod(0o640)
    path.write_bytes(path.read_bytes()[:-1])


def swap(path):
    shutil.copyfile(path_of(stored(pdf("another"))), path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


class TestAFileThatWasChanged:
    """A11: refused with a notice."""

    def check(self, client: Client, damage) -> None:
        row = stored()
        damage(path_of(row))
        response = client.get(f"/download/{row.key}/")
        page = b"".join(response).decode()
        assert (response.status_code, "Content-Disposition" in response.headers) == (410, False)
        assert "Dokumentet kan ikke hentes" in page
        assert row.key.hex[:8] in page

    @pytest.mark.parametrize("damage", [flip, cut, swap, lambda path: path.unlink()])
    def test_is_not_handed_out(self, client, store, damage):
        self.check(client, damage)

    def test_without_the_proof_it_fails(self, client, store, monkeypatch):
        def believed(opened):
            row = serving.StoredFile.objects.latest("stored_at")
            return serving.Measured(row.sha256, row.size)

        monkeypatch.setattr(serving, "measure", believed)
        with pytest.raises(AssertionError):
            self.check(client, flip)


class TestSizeOfARequest:
    """F8: asked before a byte is read."""

    @pytest.fixture(autouse=True)
    def small(self, settings):
        settings.DOCUMENT_LIMIT = 6_000_000

    def send(self, client: Client, size: int):
        return client.post("/upload/", {"file": SimpleUploadedFile("x.pdf", b"x" * size)})

    def test_more_than_any_form_takes_is_413(self, client, store):
        response = self.send(client, 17_000_000)
        assert (response.status_code, "Filen er for stor" in response.content.decode()) == (413, True)
        assert self.send(client, 6_000_000).content == b"6000000"

    def test_no_room_is_507_and_small_forms_still_work(self, client, store, monkeypatch):
        monkeypatch.setattr(middleware.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1_000_000))
        assert self.send(client, 6_000_000).status_code == 507
        assert self.send(client, 1_000).content == b"1000"

    def test_without_the_limit_it_fails(self, client, store, monkeypatch, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10**9
        assert self.send(client, 17_000_000).status_code == 200

    @pytest.mark.parametrize("stated", ["", "-5", "²", "many"])
    def test_a_length_that_is_none_counts_as_nothing(self, client, store, stated):
        assert client.generic("GET", "/ordliste/", CONTENT_LENGTH=stated).status_code == 200
