"""The receipt of a decision as PDF, and all decisions of a revision as a sheet; their lines are the page's (A10)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import typst
import xlsxwriter
from django.utils.translation import gettext as _

from guidelines.approval.manifest import HEADS, lines, values
from guidelines.approval.models import Decision
from guidelines.register.models import Guideline

TEMPLATE = Path(__file__).with_name("receipt.typ")
_UNPRINTABLE = {code: None for code in range(32) if chr(code) not in "\t\n"}
_WIDTHS = {"text": 50, "own_work": 40, "question": 40, "time": 46, "sha256": 68}


def receipt_pdf(decision: Decision, guideline: Guideline, *, language: str) -> bytes:
    """Return the receipt of a decision on A4, the same bytes for the same decision; `language` is "da" or "en"."""
    data = {
        "language": language,
        "site": _("Guideline plan"),
        "heading": _("Receipt of a decision"),
        "title": _printable(guideline.title),
        "title_language": guideline.language,
        "lines": [
            {"head": line.head, "value": _printable(line.value), "mono": line.key == "sha256"}
            for line in lines(decision)
        ],
        "note": _("Decision no. %(number)s. The SHA-256 is that of the document which was shown.")
        % {"number": decision.pk},
    }
    found = typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    return bytes(found) if isinstance(found, bytes) else b"".join(found or [])


def decisions_xlsx(decisions: Iterable[Decision], guideline: Guideline) -> bytes:
    """Return decisions as a sheet, a row each, oldest first; every cell is text, so that nothing is computed."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_("Decisions"))
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        book.set_properties({"title": guideline.title})
        for column, (key, head) in enumerate(HEADS.items()):
            sheet.set_column(column, column, _WIDTHS.get(key, 24))
            sheet.write_string(0, column, str(head), bold)
        for row, decision in enumerate(decisions, start=1):
            found = values(decision)
            for column, key in enumerate(HEADS):
                sheet.write_string(row, column, _printable(found[key]), wrapped)
        sheet.freeze_panes(1, 1)
    return written.getvalue()


def _printable(text: str) -> str:
    return text.replace("\r\n", "\n").translate(_UNPRINTABLE)
