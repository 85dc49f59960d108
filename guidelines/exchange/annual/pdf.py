"""The annual report as PDF: tagged (PDF/UA-1), on A4 upright, the heading of a table on every page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from guidelines.exchange.annual.content import Cell, Report, Table
from guidelines.exchange.planskema.pdf import FONTS, compiled, drawn

WIDEST = 30  # characters; of some 120 that a line has
TEMPLATE = Path(__file__).with_name("annual.typ")


def report_pdf(report: Report) -> bytes:
    """Return the report as PDF."""
    return compiled(
        TEMPLATE,
        {
            "language": report.language,
            "fonts": FONTS,
            "name": drawn(report.name),
            "heading": report.heading,
            "status": report.status,
            "paragraphs": [drawn(text) for text in report.notices],
            "sections": [
                {
                    "title": section.title,
                    "paragraphs": [drawn(text) for text in section.paragraphs],
                    "tables": [_table(table) for table in section.tables],
                }
                for section in report.sections
            ],
            "copied": _("Texts to copy"),
            "blocks": [{"title": block.title, "text": drawn(block.text)} for block in report.blocks],
        },
    )


def _table(table: Table) -> dict[str, Any]:
    figures = [column in table.numbers for column in range(len(table.heads))]
    return {
        "caption": table.caption,
        "heads": table.heads,
        "figures": figures,
        "widths": [_width(table, column) for column in range(len(table.heads))],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "last": table.last,
    }


def _width(table: Table, column: int) -> int:
    """A column's share of the page: of figures as the longest word of its head, of texts as they are long.

    No word is longer than its column, so long as the columns together have no more than a line's characters.
    """
    texts = [row[column].text for row in table.rows]
    longest, word = max(map(len, texts), default=0), max(map(len, " ".join([table.heads[column], *texts]).split()))
    if column in table.numbers:
        return max(longest, word) + 2
    return max(min(longest, WIDEST), word + 4)


def _cell(cell: Cell) -> dict[str, str]:
    return {"text": drawn(cell.text), "language": cell.language}
