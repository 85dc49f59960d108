"""What a plan costs as a file, beside the bare writer, and what comparing a file with it costs (performance.md 7 f, g).

Beside ours the same cells are written by xlsxwriter alone, and by typst alone as one table. The file that is compared
is an export of the plan read back, with the kind of every hundredth row changed; the least that can be done with it is
one statement and the difference of two sets.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any, Literal

import typst
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bench.timing import MOST, in_turn
from bench.worlds import world
from guidelines.documents.planskema import read_planskema
from guidelines.documents.planskema_types import PlanRow, Planskema
from guidelines.exchange.planskema.content import Sheet
from guidelines.exchange.planskema.pdf import planskema_pdf
from guidelines.exchange.planskema.views import plan_sheet
from guidelines.exchange.planskema.xlsx import planskema_xlsx
from guidelines.models import Group, PlanEntry
from guidelines.people.access import Viewer
from guidelines.planning.importing.known import group_spellings, load_known
from guidelines.planning.importing.plan import plan_import
from guidelines.planning.importing.rights import SECRETARIAT

SIZES = {"pdf": (60, 400), "xlsx": (10_000,), "diff": (1_000,)}  # guidelines; a file holds 6,000 rows and marks at most
MUST = {"pdf": 1.5, "xlsx": 1.2, "diff": 4.0}  # times the bare one
CHANGED_EVERY = 100
_LABELS = {"pdf": "plan of {rows:,} as PDF", "xlsx": "plan of {rows:,} as XLSX", "diff": "file of {rows:,} compared"}
_BARE = {"pdf": "typst alone", "xlsx": "xlsxwriter alone", "diff": "one statement and two sets"}

_TABLE = b"""
#set document(title: "Planskema")
#set page(paper: "a4", flipped: true, margin: 12mm)
#set text(lang: "da", size: 9pt)
#let (heads, ..rows) = json(bytes(sys.inputs.data))
#table(columns: (3fr, ..(1fr,) * (heads.len() - 2), 2fr), table.header(..heads), ..rows.flatten())
"""


@dataclass(frozen=True)
class Export:
    """What was measured of one file; times in milliseconds of processor time, `statements` None where none is asked."""

    found: dict[str, Any]

    @property
    def times(self) -> float:
        """How many times as long ours takes as the bare one: median of the rounds."""
        return float(median(ours / bare for ours, bare in zip(self.found["ours"], self.found["bare"], strict=True)))

    @property
    def faults(self) -> list[str]:
        """What is over its limit; empty when all is well."""
        return ["time"] if self.times > MUST[self.found["kind"]] else []

    def as_json(self) -> dict[str, Any]:
        """Everything measured."""
        return {"page": "export", **self.found, "times": round(self.times, 2), "over": self.faults}

    def line(self) -> str:
        """What is printed."""
        kind = self.found["kind"]
        words = (
            f"{_LABELS[kind].format(rows=self.found['rows'])}: ours {median(self.found['ours']):,.1f} ms, "
            f"{_BARE[kind]} {median(self.found['bare']):,.1f} ({self.times:.2f} x, must {MUST[kind]})"
        )
        asked = self.found["statements"]
        return "; ".join(
            [
                words,
                *([f"{asked} statements"] if asked is not None else []),
                f"over: {', '.join(self.faults)}" if self.faults else "ok",
            ]
        )


def measure_exports(empty: Path, today: date, *, seconds: float) -> Iterator[Export]:
    """Measure every kind of file at its sizes."""
    for size in sorted({size for sizes in SIZES.values() for size in sizes}):
        with world(empty, size, today) as (filled, _bare), translation.override("da"):
            sheet = plan_sheet(filled.large, Viewer(is_secretariat=True))
            for kind in (kind for kind, sizes in SIZES.items() if size in sizes):
                yield Export({"rows": size, **figures(kind, sheet, filled.large, seconds=seconds)})


def figures(kind: str, sheet: Sheet, group: Group, *, seconds: float) -> dict[str, Any]:
    """Everything measured of one kind of file."""
    asked, ours, bare = _both(kind, sheet, group)
    times = in_turn({"ours": ours, "bare": bare}, seconds=seconds)
    return {"kind": kind, "statements": asked, **times}


def _both(kind: str, sheet: Sheet, group: Group) -> tuple[int | None, Callable[[], object], Callable[[], object]]:
    if kind == "xlsx":
        return None, partial(planskema_xlsx, sheet), partial(bare_xlsx, sheet)
    if kind == "pdf":
        ours, bare = (cycle(made) for made in zip(*_others(sheet), strict=True))
        return None, lambda: planskema_pdf(next(ours)), lambda: bare_pdf(next(bare))
    planskema = edited(read_back(sheet, group))
    with CaptureQueriesContext(connection) as queries:
        found = compared(planskema, group)
    changed = sum(row.row % CHANGED_EVERY == 0 for row in planskema.rows)
    if not found <= changed:
        raise RuntimeError(f"{found} rows differ, but {changed} were changed")
    return len(queries), partial(compared, planskema, group), partial(bare_difference, planskema, group)


def _others(sheet: Sheet) -> Iterator[tuple[Sheet, str]]:
    """The sheet with other words each time, and as the bare one takes it: typst remembers what it has set before."""
    for number in range(MOST + 2):
        rows = tuple(replace(row, title=f"{row.title} {number}", people=f"{row.people} {number}") for row in sheet.rows)
        made = replace(sheet, rows=rows)
        yield made, json.dumps([list(made.heads), *(list(made.cells(row)) for row in rows)])


def bare_xlsx(sheet: Sheet) -> bytes:
    """The same cells by xlsxwriter alone."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        page = book.add_worksheet("Planskema")
        look = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        for at, row in enumerate(sheet.rows, start=5):
            for column, text in enumerate(sheet.cells(row)):
                if text:
                    page.write_string(at, column, text, look)
                else:
                    page.write_blank(at, column, None, look)
            page.write_string(at, len(sheet.heads), row.token)
    return written.getvalue()


def bare_pdf(data: str) -> bytes:
    """A table of the same cells by typst alone, tagged as well."""
    made = typst.compile(
        _TABLE, format="pdf", sys_inputs={"data": data}, ignore_system_fonts=True, pdf_standards=["ua-1"]
    )
    return made if isinstance(made, bytes) else b"".join(made or [])


def read_back(sheet: Sheet, group: Group) -> Planskema:
    """The plan as it is read from its own export."""
    data, names = planskema_xlsx(sheet), group_spellings()
    return read_planskema(data, file_name="plan.xlsx", group=group.abbreviation, known_groups=names)


def edited(planskema: Planskema) -> Planskema:
    """The same file with another kind in every hundredth row."""
    return replace(planskema, rows=tuple(_edited(row) for row in planskema.rows))


def _edited(row: PlanRow) -> PlanRow:
    if row.row % CHANGED_EVERY or row.origin is None:
        return row
    kind: Literal["new", "revision"] = "new" if row.kind == "revision" else "revision"
    return replace(row, kind=kind, origin=replace(row.origin, edited=row.origin.edited | {"kind"}))


def compared(planskema: Planskema, group: Group) -> int:
    """Read what is stored, compare the file with it, and return how many rows would change something."""
    plan = plan_import(planskema, load_known(group), None, SECRETARIAT)
    return sum(row.change != "unchanged" for row in plan.rows)


def bare_difference(planskema: Planskema, group: Group) -> int:
    """The least: titles, years and kinds of the file that do not stand in the plan, by one statement and two sets."""
    entries = PlanEntry.objects.of_group(group).values_list("guideline__title", "year", "kind")
    return len({(row.title, row.year, row.kind) for row in planskema.rows} - set(entries))
