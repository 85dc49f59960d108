"""Guideline files made to break, stall or fill whatever opens them (reliability F1, F2, F3)."""

from __future__ import annotations

import io
import re
import resource
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import docx
import pytest
from django.utils.translation import override

from guidelines.documents import zips
from guidelines.documents.guideline import child, docx_lines, extracting, pdf_lines, running
from guidelines.documents.guideline.extracting import DAMAGED, NO_TEXT, TOO_MUCH, read_lines_of
from guidelines.documents.guideline.failing import TooLarge
from guidelines.documents.pdf import texts
from guidelines.documents.planskema_types import UnreadableFile
from tests.documents.files import parts, with_lied_size, with_overlaps, with_part, zipped
from tests.documents.guideline.hostile_pdfs import HOSTILE, MB, honest

ROOT = Path(__file__).parents[3]
DOCUMENT = "word/document.xml"
SIGNS = "a page with three million signs"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
EXTERNAL = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file://%s">]>'
LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;&b;&b;">]>'
)
SAID = {
    TOO_MUCH: "Filen kræver mere tid eller hukommelse at læse, end en retningslinje gør. Gem den igen som PDF, og prøv"
    " en gang til.",
    DAMAGED: "",
    NO_TEXT: "",
}


def word() -> bytes:
    """A document with every part the reader looks at."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Hoved"
    document.sections[0].footer.paragraphs[0].text = "Fod"
    document.add_paragraph("Paragraf", style="List Number")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


WORD = word()
READ = [name for name in parts(WORD) if re.fullmatch(r"word/(document|numbering|styles|header\d|footer\d)\.xml", name)]


def refused(content: bytes) -> None:
    """Refused in the process that parses, within a second and 50 MB more (F1, F2)."""
    started = time.process_time()
    with pytest.raises(UnreadableFile):
        docx_lines.docx_lines(content)
    assert time.process_time() - started < 1
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile):
            docx_lines.docx_lines(content)
        assert tracemalloc.get_traced_memory()[1] < 50 * MB
    finally:
        tracemalloc.stop()


BOMBS: dict[str, Callable[[], bytes]] = {
    "100 MB": lambda: with_part(WORD, "word/media/big.png", b"0" * (100 * MB)),
    "entries": lambda: zipped([*parts(WORD).items(), *((f"f{at}", b"") for at in range(20_000))]),
    "nested": lambda: zipped([("a.zip", zipped([(DOCUMENT, b"0" * MB)]))]),
    "lied": lambda: with_lied_size(with_part(WORD, DOCUMENT, b"<a>" + b"0" * (90 * MB)), DOCUMENT, 900),
    "lied larger": lambda: with_lied_size(WORD, DOCUMENT, 20 * MB),
    "overlaps": lambda: with_overlaps(WORD, 50),
    **{f"a long {name}": lambda name=name: with_part(WORD, name, b"<a>" + b" " * (21 * MB) + b"</a>") for name in READ},
}


@pytest.mark.parametrize("what", BOMBS)
def test_bombs_end_before_any_parser(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """F1: the parser is never asked about the part that is too long, nor about any of a bomb."""
    bomb, asked = BOMBS[what](), []
    parse = docx_lines.etree.fromstring

    def parsing(data: bytes, parser: object) -> object:
        asked.append(len(data))
        return parse(data, parser)  # type: ignore[arg-type]

    monkeypatch.setattr(docx_lines.etree, "fromstring", parsing)
    refused(bomb)
    assert max(asked, default=0) < MB
    assert "a long" in what or not asked


def test_without_the_limits_a_bomb_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first bomb is read, the second takes more memory than it may."""
    monkeypatch.setattr(zips, "MAX_UNPACKED", 10**10)
    monkeypatch.setattr(docx_lines, "MAX_PART", 10**10)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        refused(BOMBS["100 MB"]())
    with pytest.raises(AssertionError, match="assert"):
        refused(with_part(WORD, DOCUMENT, b"<a>" + b" " * (55 * MB)))


@pytest.mark.parametrize("part", READ)
def test_entities_are_refused_in_every_part(tmp_path: Path, part: str) -> None:
    """F2."""
    secret = tmp_path / "secret.txt"
    secret.write_text("hemmeligt")
    for declared in (EXTERNAL % str(secret).encode(), LAUGHS):
        refused(spiked(part, declared))


def spiked(part: str, declared: bytes) -> bytes:
    """The document with an entity declared and, where the part has words, used."""
    body = parts(WORD)[part].split(b"?>", 1)[-1]
    return with_part(WORD, part, DECLARATION + declared + re.sub(rb"(Paragraf|Hoved|Fod)", b"&x;", body))


@pytest.mark.parametrize("part", READ)
def test_what_refuses_entities_is_the_look_before_the_parser(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, part: str
) -> None:
    """Without it no part is refused; the parser alone still fetches nothing."""
    secret = tmp_path / "secret.txt"
    secret.write_text("hemmeligt")
    monkeypatch.setattr(zips, "_FORBIDDEN", re.compile(b"(?!)"))
    lines = docx_lines.docx_lines(spiked(part, EXTERNAL % str(secret).encode()))
    assert not any("hemmeligt" in line.text for line in lines)


@contextmanager
def unharmed() -> Iterator[Callable[[], float]]:
    """Seconds of processor the children took; this process grew by less than 50 MB."""
    before, memory = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def seconds() -> float:
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    yield seconds
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 50 * 1024


ENDED = {
    "nested filters": TOO_MUCH,
    "two gigabytes in one filter": TOO_MUCH,
    "a form that draws itself": TOO_MUCH,
    "forms by the billion": TOO_MUCH,
    "ten thousand pages": TOO_MUCH,
    SIGNS: TOO_MUCH,
    "a loop of the page tree": DAMAGED,
    "a table of places that is huge": DAMAGED,
    "twenty thousand filters": NO_TEXT,
    "a page tree of sixty thousand levels": NO_TEXT,
    "a stream that is broken": NO_TEXT,
}
"""What people are told; the other files are read as far as they go."""


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_pdf_is_read_or_refused_within_the_limits(what: str) -> None:
    """F3: whatever it does happens in the child, which ends itself or is ended."""
    content = HOSTILE[what]()
    with override("da"), unharmed() as seconds:
        if what in ENDED:
            with pytest.raises(UnreadableFile) as error:
                read_lines_of(content, "x.pdf")
            assert error.value.message is ENDED[what]
            assert SAID[ENDED[what]] in str(error.value)
        else:
            assert [line.text for line in read_lines_of(content, "x.pdf")] == ["Resume af anbefalinger"]
        assert seconds() < child.SECONDS + 1
    assert [line.text for line in read_lines_of(honest(), "x.pdf")] == ["Resume af anbefalinger"]


class TestLimits:
    """What ends a child: the limits it sets itself, and the clock of the process that waits for it."""

    def said(self, code: str, limit: str = "set_limits()") -> int:
        module = child.__name__
        script = f"from {module} import *\nimport {module} as child\nchild.SECONDS = 1\nchild.{limit}\n{code}"
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=60, check=False)
        return done.returncode

    ENDLESS = "import time\nwhile time.process_time() < 2.5: pass"
    LARGE = "bytes(1500 * 1024 * 1024)"
    WRITING = "import signal, tempfile\nfile = tempfile.TemporaryFile()\nfile.write(b'x' * 100000)\nfile.flush()"

    @pytest.mark.parametrize("code", [ENDLESS, LARGE, WRITING], ids=["processor", "memory", "files"])
    def test_the_child_is_ended_at_its_limit(self, code: str) -> None:
        assert self.said(code) != 0

    @pytest.mark.parametrize("code", [ENDLESS, LARGE, WRITING], ids=["processor", "memory", "files"])
    def test_without_its_limits_it_goes_on(self, code: str) -> None:
        assert self.said(code, "SECONDS") == 0

    def test_a_child_that_takes_too_long_by_the_clock_is_ended(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(extracting, "_WAIT", 0.05)
        with unharmed(), pytest.raises(UnreadableFile) as error:
            read_lines_of(honest(), "x.pdf")
        assert error.value.message is TOO_MUCH

    @pytest.mark.parametrize(("what", "limit"), [("ten thousand pages", "MAX_PAGES"), (SIGNS, "MAX_SIGNS")])
    def test_without_its_limits_the_reader_reads_it_all(
        self, monkeypatch: pytest.MonkeyPatch, what: str, limit: str
    ) -> None:
        content = HOSTILE[what]()
        with pytest.raises(TooLarge):
            pdf_lines.pdf_lines(content)
        monkeypatch.setattr(texts, limit, 10**9)
        pdf_lines.pdf_lines(content)


def test_a_word_document_in_disguise_is_damaged() -> None:
    """What begins as an archive is opened in the child, too."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "a")
    with unharmed(), pytest.raises(UnreadableFile) as error:
        read_lines_of(target.getvalue(), "x.docx")
    assert error.value.message is DAMAGED
    assert running.WAIT > child.SECONDS
