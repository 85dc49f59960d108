"""A sheet whose cells plainly lie near the first one is not walked through; no other may be spared the walk."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.documents import xlsx_sheets
from guidelines.documents.planskema_types import UnreadableFile
from tests.documents.files import excel, parts
from tests.documents.plans import TABLE

SHEET = "xl/worksheets/sheet1.xml"
CELLS = st.builds(
    "{before}{letters}{row}{after}".format,
    before=st.sampled_from(['<c r="', "<c r='", '<c\nr="', '<x:c r="', '<c s="1" r="', '<!--<c r="']),
    letters=st.sampled_from(["A", "Z", "AA", "DZ", "EA", "ZZ", "XFD", "", "a"]),
    row=st.sampled_from(["1", "0", "01", "999", "5999", "6000", "6001", "99999", "1048576", "99999999", ""]),
    after=st.sampled_from(['"><v>1</v></c>', '"/>', "'><v>1</v></c>", '"><v>1</v></c>-->', '" t="s"><f/></c>']),
)
ROWS = st.builds(
    "{before}{number}{cells}</row>".format,
    before=st.sampled_from(['<row r="', "<row r='", "<row>", '<row spans="1:9" r="']),
    number=st.sampled_from(['1">', '7000">', "2'>", '1048577">', ">", ""]),
    cells=st.lists(CELLS, max_size=4).map("".join),
)


@given(rows=st.lists(ROWS, max_size=4).map("".join))
def test_what_is_near_would_pass_the_walk(rows: str) -> None:
    data = f"<worksheet xmlns:x='y'><sheetData>{rows}</sheetData></worksheet>".encode()
    with suppress(UnreadableFile):
        xlsx_sheets._refuse_broken(data)
        if xlsx_sheets._is_near(data):
            measure = xlsx_sheets._Measure()
            try:
                measure.run(data)
            except UnreadableFile as refusal:
                pytest.fail(f"spared the walk, which refuses: {refusal}")


def test_a_sheet_as_programs_write_it_is_near() -> None:
    data = parts(excel(TABLE))[SHEET]
    assert xlsx_sheets._is_near(data)
    assert not xlsx_sheets._is_near(data.replace(b'<c r="A1"', b'<c r="EA1"', 1))
    assert not xlsx_sheets._is_near(data.replace(b'<c r="A1"', b'<c r="A6000"', 1))
    assert not xlsx_sheets._is_near(data.replace(b'<c r="A1"', b"<c", 1))
