"""The planskema as CSV for Danish Excel: semicolons, UTF-8 with its mark, and nothing that would be computed."""

from __future__ import annotations

import csv
from io import StringIO

from django.utils.translation import gettext as _

from guidelines.exchange.planskema.content import Sheet
from guidelines.lists.csv_lines import guarded, printable


def planskema_csv(sheet: Sheet) -> bytes:
    """Return the planskema as CSV; the last column holds what an import compares with."""
    written = StringIO()
    # every text in quotation marks: also read with another separator, none of it becomes a cell of its own
    out = csv.writer(written, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    for line in (sheet.group, sheet.heading, sheet.stamp, sheet.printed):
        if line:
            out.writerow([guarded(printable(line))])
    out.writerow([*sheet.heads, _("Key")])
    for row in sheet.rows:
        out.writerow([*(guarded(printable(text)) for text in sheet.cells(row)), row.token])
    for total in sheet.totals:
        out.writerow([total.label, *sheet.figures(total), f"{total.total_label} {total.total}", ""])
    return written.getvalue().encode("utf-8-sig")
