"""PDF files with which no planskema can be read: refused in a sentence, within the limits of the child process."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable

import pytest
from django.utils.translation import override

from guidelines.documents.grids import TOO_LONG
from guidelines.documents.pdf.opening import DAMAGED, SCANNED
from guidelines.documents.planskema import NO_PLAN, read_planskema
from guidelines.documents.planskema_types import UnreadableFile
from tests.documents.guideline.hostile_pdfs import HOSTILE, honest, one_page, stream
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

# These take all the seconds a child has before a line of ours runs; the tests of guidelines end them.
LONG = {"nested filters", "two gigabytes in one filter", "forms by the billion"}
FILES = {name: make for name, make in {**HOSTILE, **OWN}.items() if name not in LONG}


@pytest.mark.parametrize("make", FILES.values(), ids=FILES)
def test_hostile_files_are_refused_within_the_limits(make: Callable[[], bytes]) -> None:
    data, started = make(), time.process_time()
    assert refusal(data).message in (DAMAGED, TOO_LONG, SCANNED, NO_PLAN)
    assert time.process_time() - started < 1  # the time of this process; the child has its own limit


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
