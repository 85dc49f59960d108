"""The blocks as a PDF: several pages with running heads, lines that wrap, words that are hyphenated."""

from __future__ import annotations

import typst

from tests.documents.corpus.blocks import Block, Bullets, Heading, Numbered, PageBreak, Pages, Para, Table

_SETUP = """#set document(date: none)
#set page(paper: "a4", margin: (x: 2.6cm, y: 2.8cm), header: [{head}], footer: [{foot}])
#set text(lang: "da", size: 11pt, hyphenate: true)
#set par(justify: true)
"""


def as_pdf(blocks: list[Block], pages: Pages) -> bytes:
    """The document; list numbers and bullets are part of its text, as they are in any PDF."""
    head = f"#{_literal('Klinisk Retningslinje | Kræft')} #h(1fr) #{_literal(pages.group or '')}"
    source = _SETUP.format(head=head, foot=_foot(pages))
    return bytes(typst.compile((source + "\n\n".join(_block(block) for block in blocks)).encode()))


def _foot(pages: Pages) -> str:
    number = "#h(1fr) #context counter(page).display()"
    if not pages.template:
        return number
    first = f"#{_literal(f'Skabelon v. {pages.template}')}"
    if not pages.second_template:
        return f"{first} {number}"
    other = f"#{_literal(f'Skabelon v. {pages.second_template}')}"
    return f"#context if counter(page).get().at(0) == 1 [{first}] else [{other}] {number}"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        size = {1: "16pt", 2: "13pt", 3: "11.5pt"}[block.level]
        return f'#block(above: 1.4em, sticky: true)[#text(size: {size}, weight: "bold")[#{_literal(block.text)}]]'
    if isinstance(block, Para):
        return f"#{_literal(block.text)} \\" if block.is_tight else f"#{_literal(block.text)}"
    if isinstance(block, PageBreak):
        return "#pagebreak()"
    if isinstance(block, Table):
        return _table(block)
    return _list(block)


def _list(block: Bullets | Numbered) -> str:
    items = ", ".join(f"[{_broken(item)}]" for item in block.items)
    if isinstance(block, Bullets):
        return f"#list(marker: [•], {items})"
    return f"#enum(start: {block.first}, {items})"


def _broken(item: str) -> str:
    return " #linebreak() ".join(f"#{_literal(part)}" for part in item.split("\n"))


def _table(block: Table) -> str:
    widths = {2: "(1fr, 2.2fr)", 3: "(1fr, 2fr, 1fr)", 4: "(1.3fr, 1fr, 1.4fr, 1.2fr)"}[len(block.rows[0])]
    cells = ", ".join(f"[#{_literal(text)}]" for row in block.rows for text in row)
    return f"#table(columns: {widths}, {cells})"


def _literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
