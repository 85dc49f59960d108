"""PDF files with which no planskema can be read: refused in a sentence, within the limits of the child process."""

from __future__ import annotations

import os
import resource
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from django.utils.translation import override

from guidelines.documents.grids import TOO_LONG
from guidelines.documents.guideline import child, running
from guidelines.documents.guideline.failing import TooLarge
from guidelines.documents.pdf import opening, plan, texts
from guidelines.documents.pdf.opening import DAMAGED, SCANNED
from guidelines.documents.planskema import NO_PLAN, read_planskema
from guidelines.documents.planskema_types import UnreadableFile
from tests.documents.guideline.hostile_pdfs import HOSTILE, MB, honest, locked, one_page, pages, stream
from tests.documents.pdfs import printed, source
from tests.documents.plans import TABLE


def refusal(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        read_planskema(data, file_name="plan.pdf", group="DSG")
    return refused.value


def packed(drawing: bytes) -> bytes:
    return one_page(stream(zlib.compress(drawing), b"/Filter/FlateDecode"))


def _grid() -> bytes:
    """Lines for two million cells, and a mark."""
    lines = b"".join(b"%d 0 m %d 842 l S 0 %d m 595 %d l S\n" % (at, at, at, at) for at in range(1400))
    return packed(lines + b"BT /F1 10 Tf 9 9 Td (x) Tj ET")


def _lines() -> bytes:
    return packed(b"1 1 m 90 1 l S\n" * 300_000 + b"BT /F1 10 Tf 9 9 Td (x) Tj ET")


def _marks() -> bytes:
    return packed(b"BT /F1 1 Tf 1 800 Td\n" + b"(" + b"x " * 400 + b") Tj 0 -1 Td\n" * 200 + b"ET")


def _years() -> bytes:
    """Headings of years over and over, and marks beside them."""
    line = b"1 0 0 1 %d %d Tm (%d) Tj\n"
    years = b"".join(line % (60 + 40 * at, 840 - row, 2000 + at) for row in range(0, 800, 2) for at in range(12))
    return packed(b"BT /F1 9 Tf 1 0 0 1 9 830 Tm (x) Tj\n" + years + b"ET")


OWN: dict[str, Callable[[], bytes]] = {
    "a grid of two million cells": _grid,
    "a line drawn over and over": _lines,
    "a page of marks": _marks,
    "headings of years over and over": _years,
}

MARK = b"BT /F1 10 Tf 50 700 Td (x) Tj ET"
SAID = {
    DAMAGED: "PDF-filen kan ikke åbnes: den er beskadiget eller har en adgangskode.",
    TOO_LONG: "Dokumentet er for langt. Gem siderne med planskemaet i deres egen fil.",
    SCANNED: "PDF-filen er et billede af siderne og har ingen tekst.",
    NO_PLAN: "Der er ikke fundet noget planskema i filen.",
}
# These take all the seconds a child has before a line of ours runs.
LONG = {"nested filters", "two gigabytes in one filter", "forms by the billion"}
FILES = {**HOSTILE, **OWN}
MANY = [pytest.param(FILES[name], id=name, marks=[pytest.mark.faults] if name in LONG else []) for name in FILES]


@contextmanager
def unharmed() -> Iterator[None]:
    """The child kept its limit of seconds and is gone, the turn is free, no file is open, no memory is held."""
    before, memory = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, files = time.process_time(), set(Path("/proc/self/fd").iterdir())
    yield
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < child.SECONDS + 1
    assert time.process_time() - started < 1  # of this process
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 50 * 1024  # kilobytes
    assert set(Path("/proc/self/fd").iterdir()) == files
    assert not Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    assert running._TURNS._value == 2


@pytest.mark.parametrize("make", MANY)
def test_hostile_files_are_refused_within_the_limits(make: Callable[[], bytes]) -> None:
    data = make()
    with override("da"), unharmed():
        refused = refusal(data)
        assert refused.message in SAID
        assert str(refused).startswith(SAID[refused.message])


DAMAGES: dict[str, Callable[[], bytes]] = {
    "a password": lambda: locked(b"kodeord"),
    "a lock nobody knows": lambda: locked().replace(b"/Standard", b"/Adobe.PubSec"),
    "half": lambda: honest()[: len(honest()) // 2],
    "nothing but the first line": lambda: b"%PDF-1.7\n",
}


@pytest.mark.parametrize("make", DAMAGES.values(), ids=DAMAGES)
def test_what_cannot_be_opened_is_damaged_or_has_a_password(make: Callable[[], bytes]) -> None:
    with unharmed():
        assert refusal(make()).message is DAMAGED


def test_a_lock_without_a_password_is_opened() -> None:
    """As Word and printers lock what may be read and not changed; the same bytes with a password are not opened."""
    with unharmed():
        assert refusal(locked()).message is NO_PLAN  # its words were read


@pytest.mark.parametrize(
    ("make", "limit"),
    [
        (partial(pages, 401), (texts, "MAX_PAGES")),
        (partial(pages, 81, MARK), (plan, "MAX_PLACED")),
    ],
    ids=["pages", "pages that may have a plan"],
)
def test_many_pages_are_refused_and_one_page_less_is_not(
    monkeypatch: pytest.MonkeyPatch, make: partial[bytes], limit: tuple[object, str]
) -> None:
    count, *rest = make.args
    with unharmed():
        assert refusal(make()).message is TOO_LONG
        assert refusal(pages(count - 1, *rest)).message is NO_PLAN
    with pytest.raises(TooLarge):
        plan.pdf_plan(make())
    monkeypatch.setattr(*limit, count)
    plan.pdf_plan(make())


def test_a_huge_file_is_refused_before_a_process_is_started() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with override("da"):
        assert str(refusal(honest() + b" " * (10 * MB))).startswith("Filen er større end 10 MB.")
    assert resource.getrusage(resource.RUSAGE_CHILDREN) == before


def test_a_child_that_sleeps_is_ended_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "in_child", partial(running.in_child, wait=0.05))
    with unharmed():
        assert refusal(honest()).message is TOO_LONG
    monkeypatch.undo()
    assert refusal(honest()).message is NO_PLAN


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (printed("#rect(width: 5cm)"), "PDF-filen er et billede af siderne og har ingen tekst."),
        (honest()[:60], "PDF-filen kan ikke åbnes: den er beskadiget eller har en adgangskode."),
        (printed(f"#rotate(8deg, reflow: true)[{source(TABLE)}]"), "Teksten på side 1 i PDF-filen står skråt,"),
        (printed("Kære alle. Vi mødes på tirsdag."), "Der er ikke fundet noget planskema i filen."),
    ],
    ids=["scanned", "damaged", "slanted", "letter"],
)
def test_what_cannot_be_read_says_what_to_do(data: bytes, sentence: str) -> None:
    with override("da"):
        assert str(refusal(data)).startswith(sentence)
