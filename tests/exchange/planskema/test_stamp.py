"""The stamp of the last approval stands on every file, and says so where the plan was changed since."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from guidelines.planning.actions import set_year
from tests import factories
from tests.exchange.planskema.files import csv_lines, docx_cells, sheet_of, written, xlsx_cells
from tests.planning.approving import actor, approve
from tests.planning.conftest import NOW

pytestmark = pytest.mark.django_db
APPROVED = f"Godkendt af formand Nanna Juul den {NOW.day}. november 2026"


@pytest.fixture(autouse=True)
def _moment() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_plan_that_nobody_approved_has_no_stamp() -> None:
    group = factories.group("DSG")
    factories.entry(factories.guideline("Prøvesarkomer", owner=group), 2027)
    assert sheet_of(group).stamp == ""


def test_the_last_approval_stands_on_the_files_and_what_was_changed_since() -> None:
    group = factories.group("DSG")
    chair = factories.chair_of(group, "Nanna Juul")
    entry = factories.entry(factories.guideline("Prøvesarkomer", owner=group), None)
    approve(group, chair, now=NOW)
    sheet = sheet_of(group)
    assert sheet.stamp == APPROVED
    assert csv_lines(written(sheet, "csv"))[2] == APPROVED
    assert xlsx_cells(written(sheet, "xlsx"))[2][0].startswith(f"{APPROVED} · Udskrevet")
    assert len(docx_cells(written(sheet, "docx"))) == 6
    set_year(entry, year=2028, by=actor(chair, group), now=NOW)
    assert sheet_of(group).stamp == f"{APPROVED}, ændret siden"
