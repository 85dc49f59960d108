"""PDF files of a table, made by Typst for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import typst

Table = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Look:
    """How a table is printed; `heading` rows are repeated on every page where `repeats`."""

    page: str = 'paper: "a4"'
    columns: str = "(3fr, 1fr, 1fr, 1fr, 2fr)"
    stroke: str = "0.5pt"
    inset: str = "5pt"
    align: str = "left + top"
    size: str = "10pt"
    heading: int = 0
    repeats: bool = True
    merged: bool = False
    text: str = ""
    above: str = ""
    below: str = ""

    def but(self, **changes: Any) -> Look:
        return replace(self, **changes)


RULED = Look()
BARE = Look(stroke="none")
LANDSCAPE = 'paper: "a4", flipped: true'


def pdf(table: Table, look: Look = RULED) -> bytes:
    """A PDF with one table."""
    return printed(source(table, look), look.page)


def printed(body: str, page: str = 'paper: "a4"') -> bytes:
    return bytes(typst.compile(f'#set page({page})\n#set text(lang: "da")\n{body}'.encode()))


def source(table: Table, look: Look = RULED) -> str:
    """The table as Typst is told of it."""
    head, rest = table[: look.heading], table[look.heading :]
    cells = _cells(rest)
    if head:
        inside = _merged(head) if look.merged else _cells(head)
        cells = f"table.header(repeat: {str(look.repeats).lower()}, {inside}), {cells}"
    options = f"columns: {look.columns}, stroke: {look.stroke}, inset: {look.inset}, align: {look.align}"
    made = f"#[#set text(size: {look.size}{look.text})\n#table({options}, {cells})]"
    return f"{look.above}\n{made}\n{look.below}"


def _merged(head: Table) -> str:
    """A heading of two rows, the first cells going down, the middle one across the years."""
    years = len(head[0]) - 2
    first, last = literal(head[0][0]), literal(head[0][-1])
    return (
        f"table.cell(rowspan: 2, {first}), table.cell(colspan: {years}, align: center, {literal(head[0][1])}),"
        f" table.cell(rowspan: 2, {last}), {_cells([head[1][1:-1]])}"
    )


def _cells(rows: Table) -> str:
    return ", ".join(literal(cell) for row in rows for cell in row)


def literal(cell: Any) -> str:
    """A text with its line ends; dashes and quotes stay as they are."""
    lines = str(cell).split("\n")
    quoted = ('"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"' for line in lines)
    return "{ " + " + linebreak() + ".join(f"text({line})" for line in quoted) + " }"
