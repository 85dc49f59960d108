"""Exported workbooks as a person would edit them, and the answers to what an import of them asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from zeal import zeal_ignore

from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.models import Group, PlanEntry
from guidelines.planning.importing.apply import apply_import, preview_import
from guidelines.planning.importing.rights import SECRETARIAT, Importer
from guidelines.planning.importing.types import Answers, ImportPlan, RowPlan
from tests.exchange.planskema.files import imported, read_back, sheet_of, written, xlsx_cells

BY = Actor("user", "1")
TITLE, Y2025, Y2026, Y2027, Y2028, Y2029, Y2030, PEOPLE = range(8)
OTHERS = 7  # the column of other years, where there is one; tovholdere stand behind it then
_OPTION = re.compile(r'value="((\w+)@\w+)"')
Edit = Callable[[list[list[Any]]], None]


def edited(data: bytes, *edits: Edit) -> bytes:
    """The workbook with its cells changed, saved anew: text as text, figure as figure."""
    rows = xlsx_cells(data)
    for edit in edits:
        edit(rows)
    saved = BytesIO()
    with xlsxwriter.Workbook(saved, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Planskema")
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(at, column, value)
    return saved.getvalue()


def exported(group: Group, *edits: Edit) -> bytes:
    """The group's plan as a workbook, edited."""
    return edited(written(sheet_of(group), "xlsx"), *edits)


def put(column: int, text: str, row: str = "Prøvesarkomer", *, at: int = 0) -> Edit:
    """An edit of one cell of the row that begins with these words; of several, the one of this number."""

    def edit(rows: list[list[Any]]) -> None:
        [cells for cells in rows if str(cells[0]).startswith(row)][at][column] = text

    return edit


def both(*edits: Edit) -> Edit:
    return lambda rows: [edit(rows) for edit in edits] and None


def only(data: bytes, group: Group) -> RowPlan:
    """The one row that an import would change, or asks about."""
    [found] = [row for row in imported(data, "xlsx", group).rows if row.change != "unchanged" or row.differences]
    return found


def parts(row: RowPlan) -> list[tuple[str, str, str, str, bool]]:
    return [(item.part, item.exported, item.file, item.plan, item.is_conflict) for item in row.differences]


def doubts(row: RowPlan) -> list[str]:
    return [doubt.code for doubt in row.row.doubts]


def planned(group: Group, data: bytes, importer: Importer = SECRETARIAT, **takes: str) -> ImportPlan:
    """What an import would change with these answers, as in take_2_year="file"."""
    read = read_back(data, "xlsx", group)
    return preview_import(read, group, answers(group, data, importer, **takes), importer)


def answers(group: Group, data: bytes, importer: Importer = SECRETARIAT, **takes: str) -> Answers:
    """These answers, given to what the file asks now."""
    read, given = read_back(data, "xlsx", group), Answers()
    for _round in takes:  # an answer may bring up the next question
        rows = preview_import(read, group, given, importer).rows
        seen = {f"take_{row.row.row}_{item.part}": item.seen for row in rows for item in row.differences}
        given = Answers(takes={_key(name): f"{take}@{seen.get(name, '')}" for name, take in takes.items()})
    return given


def _key(name: str) -> str:
    return name.removeprefix("take_").replace("_", "-")


def twice(group: Group, data: bytes, importer: Importer = SECRETARIAT, **takes: str) -> dict[str, int]:
    """Import the file: the preview says what is done, and a second run changes nothing. Return what was changed."""
    given, read = answers(group, data, importer, **takes), read_back(data, "xlsx", group)
    foreseen = preview_import(read, group, given, importer).changes()
    done = apply_import(read, group, content=data, by=BY, now=clock.now(), answers=given, importer=importer).changes()
    again = preview_import(read_back(data, "xlsx", group), group, None, importer).changes()
    assert (done, again["created"], again["updated"]) == (foreseen, 0, 0)
    return done


def entries(title: str = "Prøvesarkomer") -> list[tuple[int | None, str, str, list[str]]]:
    """The guideline's entries in the order they were made: year, kind, outcome, tovholdere."""
    return [
        (one.year, one.kind, one.outcome, [item.person.name for item in _leads(one)])
        for one in PlanEntry.objects.filter(guideline__title=title).order_by("pk")
    ]


def _leads(entry: PlanEntry) -> Any:
    return entry.assignments.filter(ended_on=None).select_related("person").order_by("position")


def upload(client: Client, data: bytes) -> str:
    response = client.post("/planskema/dsg/import/", {"document": SimpleUploadedFile("plan.xlsx", data)})
    assert response.status_code == 302
    return str(response["Location"])


def asked(client: Client, address: str) -> dict[str, dict[str, str]]:
    """The questions of the page by their names, each with the answers and what a form sends for them."""
    page = client.get(address).content.decode()
    selects = re.findall(r'<select id="take-[^"]+" name="(take-[^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    return {name: {key: value for value, key in _OPTION.findall(options)} for name, options in selects}


def approve(client: Client, address: str, **given: str) -> str:
    """Approve with answers as the page offers them; return what the next page says."""
    offered = asked(client, address) if given else {}
    return send(client, address, **{name: offered[name][take] for name, take in given.items()})


def send(client: Client, address: str, **fields: str) -> str:
    shown = re.search(r'name="shown" value="([^"]*)"', client.get(address).content.decode())
    carried = {"act": "approve", "shown": unescape(shown[1]) if shown else ""}
    with zeal_ignore():  # an import writes row by row through the verbs, which is no list being shown
        response = client.post(address, {**carried, **fields}, follow=True)
    assert response.redirect_chain
    return str(response.content.decode())
