"""The bench of plans as files: the bare writers write the same, the comparison finds what was changed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bench.command import arguments, exit_code, exports
from bench.exports import (
    CHANGED_EVERY,
    SIZES,
    Export,
    bare_difference,
    bare_xlsx,
    compared,
    edited,
    figures,
    read_back,
)
from guidelines.exchange.planskema.content import Sheet
from guidelines.exchange.planskema.views import plan_sheet
from guidelines.exchange.planskema.xlsx import planskema_xlsx
from guidelines.models import Group
from guidelines.people.access import Viewer
from guidelines.planning.importing.known import load_known
from tests import factories
from tests.exchange.planskema.files import xlsx_cells

FOUND = Export({"kind": "xlsx", "rows": 10_000, "statements": None, "ours": [11.0, 24.0], "bare": [10.0, 20.0]})


@pytest.fixture
def plan(db: None) -> tuple[Sheet, Group]:
    """The plan of a group with as many guidelines as one change takes, and a few more."""
    group = factories.group("DSG")
    for number in range(CHANGED_EVERY + 3):
        guideline = factories.guideline(f"Sarkomer {number} i bløddele", owner=group)
        factories.entry(guideline, 2027 + number % 3, leads=[factories.person()])
    with translation.override("da"):
        return plan_sheet(group, Viewer(is_secretariat=True)), group


def test_both_write_the_same_cells(plan: tuple[Sheet, Group]) -> None:
    sheet, _group = plan
    with translation.override("da"):
        ours, bare = xlsx_cells(planskema_xlsx(sheet)), xlsx_cells(bare_xlsx(sheet))
    rows = len(sheet.rows)
    assert rows == CHANGED_EVERY + 3
    assert ours[5 : 5 + rows] == bare[-rows:]


def test_what_was_changed_in_the_file_is_found(plan: tuple[Sheet, Group]) -> None:
    sheet, group = plan
    with translation.override("da"):
        planskema = read_back(sheet, group)
    assert (compared(planskema, group), bare_difference(planskema, group)) == (0, 0)
    changed = edited(planskema)
    assert (compared(changed, group), bare_difference(changed, group)) == (1, 1)


def test_each_kind_of_file_is_measured(plan: tuple[Sheet, Group]) -> None:
    with translation.override("da"):
        made = {kind: Export({"rows": 103, **figures(kind, *plan, seconds=0)}) for kind in SIZES}
    with CaptureQueriesContext(connection) as reading:
        load_known(plan[1])
    asked = {"pdf": None, "xlsx": None, "diff": len(reading)}
    assert {kind: one.found["statements"] for kind, one in made.items()} == asked
    assert all(min(one.found["ours"]) > 0 for one in made.values())
    assert "file of 103 compared: ours " in made["diff"].line()


def test_figures_and_limits() -> None:
    assert (round(FOUND.times, 2), FOUND.faults) == (1.15, [])
    words = "plan of 10,000 as XLSX: ours 17.5 ms, xlsxwriter alone 15.0 (1.15 x, must 1.2); ok"
    assert FOUND.line() == words
    slow = replace(FOUND, found={**FOUND.found, "kind": "diff", "statements": 10, "ours": [50.0, 90.0]})
    assert slow.line().endswith("(4.75 x, must 4.0); 10 statements; over: time")
    assert json.loads(json.dumps(slow.as_json()))["over"] == ["time"]
    assert (exit_code([FOUND], gate=True), exit_code([slow], gate=True)) == (0, 1)


def test_nobody_waits_for_files_unasked() -> None:
    assert list(exports(arguments([]))) == []
