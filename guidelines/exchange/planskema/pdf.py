"""The planskema as PDF: tagged (PDF/UA-1), on A4 across, its heading on every page, no row broken over two."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import typst
from django.utils.translation import gettext as _

from guidelines.exchange.planskema.content import Sheet, SheetRow
from guidelines.lists.csv_lines import printable

TEMPLATE = Path(__file__).with_name("planskema.typ")
FONTS = ("Libertinus Serif", "DejaVu Sans Mono")  # what typst brings along
_LONG_WORD = re.compile(r"\S{24}(?=\S)")


def planskema_pdf(sheet: Sheet) -> bytes:
    """Return the planskema as PDF; its keywords hold what an import compares with."""
    return compiled(TEMPLATE, _data(sheet), kept=("keywords",))


def compiled(template: Path, data: dict[str, Any], *, kept: Sequence[str] = ()) -> bytes:
    """Return what a template makes of the data as PDF.

    A sign that no font at hand has is drawn as its plain form, or else as an empty box in a PDF that is tagged all the
    same, but that PDF/UA does not let pass. What is `kept` is not drawn, and stays as it is.
    """
    try:
        return _compiled(template, data, standard="ua-1")
    except typst.TypstError:
        shown = {name: value for name, value in data.items() if name not in kept}
        plain = json.loads(unicodedata.normalize("NFKC", json.dumps(shown, ensure_ascii=False)))
        plain |= {name: data[name] for name in kept}
    try:
        return _compiled(template, plain, standard="ua-1")
    except typst.TypstError:
        return _compiled(template, plain, standard="1.7")


def _compiled(template: Path, data: dict[str, Any], *, standard: Literal["ua-1", "1.7"]) -> bytes:
    inputs = {"data": json.dumps(data)}
    found: bytes | list[bytes] | None = typst.compile(
        template, format="pdf", sys_inputs=inputs, ignore_system_fonts=True, pdf_standards=[standard]
    )
    return bytes(found) if isinstance(found, bytes) else b"".join(found or [])


def _data(sheet: Sheet) -> dict[str, Any]:
    return {
        "language": sheet.language,
        "fonts": FONTS,
        "group": drawn(sheet.group),
        "heading": sheet.heading,
        "stamp": drawn(sheet.stamp),
        "printed": sheet.printed,
        "legend": sheet.legend,
        "over_years": _("Developed / revised"),
        "heads": sheet.heads,
        "years": [str(year) for year in sheet.years],
        "year_width": 1.5 if len(sheet.years) <= 6 else 1.25,
        "rows": [_row(sheet, row) for row in sheet.rows],
        "totals": [
            [line.label, *map(str, sheet.figures(line)), f"{line.total_label} {line.total}"] for line in sheet.totals
        ],
        "keywords": [row.token for row in sheet.rows],
    }


def _row(sheet: Sheet, row: SheetRow) -> dict[str, Any]:
    cells = [drawn(cell) for cell in sheet.cells(row)[1:]]
    return {"title": drawn(row.title), "details": row.details, "language": row.language, "cells": cells}


def drawn(text: str) -> str:
    """The text with places where a very long word may be broken, so that none is cut."""
    return _LONG_WORD.sub(lambda found: f"{found.group()}\u200b", printable(text))
