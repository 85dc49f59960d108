"""Plans written to files and read back, as a person would do it."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO
from typing import Any

import docx
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from guidelines.documents import exported
from guidelines.documents.pdf import opening
from guidelines.documents.planskema import read_planskema
from guidelines.documents.planskema_types import Planskema
from guidelines.exchange.planskema.content import Sheet
from guidelines.exchange.planskema.views import FORMS, plan_sheet
from guidelines.models import Group
from guidelines.people.access import Viewer
from guidelines.planning.importing.apply import preview_import
from guidelines.planning.importing.known import group_spellings
from guidelines.planning.importing.rights import SECRETARIAT
from guidelines.planning.importing.types import ImportPlan

STAFF = Viewer(is_secretariat=True)
_NO_TOKEN = re.compile("(?!)")


def sheet_of(group: Group, *, language: str = "da", whole: bool = False, viewer: Viewer = STAFF) -> Sheet:
    """The group's planskema as it would be written."""
    with override(language):
        return plan_sheet(group, viewer, whole=whole)


def written(sheet: Sheet, form: str) -> bytes:
    """The planskema as a file of this kind, in the language of its words."""
    with override(sheet.language):
        return FORMS[form].write(sheet)


def read_back(data: bytes, form: str, group: Group) -> Planskema:
    """What the reader makes of a file."""
    name = f"plan.{form}"
    return read_planskema(data, file_name=name, group=group.abbreviation, known_groups=group_spellings())


def imported(data: bytes, form: str, group: Group) -> ImportPlan:
    """What an import of the file would change now, for the secretariat, who may do the most."""
    return preview_import(read_back(data, form, group), group, importer=SECRETARIAT)


def without_tokens(monkeypatch: Any) -> None:
    """Let no token be one, as in a file that somebody typed off."""
    monkeypatch.setattr(exported, "_TOKEN", _NO_TOKEN)
    opening._remembered.cache_clear()


def xlsx_cells(data: bytes) -> list[list[Any]]:
    """The values of the sheet, as typed as the file has them."""
    return list(CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False))


def docx_cells(data: bytes) -> list[list[str]]:
    """The texts of the table."""
    return [[cell.text for cell in row.cells] for row in docx.Document(BytesIO(data)).tables[0].rows]


def csv_lines(data: bytes) -> list[str]:
    """The lines after the mark of UTF-8, without the quotation marks around their texts."""
    lines = csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";")
    return [";".join(cells) for cells in lines]
