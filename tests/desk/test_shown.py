"""What a page showed of its lines comes back with the press as it was written, or is refused."""

from __future__ import annotations

import pytest
from django.http import Http404

from guidelines.desk.orphans.preview import seen_in
from guidelines.desk.shown import read_keys, read_shown, write_keys, write_shown


def test_lines_come_back_as_they_were_written() -> None:
    lines = [(7, write_keys([3, 5])), (9, ""), (12, "2026-11-22T09:05:00+00:00")]
    text = write_shown(lines)
    assert text == "7:3,5;9:;12:2026-11-22T09:05:00+00:00"
    assert read_shown(text) == {"7": "3,5", "9": "", "12": "2026-11-22T09:05:00+00:00"}
    assert read_keys("3,5") == (3, 5)
    assert read_shown("") == {}
    assert seen_in("7:3,5;9:4") == [(7, (3, 5)), (9, (4,))]


@pytest.mark.parametrize("text", ["7", "x:3", "-1:3", " 7:3", "７:3", ":3", "9" * 19 + ":3", "7:3;8"])
def test_what_no_page_writes_is_not_found(text: str) -> None:
    with pytest.raises(Http404):
        read_shown(text)


@pytest.mark.parametrize("text", ["7:", "7:x", "7:3,", "7:3:4"])
def test_who_stood_on_an_entry_is_told_by_keys(text: str) -> None:
    with pytest.raises(Http404):
        seen_in(text)
