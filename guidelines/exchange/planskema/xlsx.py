"""The planskema as a workbook: every text is a text, every figure a figure, and it prints on A4 across."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from guidelines.exchange.planskema.content import Sheet, TotalRow
from guidelines.lists.csv_lines import is_formula_like, printable

A4 = 9
_TITLE, _YEAR, _OTHER, _PEOPLE = 62, 9, 16, 46


def planskema_xlsx(sheet: Sheet) -> bytes:
    """Return the planskema as XLSX; a hidden last column holds what an import compares with."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": f"{sheet.group}: {sheet.heading}"})
        _Writer(book, sheet).write()
    return written.getvalue()


class _Writer:
    """Writes one sheet from its top."""

    def __init__(self, book: Any, sheet: Sheet) -> None:
        self.sheet = sheet
        self.page = book.add_worksheet(_("Planskema"))
        plain = {"text_wrap": True, "valign": "top", "border": 1}
        self.text = book.add_format(plain)
        self.quoted = book.add_format({**plain, "quote_prefix": True})  # stays a text where somebody edits it
        self.mark = book.add_format({**plain, "align": "center"})
        self.bold = book.add_format({**plain, "bold": True})
        self.figure = book.add_format({**plain, "bold": True, "align": "center"})
        self.head = book.add_format({**plain, "bold": True, "bg_color": "#E6E6E6"})
        self.heading = book.add_format({"bold": True, "font_size": 14})

    def write(self) -> None:
        """Write headings, rows, totals, and how the sheet is shown and printed."""
        sheet, page = self.sheet, self.page
        page.write_string(0, 0, printable(sheet.group), self.heading)
        page.write_string(1, 0, sheet.heading)
        page.write_string(2, 0, printable(" · ".join(filter(None, (sheet.stamp, sheet.printed)))))
        top, last = 4, len(sheet.heads) - 1
        for column, head in enumerate((*sheet.heads, _("Key"))):
            page.write_string(top, column, head, self.head)
        at = top
        for row in sheet.rows:
            at += 1
            for column, text in enumerate(sheet.cells(row)):
                self._text(at, column, text, is_mark=0 < column < last)
            page.write_string(at, last + 1, row.token)
        for line in sheet.totals:
            at += 1
            self._total(at, line, last)
        page.write_string(at + 1, 0, sheet.legend)
        self._set_up(top, at + 1, last)

    def _text(self, at: int, column: int, text: str, *, is_mark: bool) -> None:
        plain = printable(text)
        look = self.mark if is_mark else self.quoted if is_formula_like(plain) else self.text
        if plain:
            self.page.write_string(at, column, plain, look)
        else:
            self.page.write_blank(at, column, None, look)

    def _total(self, at: int, line: TotalRow, last: int) -> None:
        self.page.write_string(at, 0, line.label, self.bold)
        for column, figure in enumerate(self.sheet.figures(line), start=1):
            self.page.write_number(at, column, figure, self.figure)
        self.page.write_string(at, last, f"{line.total_label} {line.total}", self.bold)

    def _set_up(self, top: int, bottom: int, last: int) -> None:
        page = self.page
        page.set_column(0, 0, _TITLE)
        page.set_column(1, len(self.sheet.years), _YEAR)
        if self.sheet.has_other:
            page.set_column(last - 1, last - 1, _OTHER)
        page.set_column(last, last, _PEOPLE)
        page.set_column(last + 1, last + 1, 4, None, {"hidden": True})
        page.freeze_panes(top + 1, 1)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)
        page.print_area(0, 0, bottom, last)
        page.set_footer("&L&D&R&P / &N")
