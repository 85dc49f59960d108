"""CSV as Danish Excel reads it: semicolons, UTF-8 with its mark, and nothing that is computed (reliability F7)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from django.http import StreamingHttpResponse

from guidelines.documents.exported import UNPRINTABLE

_FORMULA = re.compile(r"['’]*[\s\u200b\ufeff]*[=+\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]")
GUARD = "'"
MARK = "\ufeff"


def printable(text: str) -> str:
    """The text without what cannot be written into a document."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula: by its first sign, full-width forms among them."""
    return bool(_FORMULA.match(text))


def guarded(text: str) -> str:
    """The text for CSV: an apostrophe before what a spreadsheet would compute. Numbers are written as numbers."""
    return GUARD + text if is_formula_like(text) else text


def csv_line(cells: Sequence[str]) -> str:
    """One line; every text stands in quotation marks, so that with another separator none becomes a cell of its own."""
    written = StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    out.writerow([guarded(printable(cell)) for cell in cells])
    return written.getvalue()


def csv_response(headings: Sequence[str], rows: Iterable[Sequence[str]], *, name: str) -> StreamingHttpResponse:
    """Answer a file `name`.csv that is sent while its rows are read, however many they are."""
    response = StreamingHttpResponse(_lines(headings, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield MARK + csv_line(headings)  # the mark lets Excel read Danish letters
    for row in rows:
        yield csv_line(row)
