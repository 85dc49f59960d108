"""Tokens that nobody exported: what a page or the database cannot hold, or too much of it, is no token."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import asdict, replace
from typing import Any

import pytest

from guidelines.documents.exported import PREFIX, ExportedEntry, ExportedRow, read_token, token
from guidelines.documents.grids import MAX_ROWS, TOO_LONG
from guidelines.documents.pdf.opening import told_in
from guidelines.documents.planskema import read_planskema
from guidelines.documents.planskema_types import UnreadableFile

ENTRY = ExportedEntry(1, 2027, "revision", "planned", "2027")
GOOD: dict[str, Any] = {"guideline": 1, "title": "Prøvesarkomer hos voksne", "entries": (ENTRY,)}


def test_a_token_of_ours_is_one() -> None:
    row = ExportedRow(**{**GOOD, "title": "a\x0b\x81b"})  # as a title that is stored may be
    assert read_token(token(row)) == row


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": " "},
        {"title": "a\x00b"},
        {"title": "lang " * 500},
        {"version": "1" * 5_000},
        {"leads": (("n" * 5_000, None),)},
        {"groups": ("\x00",)},
        {"entries": (ExportedEntry(1, 5_000, "revision", "planned", "5000"),)},
        {"entries": (ExportedEntry(1, 1_999, "revision", "planned", "1999"),)},
        {"entries": (ENTRY,) * 61},
        {"leads": (("Anna Berg", None),) * 61},
        {"groups": ("DSG",) * 61},
        {"cells": {str(name): "0" for name in range(61)}},
        {"version": "1" * 21},
        {"leads": (("n" * 201, None),)},
    ],
)
def test_what_cannot_be_held_is_no_token(change: dict[str, Any]) -> None:
    assert read_token(token(ExportedRow(**{**GOOD, **change}))) is None


@pytest.mark.parametrize("heading", ["Emne", ""])
def test_the_column_of_tokens_is_never_that_of_the_titles(heading: str) -> None:
    made = token(ExportedRow(**GOOD))
    text = f"{heading};2026;2027;Tovholder;\r\nPrøvesarkomer hos voksne;;x Rev.;Anna Berg;{made}\r\n"
    [row] = read_planskema(text.encode(), file_name="plan.csv", group="DSG").rows
    assert (row.title, row.cells.title) == ("Prøvesarkomer hos voksne",) * 2


def test_a_token_that_would_take_long_to_read_is_none() -> None:
    plain = json.dumps({**asdict(ExportedRow(**GOOD)), "more": [[]] * 400})
    assert read_token(PREFIX + urlsafe_b64encode(zlib.compress(plain.encode())).decode()) is None
    assert read_token(token(ExportedRow(**{**GOOD, "title": "[" * 200}))) is not None


def test_the_rows_of_all_tokens_are_as_few_as_a_planskema_has() -> None:
    """Two hundred lines of a file may speak of no more than six thousand entries."""
    entries = [tuple(replace(ENTRY, pk=at * 60 + one) for one in range(60)) for at in range(200)]
    lines = [token(ExportedRow(**{**GOOD, "entries": some})) for some in entries]
    text = "Emne;2026;2027;Tovholder;\r\n" + "".join(f"Prøvesarkomer;;x Rev.;Anna Berg;{made}\r\n" for made in lines)
    with pytest.raises(UnreadableFile) as refused:
        read_planskema(text.encode(), file_name="plan.csv", group="DSG")
    assert refused.value.message == TOO_LONG


@pytest.mark.parametrize(("each", "most"), [(60, MAX_ROWS // 60), (0, MAX_ROWS)])
def test_a_page_s_tokens_are_read_until_they_are_too_many(each: int, most: int) -> None:
    made = token(ExportedRow(**{**GOOD, "entries": (ENTRY,) * each}))
    assert len(list(told_in(" ".join([made] * most)))) == most
    with pytest.raises(UnreadableFile):
        list(told_in(" ".join([made] * (most + 1))))
